package telegramtest

import (
	"strconv"
	"time"
)

// accessible is how long a tap still carries the message that it was under.
const accessible = 48 * time.Hour

// A tap waits for answerCallbackQuery.
type tap struct {
	id   string
	at   time.Time
	chat *chat
}

// callbacks are the taps that can still be answered, oldest first.
type callbacks struct {
	last int64
	open map[string]tap
	due  []tap // in the order of their time; answered ones stay until they are due
}

// tapped makes a callback query of a tap by a person. The caller holds mu.
func (s *Server) tapped(c *chat, by *chat, messageID int64, data string) int64 {
	cb := &s.callbacks
	cb.expire(s.now().Add(-s.opts.CallbackDeadline))
	cb.last++
	t := tap{strconv.FormatInt(7_000_000_000_000_000+cb.last, 10), s.now(), by}
	if cb.open == nil {
		cb.open = map[string]tap{}
	}
	cb.open[t.id] = t
	cb.due = append(cb.due, t)

	var shown []byte
	if m := c.find(messageID); m != nil && s.now().Sub(m.date) < accessible {
		shown = m.wire(c)
	} else {
		shown = encode(wireInaccessible{Chat: c.wire(), ID: messageID})
	}
	return s.push("callback_query", queueKey{true, by.id}, encode(wireCallback{
		ID: t.id, From: by.user(), Message: shown,
		ChatInstance: strconv.FormatInt(c.id, 10), Data: data,
	}))
}

// expire forgets what was tapped at or before a time.
func (cb *callbacks) expire(until time.Time) {
	n := 0
	for n < len(cb.due) && !cb.due[n].at.After(until) {
		delete(cb.open, cb.due[n].id)
		n++
	}
	cb.due = cb.due[n:]
}

func (s *Server) answerCallbackQuery(r *request) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callbacks.expire(s.now().Add(-s.opts.CallbackDeadline))
	t, ok := s.callbacks.open[r.text("callback_query_id")]
	if !ok {
		return nil, errQueryOld
	}
	delete(s.callbacks.open, t.id)
	if text := r.text("text"); text != "" && !s.opts.CountOnly {
		t.chat.popups = append(t.chat.popups, text)
	}
	return true, nil
}

// Unanswered counts the taps that can still be answered and were not.
func (s *Server) Unanswered() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callbacks.expire(s.now().Add(-s.opts.CallbackDeadline))
	return len(s.callbacks.open)
}
