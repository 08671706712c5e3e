package fakeapi

import (
	"slices"
	"sync"
	"time"
)

// maxViolations bounds what is kept of a bot that does everything wrong.
const maxViolations = 1000

// A Record is what a bot did: Call is one request as the fake tells it, and Chat names
// where a message went. It may be used by several goroutines.
type Record[Call any, Chat comparable] struct {
	countOnly bool

	mu         sync.Mutex
	counts     map[string]int
	log        []Call
	violations []string
	accepted   map[Chat][]time.Time
}

// NewRecord makes an empty one. With countOnly it keeps counts and violations alone.
func NewRecord[Call any, Chat comparable](countOnly bool) *Record[Call, Chat] {
	return &Record[Call, Chat]{countOnly: countOnly, counts: map[string]int{}, accepted: map[Chat][]time.Time{}}
}

// Count counts a request by its name.
func (r *Record[Call, Chat]) Count(name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[name]++
}

// Keep puts a request into the log.
func (r *Record[Call, Chat]) Keep(c Call) {
	if r.countOnly {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.log = append(r.log, c)
}

// Violation keeps what a bot without faults does not do; detail, where there is one,
// follows in brackets.
func (r *Record[Call, Chat]) Violation(line, detail string) {
	if detail != "" {
		line += " (" + detail + ")"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.violations) < maxViolations {
		r.violations = append(r.violations, line)
	}
}

// Accept notes when a message was accepted.
func (r *Record[Call, Chat]) Accept(chat Chat, at time.Time) {
	if r.countOnly {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.accepted[chat] = append(r.accepted[chat], at)
}

// Calls is how often a name was counted.
func (r *Record[Call, Chat]) Calls(name string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts[name]
}

// Log is what was kept, in order.
func (r *Record[Call, Chat]) Log() []Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.log)
}

// Violations are the first 1000 of them, in order.
func (r *Record[Call, Chat]) Violations() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.violations)
}

// Accepted is when the messages of a chat were accepted, in order.
func (r *Record[Call, Chat]) Accepted(chat Chat) []time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.accepted[chat])
}
