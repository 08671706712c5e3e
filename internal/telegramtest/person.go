package telegramtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Person is somebody with a private chat with the bot.
type Person struct {
	s *Server
	c *chat
}

// Person makes or finds a person by id; one who is made has not written to the bot
// yet. Language is a code such as "en" or "es-419", "" where the phone tells none;
// for a person who is found, "" leaves it as it is.
func (s *Server) Person(id int64, language string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(id, "private", "Person")
	if language != "" {
		c.language = language
	}
	return &Person{s, c}
}

// ID is the person's id, and that of the chat.
func (p *Person) ID() int64 { return p.c.id }

// say puts a message of the person into the chat and tells the bot of it. It
// returns 0 where the person blocked the bot or is gone. The caller holds mu.
func (p *Person) say(m *message) int64 {
	if p.c.blocked || p.c.deactivated {
		return 0
	}
	p.c.started = true
	m.from = p.c.user()
	p.s.put(p.c, m)
	return p.s.push("message", queueKey{false, p.c.id}, m.wire(p.c))
}

// Send writes a message, and returns the id of the update.
func (p *Person) Send(text string) (updateID int64) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.say(&message{text: text, entities: command(text)})
}

// Start taps Start, or follows a link t.me/bot?start=payload. It unblocks the bot.
func (p *Person) Start(payload string) (updateID int64) {
	p.Unblock()
	return p.Send(strings.TrimSpace("/start " + payload))
}

// command is the entity of a command at the beginning of a text.
func command(text string) json.RawMessage {
	word, _, _ := strings.Cut(strings.ReplaceAll(text, "\n", " "), " ")
	if len(word) < 2 || word[0] != '/' || strings.Contains(word[1:], "/") {
		return nil
	}
	return encode([]Entity{{Type: "bot_command", Length: units(word)}})
}

// Tap finds the button of that label under a message of the bot and taps it.
func (p *Person) Tap(messageID int64, label string) (updateID int64, err error) {
	return tapLabel(p.s, p.c, p.c, messageID, label)
}

// TapData taps a button that holds these data, whether it is still there or not.
func (p *Person) TapData(messageID int64, data string) int64 {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if p.c.blocked || p.c.deactivated {
		return 0
	}
	return p.s.tapped(p.c, p.c, messageID, data)
}

func tapLabel(s *Server, c, by *chat, messageID int64, label string) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if by.blocked || by.deactivated {
		return 0, fmt.Errorf("the person stopped the bot")
	}
	m := c.find(messageID)
	if m == nil {
		return 0, fmt.Errorf("message %d is not there", messageID)
	}
	var labels []string
	for _, row := range buttons(m.markup) {
		for _, b := range row {
			labels = append(labels, b.Label)
			if b.Label != label {
				continue
			}
			if b.Data == "" {
				return 0, fmt.Errorf("button %q tells the bot nothing", label)
			}
			return s.tapped(c, by, messageID, b.Data), nil
		}
	}
	return 0, fmt.Errorf("message %d has no button %q; it has %q", messageID, label, labels)
}

// Media sends media of a kind, see MediaKinds, with a caption where the kind can have one.
// It panics for another kind.
func (p *Person) Media(kind, caption string) int64 {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.say(p.s.media(kind, caption))
}

// Reply writes a message that answers another one.
func (p *Person) Reply(messageID int64, text string) int64 {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.say(&message{text: text, entities: command(text), replyTo: messageID})
}

// Edit changes a message of the person. It returns 0 where there is none.
func (p *Person) Edit(messageID int64, text string) int64 {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	m := p.c.find(messageID)
	if m == nil || m.fromBot || p.c.blocked || p.c.deactivated {
		return 0
	}
	m.say(text, command(text))
	m.edited = p.s.now()
	m.edits++
	p.s.mu.Touch()
	return p.s.push("edited_message", queueKey{false, p.c.id}, m.wire(p.c))
}

// Block stops the bot; it does nothing a second time.
func (p *Person) Block() { p.setBlocked(true) }

// Unblock lets the bot write again.
func (p *Person) Unblock() { p.setBlocked(false) }

func (p *Person) setBlocked(blocked bool) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if p.c.blocked == blocked || p.c.deactivated {
		return
	}
	p.c.blocked = blocked
	p.s.pushMembership(p.c, p.c.user(), blocked)
}

// pushMembership tells the bot that it was thrown out or taken in again. The
// caller holds mu.
func (s *Server) pushMembership(c *chat, by *wireUser, out bool) {
	in := &wireMember{User: s.bot(), Status: "member"}
	gone := &wireMember{User: s.bot(), Status: "kicked", Until: new(int64)}
	change := wireMembership{Chat: c.wire(), From: by, Date: s.now().Unix(), Old: in, New: gone}
	if !out {
		change.Old, change.New = gone, in
	}
	s.push("my_chat_member", queueKey{false, c.id}, encode(change))
}

// Deactivate deletes the person's account.
func (p *Person) Deactivate() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.c.deactivated = true
}

// Messages is what the phone shows, oldest first; deleted ones are gone.
func (p *Person) Messages() []Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.c.show()
}

// Popups are the texts with which the bot answered taps, oldest first.
func (p *Person) Popups() []string {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return slices.Clone(p.c.popups)
}

// WaitFor waits until what the phone shows fulfils cond, and reports whether it
// did within that time.
func (p *Person) WaitFor(cond func([]Message) bool, within time.Duration) bool {
	return p.s.WaitFor(func() bool { return cond(p.Messages()) }, within)
}

// Wait waits until the phone shows n messages of the bot.
func (p *Person) Wait(n int, within time.Duration) error {
	seen := 0
	if p.WaitFor(func(list []Message) bool { seen = fromBot(list); return seen >= n }, within) {
		return nil
	}
	return fmt.Errorf("%d of %d messages of the bot came within %v", seen, n, within)
}

func fromBot(list []Message) int {
	n := 0
	for _, m := range list {
		if m.FromBot {
			n++
		}
	}
	return n
}
