package discordtest

import (
	"slices"
	"sort"
	"time"
)

// Types of channels.
const (
	channelText = 0
	channelDM   = 1
)

// Permissions, as decimal bit sets.
const (
	permissionsMember = "2147998272" // view, send, use commands and the like
	permissionsAdmin  = "9007199254740991"
)

// A Guild is what people call a server. The bot is in it until Leave.
type Guild struct {
	s       *Server
	id      string
	locale  string
	absent  bool // the bot
	members map[*User]bool
	admins  map[*User]bool
}

// A Channel is a text channel of a guild, the direct messages of a person and the bot, or
// those of two people, where the bot is not.
type Channel struct {
	s        *Server
	id, name string
	guild    *Guild // nil: direct messages
	user     *User  // of direct messages; one of the two people
	private  bool   // of two people
	closed   bool   // the bot may not write
	messages []*message
	oldEdits []time.Time // edits of messages older than an hour
}

// Guild makes or finds a guild by id. Its locale is en-US.
func (s *Server) Guild(id string) *Guild {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.guilds[id]
	if g == nil {
		g = &Guild{s: s, id: id, locale: "en-US", members: map[*User]bool{}, admins: map[*User]bool{}}
		s.guilds[id] = g
	}
	return g
}

// ID is the guild's id.
func (g *Guild) ID() string { return g.id }

// Leave takes the bot out of the guild; only those who installed it for themselves can
// use it there then.
func (g *Guild) Leave() {
	g.s.mu.Lock()
	g.absent = true
	g.s.mu.Unlock()
	g.s.dispatch("GUILD_DELETE", g, intentGuilds, object{"id": g.id})
}

// Channel makes or finds a text channel by name.
func (g *Guild) Channel(name string) *Channel {
	g.s.mu.Lock()
	defer g.s.mu.Unlock()
	for _, c := range g.s.channels {
		if c.guild == g && c.name == name {
			return c
		}
	}
	return g.s.newChannel(&Channel{name: name, guild: g})
}

// Private makes a channel of direct messages of a person with somebody else, who can use
// the bot there after Install.
func (s *Server) Private(other *User) *Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newChannel(&Channel{user: other, private: true})
}

// newChannel gives a channel its id. The caller holds mu.
func (s *Server) newChannel(c *Channel) *Channel {
	c.s, c.id = s, s.nextID()
	s.channels[c.id] = c
	return c
}

// ID is the channel's id.
func (c *Channel) ID() string { return c.id }

// Forbid takes from the bot the permission to write here; it answers commands all the same.
func (c *Channel) Forbid() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.closed = true
}

// context is the kind of place that interactions tell.
func (c *Channel) context() int {
	switch {
	case c.guild != nil:
		return contextGuild
	case c.private:
		return contextPrivate
	}
	return contextBotDM
}

// absent reports whether the bot is not here.
func (c *Channel) absent() bool { return c.private || c.guild != nil && c.guild.absent }

// find is a message that the bot can reach through the channel: no ephemeral one.
func (c *Channel) find(id string) *message {
	n := snowflake(id)
	i := sort.Search(len(c.messages), func(i int) bool { return snowflake(c.messages[i].id) >= n })
	if i == len(c.messages) || c.messages[i].id != id || c.messages[i].deleted || c.messages[i].has(flagEphemeral) {
		return nil
	}
	return c.messages[i]
}

// put gives a message its id and its place. The caller holds mu.
func (s *Server) put(c *Channel, m *message) {
	m.id, m.channel, m.date = s.nextID(), c, s.now()
	switch {
	case !s.opts.CountOnly:
		c.messages = append(c.messages, m)
	case m.author == nil: // presses and edits need the last one
		c.messages = append(c.messages[:0], m)
	}
	if m.by != nil {
		m.by.user.last = m
	}
	s.mu.Touch()
}

// remove deletes a message. The caller holds mu.
func (s *Server) remove(m *message) {
	m.deleted = true
	m.channel.messages = slices.DeleteFunc(m.channel.messages, func(other *message) bool { return other == m })
	s.mu.Touch()
}

// accepted tells of a message of the bot that has its final form. The caller holds mu.
func (s *Server) accepted(m *message) func() {
	s.record.Accept(m.channel.id, s.now())
	return s.tell(s.opts.OnAccepted, m, "MESSAGE_CREATE")
}

// editedBy marks and tells of an edit. The caller holds mu.
func (s *Server) editedBy(m *message) func() {
	m.edited, m.edits = s.now(), m.edits+1
	s.mu.Touch()
	return s.tell(s.opts.OnEdited, m, "MESSAGE_UPDATE")
}

// tell is what the caller does once it does not hold mu any more.
func (s *Server) tell(hook func(channel, message, text string), m *message, event string) func() {
	channel, id, shown := m.channel, m.id, ""
	if hook != nil {
		shown = m.public(s).Text
	}
	var wire object
	if !m.has(flagEphemeral) {
		wire = m.wire(s)
	}
	return func() {
		if hook != nil {
			hook(channel.id, id, shown)
		}
		if wire != nil {
			s.dispatchMessage(event, channel, wire)
		}
	}
}
