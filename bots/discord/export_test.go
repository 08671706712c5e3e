package discord

import "time"

// Hurry shortens the pauses between connections of the gateway.
func (b *Bot) Hurry() {
	b.pace = pace{
		identify: 10 * time.Millisecond, steady: time.Minute, longest: 50 * time.Millisecond, refused: 50 * time.Millisecond,
		unbeaten: 2 * time.Second, look: 20 * time.Millisecond, budget: 50 * time.Millisecond,
	}
}

// PromiseSoon shortens the time after which an answer is promised.
func (b *Bot) PromiseSoon() { b.promiseAfter = 50 * time.Millisecond }
