package discordtest

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"net"
	"net/http"
	"sync"
	"time"
)

// Options of a server; the zero value is a strict server with ordinary limits that
// delivers interactions over the gateway.
type Options struct {
	Token         string // without "Bot "; "": fake-token
	ApplicationID string // also the bot's user id; "": 4242
	Endpoint      string // URL to which interactions are posted; "": they go over the gateway

	Unlimited bool // no rate limits, and identifies in any number at a time
	CountOnly bool // keep counts, violations and each channel's last message only
	Novelties bool // send members, component types and events that clients do not know

	FirstResponse time.Duration // for the first answer to an interaction; 0: 3 s
	TokenLife     time.Duration // of an interaction; 0: 15 min
	Heartbeat     time.Duration // of the gateway; 0: 41.25 s
	ResumeWindow  time.Duration // how long a dropped gateway session can be resumed; 0: 1 min

	Shards         int // that the gateway recommends, more than 1 are then demanded; 0: 1
	MaxConcurrency int // identifies in 5 s; 0: 1
	Identifies     int // allowed in 24 hours; 0: 1000
	Invalid        int // answers of 401, 403 and 429 in 10 minutes until the address is banned; 0: 10000
	Privileged     int // intents that the portal grants; see IntentMessageContent

	Now  func() time.Time // for all but heartbeats and timeouts of HTTP; nil: time.Now
	Addr string           // "": 127.0.0.1:0

	// OnAccepted is called for every message of the bot, before the bot has the
	// answer; OnEdited likewise for every edit. Text is that of Message. Both may be
	// called by several goroutines and must not wait.
	OnAccepted func(channel, message, text string)
	OnEdited   func(channel, message, text string)
}

func (o *Options) fill() {
	text(&o.Token, "fake-token")
	text(&o.ApplicationID, "4242")
	text(&o.Addr, "127.0.0.1:0")
	number(&o.FirstResponse, 3*time.Second)
	number(&o.TokenLife, 15*time.Minute)
	number(&o.Heartbeat, 41250*time.Millisecond)
	number(&o.ResumeWindow, time.Minute)
	number(&o.Shards, 1)
	number(&o.MaxConcurrency, 1)
	number(&o.Identifies, 1000)
	number(&o.Invalid, 10000)
	if o.Now == nil {
		o.Now = time.Now
	}
}

// text and number fill in what is absent.
func text(into *string, otherwise string) {
	if *into == "" {
		*into = otherwise
	}
}

func number[T int | time.Duration](into *T, otherwise T) {
	if *into == 0 {
		*into = otherwise
	}
}

// A Server is Discord for one bot. Close ends it.
type Server struct {
	opts   Options
	spec   *schemas
	key    ed25519.PrivateKey
	mux    *http.ServeMux
	http   *http.Server
	poster *http.Client // to the interactions endpoint
	addr   string
	ctx    context.Context // ends with Close
	stop   context.CancelFunc
	wg     sync.WaitGroup

	resumeAddr string // where sessions of the gateway are resumed

	record recorder
	faults faultList
	limits limits
	gate   gateway

	mu           sync.Mutex // guards all below; never held while writing or while schemas are checked; the gateway's is never held when it is taken
	lastID       uint64
	lastOther    uint64
	endpoint     string
	users        map[string]*User
	guilds       map[string]*Guild
	channels     map[string]*Channel
	interactions map[string]*Interaction // by token
	commands     map[string][]command    // by guild, "" for global ones
	created      map[string][]time.Time  // of commands, by guild
	changed      chan struct{}           // closed at the next change; nil: nobody waits
}

// New starts a server. It panics where Addr can't be listened on.
func New(o Options) *Server {
	o.fill()
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		panic("discordtest: " + err.Error())
	}
	resuming, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic("discordtest: " + err.Error())
	}
	ctx, stop := context.WithCancel(context.Background())
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		panic(err) // no randomness
	}
	s := &Server{
		opts: o, spec: spec(), key: key, ctx: ctx, stop: stop, endpoint: o.Endpoint,
		addr: listener.Addr().String(), resumeAddr: resuming.Addr().String(),
		poster:       &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}, CheckRedirect: noRedirect},
		users:        map[string]*User{},
		guilds:       map[string]*Guild{},
		channels:     map[string]*Channel{},
		interactions: map[string]*Interaction{},
		commands:     map[string][]command{},
		created:      map[string][]time.Time{},
	}
	s.record.init(o.CountOnly)
	s.limits.init()
	s.gate.init()
	s.mux = s.routes()
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	s.wg.Go(func() { _ = s.http.Serve(listener) }) // both end with Close
	s.wg.Go(func() { _ = s.http.Serve(resuming) })
	return s
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// URL is what a bot takes for https://discord.com, without a slash at its end.
func (s *Server) URL() string { return "http://" + s.addr }

// Token is the bot's token, without "Bot ".
func (s *Server) Token() string { return s.opts.Token }

// ApplicationID is the id of the application and of its bot.
func (s *Server) ApplicationID() string { return s.opts.ApplicationID }

// PublicKey is the hexadecimal key with which the bot checks what comes to its endpoint.
func (s *Server) PublicKey() string {
	return hex.EncodeToString(s.key.Public().(ed25519.PublicKey))
}

// Close ends the server, its gateway and its deliveries.
func (s *Server) Close() {
	s.stop()
	_ = s.http.Close()
	s.closeGateway()
	s.wg.Wait()
	s.poster.CloseIdleConnections()
}

func (s *Server) now() time.Time { return s.opts.Now() }

// touch wakes those who wait for a change. The caller holds mu.
func (s *Server) touch() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}

func (s *Server) touched() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.touch()
}

// WaitFor waits until cond holds, and reports whether it did within that time. Cond is
// asked after each change of what people see, of an interaction or of the gateway.
func (s *Server) WaitFor(cond func() bool, within time.Duration) bool {
	timer := time.NewTimer(within)
	defer timer.Stop()
	for {
		s.mu.Lock()
		if s.changed == nil {
			s.changed = make(chan struct{})
		}
		changed := s.changed
		s.mu.Unlock()
		if cond() {
			return true
		}
		select {
		case <-changed:
		case <-timer.C:
			return cond()
		case <-s.ctx.Done():
			return cond()
		}
	}
}
