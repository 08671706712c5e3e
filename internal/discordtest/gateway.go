package discordtest

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

const gatewayPath = "/gateway-ws/"

// Intents that this fake knows.
const (
	intentGuilds          = 1 << 0
	intentGuildMessages   = 1 << 9
	IntentDirectMessages  = 1 << 12
	IntentMessageContent  = 1 << 15 // privileged, as are those of members and presences
	privilegedIntents     = 1<<1 | 1<<8 | IntentMessageContent
	knownIntents          = 1<<26 - 1
	manyFrames            = 1000 // kept of a session for replay
	identifyWindow        = 5 * time.Second
	identifyDay           = 24 * time.Hour
	snowflakeShift        = 22
	closeNormal           = 1000
	closeGoingAway        = 1001
	closeUnknown          = 4000
	closeOpcode           = 4001
	closeDecode           = 4002
	closeNotAuthenticated = 4003
	closeToken            = 4004
	closeAuthenticated    = 4005
	closeSeq              = 4007
	closeRate             = 4008
	closeTimedOut         = 4009
	closeShard            = 4010
	closeShardingNeeded   = 4011
	closeVersion          = 4012
	closeIntents          = 4013
	closeDisallowed       = 4014
)

// A frame is an event that was sent, for replay.
type frame struct {
	seq  int
	data []byte
}

// A session is one that identified. The gateway's mu guards it.
type session struct {
	id      string
	shard   [2]int
	intents int
	seq     int
	frames  []frame
	conn    *conn // nil: disconnected
	dropped time.Time
}

type gateway struct {
	mu         sync.Mutex
	nextID     int
	sessions   map[string]*session
	conns      map[*conn]bool
	zombie     bool
	trouble    Trouble
	closed     bool              // no more connections
	identified []time.Time       // of the last day
	recent     map[int]time.Time // last identify by shard_id % max_concurrency
	identifies int
	resumes    []Resume
	beats      []Beat
}

// A Resume is an attempt to go on with a session.
type Resume struct {
	OK       bool
	Replayed int  // events
	There    bool // at resume_gateway_url: its address, its path and its Host header
}

// A Beat is the first heartbeat of a connection, so long after Hello. Clients wait for
// a random part of the interval.
type Beat struct {
	After time.Duration
}

func (g *gateway) init() {
	g.sessions = map[string]*session{}
	g.conns = map[*conn]bool{}
	g.recent = map[int]time.Time{}
}

func (s *Server) gatewayURL() string { return "ws://" + s.addr + gatewayPath }

// resumeURL is another address, as Discord's is.
func (s *Server) resumeURL() string { return "ws://" + s.resumeAddr + gatewayPath + "resume" }

// A Trouble is what the gateway does again and again.
type Trouble struct {
	Identify   bool // every identify meets an invalid session
	Resume     bool // every resume does
	AfterReady bool // every connection is dropped when its session has begun or was resumed
}

// Trouble makes trouble, or ends it.
func (s *Server) Trouble(t Trouble) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	s.gate.trouble = t
}

func (s *Server) getGateway(*request) (int, any, *apiError) {
	return http.StatusOK, object{"url": s.gatewayURL()}, nil
}

func (s *Server) getGatewayBot(*request) (int, any, *apiError) {
	now := s.now()
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	s.gate.forget(now)
	reset := 0
	if len(s.gate.identified) > 0 {
		reset = int(s.gate.identified[0].Add(identifyDay).Sub(now).Milliseconds())
	}
	return http.StatusOK, object{
		"url": s.gatewayURL(), "shards": s.opts.Shards,
		"session_start_limit": object{
			"total": s.opts.Identifies, "remaining": max(0, s.opts.Identifies-len(s.gate.identified)),
			"reset_after": reset, "max_concurrency": s.opts.MaxConcurrency,
		},
	}, nil
}

func (g *gateway) forget(now time.Time) {
	g.identified = slices.DeleteFunc(g.identified, func(t time.Time) bool { return now.Sub(t) >= identifyDay })
}

// Identifies counts the sessions that the bot asked for, refused ones too.
func (s *Server) Identifies() int {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	return s.gate.identifies
}

// Resumes are the attempts to go on with sessions, in order.
func (s *Server) Resumes() []Resume {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	return slices.Clone(s.gate.resumes)
}

