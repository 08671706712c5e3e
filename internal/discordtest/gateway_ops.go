package discordtest

import (
	"fmt"
	"strings"
	"time"
)

// receive does what a frame asks, and says with which code to close; 0 is not at all.
func (s *Server) receive(c *conn, data []byte) (code int, why string) {
	if len(data) > maxFrame {
		return s.fault(closeDecode, "Payload too large")
	}
	if _, _, ok := c.sent.take(rate{maxFrames, frameWindow}, time.Now()); !ok && !s.opts.Unlimited {
		return s.fault(closeRate, "Rate limited")
	}
	v, err := decode(data)
	f, ok := v.(object)
	if err != nil || !ok {
		return s.fault(closeDecode, "Error while decoding payload")
	}
	op, ok := wholeOf(f["op"])
	if !ok {
		return s.fault(closeDecode, "Error while decoding payload")
	}
	s.gate.mu.Lock()
	known := c.session != nil
	s.gate.mu.Unlock()
	switch op {
	case opHeartbeat:
		return s.heartbeat(c, f)
	case opIdentify:
		if known {
			return s.fault(closeAuthenticated, "Already authenticated")
		}
		return s.identify(c, child(f, "d"))
	case opResume:
		if known {
			return s.fault(closeAuthenticated, "Already authenticated")
		}
		return s.resume(c, child(f, "d"))
	case opPresence, opVoice, opMembers:
		if !known {
			return s.fault(closeNotAuthenticated, "Not authenticated")
		}
		return 0, ""
	}
	return s.fault(closeOpcode, "Unknown opcode")
}

// fault is a close that a bot without faults does not see.
func (s *Server) fault(code int, why string) (int, string) {
	s.record.Violation(fmt.Sprintf("gateway: %d %s", code, why), "")
	return code, why
}

func (s *Server) heartbeat(c *conn, f object) (int, string) {
	if _, ok := wholeOf(f["d"]); !ok && f["d"] != nil {
		return s.fault(closeDecode, "A heartbeat holds the last sequence number or null")
	}
	s.called(Call{Route: "gateway heartbeat", At: s.now(), Outcome: "ok"})
	s.gate.mu.Lock()
	if !c.beat {
		c.beat = true
		s.gate.beats = append(s.gate.beats, Beat{time.Since(c.since)})
	}
	if !s.gate.zombie {
		c.send(encode(object{"op": opAck}))
	}
	s.gate.mu.Unlock()
	s.touched()
	return 0, ""
}

// token reports whether a token is the bot's, with or without "Bot ".
func (s *Server) token(d object) bool {
	return strings.TrimPrefix(str(d, "token"), "Bot ") == s.opts.Token
}

func (s *Server) identify(c *conn, d object) (int, string) {
	defer s.touched()
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	s.gate.identifies++
	now := s.now()
	outcome := func(code int, why string) (int, string) {
		s.called(Call{Route: "gateway identify", At: now, Outcome: fmt.Sprintf("%d %s", code, why)})
		return s.fault(code, why)
	}
	s.gate.forget(now)
	if len(s.gate.identified) >= s.opts.Identifies {
		return outcome(closeToken, "Too many identifies: the token is reset")
	}
	s.gate.identified = append(s.gate.identified, now)
	if !s.token(d) {
		s.called(Call{Route: "gateway identify", At: now, Outcome: "4004 Authentication failed"})
		return closeToken, "Authentication failed"
	}
	shard, code, why := s.check(d)
	if code != 0 {
		return outcome(code, why)
	}
	turn := shard[0] % s.opts.MaxConcurrency
	if last, ok := s.gate.recent[turn]; ok && now.Sub(last) < identifyWindow && !s.opts.Unlimited {
		s.called(Call{Route: "gateway identify", At: now, Outcome: "too soon"})
		c.send(encode(object{"op": opInvalid, "d": false}))
		return 0, ""
	}
	s.gate.recent[turn] = now
	if s.gate.trouble.Identify {
		s.called(Call{Route: "gateway identify", At: now, Outcome: "trouble"})
		c.send(encode(object{"op": opInvalid, "d": false}))
		return 0, ""
	}
	s.called(Call{Route: "gateway identify", At: now, Outcome: "ok"})
	c.zipped.Store(flag(d, "compress"))
	s.begin(c, shard, whole(d, "intents"))
	return 0, ""
}

