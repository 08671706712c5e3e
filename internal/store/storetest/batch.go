package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/store"
)

func mustCommit(tb testing.TB, s Store, b store.Batch) {
	tb.Helper()
	if err := s.Commit(tb.Context(), b); err != nil {
		tb.Fatalf("Commit: %v", err)
	}
}

// WantOutbox fails the test unless these replies are queued, by id.
func WantOutbox(tb testing.TB, s Store, want ...store.Queued) {
	tb.Helper()
	got, err := s.Outbox(tb.Context())
	if err != nil {
		tb.Fatalf("Outbox: %v", err)
	}
	if d := cmp.Diff(want, got); d != "" {
		tb.Fatalf("outbox (-want +got):\n%s", d)
	}
}

func testBatch(t *testing.T, s Store, clock *Clock) {
	mustSave(t, s, Key(1), []byte("old"), time.Hour)
	mustSave(t, s, Key(2), []byte("to be erased"), time.Hour)
	mustCommit(t, s, store.Batch{
		Save:  []store.Session{{Key: Key(1), State: []byte("new"), TTL: time.Hour}, {Key: Key(3), TTL: 2 * time.Hour}},
		Erase: []string{Key(2), Key(9)},
		Queue: []store.Queued{{ID: 7, Sealed: []byte("seven")}},
	})
	WantState(t, s, Key(1), []byte("new"))
	WantState(t, s, Key(2), nil)
	WantState(t, s, Key(3), []byte{})
	WantOutbox(t, s, store.Queued{ID: 7, Sealed: []byte("seven")})
	clock.Add(2 * time.Hour)
	WantState(t, s, Key(1), nil)
	WantState(t, s, Key(3), []byte{})
}

func testOutbox(t *testing.T, s Store, _ *Clock) {
	WantOutbox(t, s)
	mustCommit(t, s, store.Batch{Queue: []store.Queued{{ID: 300, Sealed: []byte("c")}, {ID: 2, Sealed: []byte("b")}}})
	mustCommit(t, s, store.Batch{Queue: []store.Queued{{ID: 1, Sealed: []byte("a")}}})
	WantOutbox(t, s, store.Queued{ID: 1, Sealed: []byte("a")}, store.Queued{ID: 2, Sealed: []byte("b")}, store.Queued{ID: 300, Sealed: []byte("c")})
	mustCommit(t, s, store.Batch{Sent: []uint64{2, 99}, Queue: []store.Queued{{ID: 1, Sealed: []byte("again")}}})
	WantOutbox(t, s, store.Queued{ID: 1, Sealed: []byte("again")}, store.Queued{ID: 300, Sealed: []byte("c")})
}

// What was not sent within a day is not given out any more.
func testOldOutbox(t *testing.T, s Store, clock *Clock) {
	mustCommit(t, s, store.Batch{Queue: []store.Queued{{ID: 1, Sealed: []byte("old")}}})
	clock.Add(12 * time.Hour)
	mustCommit(t, s, store.Batch{Queue: []store.Queued{{ID: 2, Sealed: []byte("younger")}}})
	clock.Add(12 * time.Hour)
	WantOutbox(t, s, store.Queued{ID: 2, Sealed: []byte("younger")})
}

func testBadBatch(t *testing.T, s Store, _ *Clock) {
	mustSave(t, s, Key(1), []byte("kept"), time.Hour)
	good := store.Session{Key: Key(2), State: []byte("x"), TTL: time.Hour}
	tests := map[string]struct {
		batch store.Batch
		want  error
	}{
		"a raw id":          {store.Batch{Save: []store.Session{good, {Key: "5551234567", TTL: time.Hour}}}, store.ErrInvalid},
		"no ttl":            {store.Batch{Save: []store.Session{good, {Key: Key(3)}}}, store.ErrInvalid},
		"large state":       {store.Batch{Save: []store.Session{good, {Key: Key(3), State: make([]byte, store.MaxState+1), TTL: 1}}}, store.ErrTooLarge},
		"erase of a name":   {store.Batch{Save: []store.Session{good}, Erase: []string{"ana"}}, store.ErrInvalid},
		"large reply":       {store.Batch{Save: []store.Session{good}, Queue: []store.Queued{{ID: 1, Sealed: make([]byte, store.MaxState+1)}}}, store.ErrTooLarge},
		"erase, then a bad": {store.Batch{Erase: []string{Key(1)}, Queue: []store.Queued{{ID: 1, Sealed: make([]byte, store.MaxState+1)}}}, store.ErrTooLarge},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if err := s.Commit(t.Context(), tt.batch); !errors.Is(err, tt.want) {
				t.Errorf("error = %v, want %v", err, tt.want)
			}
			WantState(t, s, Key(1), []byte("kept"))
			WantState(t, s, Key(2), nil)
			WantOutbox(t, s)
		})
	}
}
