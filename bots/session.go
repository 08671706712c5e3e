package bots

import (
	"context"
	"time"

	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/store"
)

// Session is a chat during its turns: what is remembered of it is loaded once and
// kept once. One goroutine uses it; until Close the other turns of the chat wait.
type Session struct {
	h       *Handler
	key     string
	unlock  func()
	found   bool // there was something in the store
	lost    bool // the store did not answer
	changed bool
	erased  bool
	state   engine.State
	notes   []byte
}

// Open loads what is remembered of a chat, or begins afresh when the store does
// not give it in time. It waits for the turns of the chat that came before.
func (h *Handler) Open(ctx context.Context, c Channel, chat string) *Session {
	s := &Session{h: h, key: h.key(c, chat)}
	s.unlock = h.lanes.lock(s.key)
	loaded := make(chan record, 1) // a late answer goes nowhere
	s.lost = !h.store(ctx, "load", func(ctx context.Context) error {
		data, found, err := h.o.Store.Load(ctx, s.key)
		if err != nil || !found {
			return err
		}
		r, err := readRecord(data)
		if err != nil {
			return err
		}
		loaded <- r
		return nil
	})
	select {
	case r := <-loaded:
		s.found, s.state, s.notes = true, r.state, r.notes
	default:
	}
	return s
}

// Close lets the next turn of the chat begin.
func (s *Session) Close() { s.unlock() }

// Turn answers one input. It always gives a reply, and does not wait for
// anything.
func (s *Session) Turn(in engine.Input) (reply Reply) {
	defer func() {
		if recover() != nil {
			s.h.o.Observer.Panicked()
			reply = LastResort(in)
		}
	}()
	now := s.h.current.Load()
	next, r, events := now.engine.Turn(s.state, in)
	ours := says(now.release, &r)
	switch {
	case events&engine.Erased != 0: // whatever is said about it
		s.Erase()
	case ours && next != s.state:
		s.state, s.changed = next, true
	}
	if !ours {
		s.h.o.Observer.Withheld()
		return LastResort(in)
	}
	return Reply{Reply: r, Events: events}
}

// Greet is what somebody hears who is met for the first time. Nothing is kept.
func (h *Handler) Greet(locale, country string) Reply {
	s := Session{h: h}
	return s.Turn(engine.Input{Kind: engine.Start, Locale: locale, Country: country})
}

// Known reports whether the store held anything of the chat.
func (s *Session) Known() bool { return s.found }

// Lost reports whether the store did not answer: what is known of the chat cannot be
// had now.
func (s *Session) Lost() bool { return s.lost }

// Erased reports whether the chat is to be forgotten.
func (s *Session) Erased() bool { return s.erased }

// Notes are what the channel keeps beside the state: numbers, never a word that
// somebody wrote.
func (s *Session) Notes() []byte { return s.notes }

// SetNotes replaces the notes.
func (s *Session) SetNotes(notes []byte) { s.notes, s.changed = notes, true }

// Erase forgets the chat.
func (s *Session) Erase() {
	s.state, s.notes, s.changed, s.erased = engine.State{}, nil, false, true
}

// Keep adds to a batch what is to be kept of the chat, or erased.
func (s *Session) Keep(b *store.Batch) {
	switch {
	case s.changed:
		b.Save = append(b.Save, store.Session{Key: s.key, State: record{s.state, s.notes}.bytes(), TTL: s.h.o.TTL})
	case s.erased:
		b.Erase = append(b.Erase, s.key)
	}
}

// Answered tells the observer of a turn whose reply was accepted after a time.
func (h *Handler) Answered(c Channel, r *Reply, took time.Duration) {
	h.o.Observer.Turn(c, r.Route, r.Locale, took)
}
