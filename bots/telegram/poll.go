package telegram

import (
	"context"
	"errors"
	"time"

	"github.com/go-telegram/bot"
)

// State is how receiving stands.
type State string

// The states.
const (
	Connected   State = "connected"
	Unreachable State = "unreachable"
	Conflict    State = "conflict" // another process receives with the same token
	Refused     State = "refused"  // Telegram does not know the token
)

// Times of the receiving loop.
const (
	conflictPause = 3 * time.Second // Telegram delays further conflicts by as much
	refusedPause  = time.Minute
)

// conflictPatience is how long conflicts last before they are reported: a rolling
// restart gives some for a few seconds.
var conflictPatience = time.Minute

// batchSize is how many updates are asked for at once, Telegram's most.
const batchSize = 100

// pollLoop receives updates until ctx ends. It gives the offset that confirms all
// that was taken.
func (b *Bot) pollLoop(ctx context.Context) (offset int64) {
	tries := 0
	var conflictSince time.Time
	for ctx.Err() == nil {
		if !b.hasRoom(ctx) {
			return offset
		}
		raws, err := b.api.getUpdates(ctx, offset, batchSize, pollSeconds)
		if err == nil {
			tries, conflictSince = 0, time.Time{}
			b.o.Observer.State(Connected)
			unsafe, last := b.take(ctx, raws)
			if !b.waitFor(ctx, unsafe) && ctx.Err() != nil {
				return offset
			}
			if last > 0 { // also a lower one: after a quiet week ids begin anywhere
				offset = last + 1
			}
			continue
		}
		if ctx.Err() != nil {
			return offset
		}
		tries++
		pause := backOff(tries)
		var many *bot.TooManyRequestsError
		switch {
		case refused(err):
			b.o.Observer.State(Refused)
			pause = refusedPause
		case errors.Is(err, bot.ErrorConflict):
			if conflictSince.IsZero() {
				conflictSince = time.Now()
			}
			if time.Since(conflictSince) >= conflictPatience {
				b.o.Observer.State(Conflict)
			}
			pause = conflictPause
		case errors.As(err, &many):
			pause = max(time.Duration(many.RetryAfter)*time.Second, firstRetry)
		default:
			b.o.Observer.State(Unreachable)
		}
		sleep(ctx, pause)
	}
	return offset
}

// patient is how long an update is held back for a reply that is not safe in the
// store. One chat that Telegram does not let through must not keep all others
// waiting; the reply is still tried.
const patient = 20 * time.Second

// waitFor waits until replies are accepted or given up; false when the time was
// over or ctx ended first.
func (b *Bot) waitFor(ctx context.Context, jobs []*job) bool {
	ctx, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	for _, j := range jobs {
		select {
		case <-j.done:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

// maxQueued bounds the memory of the queue to some 50 MB. When it is full, the
// rest waits at Telegram.
const maxQueued = 50_000

// hasRoom waits until the queue has room; false when ctx ended first.
func (b *Bot) hasRoom(ctx context.Context) bool {
	for {
		if b.queue.len() < maxQueued {
			return true
		}
		if !sleep(ctx, 100*time.Millisecond) {
			return false
		}
	}
}

// sleep waits; false when ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
