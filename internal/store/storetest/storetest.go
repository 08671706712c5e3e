// Package storetest is the conformance suite that every session store passes:
// what the package comment of store promises, as tests.
package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/store"
)

// Store is what is tested.
type Store interface {
	Load(ctx context.Context, key string) (state []byte, found bool, err error)
	Save(ctx context.Context, key string, state []byte, ttl time.Duration) error
	Delete(ctx context.Context, key string) error
	Commit(ctx context.Context, b store.Batch) error
	Outbox(ctx context.Context) ([]store.Queued, error)
	Durable() bool
	Close() error
}

// Opener opens an empty store whose clock is now. The suite closes it.
type Opener func(tb testing.TB, now func() time.Time) Store

// Clock is a clock that tests move by hand. It may be used by several
// goroutines.
type Clock struct{ nanos atomic.Int64 }

// NewClock gives a clock that stands at a time in the middle of an hour.
func NewClock() *Clock {
	c := &Clock{}
	c.nanos.Store(time.Date(2026, 3, 1, 10, 20, 30, 0, time.UTC).UnixNano())
	return c
}

// Now gives the clock's time.
func (c *Clock) Now() time.Time { return time.Unix(0, c.nanos.Load()) }

// Add moves the clock.
func (c *Clock) Add(d time.Duration) { c.nanos.Add(int64(d)) }

// Key gives a valid key for n, as unlike the next one as a hash is.
func Key(n int) string { return fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, n))) }

// Run runs the suite.
func Run(t *testing.T, open Opener) {
	tests := []struct {
		name string
		test func(*testing.T, Store, *Clock)
	}{
		{"round trip", testRoundTrip},
		{"bytes are copied", testCopied},
		{"invalid", testInvalid},
		{"ttl", testTTL},
		{"a save renews the ttl", testRenew},
		{"delete", testDelete},
		{"context has ended", testContext},
		{"batch", testBatch},
		{"outbox", testOutbox},
		{"old outbox", testOldOutbox},
		{"bad batch", testBadBatch},
		{"concurrent", testConcurrent},
		{"closed", testClosed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			clock := NewClock()
			s := open(t, clock.Now)
			defer func() {
				if err := s.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			}()
			tt.test(t, s, clock)
		})
	}
}

// WantState fails the test unless state is saved under key; nil means none.
func WantState(tb testing.TB, s Store, key string, want []byte) {
	tb.Helper()
	got, found, err := s.Load(tb.Context(), key)
	if err != nil {
		tb.Fatalf("Load: %v", err)
	}
	if found != (want != nil) {
		tb.Fatalf("Load found = %v, want %v", found, want != nil)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		tb.Fatalf("state (-want +got):\n%s", d)
	}
}

func mustSave(tb testing.TB, s Store, key string, state []byte, ttl time.Duration) {
	tb.Helper()
	if err := s.Save(tb.Context(), key, state, ttl); err != nil {
		tb.Fatalf("Save: %v", err)
	}
}

func testRoundTrip(t *testing.T, s Store, _ *Clock) {
	states := map[string][]byte{
		"empty":   {},
		"zeros":   make([]byte, 10),
		"text":    []byte("grooming/signs en"),
		"largest": bytes.Repeat([]byte{0xfe}, store.MaxState),
	}
	i := 0
	for name, state := range states {
		t.Run(name, func(t *testing.T) {
			key := Key(i)
			WantState(t, s, key, nil)
			mustSave(t, s, key, []byte("earlier"), time.Hour)
			mustSave(t, s, key, state, time.Hour)
			WantState(t, s, key, state)
		})
		i++
	}
}

func testCopied(t *testing.T, s Store, _ *Clock) {
	state := []byte("state")
	mustSave(t, s, Key(1), state, time.Hour)
	clear(state)
	got, _, err := s.Load(t.Context(), Key(1))
	if err != nil {
		t.Fatal(err)
	}
	clear(got)
	WantState(t, s, Key(1), []byte("state"))
}

func testInvalid(t *testing.T, s Store, _ *Clock) {
	ok := Key(1)
	tests := []struct {
		name string
		do   func(context.Context) error
		want error
	}{
		{"state too large", func(ctx context.Context) error {
			return s.Save(ctx, ok, make([]byte, store.MaxState+1), time.Hour)
		}, store.ErrTooLarge},
		{"no ttl", func(ctx context.Context) error { return s.Save(ctx, ok, nil, 0) }, store.ErrInvalid},
		{"negative ttl", func(ctx context.Context) error { return s.Save(ctx, ok, nil, -1) }, store.ErrInvalid},
		{"ttl too long", func(ctx context.Context) error { return s.Save(ctx, ok, nil, store.MaxTTL+1) }, store.ErrInvalid},
		{"save under a raw id", func(ctx context.Context) error { return s.Save(ctx, "5551234567", nil, time.Hour) }, store.ErrInvalid},
		{"load of a name", func(ctx context.Context) error {
			_, _, err := s.Load(ctx, strings.Repeat("x", 64))
			return err
		}, store.ErrInvalid},
		{"load of nothing", func(ctx context.Context) error { _, _, err := s.Load(ctx, ""); return err }, store.ErrInvalid},
		{"delete of upper case", func(ctx context.Context) error { return s.Delete(ctx, strings.Repeat("A", 64)) }, store.ErrInvalid},
		{"key too long", func(ctx context.Context) error { return s.Delete(ctx, strings.Repeat("a", 129)) }, store.ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.do(t.Context()); !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
			WantState(t, s, ok, nil)
		})
	}
}

