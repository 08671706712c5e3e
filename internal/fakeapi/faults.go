package fakeapi

import (
	"slices"
	"sync"
)

// Faults are what will befall requests. Its zero value is ready, and it may be used by
// several goroutines.
type Faults[Fault any] struct {
	mu   sync.Mutex
	list []*waiting[Fault]
}

// waiting is a fault and how often it is left; 0: until Clear.
type waiting[Fault any] struct {
	fault Fault
	times int
}

// Add puts a fault behind the others, for so many requests; 0: until Clear.
func (l *Faults[Fault]) Add(f Fault, times int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, &waiting[Fault]{f, times})
}

// Clear takes all away.
func (l *Faults[Fault]) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = nil
}

// Take is the fault of one request: the first added of those that fit, nil for none. It
// is not to be changed.
func (l *Faults[Fault]) Take(fits func(*Fault) bool) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, w := range l.list {
		if !fits(&w.fault) {
			continue
		}
		if w.times == 1 {
			l.list = slices.Delete(l.list, i, i+1)
		} else if w.times > 1 {
			w.times--
		}
		return &w.fault
	}
	return nil
}
