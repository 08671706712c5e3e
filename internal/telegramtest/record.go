package telegramtest

import "time"

// A Call is one request of the bot. Chat is 0 where the method has none. Outcome
// is "ok", or the status and description of the refusal, or the name of a fault.
type Call struct {
	Method  string
	Chat    int64
	At      time.Time
	Outcome string
}

// refused logs a request, and keeps it as a violation where a faultless bot does not
// make it.
func (s *Server) refused(c Call, e *apiError) {
	s.record.Keep(c)
	if e.wrong {
		s.record.Violation(c.Method+": "+c.Outcome, e.detail)
	}
}

// Calls counts the requests of a method, refused ones too. Downloads count
// as "file", requests with a wrong token or path as "".
func (s *Server) Calls(method string) int { return s.record.Calls(method) }

// Violations are the requests that a bot without faults does not make, in order, at
// most the first 1000: unknown, malformed or too long, or to people who never
// wrote. Blocks, limits, expiry and injected faults are not among them.
func (s *Server) Violations() []string { return s.record.Violations() }

// Log is every request in the order of their answers; empty with CountOnly.
func (s *Server) Log() []Call { return s.record.Log() }

// Accepted is when each message to a chat was accepted, by the server's clock, in
// order, edits not counted; empty with CountOnly.
func (s *Server) Accepted(chat int64) []time.Time { return s.record.Accepted(chat) }
