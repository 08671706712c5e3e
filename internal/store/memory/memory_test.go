package memory

import (
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/porchlight-chat/porchlight/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(_ testing.TB, now func() time.Time) storetest.Store { return New(Options{Now: now}) }

func TestConformance(t *testing.T) { storetest.Run(t, open) }

func TestFullStoreEvictsOldest(t *testing.T) {
	s := New(Options{MaxSessions: 1})
	defer s.Close()
	for i := range 3 {
		if err := s.Save(t.Context(), storetest.Key(i), []byte("x"), time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	storetest.WantState(t, s, storetest.Key(0), nil)
	storetest.WantState(t, s, storetest.Key(1), nil)
	storetest.WantState(t, s, storetest.Key(2), []byte("x"))
}

func TestNumberOfSessionsIsBounded(t *testing.T) {
	const most = 1000
	s := New(Options{MaxSessions: most})
	defer s.Close()
	for i := range 5 * most {
		if err := s.Save(t.Context(), storetest.Key(i), nil, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Len(); got > most || got < most/2 {
		t.Errorf("Len = %d, want at most %d and not far below", got, most)
	}
}

func TestSavingAgainKeepsFromEviction(t *testing.T) {
	s := New(Options{MaxSessions: 1})
	defer s.Close()
	s.perShard = 2
	for _, i := range []int{0, 1, 0, 2} {
		if err := s.Save(t.Context(), storetest.Key(i), []byte("x"), time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	storetest.WantState(t, s, storetest.Key(0), []byte("x"))
	storetest.WantState(t, s, storetest.Key(1), nil)
}

func TestSweepRemovesAndClears(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{})
		defer s.Close()
		key := storetest.Key(1)
		if err := s.Save(t.Context(), key, []byte("secret"), time.Hour); err != nil {
			t.Fatal(err)
		}
		state := s.shard(key).byKey[key].Value.(*entry).state
		time.Sleep(59 * time.Minute)
		if s.Len() != 1 {
			t.Fatal("swept too early")
		}
		time.Sleep(time.Hour + time.Second)
		synctest.Wait()
		if s.Len() != 0 {
			t.Error("expired session was not swept")
		}
		if string(state) != "\x00\x00\x00\x00\x00\x00" {
			t.Errorf("state was not overwritten: %q", state)
		}
	})
}

func BenchmarkStore(b *testing.B) { storetest.Benchmark(b, open, 1_000, 100_000) }