// Beats are the first heartbeats of the connections, in order.
func (s *Server) Beats() []Beat {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	return slices.Clone(s.gate.beats)
}

// Connected counts the connections of the gateway that are identified or resumed.
func (s *Server) Connected() int {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	n := 0
	for _, session := range s.gate.sessions {
		if session.conn != nil {
			n++
		}
	}
	return n
}

// dispatch sends an event to the sessions of a guild's shard that asked for it; without
// a guild it is the first shard, and intent 0 needs no asking. Sessions that are
// disconnected get it when they resume.
func (s *Server) dispatch(name string, g *Guild, intent int, data any) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	for _, session := range s.gate.sessions {
		shard := 0
		if g != nil {
			shard = int((snowflake(g.id) >> snowflakeShift) % uint64(session.shard[1]))
		}
		if session.shard[0] == shard && (intent == 0 || session.intents&intent != 0) {
			s.event(session, name, data)
		}
	}
}

// event sends an event to a session. The caller holds the gateway's mu.
func (s *Server) event(to *session, name string, data any) {
	to.seq++
	f := frame{to.seq, encode(object{"op": opDispatch, "s": to.seq, "t": name, "d": data})}
	to.frames = append(to.frames, f)
	if len(to.frames) > manyFrames {
		to.frames = slices.Clone(to.frames[len(to.frames)-manyFrames/2:])
	}
	if to.conn != nil {
		to.conn.send(f.data)
	}
}

// Dispatch sends an event of any name and data to all sessions.
func (s *Server) Dispatch(name string, data any) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	for _, session := range s.gate.sessions {
		s.event(session, name, data)
	}
}

// dispatchMessage tells of a message to those who may hear of it.
func (s *Server) dispatchMessage(event string, where *Channel, wire object) {
	if where.private {
		return
	}
	if where.guild == nil {
		s.dispatch(event, nil, IntentDirectMessages, wire)
		return
	}
	wire["guild_id"] = where.guild.id
	if s.opts.Privileged&IntentMessageContent == 0 && child(wire, "author")["bot"] != true {
		wire = hidden(wire)
	}
	s.dispatch(event, where.guild, intentGuildMessages, wire)
}

// hidden is a message without what only IntentMessageContent shows.
func hidden(wire object) object {
	wire["content"], wire["embeds"], wire["components"], wire["attachments"] = "", []any{}, []any{}, []any{}
	return wire
}

// everyone is all connections.
func (s *Server) everyone() []*conn {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	var out []*conn
	for c := range s.gate.conns {
		out = append(out, c)
	}
	return out
}

// OpReconnect asks all connections to connect again and resume.
func (s *Server) OpReconnect() {
	for _, c := range s.everyone() {
		c.send(encode(object{"op": opReconnect, "d": nil}))
	}
}

// RequestHeartbeat asks all connections for a heartbeat at once.
func (s *Server) RequestHeartbeat() {
	for _, c := range s.everyone() {
		c.send(encode(object{"op": opHeartbeat, "d": nil}))
	}
}

// InvalidSession tells all connections that their session is at an end, or that it can
// be resumed.
func (s *Server) InvalidSession(resumable bool) {
	for _, c := range s.everyone() {
		if !resumable {
			s.gate.mu.Lock()
			s.gate.end(c)
			s.gate.mu.Unlock()
		}
		c.send(encode(object{"op": opInvalid, "d": resumable}))
	}
}

// end forgets the session of a connection. The caller holds mu.
func (g *gateway) end(c *conn) {
	if c.session != nil {
		delete(g.sessions, c.session.id)
		c.session = nil
	}
}

// Zombie keeps the gateway from acknowledging heartbeats, or lets it again.
func (s *Server) Zombie(on bool) {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	s.gate.zombie = on
}

// CloseWith closes all connections with a code. After 4004, 4007, 4009 and 4010 to 4014
// sessions are at an end.
func (s *Server) CloseWith(code int) {
	for _, c := range s.everyone() {
		s.hangUp(c, code, "")
	}
}

// DropTCP resets all connections of the gateway without a word.
func (s *Server) DropTCP() {
	for _, c := range s.everyone() {
		c.drop()
	}
}

// closeGateway ends all connections for good.
func (s *Server) closeGateway() {
	s.gate.mu.Lock()
	s.gate.closed = true
	s.gate.mu.Unlock()
	s.DropTCP()
}
