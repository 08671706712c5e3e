package discordtest

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// A User is somebody at a client of Discord.
type User struct {
	s      *Server
	id     string
	locale string
	dm     *Channel // nil: never opened
	last   *message // that answers the person; others may have pushed it out of the channel with CountOnly

	installed bool // the app, for themselves
	closed    bool // direct messages of bots
	met       bool // used the app
}

// User makes or finds a person by id. Locale is one of Discord's, such as "en-US",
// "es-419" or "es-ES".
func (s *Server) User(id, locale string) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[id]
	if u == nil {
		u = &User{s: s, id: id}
		s.users[id] = u
	}
	u.locale = locale
	return u
}

// ID is the person's id.
func (u *User) ID() string { return u.id }

// Join makes the person a member of the guild of a channel.
func (u *User) Join(where *Channel) {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	if where.guild != nil {
		where.guild.members[u] = true
	}
}

// Administer gives the person the permissions of an administrator there.
func (u *User) Administer(where *Channel) {
	u.Join(where)
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	if where.guild != nil {
		where.guild.admins[u] = true
	}
}

// Install adds the app to the person's account, so that it works everywhere.
func (u *User) Install() {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	u.installed = true
}

// CloseDMs keeps bots from writing to the person, or lets them again.
func (u *User) CloseDMs(closed bool) {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	u.closed = closed
}

// Restart closes the client and opens it again: ephemeral messages are gone.
func (u *User) Restart() {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	for _, c := range u.s.channels {
		c.messages = slices.DeleteFunc(c.messages, func(m *message) bool {
			return m.has(flagEphemeral) && m.by != nil && m.by.user == u
		})
	}
	if u.last != nil && u.last.has(flagEphemeral) {
		u.last = nil
	}
	u.s.mu.Touch()
}

// DMChannel is the channel of the person's direct messages with the bot.
func (u *User) DMChannel() *Channel {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	return u.direct()
}

// direct makes or finds the channel. The caller holds mu.
func (u *User) direct() *Channel {
	if u.dm == nil {
		u.dm = u.s.newChannel(&Channel{user: u})
	}
	return u.dm
}

// DM writes to the bot, and returns the id of the message; files are names of
// attachments. The bot hears of it over the gateway, where it asked for IntentDirectMessages.
func (u *User) DM(text string, files ...string) string { return u.Say(u.DMChannel(), text, files...) }

// Say writes into a channel.
func (u *User) Say(where *Channel, text string, files ...string) string {
	s := u.s
	s.mu.Lock()
	c := &content{raw: object{"content": text}, body: object{"content": text}}
	for _, name := range files {
		c.files = append(c.files, file{name: name, size: 1})
	}
	m := &message{author: u}
	m.apply(s, c)
	u.met = u.met || where == u.dm
	s.put(where, m)
	wire := m.wire(s)
	s.mu.Unlock()
	s.dispatchMessage("MESSAGE_CREATE", where, wire)
	return m.id
}

// Edit changes a message of the person; it does nothing where there is none.
func (u *User) Edit(where *Channel, id, text string) {
	s := u.s
	s.mu.Lock()
	m := where.find(id)
	if m == nil || m.author != u {
		s.mu.Unlock()
		return
	}
	m.content, m.edited, m.edits = text, s.now(), m.edits+1
	wire := m.wire(s)
	s.mu.Touch()
	s.mu.Unlock()
	s.dispatchMessage("MESSAGE_UPDATE", where, wire)
}

// Messages is what the person sees in a channel, oldest first; deleted messages and
// ephemeral ones of others are not there.
func (u *User) Messages(where *Channel) []Message {
	u.s.mu.Lock()
	defer u.s.mu.Unlock()
	var out []Message
	for _, m := range where.messages {
		if m.visible(u) {
			out = append(out, m.public(u.s))
		}
	}
	return out
}

// WaitFor waits until what the person sees there fulfils cond, and reports whether it did
// within that time.
func (u *User) WaitFor(where *Channel, cond func([]Message) bool, within time.Duration) bool {
	return u.s.WaitFor(func() bool { return cond(u.Messages(where)) }, within)
}

// Wait waits until the person sees n messages of the bot there, deferred ones not counted,
// and returns the last of them.
func (u *User) Wait(where *Channel, n int, within time.Duration) (Message, error) {
	var seen []Message
	if u.WaitFor(where, func(all []Message) bool {
		seen = slices.DeleteFunc(all, func(m Message) bool { return !m.FromBot || m.Thinking })
		return len(seen) >= n
	}, within) {
		return seen[len(seen)-1], nil
	}
	return Message{}, fmt.Errorf("%d of %d messages of the bot came within %v", len(seen), n, within)
}

// member is the person as a member of a guild.
func (u *User) member(g *Guild) object {
	permissions := permissionsMember
	if g.admins[u] {
		permissions = permissionsAdmin
	}
	out := maps.Clone(u.guest())
	out["permissions"], out["user"] = permissions, u.wire()
	return out
}

// guest is the member without the user, as messages hold it.
func (u *User) guest() object {
	return object{
		"roles": []any{}, "joined_at": "2025-01-02T03:04:05.000000+00:00", "deaf": false, "mute": false, "nick": nil, "avatar": nil,
		"banner": nil, "premium_since": nil, "pending": false, "flags": 0, "communication_disabled_until": nil,
	}
}
