package discord

import (
	"context"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// intents are what the gateway is asked for: direct messages. Interactions need none,
// and nothing that is privileged is used.
const intents = discordgo.IntentDirectMessages

// pace is how fast connections follow each other.
type pace struct {
	identify time.Duration // between two identifies; Discord allows one in 5 s
	steady   time.Duration // a connection that lasted so long begins the back-off anew
	longest  time.Duration // of the pauses between connections
	refused  time.Duration // after a token that is not known
	unbeaten time.Duration // without an answer to a heartbeat; the gateway beats every 41 s
	look     time.Duration // how often that is looked at
	budget   time.Duration // the longest pause when the identifies of the day are used up
}

func usualPace() pace {
	return pace{
		identify: 5 * time.Second, steady: time.Minute, longest: 5 * time.Minute, refused: 10 * time.Minute,
		unbeaten: 100 * time.Second, look: 5 * time.Second, budget: 10 * time.Minute,
	}
}

// fatal are the close codes after which connecting again cannot help: the token, the
// shards, the version, the intents
// (https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway).
var fatal = map[int32]bool{4004: true, 4010: true, 4011: true, 4012: true, 4013: true, 4014: true}

// connectLoop keeps a connection until ctx ends or Discord refuses us for good. Each
// connection is a new session and costs one identify.
func (b *Bot) connectLoop(ctx context.Context) {
	var last time.Time // of the identifies
	for tries := 1; ctx.Err() == nil; {
		if !b.mayIdentify(ctx, last) {
			continue // asked again after a pause
		}
		last = time.Now()
		code := b.connection(ctx)
		if ctx.Err() != nil {
			return
		}
		if fatal[code] {
			b.o.Observer.State(Refused)
			<-ctx.Done()
			return
		}
		b.o.Observer.State(Unreachable)
		if time.Since(last) > b.pace.steady {
			tries = 1
		}
		sleep(ctx, backOff(tries, b.pace.longest))
		tries++
	}
}

// budgetReserve is the part of a day's identifies that is left for a person who starts
// the program by hand.
const budgetReserve = 50 // one in so many

// mayIdentify waits until Discord allows an identify. It is false when that is not
// known, after a pause.
func (b *Bot) mayIdentify(ctx context.Context, last time.Time) bool {
	asking, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	var info discordgo.GatewayBotResponse
	switch out := b.api.get(asking, "gateway/bot", &info); out.verdict {
	case accepted:
	case refused:
		b.o.Observer.State(Refused)
		sleep(ctx, b.pace.refused)
		return false
	default:
		b.o.Observer.State(Unreachable)
		sleep(ctx, max(out.after, b.pace.identify/2+rand.N(b.pace.identify)))
		return false
	}
	limit := info.SessionStartLimit
	if limit.Remaining <= limit.Total/budgetReserve {
		b.o.Observer.State(Unreachable)
		sleep(ctx, min(max(time.Duration(limit.ResetAfter)*time.Millisecond, b.pace.identify), b.pace.budget))
		return false
	}
	return sleep(ctx, time.Until(last.Add(b.pace.identify)))
}

// connection connects once and returns when the connection is at an end, with the code
// with which it was closed, or 0.
func (b *Bot) connection(ctx context.Context) int32 {
	var code atomic.Int32
	s, err := newSession(b.o.Token, b.api.client)
	if err != nil {
		return 0
	}
	var line atomic.Pointer[watched]
	s.Dialer = dialer(func(c net.Conn) net.Conn {
		w := &watched{Conn: c, code: &code, patience: b.pace.unbeaten}
		line.Store(w)
		return w
	})
	s.Compress = false
	s.SyncEvents = true // in order; receive does not wait
	s.Identify.Intents = intents
	s.ShardID, s.ShardCount = b.o.ShardID, max(1, b.o.ShardCount)
	ended := make(chan struct{}, 1)
	s.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) { b.receive(e.Type, e.RawData) })
	s.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case ended <- struct{}{}:
		default:
		}
	})
	// Opening waits for what the gateway says first, whatever ends meanwhile.
	hurry := context.AfterFunc(ctx, func() {
		if w := line.Load(); w != nil {
			_ = w.Close()
		}
	})
	err = s.Open()
	hurry()
	if err != nil {
		return code.Load()
	}
	b.o.Observer.State(Connected)
	look := time.NewTicker(b.pace.look)
	defer look.Stop()
	for {
		select {
		case <-ended:
			return code.Load()
		case <-ctx.Done():
			_ = s.Close()
			return code.Load()
		case <-look.C:
			s.RLock()
			silent := time.Since(s.LastHeartbeatAck)
			s.RUnlock()
			if silent > b.pace.unbeaten {
				_ = s.CloseWithCode(closeSilent)
			}
		}
	}
}

// closeSilent tells the gateway that it did not answer.
const closeSilent = 4000
