package fakeapi

import (
	"context"
	"sync"
	"time"
)

// Watched is a mutex over things whose changes others wait for. Its zero value is ready.
type Watched struct {
	sync.Mutex
	changed chan struct{} // closed at the next change; nil: nobody waits
}

// Touch wakes those who wait for a change. The caller holds the mutex.
func (w *Watched) Touch() {
	if w.changed != nil {
		close(w.changed)
		w.changed = nil
	}
}

// Wait waits until cond holds, and reports whether it did within that time and before
// ctx ended. Cond is asked after each change, without the mutex.
func (w *Watched) Wait(ctx context.Context, cond func() bool, within time.Duration) bool {
	timer := time.NewTimer(within)
	defer timer.Stop()
	for {
		w.Lock()
		if w.changed == nil {
			w.changed = make(chan struct{})
		}
		changed := w.changed
		w.Unlock()
		if cond() {
			return true
		}
		select {
		case <-changed:
		case <-timer.C:
			return cond()
		case <-ctx.Done():
			return cond()
		}
	}
}
