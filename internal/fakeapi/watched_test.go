package fakeapi

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var w Watched
		n := 0
		three := func() bool { w.Lock(); defer w.Unlock(); return n == 3 }
		go func() { // ends after three changes
			for range 3 {
				time.Sleep(time.Second)
				w.Lock()
				n++
				w.Touch()
				w.Unlock()
			}
		}()
		begin := time.Now()
		if w.Wait(t.Context(), three, 2*time.Second+time.Millisecond) || time.Since(begin) > 3*time.Second {
			t.Error("did not give up in time")
		}
		if !w.Wait(t.Context(), three, time.Minute) || time.Since(begin) != 3*time.Second {
			t.Errorf("saw the third change after %v", time.Since(begin))
		}
		never := func() bool { return false }
		ctx, end := context.WithTimeout(t.Context(), time.Second)
		defer end()
		if w.Wait(ctx, never, time.Hour) || time.Since(begin) != 4*time.Second {
			t.Error("waited beyond the end of the context")
		}
	})
}
