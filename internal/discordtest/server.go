package discordtest

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
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
	o.Token = cmp.Or(o.Token, "fake-token")
	o.ApplicationID = cmp.Or(o.ApplicationID, "4242")
	o.Addr = cmp.Or(o.Addr, "127.0.0.1:0")
	o.FirstResponse = cmp.Or(o.FirstResponse, 3*time.Second)
	o.TokenLife = cmp.Or(o.TokenLife, 15*time.Minute)
	o.Heartbeat = cmp.Or(o.Heartbeat, 41250*time.Millisecond)
	o.ResumeWindow = cmp.Or(o.ResumeWindow, time.Minute)
	o.Shards = cmp.Or(o.Shards, 1)
	o.MaxConcurrency = cmp.Or(o.MaxConcurrency, 1)
	o.Identifies = cmp.Or(o.Identifies, 1000)
	o.Invalid = cmp.Or(o.Invalid, 10000)
	if o.Now == nil {
		o.Now = time.Now
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

	record *fakeapi.Record[Call, string]
	faults fakeapi.Faults[Fault]
	limits limits
	gate   gateway

	mu           fakeapi.Watched // guards all below; never held while writing or while schemas are checked; the gateway's is never held when it is taken
	lastID       uint64
	lastOther    uint64
	endpoint     string
	users        map[string]*User
	guilds       map[string]*Guild
	channels     map[string]*Channel
	interactions map[string]*Interaction // by token
	commands     map[string][]command    // by guild, "" for global ones
	created      map[string][]time.Time  // of commands, by guild
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
		record:       fakeapi.NewRecord[Call, string](o.CountOnly),
		users:        map[string]*User{},
		guilds:       map[string]*Guild{},
		channels:     map[string]*Channel{},
		interactions: map[string]*Interaction{},
		commands:     map[string][]command{},
		created:      map[string][]time.Time{},
	}
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

// touched wakes those who wait for a change of what mu does not guard.
func (s *Server) touched() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mu.Touch()
}

// WaitFor waits until cond holds, and reports whether it did within that time. Cond is
// asked after each change of what people see, of an interaction or of the gateway.
func (s *Server) WaitFor(cond func() bool, within time.Duration) bool {
	return s.mu.Wait(s.ctx, cond, within)
}
