package telegram

import "time"

// SetConflictPatience changes how long conflicts last before they are reported, and
// gives what undoes it. No bot may run meanwhile.
func SetConflictPatience(d time.Duration) (undo func()) {
	before := conflictPatience
	conflictPatience = d
	return func() { conflictPatience = before }
}

// Held is how many chats and messages the bot remembers in memory, but for the
// counters of its limits, which are bounded.
func (b *Bot) Held() int {
	b.queue.mu.Lock()
	defer b.queue.mu.Unlock()
	b.queue.urgent.wakeUp(time.Now())
	b.queue.ordinary.wakeUp(time.Now())
	b.owed.mu.Lock()
	defer b.owed.mu.Unlock()
	return len(b.queue.urgent.chats) + len(b.queue.ordinary.chats) + len(b.queue.fresh) + len(b.owed.ids)
}
