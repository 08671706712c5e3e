// Package store says what a session store promises; the rooms below it are the
// stores themselves.
//
// A store keeps bytes under a key until they expire. It knows nothing of
// dialogs: the caller turns a chat into a key (a keyed hash, whose key is not
// kept in the store) and a session into bytes. It also keeps the outbox: replies
// that were decided and not yet accepted by a platform. Each store has these
// methods:
//
//	Load(ctx, key) (state []byte, found bool, err error)
//	Save(ctx, key, state []byte, ttl time.Duration) error
//	Delete(ctx, key) error
//	Commit(ctx, Batch) error
//	Outbox(ctx) ([]Queued, error)
//	Durable() bool
//	Close() error
//
// All of them may be used by several goroutines at once. What they promise, and
// what storetest.Run proves of each store:
//
//   - An expired session is never returned, and is removed by a sweep soon after
//     the hour in which it expires. See [ExpiryHour] for how exact that is.
//   - Delete erases. After it returns nil, neither the key nor the state is left
//     in the store's memory or file. Deleting what is not there is no error.
//   - The caller's deadline is obeyed by every method, however slow the disk is:
//     the answer is then an error that is both [ErrUnavailable] and the
//     context's. A Save that ends so may or may not happen; it never happens
//     after a Delete of the same key that was asked for later.
//   - A Batch is committed whole or not at all. Outbox gives what was queued and
//     not marked as sent, in the order of the ids. Where Durable is true, all that
//     was committed is there after a crash of the process.
//   - Bytes are copied in and out; the caller may go on using its own.
//   - No error holds a key or a state.
//
// A store is no place for anything longer than [MaxTTL], and not needed to
// answer: the caller goes on without memory when it fails.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The errors a caller may ask for with errors.Is. Every failure of a store that
// is open is an ErrUnavailable or one of ErrInvalid, ErrTooLarge and ErrClosed.
var (
	// ErrUnavailable: the store did not answer, or not in time. The caller
	// answers without memory.
	ErrUnavailable = errors.New("store is unavailable")
	// ErrLocked: another process has the store's file open.
	ErrLocked = errors.New("store is in use by another process")
	// ErrCorrupt: the file is damaged, or is not a store this version can read.
	// It is left as it was found.
	ErrCorrupt = errors.New("store file is damaged or is not a session store")
	// ErrClosed: the store was closed.
	ErrClosed = errors.New("store is closed")
	// ErrTooLarge: the state is larger than MaxState.
	ErrTooLarge = errors.New("state is too large to store")
	// ErrInvalid: the key is no hash, or the time to live is out of range. Both
	// are mistakes of the caller.
	ErrInvalid = errors.New("not a valid key or time to live")
)

// Limits.
const (
	// MaxState is the largest state, in bytes. A session is a node, a locale, a
	// few slots and message ids, well under 1 KiB; more is a mistake.
	MaxState = 4 << 10

	// MaxTTL is the longest a session is kept without use: the 24 hours of the
	// data inventory.
	MaxTTL = 24 * time.Hour

	// minKey and maxKey bound a key's length in hex digits: 128 to 512 bits. The
	// lower bound also refuses a platform's raw id, which must never be a key.
	minKey, maxKey = 32, 128
)

// CheckKey returns ErrInvalid unless key is a hash in lower-case hex of 32 to
// 128 digits.
func CheckKey(key string) error {
	if len(key) < minKey || len(key) > maxKey {
		return fmt.Errorf("%w: a key has %d to %d hex digits, this one has %d bytes", ErrInvalid, minKey, maxKey, len(key))
	}
	for i := range len(key) {
		if c := key[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return fmt.Errorf("%w: a key is lower-case hex", ErrInvalid)
		}
	}
	return nil
}

// CheckSave returns ErrInvalid or ErrTooLarge for what no store accepts.
func CheckSave(key string, state []byte, ttl time.Duration) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	if len(state) > MaxState {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(state), MaxState)
	}
	if ttl <= 0 || ttl > MaxTTL {
		return fmt.Errorf("%w: time to live %v, must be more than 0 and at most %v", ErrInvalid, ttl, MaxTTL)
	}
	return nil
}

// Hour is a full hour, counted from the Unix epoch. It is all that is kept about
// time: a minute of last use would say when somebody sat with the phone.
type Hour uint32

// ExpiryHour gives the hour at which a session saved now expires: now+ttl,
// rounded up to a full hour. Where rounding up would keep it longer than
// [MaxTTL], it is rounded down instead, so that no session outlives 24 hours
// without use; a ttl of 24 h therefore means 23 to 24 hours.
func ExpiryHour(now time.Time, ttl time.Duration) Hour {
	end := now.Add(ttl)
	up := end.Truncate(time.Hour)
	if up.Before(end) {
		up = up.Add(time.Hour)
	}
	if up.Sub(now) > MaxTTL {
		up = up.Add(-time.Hour)
	}
	return Hour(up.Unix() / 3600)
}

// Expired reports whether the hour has come.
func (h Hour) Expired(now time.Time) bool {
	return now.Unix() >= int64(h)*3600
}

// sweepTick is how long a sweeper sleeps at most: a machine that was suspended
// wakes with its timers late.
const sweepTick = 10 * time.Minute

// UntilSweep gives how long a sweeper sleeps: until the next full hour, when
// sessions expire, or a few minutes if that is far.
func UntilSweep(now time.Time) time.Duration {
	return min(now.Truncate(time.Hour).Add(time.Hour).Sub(now), sweepTick)
}

// Unavailable wraps the error of a context that ended.
func Unavailable(ctx context.Context) error {
	return fmt.Errorf("%w: %w", ErrUnavailable, ctx.Err())
}
