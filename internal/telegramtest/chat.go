package telegramtest

import (
	"slices"
	"sort"
)

// A chat is a private chat, a basic group, a supergroup or a channel.
type chat struct {
	id       int64
	kind     string // private, group, supergroup, channel
	title    string // first name of a person
	language string // of a person

	started     bool // the person wrote to the bot
	blocked     bool
	deactivated bool
	kicked      bool  // the bot, from a group
	migratedTo  int64 // 0: not migrated

	lastID   int64 // of supergroups and channels, which count for themselves
	messages []*message
	bucket   bucket
	popups   []string
}

func (c *chat) wire() *wireChat {
	w := &wireChat{ID: c.id, Type: c.kind}
	if c.kind == "private" {
		w.FirstName = c.title
	} else {
		w.Title = c.title
	}
	return w
}

// user is the person of a private chat.
func (c *chat) user() *wireUser {
	return &wireUser{ID: c.id, FirstName: c.title, LanguageCode: c.language}
}

func (c *chat) index(id int64) (int, bool) {
	i := sort.Search(len(c.messages), func(i int) bool { return c.messages[i].id >= id })
	return i, i < len(c.messages) && c.messages[i].id == id
}

func (c *chat) find(id int64) *message {
	if i, ok := c.index(id); ok {
		return c.messages[i]
	}
	return nil
}

func (c *chat) remove(id int64) {
	if i, ok := c.index(id); ok {
		c.messages = slices.Delete(c.messages, i, i+1)
	}
}

func (c *chat) show() []Message {
	out := make([]Message, len(c.messages))
	for i, m := range c.messages {
		out[i] = m.public()
	}
	return out
}

// chat makes or finds a chat. The caller holds mu.
func (s *Server) chat(id int64, kind, title string) *chat {
	c := s.chats[id]
	if c == nil {
		c = &chat{id: id, kind: kind, title: title}
		s.chats[id] = c
	}
	return c
}

// put gives a message its id and its place. The caller holds mu.
func (s *Server) put(c *chat, m *message) {
	counter := &c.lastID
	if c.kind == "private" || c.kind == "group" {
		counter = &s.lastID
	}
	*counter++
	m.id, m.date = *counter, s.now()
	switch {
	case !s.opts.CountOnly:
		c.messages = append(c.messages, m)
	case m.fromBot: // taps and edits need the last one
		c.messages = append(c.messages[:0], m)
	}
	s.mu.Touch()
}

// reach finds the chat that a request is for, if the bot may write to it. The
// caller holds mu.
func (s *Server) reach(r *request) (*chat, *apiError) {
	c := s.chats[r.number("chat_id")]
	switch {
	case c == nil:
		return nil, errChatNotFound
	case c.migratedTo != 0:
		return nil, &apiError{code: 400, text: "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: c.migratedTo}
	case c.deactivated:
		return nil, errDeactivated
	case c.blocked:
		return nil, errBlocked
	case c.kicked:
		return nil, forbidden("bot was kicked from the " + c.kindInWords())
	case c.kind == "private" && !c.started:
		return nil, errNeverStarted
	}
	return c, nil
}

func (c *chat) kindInWords() string {
	if c.kind == "channel" {
		return "channel chat"
	}
	return c.kind + " chat"
}

func (s *Server) bot() *wireUser {
	return &wireUser{ID: s.botID, IsBot: true, FirstName: s.profile.ownName(), Username: s.opts.Username}
}
