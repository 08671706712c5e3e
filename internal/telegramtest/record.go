package telegramtest

import (
	"slices"
	"sync"
	"time"
)

// A Call is one request of the bot. Chat is 0 where the method has none. Outcome
// is "ok", or the status and description of the refusal, or the name of a fault.
type Call struct {
	Method  string
	Chat    int64
	At      time.Time
	Outcome string
}

// maxViolations bounds what is kept of a bot that does everything wrong.
const maxViolations = 1000

type recorder struct {
	mu         sync.Mutex
	countOnly  bool
	counts     map[string]int
	log        []Call
	violations []string
	accepted   map[int64][]time.Time
}

func (r *recorder) init(countOnly bool) {
	r.countOnly = countOnly
	r.counts = map[string]int{}
	r.accepted = map[int64][]time.Time{}
}

// begin counts a request when it comes, so that one that waits is counted too.
func (r *recorder) begin(method string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[method]++
}

// end logs a request when it was answered.
func (r *recorder) end(c Call) {
	if r.countOnly {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.log = append(r.log, c)
}

// violation keeps a refusal that a faultless bot does not get.
func (r *recorder) violation(c Call, e *apiError) {
	if !e.wrong {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.violations) < maxViolations {
		line := c.Method + ": " + c.Outcome
		if e.detail != "" {
			line += " (" + e.detail + ")"
		}
		r.violations = append(r.violations, line)
	}
}

func (r *recorder) accept(chat int64, at time.Time) {
	if r.countOnly {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.accepted[chat] = append(r.accepted[chat], at)
}

// Calls counts the requests of a method, refused ones too. Downloads count
// as "file", requests with a wrong token or path as "".
func (s *Server) Calls(method string) int {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return s.record.counts[method]
}

// Violations are the requests that a bot without faults does not make, in order, at
// most the first 1000: unknown, malformed or too long, or to people who never
// wrote. Blocks, limits, expiry and injected faults are not among them.
func (s *Server) Violations() []string {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return slices.Clone(s.record.violations)
}

// Log is every request in the order of their answers; empty with CountOnly.
func (s *Server) Log() []Call {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return slices.Clone(s.record.log)
}

// Accepted is when each message to a chat was accepted, by the server's clock, in
// order, edits not counted; empty with CountOnly.
func (s *Server) Accepted(chat int64) []time.Time {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return slices.Clone(s.record.accepted[chat])
}
