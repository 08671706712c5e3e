package bolt

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/porchlight-chat/porchlight/internal/store"
)

// sweepLength is how many sessions a sweep looks at before it lets waiting
// writes go first: under 2 ms of work.
const sweepLength = 5000

// request is one write. ctx is in it so that a write whose caller has gone is not
// made; one that erases always is.
type request struct {
	ctx   context.Context
	batch store.Batch // its states and queued replies are records
	done  chan error
}

func (r *request) erases() bool { return len(r.batch.Erase) > 0 }

// writer is the state of the writing goroutine, touched by it alone.
type writer struct {
	sweeping  bool
	sweepFrom []byte // the key to go on at
	swept     int    // deleted in this sweep
	lastSweep store.Hour
	// dirtyTail: a commit failed, so bytes may lie behind the end of the tree.
	dirtyTail bool
	// owed: a delete was committed whose free pages could not be overwritten.
	owed bool
}

// Save keeps state under key for ttl, in place of what was there. It returns
// when the state is on the disk.
func (s *Store) Save(ctx context.Context, key string, state []byte, ttl time.Duration) error {
	return s.Commit(ctx, store.Batch{Save: []store.Session{{Key: key, State: state, TTL: ttl}}})
}

// Delete erases what is saved under key. It returns when neither the key nor the
// state is in the file, on the disk. When ctx ends first, the erasing still
// happens if it could be queued.
func (s *Store) Delete(ctx context.Context, key string) error {
	return s.Commit(ctx, store.Batch{Erase: []string{key}})
}

// Commit writes a batch and waits until it is on the disk. Batches are written in
// the order in which they come.
func (s *Store) Commit(ctx context.Context, b store.Batch) error {
	if err := store.CheckBatch(b); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return store.Unavailable(ctx)
	}
	if err := s.enter(); err != nil {
		return err
	}
	req := s.request(ctx, b)
	select {
	case s.queue <- req:
		s.leave()
	case <-ctx.Done():
		s.leave()
		return store.Unavailable(ctx)
	}
	select {
	case err := <-req.done:
		return err
	case <-ctx.Done():
		return store.Unavailable(ctx)
	}
}

// request copies a batch, which the caller may change after a deadline, and fixes
// when its parts expire.
func (s *Store) request(ctx context.Context, b store.Batch) request {
	now := s.now()
	own := store.Batch{
		Save:  slices.Clone(b.Save),
		Erase: slices.Clone(b.Erase),
		Queue: slices.Clone(b.Queue),
		Sent:  slices.Clone(b.Sent),
	}
	for i, session := range b.Save {
		own.Save[i].State = record(store.ExpiryHour(now, session.TTL), session.State)
	}
	for i, q := range b.Queue {
		own.Queue[i].Sealed = record(store.ExpiryHour(now, store.MaxTTL), q.Sealed)
	}
	return request{ctx: ctx, batch: own, done: make(chan error, 1)}
}

// writeLoop is the only writer. It ends when Close closes s.stop, after what was
// queued by then.
func (s *Store) writeLoop() {
	defer close(s.done)
	s.startSweep() // what expired while nobody was running
	for {
		if s.writer.sweeping {
			select {
			case req := <-s.queue:
				s.serve(req)
			case <-s.stop:
				s.drain()
				return
			default:
			}
			s.sweepSome()
			continue
		}
		timer := time.NewTimer(store.UntilSweep(s.now()))
		select {
		case req := <-s.queue:
			s.serve(req)
		case <-timer.C:
			s.startSweep()
		case <-s.stop:
			timer.Stop()
			s.drain()
			return
		}
		timer.Stop()
	}
}

func (s *Store) drain() {
	for {
		select {
		case req := <-s.queue:
			s.serve(req)
		default:
			return
		}
	}
}

// serve writes first and all that wait behind it, in one transaction.
func (s *Store) serve(first request) {
	batch := []request{first}
	for len(batch) < batchLength {
		select {
		case req := <-s.queue:
			batch = append(batch, req)
			continue
		default:
		}
		break
	}

	erasing := 0
	due := batch[:0]
	for _, req := range batch {
		if !req.erases() && req.ctx.Err() != nil {
			req.done <- store.Unavailable(req.ctx)
			continue
		}
		if req.erases() {
			erasing++
		}
		due = append(due, req)
	}
	if len(due) == 0 {
		return
	}
	err := s.write(due)
	if err != nil && erasing > 0 && erasing < len(due) {
		// The others must not take the erasing down with them, as in a full file.
		for _, req := range due {
			if !req.erases() {
				req.done <- err
			}
		}
		due = slices.DeleteFunc(due, func(req request) bool { return !req.erases() })
		err = s.write(due)
	}
	for _, req := range due {
		if !req.erases() || err != nil {
			req.done <- err
		}
	}
	if erasing == 0 || err != nil {
		return
	}
	err = s.erase()
	for _, req := range due {
		if req.erases() {
			req.done <- err
		}
	}
}

