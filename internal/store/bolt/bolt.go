// Package bolt is the session store in one file: the embedded default.
//
// The file is sessions.db in a directory of its own. One process at a time has
// it open. A damaged or foreign file is refused and left as it was.
//
// # Writing
//
// One goroutine writes. Requests queue in order; it takes all that wait, writes
// them in one transaction and answers them together, so that a hundred saves at
// once cost one fsync and a single one waits for no delay. Reads are concurrent
// and never wait for an fsync. Every method gives up at its context's deadline
// while the work, which cannot be called back from the kernel, ends by itself;
// both kinds of work are bounded in number.
//
// # Erasing
//
// The tree in the file is copy on write: a change writes its page elsewhere and
// frees the old page, which keeps its bytes until it is used again. A free page
// may hold any earlier copy of any session. So after a delete is committed,
// every free page that is not zero is overwritten with zeros and synced, and
// only then does Delete return; see erase.go for why that is safe. The same
// follows the sweep of expired sessions, and Open does it once, which covers a
// process that was killed between the two steps.
//
// This reaches the bytes of the file. What a file system's snapshots and journal
// or a flash disk's spare blocks remember is beyond it: keep the data directory
// out of backups, on an encrypted disk.
package bolt

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/porchlight-chat/porchlight/internal/store"
)

// fileName is the store's file in its directory.
const fileName = "sessions.db"

// The file's own buckets and keys.
var (
	bucketAbout    = []byte("about")
	bucketSessions = []byte("sessions")
	bucketOutbox   = []byte("outbox")
	keyFormat      = []byte("format")
	format         = []byte("porchlight-sessions/1") // kind and version
)

// Limits.
const (
	lockTimeout  = 2 * time.Second // for the other process to let go, in a restart
	queueLength  = 1024            // writes waiting; more wait in their callers
	batchLength  = 256             // writes in one transaction, about 1 MiB at most
	readers      = 64              // reads at once
	maxFileBytes = 1 << 30         // a flood must not fill the disk
	eraseReserve = 64 << 20        // above it, for deletes: they too write pages before they free any
	minFileBytes = 8 << 10         // two meta pages, of the smallest page in use
	hourBytes    = 4               // length of the expiry hour before a state
)

// Options are optional; the zero value is the default.
type Options struct {
	Now func() time.Time // nil means time.Now
}

// Store keeps sessions in a file. Make one with Open; it may be used by several
// goroutines.
type Store struct {
	db   *bbolt.DB
	file *os.File // the same open file, for overwriting free pages
	now  func() time.Time

	maxBytes int // the file's size, as far as saves may grow it

	queue chan request
	slots chan struct{} // one is held by each read
	stop  chan struct{}
	done  chan struct{} // closed when the writer has ended

	closing sync.RWMutex // held for reading while a call enters
	closed  bool
	reads   sync.WaitGroup

	// reading is held by each read transaction, and taken whole while free pages
	// are overwritten: an old page must not change under a reader.
	reading sync.RWMutex
	// broken is set when a damaged page was met. Nothing touches the file then.
	broken atomic.Bool

	writer writer
}

// Open opens or creates the store in dir. A directory it creates has mode 0700,
// the file 0600. The errors are ErrLocked, ErrCorrupt and ErrUnavailable, each
// with a sentence for the operator. It starts one goroutine, the writer, which
// Close ends and waits for.
func Open(dir string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{
		now:      o.Now,
		maxBytes: maxFileBytes,
		queue:    make(chan request, queueLength),
		slots:    make(chan struct{}, readers),
		stop:     make(chan struct{}),
		done:     make(chan struct{}),
	}
	path := filepath.Join(dir, fileName)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, openError(path, err)
	}
	if err := inspect(path); err != nil {
		return nil, openError(path, err)
	}
	if err := guard(func() error { return s.open(path) }); err != nil {
		if s.db != nil && !errors.Is(err, store.ErrCorrupt) {
			s.db.Close()
		} else if s.file != nil {
			s.file.Close()
		}
		return nil, openError(path, err)
	}
	go s.writeLoop()
	return s, nil
}

func (s *Store) open(path string) (err error) {
	s.db, err = bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:      lockTimeout,
		FreelistType: bbolt.FreelistMapType,
		NoStatistics: true,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag, mode)
			s.file = f
			return f, err
		},
	})
	if err != nil {
		return err
	}
	if err := s.file.Chmod(0o600); err != nil {
		return err
	}
	err = s.db.Update(func(tx *bbolt.Tx) error {
		if tx.Bucket(bucketOutbox) != nil {
			return nil
		}
		about, err := tx.CreateBucketIfNotExists(bucketAbout)
		if err != nil {
			return err
		}
		if _, err := tx.CreateBucketIfNotExists(bucketSessions); err != nil {
			return err
		}
		if _, err := tx.CreateBucketIfNotExists(bucketOutbox); err != nil {
			return err
		}
		return about.Put(keyFormat, format)
	})
	if err != nil {
		return err
	}
	return s.eraseFree(true)
}

// inspect looks at an existing file without being able to write to it, and
// returns an error unless it is a whole store of this format.
func inspect(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 && info.Mode().IsRegular() {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w: it is not a regular file", store.ErrCorrupt)
	}
	if info.Size() < minFileBytes {
		return fmt.Errorf("%w: it is too short", store.ErrCorrupt)
	}
	return guard(func() error {
		db, err := bbolt.Open(path, 0, &bbolt.Options{ReadOnly: true, Timeout: lockTimeout})
		if err != nil {
			return err
		}
		defer db.Close()
		return db.View(func(tx *bbolt.Tx) error {
			if tx.Size() > info.Size() {
				return fmt.Errorf("%w: its end is missing", store.ErrCorrupt)
			}
			about, sessions := tx.Bucket(bucketAbout), tx.Bucket(bucketSessions)
			if about == nil || sessions == nil {
				if k, _ := tx.Cursor().First(); k == nil {
					return nil // created, and the process was killed before the first write
				}
				return fmt.Errorf("%w: another program's data is in it", store.ErrCorrupt)
			}
			if string(about.Get(keyFormat)) != string(format) {
				return fmt.Errorf("%w: another version of the program wrote it", store.ErrCorrupt)
			}
			for err := range tx.Check() {
				return fmt.Errorf("%w: %w", store.ErrCorrupt, err)
			}
			return nil
		})
	})
}