// check says what is wrong with an identify.
func (s *Server) check(d object) (shard [2]int, code int, why string) {
	shard = [2]int{0, 1}
	properties := child(d, "properties")
	for _, name := range []string{"os", "browser", "device"} {
		if properties[name] == nil && properties["$"+name] == nil {
			return shard, closeDecode, "Identify needs the property " + name
		}
	}
	if given, ok := d["shard"].([]any); ok {
		if len(given) != 2 {
			return shard, closeShard, "Invalid shard"
		}
		shard[0], _ = wholeOf(given[0])
		shard[1], _ = wholeOf(given[1])
		if shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1] {
			return shard, closeShard, "Invalid shard"
		}
	}
	intents, ok := wholeOf(d["intents"])
	switch {
	case shard[1] < s.opts.Shards:
		return shard, closeShardingNeeded, "Sharding required"
	case !ok || intents&^knownIntents != 0 || intents < 0:
		return shard, closeIntents, "Invalid intents"
	case intents&privilegedIntents&^s.opts.Privileged != 0:
		return shard, closeDisallowed, "Disallowed intents"
	}
	return shard, 0, ""
}

// begin makes a session and greets it. The caller holds the gateway's mu.
func (s *Server) begin(c *conn, shard [2]int, intents int) {
	s.gate.nextID++
	session := &session{id: fmt.Sprintf("session%d", s.gate.nextID), shard: shard, intents: intents, conn: c}
	for id, old := range s.gate.sessions { // dead ones of the same shard are not kept for ever
		if old.conn == nil && old.shard == shard && s.now().Sub(old.dropped) > s.opts.ResumeWindow {
			delete(s.gate.sessions, id)
		}
	}
	s.gate.sessions[session.id] = session
	c.session = session
	s.event(session, "READY", object{
		"v": 10, "user": s.botUser(), "guilds": []any{}, "session_id": session.id, "resume_gateway_url": s.resumeURL(),
		"shard": shard, "application": object{"id": s.opts.ApplicationID, "flags": 0}, "private_channels": []any{},
	})
	if s.opts.Novelties {
		s.event(session, "NOVELTY_CREATE", object{"level": 1})
	}
	if s.gate.trouble.AfterReady {
		c.queue(outgoing{drop: true})
	}
}

func (s *Server) resume(c *conn, d object) (int, string) {
	defer s.touched()
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	attempt := Resume{There: c.there}
	defer func() { s.gate.resumes = append(s.gate.resumes, attempt) }()
	call := Call{Route: "gateway resume", At: s.now(), Outcome: "ok"}
	if !s.token(d) {
		call.Outcome = "4004 Authentication failed"
		s.called(call)
		return closeToken, "Authentication failed"
	}
	session := s.gate.sessions[str(d, "session_id")]
	seq, ok := wholeOf(d["seq"])
	switch {
	case session == nil, s.gate.trouble.Resume, session.conn == nil && s.now().Sub(session.dropped) > s.opts.ResumeWindow, ok && !session.keeps(seq):
		if session != nil {
			delete(s.gate.sessions, session.id)
		}
		call.Outcome = "invalid session"
		s.called(call)
		c.send(encode(object{"op": opInvalid, "d": false}))
		return 0, ""
	case !ok || seq > session.seq:
		return s.fault(closeSeq, "Invalid seq")
	}
	if old := session.conn; old != nil { // the gateway had not noticed that it is gone
		old.session = nil
		old.closing.Store(true)
		old.queue(outgoing{close: closeUnknown})
	}
	session.conn, c.session = c, session
	for _, f := range session.frames {
		if f.seq > seq {
			c.send(f.data)
			attempt.Replayed++
		}
	}
	attempt.OK = true
	s.called(call)
	s.event(session, "RESUMED", object{"_trace": []string{"fake"}})
	if s.gate.trouble.AfterReady {
		c.queue(outgoing{drop: true})
	}
	return 0, ""
}

// keeps reports whether all events after seq are there to be replayed.
func (session *session) keeps(seq int) bool {
	return len(session.frames) == 0 || session.frames[0].seq <= seq+1
}
