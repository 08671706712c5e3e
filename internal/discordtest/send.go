package discordtest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

const (
	attachmentPath = "/attachments/"
	nonceLife      = 5 * time.Minute
	oldMessage     = time.Hour
	maxOldEdits    = 30 // in an hour, of messages older than that; the real number is not published
	maxListed      = 100
)

// openDM answers with the channel of a person's direct messages.
func (s *Server) openDM(r *request) (int, any, *apiError) {
	if list := check(s.spec.dm, r.object()); list != nil {
		return 0, nil, invalid(list...)
	}
	id := str(r.object(), "recipient_id")
	if id == "" {
		return 0, nil, invalid(*problemf("BASE_TYPE_REQUIRED", "This field is required").at("recipient_id"))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[id]
	if u == nil {
		return 0, nil, errUser
	}
	return http.StatusOK, u.direct().wire(), nil
}

// reach is the channel of a path, if the bot may read it. The caller holds mu.
func (s *Server) reach(r *request) (*Channel, *apiError) {
	c := s.channels[r.PathValue("channel_id")]
	switch {
	case c == nil:
		return nil, errChannel
	case c.absent():
		return nil, errAccess
	}
	return c, nil
}

// writable says whether the bot may write to a channel. The caller holds mu.
func (s *Server) writable(c *Channel) *apiError {
	switch {
	case c.guild != nil && c.closed:
		return errPermissions
	case c.guild != nil:
	case c.user.closed:
		return errDMsClosed
	case !c.user.met && !c.user.installed && !s.shareGuild(c.user):
		return errNoMutualGuilds
	}
	return nil
}

// shareGuild reports whether a person is in a guild with the bot. The caller holds mu.
func (s *Server) shareGuild(u *User) bool {
	for _, g := range s.guilds {
		if g.members[u] && !g.absent {
			return true
		}
	}
	return false
}

func (s *Server) createMessage(r *request) (int, any, *apiError) {
	body := r.object()
	if list := check(s.spec.create, body); list != nil {
		return 0, nil, invalid(list...)
	}
	var after func()
	wire, e := s.send(r, &after)
	if after != nil {
		after()
	}
	return http.StatusOK, wire, e
}

func (s *Server) send(r *request, after *func()) (object, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body := r.object()
	c, e := s.reach(r)
	if e == nil {
		e = s.writable(c)
	}
	if e != nil {
		return nil, e
	}
	if nonce := body["nonce"]; nonce != nil && flag(body, "enforce_nonce") {
		for _, m := range c.messages {
			if m.author == nil && m.nonce == nonce && s.now().Sub(m.date) < nonceLife {
				return m.wire(s), nil
			}
		}
	}
	m := &message{nonce: body["nonce"]}
	if ref := child(body, "message_reference"); ref != nil {
		m.kind, m.replyTo = kindReply, str(ref, "message_id")
		if c.find(m.replyTo) == nil {
			return nil, invalid(*problemf("REPLIES_UNKNOWN_MESSAGE", "Unknown message").at("message_reference"))
		}
	}
	if e := s.compose(m, r.content(), flagSuppressEmbeds|flagSilent|flagComponentsV2); e != nil {
		return nil, e
	}
	s.put(c, m)
	*after = s.accepted(m)
	return m.wire(s), nil
}

// found is the message of a path. The caller holds mu.
func (s *Server) found(r *request) (*message, *apiError) {
	c, e := s.reach(r)
	if e != nil {
		return nil, e
	}
	if m := c.find(r.PathValue("message_id")); m != nil {
		return m, nil
	}
	return nil, errMessage
}

func (s *Server) getMessage(r *request) (int, any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, e := s.found(r)
	if e != nil {
		return 0, nil, e
	}
	return http.StatusOK, m.wire(s), nil
}

func (s *Server) editMessage(r *request) (int, any, *apiError) {
	c := r.content()
	for _, name := range []string{"ID", "Channel"} { // discordgo sends them
		delete(c.raw, name)
		delete(c.body, name)
	}
	if list := check(s.spec.edit, c.body); list != nil {
		return 0, nil, invalid(list...)
	}
	var after func()
	wire, e := s.amend(r, c, &after)
	if after != nil {
		after()
	}
	return http.StatusOK, wire, e
}

func (s *Server) amend(r *request, c *content, after *func()) (object, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, e := s.found(r)
	if e == nil && m.author != nil {
		e = errNotAuthor
	}
	if e == nil {
		e = s.oldEdit(m)
	}
	if e == nil {
		e = s.change(m, c)
	}
	if e != nil {
		return nil, e
	}
	*after = s.editedBy(m)
	return m.wire(s), nil
}

// oldEdit counts edits of messages older than an hour. The caller holds mu.
func (s *Server) oldEdit(m *message) *apiError {
	now := s.now()
	if s.opts.Unlimited || now.Sub(m.date) <= oldMessage {
		return nil
	}
	c := m.channel
	c.oldEdits = slices.DeleteFunc(c.oldEdits, func(t time.Time) bool { return now.Sub(t) >= time.Hour })
	if len(c.oldEdits) >= maxOldEdits {
		e := tooMany("user", time.Hour-now.Sub(c.oldEdits[0]))
		e.code, e.text = 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later"
		return e
	}
	c.oldEdits = append(c.oldEdits, now)
	return nil
}

func (s *Server) deleteMessage(r *request) (int, any, *apiError) {
	s.mu.Lock()
	m, e := s.found(r)
	switch {
	case e != nil:
	case m.author != nil && m.channel.guild == nil:
		e = errOnDM
	case m.author != nil:
		e = errPermissions
	default:
		s.remove(m)
	}
	s.mu.Unlock()
	if e != nil {
		return 0, nil, e
	}
	s.dispatchMessage("MESSAGE_DELETE", m.channel, object{"id": m.id, "channel_id": m.channel.id})
	return http.StatusNoContent, nil, nil
}

// listMessages answers with messages, newest first.
func (s *Server) listMessages(r *request) (int, any, *apiError) {
	query := r.URL.Query()
	for name := range query {
		if !slices.Contains([]string{"limit", "after", "before", "around"}, name) {
			return 0, nil, invalid(*problemf("UNKNOWN_FIELD", "The API has no such parameter.").at(name))
		}
	}
	limit := 50
	if text := query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > maxListed {
			return 0, nil, invalid(*problemf("NUMBER_TYPE_COERCE", "Value \"%s\" is not between 1 and %d.", text, maxListed).at("limit"))
		}
		limit = n
	}
	for _, name := range []string{"after", "before", "around"} {
		if text := query.Get(name); text != "" && strconv.FormatUint(snowflake(text), 10) != text {
			return 0, nil, invalid(*problemf("NUMBER_TYPE_COERCE", "Value \"%s\" is not snowflake.", text).at(name))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, e := s.reach(r)
	if e != nil {
		return 0, nil, e
	}
	seen := slices.DeleteFunc(slices.Clone(c.messages), func(m *message) bool { return m.has(flagEphemeral) })
	out := []any{}
	for _, m := range between(seen, query.Get("after"), query.Get("before"), query.Get("around"), limit) {
		out = append(out, s.readable(m, m.wire(s)))
	}
	slices.Reverse(out)
	return http.StatusOK, out, nil
}

// between is a part of messages in order: the first after an id, or the last before
// one, or those around it, or the last of all.
func between(all []*message, after, before, around string, limit int) []*message {
	at := func(id string) int {
		return len(slices.DeleteFunc(slices.Clone(all), func(m *message) bool { return snowflake(m.id) >= snowflake(id) }))
	}
	switch {
	case after != "":
		all = slices.DeleteFunc(all, func(m *message) bool { return snowflake(m.id) <= snowflake(after) })
		return all[:min(limit, len(all))]
	case before != "":
		all = all[:at(before)]
	case around != "":
		all = all[:min(len(all), at(around)+limit/2+1)]
	}
	return all[max(0, len(all)-limit):]
}

// readable hides from a message of a guild what only IntentMessageContent shows.
func (s *Server) readable(m *message, wire object) object {
	if m.author != nil && m.channel.guild != nil && s.opts.Privileged&IntentMessageContent == 0 {
		return hidden(wire)
	}
	return wire
}