// guard runs f and turns a panic of the library, or a fault in the mapped file,
// into ErrCorrupt: bbolt panics when it meets a damaged page, and a damaged store
// must cost the memory of a chat and never the answer.
func guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%w: a page of it cannot be read", store.ErrCorrupt)
		}
	}()
	return f()
}

// openError gives the sentence for an operator.
func openError(path string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("open %s: %w; stop the other one or choose another data directory", path, store.ErrLocked)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrChecksum):
		err = fmt.Errorf("%w: %w", store.ErrCorrupt, err)
	case !errors.Is(err, store.ErrCorrupt):
		return fmt.Errorf("open %s: %w: %w", path, store.ErrUnavailable, err)
	}
	return fmt.Errorf("open %s: %w; the file was left as it is: move it away to start with an empty store", path, err)
}

// enter returns an error unless the store is in use, and then keeps Close from
// going on until leave is called. It never waits: only Close takes the lock whole.
func (s *Store) enter() error {
	if !s.closing.TryRLock() {
		return store.ErrClosed
	}
	if s.closed {
		s.closing.RUnlock()
		return store.ErrClosed
	}
	if s.broken.Load() {
		s.closing.RUnlock()
		return fmt.Errorf("%w: %w", store.ErrUnavailable, store.ErrCorrupt)
	}
	return nil
}

func (s *Store) leave() { s.closing.RUnlock() }

// Load gives a copy of the state saved under key.
func (s *Store) Load(ctx context.Context, key string) (state []byte, found bool, err error) {
	if err := store.CheckKey(key); err != nil {
		return nil, false, err
	}
	state, err = view(ctx, s, func(tx *bbolt.Tx) []byte {
		rec := tx.Bucket(bucketSessions).Get([]byte(key))
		if rec == nil || expired(rec, s.now()) {
			return nil
		}
		return append([]byte{}, rec[hourBytes:]...)
	})
	return state, state != nil, err
}

// Outbox gives what was queued and not marked as sent, in the order of the ids.
func (s *Store) Outbox(ctx context.Context) ([]store.Queued, error) {
	return view(ctx, s, func(tx *bbolt.Tx) (out []store.Queued) {
		c := tx.Bucket(bucketOutbox).Cursor()
		for k, rec := c.First(); k != nil; k, rec = c.Next() {
			if !expired(rec, s.now()) {
				out = append(out, store.Queued{ID: binary.BigEndian.Uint64(k), Sealed: append([]byte{}, rec[hourBytes:]...)})
			}
		}
		return out
	})
}

// Durable reports true: what was committed is in the file.
func (s *Store) Durable() bool { return true }

// view reads the file, and gives up when ctx ends.
func view[T any](ctx context.Context, s *Store, read func(*bbolt.Tx) T) (value T, err error) {
	if ctx.Err() != nil {
		return value, store.Unavailable(ctx)
	}
	if err := s.enter(); err != nil {
		return value, err
	}
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		s.leave()
		return value, store.Unavailable(ctx)
	}
	s.reads.Add(1)
	s.leave()

	type result struct {
		value T
		err   error
	}
	got := make(chan result, 1)
	// Ends when the disk has answered; Close waits for it.
	go func() {
		defer s.reads.Done()
		defer func() { <-s.slots }()
		s.reading.RLock()
		defer s.reading.RUnlock()
		var r result
		r.err = s.touch(func() error {
			return s.db.View(func(tx *bbolt.Tx) error {
				r.value = read(tx)
				return nil
			})
		})
		got <- r
	}()
	select {
	case r := <-got:
		return r.value, r.err
	case <-ctx.Done():
		return value, store.Unavailable(ctx)
	}
}

// touch runs f, which uses the file, and maps its error.
func (s *Store) touch(f func() error) error {
	err := guard(f)
	if errors.Is(err, store.ErrCorrupt) {
		s.broken.Store(true)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return nil
}

// Close writes what is queued, ends the writer and closes the file. It waits for
// the disk. It may be called twice.
func (s *Store) Close() error {
	s.closing.Lock()
	if s.closed {
		s.closing.Unlock()
		return nil
	}
	s.closed = true
	s.closing.Unlock()
	close(s.stop)
	<-s.done
	s.reads.Wait()
	if s.broken.Load() {
		// After a panic the library may hold its own locks; the file is enough.
		return s.file.Close()
	}
	return s.db.Close()
}

// A record is the expiry hour, big endian, and the state.
func record(h store.Hour, state []byte) []byte {
	return append(binary.BigEndian.AppendUint32(make([]byte, 0, hourBytes+len(state)), uint32(h)), state...)
}

// expired reports whether a record is to be forgotten. One that is too short is.
func expired(rec []byte, now time.Time) bool {
	return len(rec) < hourBytes || store.Hour(binary.BigEndian.Uint32(rec)).Expired(now)
}

// queueKey is the key of a queued reply: its id, big endian, so that the file has
// them in order.
func queueKey(id uint64) []byte { return binary.BigEndian.AppendUint64(make([]byte, 0, 8), id) }
