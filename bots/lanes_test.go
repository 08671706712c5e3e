package bots

import "testing"

// Turns of one chat come one after the other, and a lane is gone with its users.
func TestLanes(t *testing.T) {
	var l lanes
	unlock := l.lock("a")
	l.lock("b")()
	second := make(chan struct{})
	go func() { // ends when the first unlocks
		defer close(second)
		l.lock("a")()
	}()
	select {
	case <-second:
		t.Fatal("two turns of one chat at once")
	default:
	}
	unlock()
	<-second
	if len(l.open) != 0 {
		t.Errorf("%d lanes are left", len(l.open))
	}
}
