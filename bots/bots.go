// Package bots is one turn from start to end, for every channel: load the
// session, let the engine answer, save, hand the reply to the channel.
//
// A channel turns its update into an [engine.Input] and a chat id, calls
// [Handler.Turn], and renders the [Reply]. One that must lose nothing takes the
// turn in steps, with [Handler.Open], and commits the state together with what it
// has to note itself. Whatever happens to the store, the
// release or the engine, Turn gives a reply: without memory when the store is
// slow or down, and with the compiled-in hotlines when everything else fails.
//
// The bot never writes first: there is no way to send without an input, and no
// list of people to send to.
package bots

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/review"
	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// Channel names where a conversation takes place; it keeps chat ids of
// different platforms apart and is a metrics label.
type Channel string

// The channels.
const (
	Telegram Channel = "telegram"
	Discord  Channel = "discord"
	Web      Channel = "web"
	Terminal Channel = "terminal"
)

// Store keeps the state of chats. Keys are hashes, values are a few dozen bytes.
// Package store says what its methods promise.
type Store interface {
	Load(ctx context.Context, key string) (state []byte, found bool, err error)
	Commit(ctx context.Context, b store.Batch) error
}

// Observer is told what happened, in counts and durations only. All methods may
// be called by several goroutines.
type Observer interface {
	Turn(c Channel, route engine.Route, locale string, took time.Duration)
	StoreFailed(operation string) // load, save or delete
	StoreAnswered()
	Panicked()
	Withheld() // a reply held words that are not in the release
}

// Options say how turns are run.
type Options struct {
	Store    Store
	Key      []byte        // keys the hashes of chat ids; kept apart from the store
	TTL      time.Duration // how long an idle chat is remembered
	Deadline time.Duration // how long the store may take; then the turn goes on without it
	Country  string        // assumed for people who did not tell theirs, or ""
	Observer Observer
}

// Handler runs turns. It is safe for concurrent use; turns of one chat come one
// after the other.
type Handler struct {
	o       Options
	current atomic.Pointer[served]
	pending atomic.Int64
	lanes   lanes
	sealer  sealer
}

// served is what answers at a moment.
type served struct {
	release review.Release
	engine  *engine.Engine
}

// New makes a handler that serves a release.
func New(r review.Release, o Options) *Handler {
	h := &Handler{o: o, sealer: newSealer(o.Key)}
	h.Serve(r)
	return h
}

// Serve swaps the release for turns that start from now on.
func (h *Handler) Serve(r review.Release) {
	h.current.Store(&served{release: r, engine: engine.New(r.Bundle(), engine.Options{Drafts: r.Drafts(), Country: h.o.Country})})
}

// Engine is what answers now.
func (h *Handler) Engine() *engine.Engine { return h.current.Load().engine }

// Release is what is served now.
func (h *Handler) Release() review.Release { return h.current.Load().release }

// Reply is an engine's reply, or the last resort when there is none.
type Reply struct {
	engine.Reply
	LastResort string // set when nothing else could be said: show this text alone
	Events     engine.Events
}

// Urgent reports whether a reply is one that must not wait: danger, and help.
func (r *Reply) Urgent() bool {
	return r.Route == engine.Danger || r.Route == engine.Check || r.LastResort != "" || r.Node == dialog.HelpNow || r.Node == dialog.Hotlines
}

// Turn answers one input of a chat. It always gives a reply. The state is saved
// before Turn returns, within the store's deadline.
func (h *Handler) Turn(ctx context.Context, c Channel, chat string, in engine.Input) Reply {
	start := time.Now()
	s := h.Open(ctx, c, chat)
	defer s.Close()
	reply := s.Turn(in)
	var b store.Batch
	s.Keep(&b)
	h.Commit(ctx, b)
	h.o.Observer.Turn(c, reply.Route, reply.Locale, time.Since(start))
	return reply
}

// LastResort is the reply when nothing else can be said: the compiled-in hotlines of the
// country, or of every country.
func LastResort(in engine.Input) Reply {
	r := Reply{LastResort: triage.LastResort(in.Locale, in.Country)}
	r.Route, r.Locale = engine.Danger, in.Locale
	return r
}

// maxPending is how many store operations may be under way or hanging. Past it
// turns go on without memory at once: a store that hangs must not gather
// goroutines.
const maxPending = 256

// Commit writes what a turn changed and reports whether it is in the store. It
// gives up when the store's deadline has passed.
func (h *Handler) Commit(ctx context.Context, b store.Batch) bool {
	if len(b.Save)+len(b.Erase)+len(b.Queue)+len(b.Sent) == 0 {
		return true
	}
	operation := "save"
	if len(b.Erase) > 0 {
		operation = "delete"
	}
	return h.store(ctx, operation, func(ctx context.Context) error { return h.o.Store.Commit(ctx, b) })
}

// store runs one store operation within the deadline. A store that fails,
// panics, or hangs whatever its context says costs the memory of a chat, never
// the reply. It reports whether the operation was done.
func (h *Handler) store(ctx context.Context, operation string, do func(context.Context) error) bool {
	if h.pending.Add(1) > maxPending {
		h.pending.Add(-1)
		h.o.Observer.StoreFailed(operation)
		return false
	}
	// The person may have hung up; what they told is kept all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.o.Deadline)
	defer cancel()
	done := make(chan bool, 1)
	go func() { // ends when the store answers
		ok := false
		defer func() {
			_ = recover()
			h.pending.Add(-1)
			done <- ok
		}()
		ok = do(ctx) == nil
	}()
	ok := false
	select {
	case ok = <-done:
	case <-ctx.Done():
	}
	if ok {
		h.o.Observer.StoreAnswered()
	} else {
		h.o.Observer.StoreFailed(operation)
	}
	return ok
}
