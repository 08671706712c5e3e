package discordtest

import (
	"fmt"
	"time"
)

// Types of interactions.
const (
	pingInteraction       = 1
	commandInteraction    = 2
	componentInteraction  = 3
	completionInteraction = 4
	modalInteraction      = 5
)

// Types of callbacks.
const (
	callbackPong       = 1
	callbackMessage    = 4
	callbackDefer      = 5
	callbackDeferEdit  = 6
	callbackEdit       = 7
	callbackCompletion = 8
	callbackModal      = 9
)

// Contexts of interactions.
const (
	contextGuild   = 0
	contextBotDM   = 1
	contextPrivate = 2
)

// maxGuestFollowups is for apps that are not in the guild.
const maxGuestFollowups = 5

// An Interaction is one command, press, choice, form or completion of a person.
type Interaction struct {
	s         *Server
	id, token string
	kind      int
	user      *User
	channel   *Channel
	source    *message // whose component was used, or whose modal was filled in
	target    *message // of a context command
	cause     *Interaction
	created   time.Time
	payload   []byte

	// The server's mu guards what follows.
	answered  int // type of the callback; 0: none
	after     time.Duration
	original  *message
	followups int
	posts     []*message // follow-ups
	choices   []Choice
	modal     *Modal
	status    int // of the endpoint's answer; 0: none, or over the gateway
	problem   string
}

// A Choice is a line of completion.
type Choice struct {
	Name  string
	Value any // string or json.Number
}

// A Modal is a form.
type Modal struct {
	CustomID, Title string
	Texts           []string // of its text displays
	Fields          []Input
	parts           []any
}

// An Input is one thing to fill in.
type Input struct {
	CustomID, Label, Description, Placeholder, Value string
	Kind                                             int // type of the component, 4 for text
	Required                                         bool
	Min, Max                                         int // length of a text
	Options                                          []Option
}

// An Outcome is how an interaction stands.
type Outcome struct {
	Callback int           // type of the first answer; 0: none
	After    time.Duration // it took
	Failed   bool          // no answer in time: "The application did not respond"
	Choices  []Choice
	Modal    *Modal
	Status   int    // HTTP status of the endpoint; 0: none, or over the gateway
	Problem  string // why the endpoint's answer was not taken; "": it was
}

// ID is the interaction's id.
func (i *Interaction) ID() string { return i.id }

// Token is the interaction's token.
func (i *Interaction) Token() string { return i.token }

// Outcome is how the interaction stands.
func (i *Interaction) Outcome() Outcome {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return Outcome{
		Callback: i.answered, After: i.after, Choices: i.choices, Modal: i.modal, Status: i.status, Problem: i.problem,
		Failed: i.answered == 0 && i.late(),
	}
}

func (i *Interaction) late() bool { return i.s.now().Sub(i.created) > i.s.opts.FirstResponse }

func (i *Interaction) expired() bool { return i.s.now().Sub(i.created) > i.s.opts.TokenLife }

// Message is the answer as the person sees it; a component's answer may be the message
// that it is on. It is false where there is none, or it was deleted.
func (i *Interaction) Message() (Message, bool) {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	if i.original == nil || !i.original.visible(i.user) {
		return Message{}, false
	}
	return i.original.public(i.s), true
}

// Answer waits for the final answer, not "thinking", and returns the message.
func (i *Interaction) Answer(within time.Duration) (Message, error) {
	var m Message
	ok := i.s.WaitFor(func() bool {
		var there bool
		m, there = i.Message()
		return there && !m.Thinking && i.Outcome().Callback != 0 || i.Outcome().Problem != ""
	}, within)
	if o := i.Outcome(); o.Problem != "" {
		return m, fmt.Errorf("the endpoint's answer was not taken: %s", o.Problem)
	}
	if !ok {
		return m, fmt.Errorf("no answer within %v", within)
	}
	return m, nil
}

// Done waits for the first answer of any kind.
func (i *Interaction) Done(within time.Duration) (Outcome, error) {
	if !i.s.WaitFor(func() bool { o := i.Outcome(); return o.Callback != 0 || o.Problem != "" }, within) {
		return i.Outcome(), fmt.Errorf("no answer within %v", within)
	}
	return i.Outcome(), nil
}

// Again delivers the same interaction once more, with its id and token, as a duplicate.
func (i *Interaction) Again() { i.s.deliver(i) }

// open makes an interaction with its payload. The caller holds mu.
func (s *Server) open(kind int, u *User, where *Channel, data object) *Interaction {
	i := &Interaction{s: s, id: s.nextID(), token: s.nextToken(), kind: kind, user: u, channel: where, created: s.now()}
	u.met = true
	s.interactions[i.token] = i
	if s.opts.CountOnly {
		s.forget()
	}
	p := object{
		"id": i.id, "application_id": s.opts.ApplicationID, "type": kind, "token": i.token, "version": 1, "data": data,
		"channel_id": where.id, "channel": where.wire(), "app_permissions": permissionsMember, "locale": u.locale,
		"entitlements": []any{}, "attachment_size_limit": 10 << 20, "authorizing_integration_owners": i.owners(), "context": where.context(),
	}
	if where.guild != nil {
		p["guild_id"], p["guild_locale"] = where.guild.id, where.guild.locale
		p["guild"] = object{"id": where.guild.id, "locale": where.guild.locale, "features": []any{}}
		p["member"] = u.member(where.guild)
	} else {
		p["user"] = u.wire()
	}
	if s.opts.Novelties {
		p["novelty"] = object{"level": 1}
	}
	i.payload = encode(p)
	return i
}

// about adds to the payload of an interaction.
func (i *Interaction) about(name string, v object) {
	p, err := decode(i.payload)
	if err != nil {
		panic(err)
	}
	p.(object)[name] = v
	i.payload = encode(p)
}

// forget drops interactions whose tokens are dead, so that long runs stay small. The
// caller holds mu.
func (s *Server) forget() {
	if len(s.interactions)%1000 != 0 {
		return
	}
	for token, i := range s.interactions {
		if i.expired() {
			delete(s.interactions, token)
		}
	}
}

// owners tells by whose installation the app is there.
func (i *Interaction) owners() object {
	out := object{}
	switch {
	case i.channel.absent():
	case i.channel.guild != nil:
		out["0"] = i.channel.guild.id
	default:
		out["0"] = "0"
	}
	if i.user.installed {
		out["1"] = i.user.id
	}
	return out
}

// metadata is interaction_metadata of the messages made.
func (i *Interaction) metadata() object {
	meta := object{"id": i.id, "type": i.kind, "user": i.user.wire(), "authorizing_integration_owners": i.owners()}
	switch i.kind {
	case componentInteraction:
		meta["interacted_message_id"] = i.source.id
	case modalInteraction:
		meta["triggering_interaction_metadata"] = i.cause.metadata()
	}
	return meta
}
