package discord

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// intents are what the gateway is asked for: direct messages. Interactions need none,
// and nothing that is privileged is used.
const intents = discordgo.IntentDirectMessages

// Shards are the shares of Discord's servers that a process serves: First to Last,
// counted from 0, of so many. The zero value is the only one of one.
type Shards struct{ First, Last, Of int }

// connectLoop keeps a connection for each shard until ctx ends.
func (b *Bot) connectLoop(ctx context.Context) {
	shards := b.o.Shards
	api, err := url.Parse(b.o.APIURL)
	if err != nil { // New has checked it
		return
	}
	states := &standing{observer: b.o.Observer, shards: make([]State, shards.Last-shards.First+1)}
	pacer := &pacer{api: b.api, pace: b.pace}
	var running sync.WaitGroup
	for i := range states.shards {
		s := &shard{
			b: b, api: api, pacer: pacer, id: shards.First + i, of: max(1, shards.Of), running: &running,
			tell: func(state State) { states.tell(i, state) }, greetings: make(chan greeting, 1),
		}
		running.Go(func() { s.keep(ctx) })
	}
	running.Wait()
}

// shard is one share of the servers, with the session that serves it. The goroutine of
// keep has it all, but for line.
type shard struct {
	b       *Bot
	api     *url.URL
	pacer   *pacer
	id, of  int
	running *sync.WaitGroup // for the goroutines that it starts
	tell    func(State)

	session   *discordgo.Session // nil: the next connection begins a new one
	admit     func() error       // lets its identify out
	ready     bool               // it can be resumed
	at        *url.URL           // there; nil for where it began
	last      time.Time          // its identify
	retry     retry
	line      atomic.Pointer[watched] // of the latest connection
	greetings chan greeting
}

// greeting is what the gateway says when a session has begun or was resumed.
type greeting struct {
	fresh bool
	at    *url.URL // of a fresh one
}

// keep keeps a connection until ctx ends or Discord refuses us for good. A session
// lives on over many connections.
func (s *shard) keep(ctx context.Context) {
	for ctx.Err() == nil {
		if s.session == nil && !s.begin(ctx) {
			continue // asked again after a pause
		}
		why, lasted := s.connection(ctx)
		if ctx.Err() != nil {
			return
		}
		if state, final := fatal[why]; final {
			s.tell(state)
			<-ctx.Done()
			return
		}
		resume, pause := s.retry.after(why, s.ready, lasted, s.b.pace)
		if !resume {
			s.session = nil
		}
		if !resume || s.retry.resumes > 1 { // one resume is a second, and nothing is lost
			s.tell(Unreachable)
		}
		sleep(ctx, pause)
	}
}

var errTurn = errors.New("it is not this shard's turn")

// begin prepares a new session, and waits until it is time to connect. It is false
// when there can be none, after a pause.
func (s *shard) begin(ctx context.Context) bool {
	concurrency, wrong, pause := s.pacer.take(ctx)
	if wrong != "" {
		s.tell(wrong)
		sleep(ctx, pause)
		return false
	}
	wait := func() time.Duration {
		return s.b.pace.untilTurn(time.Now(), s.last, s.id, s.of, concurrency)
	}
	if !sleep(ctx, wait()-s.b.pace.lead) {
		return false
	}
	session, err := newSession(s.b.o.Token, s.b.api.client)
	if err != nil {
		s.tell(Refused)
		sleep(ctx, s.b.pace.refused)
		return false
	}
	session.Dialer = dialer(ctx, func() *url.URL { return s.at }, s.watch(ctx))
	session.Compress = false
	session.SyncEvents = true // in order; receive does not wait
	session.Identify.Intents = intents
	session.ShardID, session.ShardCount = s.id, s.of
	session.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) { s.event(e) })
	s.session, s.ready, s.at = session, false, nil
	s.admit = func() error {
		if w := wait(); w > s.b.pace.lead || !sleep(ctx, w) || wait() > 0 {
			return errTurn
		}
		s.last = time.Now()
		return nil
	}
	return true
}

// watch is put around each connection.
func (s *shard) watch(ctx context.Context) func(net.Conn) net.Conn {
	return func(c net.Conn) net.Conn {
		line := watch(c, s.admit, s.b.pace.greeting)
		s.line.Store(line)
		if ctx.Err() != nil {
			_ = line.Close()
		}
		return line
	}
}

// event takes an event of the gateway.
func (s *shard) event(e *discordgo.Event) {
	g := greeting{}
	switch e.Type {
	case "READY":
		var ready struct {
			Resume string `json:"resume_gateway_url"`
		}
		_ = json.Unmarshal(e.RawData, &ready) // "" then, where the session began
		g = greeting{fresh: true, at: resumeAddress(ready.Resume, s.api)}
		if s.id == 0 {
			s.b.bookmarks.session() // before the messages that follow
		}
	case "RESUMED":
	default:
		s.b.receive(e.Type, e.RawData)
		return
	}
	select {
	case s.greetings <- g:
	default: // two in a connection, which none does
	}
}

// connection connects once and returns when the connection is at an end: how, and how
// long it could be used.
func (s *shard) connection(ctx context.Context) (why farewell, lasted time.Duration) {
	s.line.Store(nil)
	select {
	case <-s.greetings: // of an earlier one that nobody took
	default:
	}
	// Opening waits for what the gateway says first, whatever ends meanwhile.
	hurry := context.AfterFunc(ctx, func() {
		if line := s.line.Load(); line != nil {
			_ = line.Close()
		}
	})
	err := s.session.Open()
	hurry()
	line := s.line.Load()
	if line == nil {
		return silence, 0
	}
	if err == nil {
		line.patience.Store(int64(s.b.pace.unbeaten))
		lasted = s.attend(ctx, line)
	}
	// The library may be closing the connection too, and takes a second for it, under
	// a lock: this waits for it.
	_ = s.session.CloseWithCode(closeResumable)
	return farewell(line.why.Load()), lasted
}

// closeResumable leaves the session as it is. The connection is gone when it is said.
const closeResumable = 4000

// attend waits for the end of a connection, and says how long it could be used.
func (s *shard) attend(ctx context.Context, line *watched) (lasted time.Duration) {
	look := time.NewTicker(s.b.pace.look)
	defer look.Stop()
	var since time.Time
	greeted := func(g greeting) {
		since, s.admit = time.Now(), nil
		if g.fresh {
			s.ready, s.at = true, g.at
			s.freshen(ctx)
		}
		s.tell(Connected)
	}
	for {
		select {
		case g := <-s.greetings:
			greeted(g)
		case <-line.gone:
			select {
			case g := <-s.greetings:
				greeted(g)
			default:
			}
			if since.IsZero() {
				return 0
			}
			return time.Since(since)
		case <-ctx.Done():
			line.leaving.Store(true)
			_ = s.session.Close()
			return 0
		case <-look.C:
			s.session.RLock()
			silent := time.Since(s.session.LastHeartbeatAck)
			s.session.RUnlock()
			if silent > s.b.pace.unbeaten {
				_ = line.Close()
			}
		}
	}
}

// freshen tells that events may have been lost. Only shard 0 has private messages.
func (s *shard) freshen(ctx context.Context) {
	if s.id == 0 {
		s.running.Go(func() { s.b.fresh(ctx) }) // ends with ctx at the latest
	}
}
