package discord

import (
	"sync"
	"time"
)

const (
	// keptSeen is how long it is known that something was handled: as long as an
	// interaction's token lives.
	keptSeen = 15 * time.Minute
	// maxSeen bounds the memory: two generations of this many, a few kilobytes each
	// over HTTP, where the answer is kept too.
	maxSeen = 4096
)

// seen remembers in memory what was handled, by Discord's id, and over HTTP how it was
// answered. When the younger generation is full or old, the older one is dropped whole.
type seen struct {
	now func() time.Time

	mu         sync.Mutex
	began      time.Time
	young, old map[text]*handled
}

// handled is something that is handled or was.
type handled struct {
	done   chan struct{} // closed when status and body are known
	status int
	body   []byte
}

func newSeen(now func() time.Time) *seen {
	return &seen{now: now, began: now(), young: map[text]*handled{}}
}

// first gives the entry of an id, and whether it was not there before.
func (s *seen) first(id text) (h *handled, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.now(); len(s.young) >= maxSeen || now.Sub(s.began) >= keptSeen {
		s.young, s.old, s.began = map[text]*handled{}, s.young, now
	}
	if h = s.young[id]; h == nil {
		h = s.old[id]
	}
	if h != nil {
		return h, false
	}
	h = &handled{done: make(chan struct{})}
	s.young[id] = h
	return h, true
}
