package discordtest

import "time"

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

// called logs a call before it is counted: who waits for the count finds it in the log.
func (s *Server) called(c Call) {
	s.record.Keep(c)
	s.record.Count(c.Route)
}

// refused is a call, and a violation where a faultless bot does not make it.
func (s *Server) refused(c Call, e *apiError) {
	s.called(c)
	if e.wrong {
		s.record.Violation(c.Route+": "+e.text, e.detail)
	}
}

// Calls counts the requests of a route, refused ones too; see Call for the names.
// Downloads of attachments count as "file", requests that no route takes as "".
func (s *Server) Calls(route string) int { return s.record.Calls(route) }

// Violations are the things that a bot without faults does not do, in order, at most
// the first 1000: unknown, malformed or too long requests, second answers, answers to
// probes that Discord does not take. Expiry, limits, closed doors and injected faults
// are not among them.
func (s *Server) Violations() []string { return s.record.Violations() }

// Log is every call in order; empty with CountOnly.
func (s *Server) Log() []Call { return s.record.Log() }

// Accepted is when each message of the bot in a channel was accepted, ephemeral ones
// too, by the server's clock, in order, edits not counted; empty with CountOnly.
func (s *Server) Accepted(channel string) []time.Time { return s.record.Accepted(channel) }
