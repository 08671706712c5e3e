// Package memory is the session store that forgets when the process ends.
//
// It serves `store.url: memory:` and tests. The number of sessions is bounded:
// when it is full, the session that was saved longest ago makes room. State is
// overwritten with zeros when it is deleted, replaced or expired, as far as a
// garbage-collected language can promise it.
package memory

import (
	"container/list"
	"context"
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"github.com/porchlight-chat/porchlight/internal/store"
)

// DefaultMaxSessions bounds memory at about half a gigabyte with the usual few
// hundred bytes a session.
const DefaultMaxSessions = 1_000_000

// maxShards is how many locks share the sessions; more than there are cores.
const maxShards = 64

// Options are optional; the zero value is the default.
type Options struct {
	MaxSessions int              // 0 means DefaultMaxSessions
	Now         func() time.Time // nil means time.Now
}

// Store keeps sessions in memory. Make one with New; it may be used by several
// goroutines.
type Store struct {
	now      func() time.Time
	seed     maphash.Seed
	perShard int
	shards   []shard
	outbox   outbox
	stop     chan struct{}
	done     chan struct{}
	close    sync.Once
}

// shard is a share of the sessions. order has the session saved longest ago in
// front; its elements hold an entry.
type shard struct {
	mu     sync.Mutex
	closed bool
	byKey  map[string]*list.Element
	order  list.List
}

type entry struct {
	key     string
	state   []byte
	expires store.Hour
}

// New makes an empty store. It starts one goroutine, the sweep, which Close
// ends and waits for.
func New(o Options) *Store {
	if o.MaxSessions <= 0 {
		o.MaxSessions = DefaultMaxSessions
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	n := min(maxShards, o.MaxSessions)
	s := &Store{
		now:      o.Now,
		seed:     maphash.MakeSeed(),
		perShard: o.MaxSessions / n,
		shards:   make([]shard, n),
		stop:     make(chan struct{}),
		done:     make(chan struct{}),
	}
	for i := range s.shards {
		s.shards[i].byKey = make(map[string]*list.Element)
	}
	go s.sweepLoop()
	return s
}

func (s *Store) shard(key string) *shard {
	return &s.shards[maphash.String(s.seed, key)%uint64(len(s.shards))]
}

// Load gives a copy of the state saved under key.
func (s *Store) Load(ctx context.Context, key string) (state []byte, found bool, err error) {
	if err := store.CheckKey(key); err != nil {
		return nil, false, err
	}
	if ctx.Err() != nil {
		return nil, false, store.Unavailable(ctx)
	}
	now, sh := s.now(), s.shard(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.closed {
		return nil, false, store.ErrClosed
	}
	el, ok := sh.byKey[key]
	if !ok {
		return nil, false, nil
	}
	if e := el.Value.(*entry); !e.expires.Expired(now) {
		return append([]byte{}, e.state...), true, nil
	}
	sh.remove(el)
	return nil, false, nil
}

// Save keeps a copy of state under key for ttl, in place of what was there.
func (s *Store) Save(ctx context.Context, key string, state []byte, ttl time.Duration) error {
	if err := store.CheckSave(key, state, ttl); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return store.Unavailable(ctx)
	}
	return s.put(key, state, ttl)
}

func (s *Store) put(key string, state []byte, ttl time.Duration) error {
	expires, sh := store.ExpiryHour(s.now(), ttl), s.shard(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.closed {
		return store.ErrClosed
	}
	if el, ok := sh.byKey[key]; ok {
		e := el.Value.(*entry)
		clear(e.state)
		e.state, e.expires = slices.Clone(state), expires
		sh.order.MoveToBack(el)
		return nil
	}
	if len(sh.byKey) >= s.perShard {
		sh.remove(sh.order.Front())
	}
	sh.byKey[key] = sh.order.PushBack(&entry{key: key, state: slices.Clone(state), expires: expires})
	return nil
}

// Delete erases what is saved under key.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := store.CheckKey(key); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return store.Unavailable(ctx)
	}
	return s.erase(key)
}

func (s *Store) erase(key string) error {
	sh := s.shard(key)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.closed {
		return store.ErrClosed
	}
	if el, ok := sh.byKey[key]; ok {
		sh.remove(el)
	}
	return nil
}

// Commit writes a batch. Nothing but a closed store or a bad batch can fail, and
// both are seen before the first write; so all of it is written.
func (s *Store) Commit(ctx context.Context, b store.Batch) error {
	if err := store.CheckBatch(b); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return store.Unavailable(ctx)
	}
	if err := s.queue(b); err != nil {
		return err
	}
	for _, session := range b.Save {
		if err := s.put(session.Key, session.State, session.TTL); err != nil {
			return err
		}
	}
	for _, key := range b.Erase {
		if err := s.erase(key); err != nil {
			return err
		}
	}
	return nil
}

// Durable reports false: a restart forgets everything.
func (s *Store) Durable() bool { return false }

// Len gives the number of sessions held, expired ones included until they are
// swept.
func (s *Store) Len() int {
	n := 0
	for i := range s.shards {
		s.shards[i].mu.Lock()
		n += len(s.shards[i].byKey)
		s.shards[i].mu.Unlock()
	}
	return n
}

// Close ends the sweep and erases everything. It may be called twice.
func (s *Store) Close() error {
	s.close.Do(func() {
		close(s.stop)
		<-s.done
		s.outbox.close()
		for i := range s.shards {
			sh := &s.shards[i]
			sh.mu.Lock()
			sh.closed = true
			for sh.order.Len() > 0 {
				sh.remove(sh.order.Front())
			}
			sh.mu.Unlock()
		}
	})
	return nil
}

// sweepLoop ends when Close closes s.stop.
func (s *Store) sweepLoop() {
	defer close(s.done)
	for {
		timer := time.NewTimer(store.UntilSweep(s.now()))
		select {
		case <-timer.C:
			s.sweep(s.now())
		case <-s.stop:
			timer.Stop()
			return
		}
	}
}

// sweep erases what has expired, one shard at a time, so that a turn waits for a
// share of the sessions at most.
func (s *Store) sweep(now time.Time) {
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		for _, el := range sh.byKey {
			if el.Value.(*entry).expires.Expired(now) {
				sh.remove(el)
			}
		}
		sh.mu.Unlock()
	}
}

// remove erases an entry. The caller holds the lock.
func (sh *shard) remove(el *list.Element) {
	e := el.Value.(*entry)
	sh.order.Remove(el)
	delete(sh.byKey, e.key)
	clear(e.state)
}
