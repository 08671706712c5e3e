package discord

import (
	"context"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/store"
)

// Types of answers to interactions.
const (
	answerPong    = 1
	answerMessage = 4
	answerEdit    = 7
	answerChoices = 8
	answerForm    = 9
)

// callback is the answer to an interaction, as it is sent.
type callback struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

// outgoing is a message as it is sent.
type outgoing struct {
	Content     string       `json:"content"`
	Flags       int          `json:"flags,omitempty"`
	Mentions    mentions     `json:"allowed_mentions"`
	Components  []widget     `json:"components"`
	Attachments []attachment `json:"attachments"`
	Nonce       string       `json:"nonce,omitempty"`
	Once        bool         `json:"enforce_nonce,omitempty"`
}

// mentions lists what a message may mention: nothing.
type mentions struct {
	Parse []string `json:"parse"`
}

type attachment struct {
	ID          string `json:"id"` // of the file in the request
	Name        string `json:"filename"`
	Description string `json:"description"`
}

// answer is what handle gives: the callback, and what is to be done around it.
type answer struct {
	callback
	person  string
	files   []upload
	urgent  bool
	reply   *bots.Reply // nil where there was no turn
	line    *line       // of a new message in the direct messages, to be noted for /bye; else nil
	message string      // its id, once it is accepted
	unknown bool        // nobody knows what this interaction is
	leave   *leaving    // of /bye
	commit  func()      // what is left to keep, after the answer; nil for nothing
}

// newMessage makes a message with no mentions and no previews.
func newMessage(text string, components []widget) outgoing {
	if components == nil {
		components = []widget{}
	}
	return outgoing{
		Content: cut(text, maxContent), Flags: suppressEmbeds, Mentions: mentions{Parse: []string{}}, Components: components, Attachments: []attachment{},
	}
}

// handle answers an interaction, however it came. It gives false for one that nobody
// knows.
func (b *Bot) handle(ctx context.Context, i *interaction) (answer, bool) {
	switch i.Type {
	case kindCommand:
		if i.Data.Name == manageCommand && i.Data.Type == slashCommand {
			return b.manage(ctx, i), true
		}
		return b.converse(ctx, i, fromCommand(i), customID{}), true
	case kindComponent:
		pressed := readCustomID(string(i.Data.CustomID))
		switch pressed.opens {
		case formMark:
			return b.form(pressed), true
		case privateMark:
			return b.goPrivate(ctx, i, pressed), true
		}
		payload := pressed.payload
		if strings.HasPrefix(payload, listMark) {
			payload = ""
			if len(i.Data.Values) > 0 {
				payload, _, _ = strings.Cut(string(i.Data.Values[0]), "#")
			}
		}
		return b.converse(ctx, i, engine.Input{Kind: engine.Tap, Payload: payload}, pressed), true
	case kindForm:
		from := readCustomID(string(i.Data.CustomID))
		from.stays = true // what a form answers comes as a message of its own
		return b.converse(ctx, i, engine.Input{Kind: engine.Text, Text: typed(i.Data.Components)}, from), true
	case kindCompletion:
		return answer{callback: callback{answerChoices, map[string]any{"choices": b.complete(i)}}}, true
	}
	return answer{}, false
}

// fromCommand is what a command asks for. One that is used on somebody's message, and
// one of an earlier version, opens the menu.
func fromCommand(i *interaction) engine.Input {
	if i.Data.Type == slashCommand {
		for _, c := range commands {
			if c.name != string(i.Data.Name) {
				continue
			}
			switch {
			case c.option == "":
				return c.input()
			default:
				return asked(i.option(c.option))
			}
		}
	}
	return engine.Input{Kind: engine.Command, Command: dialog.CommandMenu}
}

// asked makes an input of a question; one that was completed is the payload of its
// node.
func asked(question string) engine.Input {
	if p, err := dialog.ParsePayload(question); err == nil && len(question) <= dialog.MaxPayload && p.Set.Slot == "" {
		return engine.Input{Kind: engine.Tap, Payload: question}
	}
	return engine.Input{Kind: engine.Text, Text: question}
}

// turned is a turn that was taken.
type turned struct {
	reply  bots.Reply
	notes  notes // as they were before
	urgent bool
	commit func() // keeps what changed; nil when that is done
}

// chat is the id under which the handler knows a person, in a server and in direct
// messages alike.
func chat(person string) string { return "u" + person }

// turn takes a turn of a person, at a place in the direct messages or nowhere there. An
// urgent reply goes out before anything is kept.
func (b *Bot) turn(ctx context.Context, person string, in engine.Input, at place) turned {
	s := b.o.Handler.Open(ctx, channel, chat(person))
	t := turned{notes: readNotes(s.Notes())}
	t.reply = s.Turn(in)
	t.urgent = t.reply.Urgent()
	commit := func() {
		defer s.Close()
		var batch store.Batch
		s.Keep(&batch)
		switch {
		case s.Erased():
			batch.Sent = append(batch.Sent, b.bookmarkID(person))
		case s.Known() || len(batch.Save) > 0:
			b.mark(&batch, person, bookmark{at.channel, b.bookmarks.upTo(person, at.message)})
		}
		b.o.Handler.Commit(ctx, batch)
	}
	if t.urgent {
		t.commit = commit
	} else {
		commit()
	}
	return t
}

