package telegramtest

import (
	"strings"
	"time"
)

// A Group is a basic group, a supergroup or a channel that the bot is in.
type Group struct {
	s *Server
	c *chat
}

// Group makes or finds a group. Ids of groups are negative.
func (s *Server) Group(id int64, super bool) *Group {
	kind := "group"
	if super {
		kind = "supergroup"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Group{s, s.chat(id, kind, "Group")}
}

// Channel makes or finds a channel.
func (s *Server) Channel(id int64) *Group {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Group{s, s.chat(id, "channel", "Channel")}
}

// ID is the chat's id.
func (g *Group) ID() int64 { return g.c.id }

// Send writes into the group, or posts in the channel, where from is not shown. In
// privacy mode the bot sees only commands that may be for it, and replies to
// it; of anything else it is told nothing, and the id returned is 0.
func (g *Group) Send(from *Person, text string) int64 { return g.Reply(from, 0, text) }

// Reply is Send with an answer to another message; 0 is none.
func (g *Group) Reply(from *Person, messageID int64, text string) int64 {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	if g.c.kicked || g.c.migratedTo != 0 {
		return 0
	}
	m := &message{text: text, entities: command(text), replyTo: messageID}
	kind := "channel_post"
	if g.c.kind != "channel" {
		kind, m.from = "message", from.c.user()
	}
	g.s.put(g.c, m)
	if kind == "message" && !g.heard(m) {
		return 0
	}
	return g.s.push(kind, queueKey{false, g.c.id}, m.wire(g.c))
}

// heard follows https://core.telegram.org/bots/features#privacy-mode.
func (g *Group) heard(m *message) bool {
	if g.s.opts.ReadsGroups {
		return true
	}
	if to := g.c.find(m.replyTo); to != nil && to.fromBot {
		return true
	}
	if m.entities == nil {
		return false
	}
	word, _, _ := strings.Cut(m.text, " ")
	_, name, addressed := strings.Cut(word, "@")
	return !addressed || strings.EqualFold(name, g.s.opts.Username)
}

// Tap taps a button under a message of the bot.
func (g *Group) Tap(by *Person, messageID int64, label string) (updateID int64, err error) {
	return tapLabel(g.s, g.c, by.c, messageID, label)
}

// MigrateTo makes a basic group a supergroup with another id, which it returns.
// Both chats get the message that says so, and the old one takes no more.
func (g *Group) MigrateTo(newID int64) *Group {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	next := g.s.chat(newID, "supergroup", g.c.title)
	next.started = true
	g.service(g.c, "migrate_to_chat_id", newID)
	g.service(next, "migrate_from_chat_id", g.c.id)
	g.c.migratedTo = newID
	return &Group{g.s, next}
}

// service puts a message about a chat itself.
func (g *Group) service(c *chat, what string, id int64) {
	m := &message{from: g.s.bot(), media: what, body: encode(id)}
	g.s.put(c, m)
	g.s.push("message", queueKey{false, c.id}, m.wire(c))
}

// Kick throws the bot out.
func (g *Group) Kick(by *Person) {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	if !g.c.kicked {
		g.c.kicked = true
		g.s.pushMembership(g.c, by.c.user(), true)
	}
}

// Messages is what the group shows, oldest first; deleted ones are gone.
func (g *Group) Messages() []Message {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	return g.c.show()
}

// WaitFor waits until what the group shows fulfils cond, and reports whether it
// did within that time.
func (g *Group) WaitFor(cond func([]Message) bool, within time.Duration) bool {
	return g.s.WaitFor(func() bool { return cond(g.Messages()) }, within)
}