// write makes the writes of all requests.
func (s *Store) write(requests []request) error {
	limit := s.maxBytes + eraseReserve
	if slices.ContainsFunc(requests, func(req request) bool { return !req.erases() }) {
		limit = s.maxBytes
	}
	return s.commit(limit, func(tx *bbolt.Tx) error {
		sessions, outbox := tx.Bucket(bucketSessions), tx.Bucket(bucketOutbox)
		for _, req := range requests {
			if err := put(sessions, outbox, &req.batch); err != nil {
				return err
			}
		}
		return nil
	})
}

func put(sessions, outbox *bbolt.Bucket, b *store.Batch) error {
	for _, session := range b.Save {
		if err := sessions.Put([]byte(session.Key), session.State); err != nil {
			return err
		}
	}
	for _, key := range b.Erase {
		if err := sessions.Delete([]byte(key)); err != nil {
			return err
		}
	}
	for _, q := range b.Queue {
		if err := outbox.Put(queueKey(q.ID), q.Sealed); err != nil {
			return err
		}
	}
	for _, id := range b.Sent {
		if err := outbox.Delete(queueKey(id)); err != nil {
			return err
		}
	}
	return nil
}

// commit runs change in a transaction that is on the disk when it returns. The
// file may grow to limit bytes.
func (s *Store) commit(limit int, change func(*bbolt.Tx) error) error {
	// Read by the library in write transactions only, and those are ours.
	s.db.MaxSize = limit
	if s.broken.Load() {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, store.ErrCorrupt)
	}
	err := s.touch(func() error {
		return s.db.Update(change)
	})
	if err != nil {
		s.writer.dirtyTail = true
	}
	return err
}

// erase overwrites the free pages. It is called only after a commit that
// succeeded; see eraseFree.
func (s *Store) erase() error {
	err := s.touch(func() error { return s.eraseFree(s.writer.dirtyTail) })
	s.writer.owed = err != nil
	if err == nil {
		s.writer.dirtyTail = false
	}
	return err
}

// startSweep begins to look for expired sessions, once an hour, and at once if
// an erasing is owed.
func (s *Store) startSweep() {
	hour := store.Hour(s.now().Unix() / 3600)
	if s.broken.Load() || hour == s.writer.lastSweep && !s.writer.owed {
		return
	}
	s.writer.lastSweep = hour
	s.writer.sweeping, s.writer.sweepFrom, s.writer.swept = true, nil, 0
}

// sweepSome looks at the next few thousand sessions and deletes the expired
// ones. At the end of a sweep that found any, their bytes are erased.
func (s *Store) sweepSome() {
	w, now := &s.writer, s.now()
	var dead [][]byte
	var next []byte
	err := s.touch(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			c := tx.Bucket(bucketSessions).Cursor()
			n := 0
			for k, rec := c.Seek(w.sweepFrom); k != nil; k, rec = c.Next() {
				if n == sweepLength {
					next = append([]byte{}, k...)
					break
				}
				n++
				if expired(rec, now) {
					dead = append(dead, append([]byte{}, k...))
				}
			}
			return nil
		})
	})
	if err == nil && len(dead) > 0 {
		err = s.commit(s.maxBytes+eraseReserve, func(tx *bbolt.Tx) error {
			for _, k := range dead {
				if err := tx.Bucket(bucketSessions).Delete(k); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		// Expired sessions are not returned in the meantime; the next tick retries.
		w.sweeping, w.owed = false, true
		return
	}
	w.swept += len(dead)
	w.sweepFrom = next
	if next != nil {
		return
	}
	w.sweeping = false
	s.sweepOutbox(now)
	if w.swept > 0 || w.owed {
		// An error is kept in owed.
		_ = s.erase()
	}
}

// sweepOutbox deletes replies that were not sent in time. Few ever are: it looks at
// all at once.
func (s *Store) sweepOutbox(now time.Time) {
	var dead [][]byte
	err := s.touch(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			return tx.Bucket(bucketOutbox).ForEach(func(k, rec []byte) error {
				if expired(rec, now) {
					dead = append(dead, append([]byte{}, k...))
				}
				return nil
			})
		})
	})
	if err == nil && len(dead) > 0 {
		err = s.commit(s.maxBytes+eraseReserve, func(tx *bbolt.Tx) error {
			for _, k := range dead {
				if err := tx.Bucket(bucketOutbox).Delete(k); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		s.writer.owed = true // the next tick retries
		return
	}
	s.writer.swept += len(dead)
}
