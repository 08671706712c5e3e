package discordtest

import (
	"slices"
	"sync"
	"time"
)

// A Call is one request of the bot, or one thing that it did on the gateway. Route is
// as in the specification, "POST /channels/{channel_id}/messages", or "gateway identify"
// and the like. Major is the id of the channel, guild or application, or the token of
// the interaction. Outcome is "ok", or the status and text of the refusal, or the name
// of a fault.
type Call struct {
	Route   string
	Major   string
	At      time.Time // by the server's clock
	Outcome string
}

const maxViolations = 1000

type recorder struct {
	countOnly bool

	mu         sync.Mutex
	counts     map[string]int
	log        []Call
	accepted   map[string][]time.Time
	violations []string
}

func (r *recorder) init(countOnly bool) {
	r.countOnly = countOnly
	r.counts = map[string]int{}
	r.accepted = map[string][]time.Time{}
}

func (r *recorder) call(c Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[c.Route]++
	if !r.countOnly {
		r.log = append(r.log, c)
	}
}

func (r *recorder) refused(c Call, e *apiError) {
	r.call(c)
	if !e.wrong {
		return
	}
	line := c.Route + ": " + e.text
	if e.detail != "" {
		line += " (" + e.detail + ")"
	}
	r.violation(line)
}

func (r *recorder) violation(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.violations) < maxViolations {
		r.violations = append(r.violations, line)
	}
}

func (r *recorder) accept(channel string, at time.Time) {
	if r.countOnly {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.accepted[channel] = append(r.accepted[channel], at)
}

// Calls counts the requests of a route, refused ones too; see Call for the names.
// Downloads of attachments count as "file", requests that no route takes as "".
func (s *Server) Calls(route string) int {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return s.record.counts[route]
}

// Violations are the things that a bot without faults does not do, in order, at most
// the first 1000: unknown, malformed or too long requests, second answers, answers to
// probes that Discord does not take. Expiry, limits, closed doors and injected faults
// are not among them.
func (s *Server) Violations() []string {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return slices.Clone(s.record.violations)
}

// Log is every call in order; empty with CountOnly.
func (s *Server) Log() []Call {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return slices.Clone(s.record.log)
}

// Accepted is when each message of the bot in a channel was accepted, ephemeral ones
// too, by the server's clock, in order, edits not counted; empty with CountOnly.
func (s *Server) Accepted(channel string) []time.Time {
	s.record.mu.Lock()
	defer s.record.mu.Unlock()
	return slices.Clone(s.record.accepted[channel])
}