func testTTL(t *testing.T, s Store, clock *Clock) {
	// The clock stands at 10:20:30.
	mustSave(t, s, Key(1), []byte("a"), time.Minute)          // until 11:00
	mustSave(t, s, Key(2), []byte("b"), time.Hour)            // until 12:00
	mustSave(t, s, Key(3), []byte("c"), store.MaxTTL)         // until 10:00, never 11:00
	clock.Add(39*time.Minute + 29*time.Second)                // 10:59:59
	WantState(t, s, Key(1), []byte("a"))                      //
	clock.Add(time.Second)                                    // 11:00
	WantState(t, s, Key(1), nil)                              //
	WantState(t, s, Key(2), []byte("b"))                      //
	clock.Add(time.Hour)                                      // 12:00
	WantState(t, s, Key(2), nil)                              //
	clock.Add(21*time.Hour + 59*time.Minute + 59*time.Second) // 09:59:59
	WantState(t, s, Key(3), []byte("c"))                      //
	clock.Add(time.Second)                                    // 10:00
	WantState(t, s, Key(3), nil)                              //
}

func testRenew(t *testing.T, s Store, clock *Clock) {
	mustSave(t, s, Key(1), []byte("a"), time.Hour)
	clock.Add(50 * time.Minute)
	mustSave(t, s, Key(1), []byte("b"), time.Hour)
	clock.Add(59 * time.Minute)
	WantState(t, s, Key(1), []byte("b"))
	clock.Add(2 * time.Hour)
	WantState(t, s, Key(1), nil)
	mustSave(t, s, Key(1), []byte("c"), time.Hour)
	WantState(t, s, Key(1), []byte("c"))
}

func testDelete(t *testing.T, s Store, _ *Clock) {
	if err := s.Delete(t.Context(), Key(1)); err != nil {
		t.Errorf("Delete of a missing key: %v", err)
	}
	mustSave(t, s, Key(1), []byte("a"), time.Hour)
	mustSave(t, s, Key(2), []byte("b"), time.Hour)
	if err := s.Delete(t.Context(), Key(1)); err != nil {
		t.Errorf("Delete: %v", err)
	}
	WantState(t, s, Key(1), nil)
	WantState(t, s, Key(2), []byte("b"))
}

func testContext(t *testing.T, s Store, _ *Clock) {
	mustSave(t, s, Key(1), []byte("a"), time.Hour)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	for want, ctx := range map[error]context.Context{context.Canceled: canceled, context.DeadlineExceeded: late} {
		_, _, loadErr := s.Load(ctx, Key(1))
		_, outboxErr := s.Outbox(ctx)
		for name, err := range map[string]error{
			"Load":   loadErr,
			"Save":   s.Save(ctx, Key(1), []byte("b"), time.Hour),
			"Delete": s.Delete(ctx, Key(1)),
			"Commit": s.Commit(ctx, store.Batch{Erase: []string{Key(1)}}),
			"Outbox": outboxErr,
		} {
			if !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, want) {
				t.Errorf("%s: error = %v, want ErrUnavailable and %v", name, err, want)
			}
		}
	}
	WantState(t, s, Key(1), []byte("a"))
}

func testConcurrent(t *testing.T, s Store, _ *Clock) {
	const workers, rounds = 16, 10
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for r := range rounds {
				state := fmt.Appendf(nil, "worker %d round %d", w, r)
				if err := s.Save(t.Context(), Key(w), state, time.Hour); err != nil {
					t.Errorf("Save: %v", err)
				}
				// A key of this worker alone: it reads its own writes.
				if got, _, err := s.Load(t.Context(), Key(w)); err != nil || !bytes.Equal(got, state) {
					t.Errorf("Load = %q, %v, want %q", got, err, state)
				}
				// A key of all: whatever comes, it is whole.
				if err := s.Save(t.Context(), Key(workers), bytes.Repeat([]byte{byte('a' + w)}, 100), time.Hour); err != nil {
					t.Errorf("Save: %v", err)
				}
				got, found, err := s.Load(t.Context(), Key(workers))
				if err != nil || found && !bytes.Equal(got, bytes.Repeat(got[:1], 100)) {
					t.Errorf("Load of the shared key = %q, %v", got, err)
				}
			}
			if err := s.Delete(t.Context(), Key(w)); err != nil {
				t.Errorf("Delete: %v", err)
			}
		})
	}
	wg.Wait()
	for w := range workers {
		WantState(t, s, Key(w), nil)
	}
}

func testClosed(t *testing.T, s Store, _ *Clock) {
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	_, _, err := s.Load(t.Context(), Key(1))
	_, outboxErr := s.Outbox(t.Context())
	for name, err := range map[string]error{
		"Load":   err,
		"Save":   s.Save(t.Context(), Key(1), nil, time.Hour),
		"Delete": s.Delete(t.Context(), Key(1)),
		"Commit": s.Commit(t.Context(), store.Batch{Sent: []uint64{1}}),
		"Outbox": outboxErr,
	} {
		if !errors.Is(err, store.ErrClosed) {
			t.Errorf("%s: error = %v, want ErrClosed", name, err)
		}
	}
}
