package bots

import (
	"hash/maphash"
	"sync"
	"time"
)

// Burst is how many turns one chat may send at once. Nobody who reads the answers
// comes near it.
const Burst = 20

const (
	refill = 2 * time.Second // for one more turn

	// maxLimited bounds the memory to about 4 MiB: two generations of this many
	// entries.
	maxLimited = 32_768
	// generation is how long an entry is kept at least; it is full again before.
	generation = 10 * time.Minute
)

// Limits counts what each chat sends, in memory alone and under a hash that ends
// with the process.
//
// Entries live in two generations. When the younger one is full or old, the older
// one is dropped whole: no sweep, no list to keep in order. An entry that is lost
// so starts again with a full burst.
type Limits struct {
	now  func() time.Time
	seed maphash.Seed

	mu         sync.Mutex
	began      time.Time // of the younger generation
	young, old map[uint64]allowance
}

// allowance is a bucket: how many turns are left, as of a time.
type allowance struct {
	left float32
	at   time.Time
}

// NewLimits counts by a clock, such as time.Now.
func NewLimits(now func() time.Time) *Limits {
	return &Limits{now: now, seed: maphash.MakeSeed(), began: now(), young: map[uint64]allowance{}}
}

// Allow counts a turn and reports whether it is within the limit, and how many
// chats are remembered. It may be called by several goroutines.
func (l *Limits) Allow(chat string) (ok bool, chats int) {
	key := maphash.String(l.seed, chat)
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.young) >= maxLimited || now.Sub(l.began) >= generation {
		l.young, l.old, l.began = map[uint64]allowance{}, l.young, now
	}
	a, known := l.young[key]
	if !known {
		if a, known = l.old[key]; known {
			delete(l.old, key)
		} else {
			a = allowance{left: Burst, at: now}
		}
	}
	a.left = min(Burst, a.left+float32(now.Sub(a.at))/float32(refill))
	a.at = now
	if ok = a.left >= 1; ok {
		a.left--
	}
	l.young[key] = a
	return ok, len(l.young) + len(l.old)
}
