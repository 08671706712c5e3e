package discord

import (
	"context"
	"time"
)

// Hurry shortens the pauses between connections of the gateway.
func (b *Bot) Hurry() {
	b.pace = pace{
		identify: 10 * time.Millisecond, slot: 60 * time.Millisecond, window: 20 * time.Millisecond, lead: 20 * time.Millisecond,
		invalid: 5 * time.Millisecond, resumes: 3, steady: time.Minute, longest: 50 * time.Millisecond, refused: 50 * time.Millisecond,
		greeting: 5 * time.Second, unbeaten: 800 * time.Millisecond, look: 20 * time.Millisecond, budget: 50 * time.Millisecond,
	}
}

// PromiseSoon shortens the time after which an answer is promised.
func (b *Bot) PromiseSoon() { b.promiseAfter = 50 * time.Millisecond }

// OnFresh has f called where events may have been missed.
func (b *Bot) OnFresh(f func(context.Context)) {
	read := b.fresh
	b.fresh = func(ctx context.Context) {
		f(ctx)
		read(ctx)
	}
}
