package discord

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// pace is how fast connections follow each other.
type pace struct {
	identify time.Duration // between two identifies of a shard; Discord allows one in 5 s
	slot     time.Duration // between the identifies of buckets; see untilTurn
	window   time.Duration // at the beginning of a slot, in which a shard may identify
	lead     time.Duration // for connecting before that
	invalid  time.Duration // after op 9, up to five of it; Discord asks for 1 to 5 s
	resumes  int           // of a session without one that lasts; a minute in all
	steady   time.Duration // a connection that lasted so long makes up for one failed session
	longest  time.Duration // of the pauses between connections
	refused  time.Duration // after a token that is not known
	greeting time.Duration // for the gateway's first words
	unbeaten time.Duration // without an answer to a heartbeat; the gateway beats every 41 s
	look     time.Duration // how often that is looked at
	budget   time.Duration // the longest pause when the identifies of the day are used up
}

func usualPace() pace {
	return pace{
		identify: 5 * time.Second, slot: 6 * time.Second, window: 500 * time.Millisecond, lead: 2 * time.Second, invalid: time.Second,
		resumes: 7, steady: 2 * time.Minute, longest: 5 * time.Minute, refused: 10 * time.Minute, greeting: 30 * time.Second,
		unbeaten: 100 * time.Second, look: 5 * time.Second, budget: 10 * time.Minute,
	}
}

// untilTurn is how long a shard has still to wait for its identify, after its last one.
//
// Discord takes shards in buckets of max_concurrency: those of one bucket may identify
// at the same moment, those of different ones only 5 s apart
// (https://discord.com/developers/docs/events/gateway#sharding-max-concurrency). The
// shards may be in several processes that know nothing of each other but the time of
// day, so each bucket has its slots on the clock, and identifies at their beginning
// alone, which leaves room for clocks that differ a little:
//
//	bucket 0     bucket 1     bucket 2     bucket 0
//	├▓──────────┼▓──────────┼▓──────────┼▓─────────▷
//	0 s         6 s         12 s        18 s
func (p pace) untilTurn(now, last time.Time, shard, shards, concurrency int) time.Duration {
	rest := max(0, last.Add(p.identify).Sub(now))
	buckets := (shards + concurrency - 1) / concurrency
	if buckets == 1 {
		return rest
	}
	round := time.Duration(buckets) * p.slot
	// What is left of the round when the shard's slot begins, and how far it is.
	begin := time.Duration(shard/concurrency) * p.slot
	into := (time.Duration(now.Add(rest).UnixNano())%round - begin + round) % round
	if into < p.window {
		return rest
	}
	return rest + round - into
}

// pacer shares out the identifies of the day among the shards of a process. It may be
// used by several goroutines; while one asks Discord the others wait.
type pacer struct {
	api  *api
	pace pace

	mu    sync.Mutex
	until time.Time // what follows is true so long
	limit startLimit
	wrong State // "": nothing
}

// startLimit is what Discord allows
// (https://discord.com/developers/docs/events/gateway#session-start-limit-object).
type startLimit struct {
	Total          int `json:"total"`
	Remaining      int `json:"remaining"`
	ResetAfter     int `json:"reset_after"` // milliseconds
	MaxConcurrency int `json:"max_concurrency"`
}

// budgetReserve is the part of a day's identifies that is left for a person who starts
// the program by hand.
const budgetReserve = 50 // one in so many

// take takes one identify, and says how many shards are in a bucket. wrong is why there
// is none, and pause how long to wait before asking again.
func (p *pacer) take(ctx context.Context) (concurrency int, wrong State, pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now := time.Now(); !now.Before(p.until) {
		p.wrong, pause = p.ask(ctx)
		p.until = now.Add(pause)
	}
	if p.wrong == "" && p.limit.Remaining <= p.limit.Total/budgetReserve {
		reset := time.Duration(p.limit.ResetAfter) * time.Millisecond
		p.wrong, p.until = Spent, time.Now().Add(min(max(reset, p.pace.identify), p.pace.budget))
	}
	if p.wrong != "" {
		return 0, p.wrong, time.Until(p.until)
	}
	p.limit.Remaining--
	return max(1, p.limit.MaxConcurrency), "", 0
}

// ask asks Discord how many identifies are left. It says how long the answer, or the
// want of one, is good.
func (p *pacer) ask(ctx context.Context) (wrong State, good time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	var info struct {
		Limit startLimit `json:"session_start_limit"`
	}
	switch out := p.api.get(ctx, "gateway/bot", &info); out.verdict {
	case accepted:
		p.limit = info.Limit
		return "", p.pace.identify
	case refused:
		return Refused, p.pace.refused
	default:
		return Unreachable, max(out.after, p.pace.identify/2+rand.N(p.pace.identify))
	}
}