// converse takes the turn of an interaction and makes the answer.
func (b *Bot) converse(ctx context.Context, i *interaction, in engine.Input, from customID) answer {
	in.Locale, in.Country = string(i.Locale), from.country
	where := setting{from.country, !i.private()}
	within := b.allowed(i.person())
	t := b.turn(ctx, i.person(), in, i.place())
	a := answer{person: i.person(), urgent: t.urgent, reply: &t.reply, commit: t.commit}
	left := t.reply.Events&engine.Erased != 0
	var m outgoing
	switch {
	case left:
		a.leave = &leaving{
			b: b, person: i.person(), notes: t.notes, behind: b.outbox.leave(i.person()), locale: t.reply.Locale, token: string(i.Token),
		}
		if i.private() {
			a.leave.channel = string(i.Channel)
		}
		m = b.composeBye(&t.reply, "discord-left", !i.private())
	case !within && !t.urgent:
		m = b.say(t.reply.Locale, "too-fast", where)
	default:
		m, a.files = b.compose(&t.reply, where)
	}
	a.Type = answerMessage
	edits := i.edits(from) && !t.urgent && within || left && i.Type == kindComponent && !i.public()
	if edits {
		a.Type = answerEdit
	} else if !i.private() {
		m.Flags |= ephemeral
	}
	if edits && left {
		a.leave.kept = string(i.Message.ID)
	}
	if i.private() && a.Type == answerMessage && !left {
		a.line = b.outbox.begin(a.person)
	}
	a.Data = m
	return a
}

// setting is what of the place where a reply is shown matters to its buttons.
type setting struct {
	country string // of the panel at which it began, or ""
	server  bool   // not the direct messages
}

// compose makes the message of a reply.
func (b *Bot) compose(r *bots.Reply, where setting) (m outgoing, files []upload) {
	if r.LastResort != "" {
		return newMessage(r.LastResort, nil), nil
	}
	d := board{b: b, locale: r.Locale, of: customID{country: where.country, stays: r.Urgent()}, server: where.server}
	m = newMessage(content(r.Body, r.Lines.Fill), d.rows(r.Choices, r.Help))
	if data, alt := b.picture(r); data != nil {
		m.Attachments = []attachment{{ID: "0", Name: pictureName, Description: cut(alt, maxAlt)}}
		files = []upload{{name: pictureName, data: data}}
	}
	return m, files
}

// say is a word as a message, with the help row.
func (b *Bot) say(locale, key string, where setting) outgoing {
	help := b.o.Handler.Engine().Recall(engine.Decision{Locale: locale, Node: dialog.Menu}).Help
	d := board{b: b, locale: locale, of: customID{country: where.country}, server: where.server}
	return newMessage(escaped(b.word(locale, key)), d.rows(nil, help))
}

func escaped(s string) string {
	var w writer
	w.escape(s)
	return w.b.String()
}

// allowed counts a turn and reports whether a person sends no more than they may.
func (b *Bot) allowed(person string) bool {
	ok, _ := b.people.Allow(chat(person))
	if !ok {
		b.o.Observer.Limited()
	}
	return ok
}

// form is the form to type a question.
func (b *Bot) form(from customID) answer {
	locale := b.locale(from.locale) // which may be anything
	id := customID{country: from.country, opens: formMark, locale: locale}
	return answer{callback: callback{answerForm, map[string]any{
		"custom_id": id.String(),
		"title":     cut(b.word(locale, "discord-ask"), 45),
		"components": []widget{{
			Type: labelType, Label: cut(b.word(locale, "web-question-label"), 45),
			Component: &widget{
				Type: inputType, CustomID: "question", Style: 2, MaxLength: maxQuestion, Placeholder: cut(b.word(locale, "web-placeholder"), 100),
			},
		}},
	}}}
}

// maxQuestion is how long a question may be, as Discord's forms allow.
const maxQuestion = 4000

// finish does what waited until the answer was out.
func (b *Bot) finish(a *answer) {
	if a.commit != nil {
		a.commit()
	}
	if a.leave != nil {
		a.leave.clear()
	}
}

// bare is a message without picture and buttons: whatever it is that Discord does not
// take, the words go out.
func (m outgoing) bare() outgoing {
	m.Attachments, m.Components = []attachment{}, []widget{}
	return m
}

func sentAs(v verdict) string {
	switch v {
	case accepted:
		return bots.Accepted
	case gone:
		return bots.Gone
	default:
		return bots.GivenUp
	}
}

// answered tells the observer what became of an answer that holds a reply.
func (b *Bot) answered(a *answer, v verdict, took time.Duration) {
	if a.reply == nil {
		return
	}
	b.o.Observer.Sent(sentAs(v), a.urgent, took)
	if v == accepted {
		b.o.Handler.Answered(channel, a.reply, took)
	} else if a.urgent {
		b.o.Observer.DangerLate()
	}
}

// settle notes that what was said at a place is answered, by a direct message of ours
// that /bye is to delete, or "". It is false when nothing is known of the person any
// more.
func (b *Bot) settle(person string, at place, answer string) bool {
	ctx := context.Background()
	s := b.o.Handler.Open(ctx, channel, chat(person))
	defer s.Close()
	upTo := b.bookmarks.end(person, at.message)
	if !s.Known() {
		return false
	}
	var batch store.Batch
	if answer != "" {
		s.SetNotes(readNotes(s.Notes()).add(answer).bytes())
		s.Keep(&batch)
	}
	b.mark(&batch, person, bookmark{at.channel, upTo})
	return b.o.Handler.Commit(ctx, batch)
}
