package memory

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/porchlight-chat/porchlight/internal/store"
)

// outbox is what was queued and not sent, by id.
type outbox struct {
	mu     sync.Mutex
	closed bool
	byID   map[uint64]queued
}

type queued struct {
	sealed  []byte
	expires store.Hour
}

func (s *Store) queue(b store.Batch) error {
	o := &s.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return store.ErrClosed
	}
	if o.byID == nil {
		o.byID = map[uint64]queued{}
	}
	for _, q := range b.Queue {
		o.byID[q.ID] = queued{slices.Clone(q.Sealed), store.ExpiryHour(s.now(), store.MaxTTL)}
	}
	for _, id := range b.Sent {
		delete(o.byID, id)
	}
	return nil
}

// Outbox gives what was queued and not marked as sent, in the order of the ids.
func (s *Store) Outbox(ctx context.Context) ([]store.Queued, error) {
	if ctx.Err() != nil {
		return nil, store.Unavailable(ctx)
	}
	o := &s.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return nil, store.ErrClosed
	}
	var out []store.Queued
	for id, q := range o.byID {
		if q.expires.Expired(s.now()) {
			delete(o.byID, id)
			continue
		}
		out = append(out, store.Queued{ID: id, Sealed: slices.Clone(q.sealed)})
	}
	slices.SortFunc(out, func(a, b store.Queued) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

func (o *outbox) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed, o.byID = true, nil
}
