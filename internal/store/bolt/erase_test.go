package bolt

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/store/storetest"
)

// marked gives a state that nothing else in a file looks like.
func marked(i, round, size int) []byte {
	return bytes.Repeat(fmt.Appendf(nil, "<state %d of %d>", round, i), size/12+1)[:size]
}

// wantNotInFile fails unless no byte run of the key or of any state of session i
// is in the file.
func wantNotInFile(tb testing.TB, dir string, i int) {
	tb.Helper()
	data := readFile(tb, filepath.Join(dir, fileName))
	if n := bytes.Count(data, []byte(storetest.Key(i))); n > 0 {
		tb.Fatalf("the key of session %d is in the file %d times", i, n)
	}
	if n := bytes.Count(data, fmt.Appendf(nil, " of %d>", i)); n > 0 {
		tb.Fatalf("a state of session %d is in the file %d times", i, n)
	}
}

func inFile(tb testing.TB, dir string, i int) bool {
	return bytes.Contains(readFile(tb, filepath.Join(dir, fileName)), []byte(storetest.Key(i)))
}

func TestDeletedBytesAreGone(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, nil)
	const sessions = 300
	for round := range 3 {
		for i := range sessions {
			size := 20 + i%7*100
			if i%50 == 0 {
				size = store.MaxState - 50 // spans pages
			}
			mustSave(t, s, storetest.Key(i), marked(i, round, size))
		}
	}
	for i := 0; i < sessions; i += 10 {
		if err := s.Delete(t.Context(), storetest.Key(i)); err != nil {
			t.Fatal(err)
		}
		wantNotInFile(t, dir, i)
	}
	for i := range sessions {
		if _, found, err := s.Load(t.Context(), storetest.Key(i)); err != nil || found != (i%10 != 0) {
			t.Fatalf("session %d: found %v, %v", i, found, err)
		}
	}
	checkFile(t, s)
}

// The proof above proves nothing if bytes went away by themselves.
func TestWithoutErasingBytesStay(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, nil)
	for i := range 300 {
		mustSave(t, s, storetest.Key(i), marked(i, 0, 100))
	}
	err := s.db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketSessions).Delete([]byte(storetest.Key(100)))
	})
	if err != nil {
		t.Fatal(err)
	}
	if !inFile(t, dir, 100) {
		t.Error("a plain delete left no bytes: this test and its neighbours no longer show anything")
	}
	// A process killed between delete and erasing: the next one erases.
	s.Close()
	mustOpen(t, dir, nil)
	wantNotInFile(t, dir, 100)
}

func TestOpenErasesBehindTheEndOfTheTree(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, nil)
	mustSave(t, s, storetest.Key(1), []byte("kept"))
	s.Close()
	f, err := os.OpenFile(filepath.Join(dir, fileName), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	page := make([]byte, os.Getpagesize())
	copy(page[100:], storetest.Key(7))
	if _, err := f.Write(page); err != nil {
		t.Fatal(err)
	}
	f.Close()
	s = mustOpen(t, dir, nil)
	wantNotInFile(t, dir, 7)
	storetest.WantState(t, s, storetest.Key(1), []byte("kept"))
}

func TestSweptBytesAreGone(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for i := range 200 {
			ttl := time.Hour
			if i%2 == 1 {
				ttl = 5 * time.Hour
			}
			if err := s.Save(t.Context(), storetest.Key(i), marked(i, 0, 100), ttl); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(2*time.Hour + time.Second)
		synctest.Wait()
		for i := range 200 {
			if i%2 == 0 {
				wantNotInFile(t, dir, i)
			} else {
				storetest.WantState(t, s, storetest.Key(i), marked(i, 0, 100))
			}
		}
		time.Sleep(4 * time.Hour)
		synctest.Wait()
		for i := range 200 {
			wantNotInFile(t, dir, i)
		}
	})
}

func TestExpiredWhileClosedIsSweptAtOpen(t *testing.T) {
	dir := t.TempDir()
	clock := storetest.NewClock()
	s := mustOpen(t, dir, clock.Now)
	// In one transaction: thousands of fsyncs would show nothing more.
	err := s.db.Update(func(tx *bbolt.Tx) error {
		for i := range sweepLength + 10 { // more than one step of a sweep
			rec := record(store.ExpiryHour(clock.Now(), time.Hour), marked(i, 0, 20))
			if err := tx.Bucket(bucketSessions).Put([]byte(storetest.Key(i)), rec); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	clock.Add(3 * time.Hour)
	s = mustOpen(t, dir, clock.Now)
	deadline := time.Now().Add(10 * time.Second)
	for inFile(t, dir, 0) || inFile(t, dir, sweepLength+9) {
		if time.Now().After(deadline) {
			t.Fatal("expired sessions are still in the file")
		}
		time.Sleep(5 * time.Millisecond)
	}
	checkFile(t, s)
}

// A reply that was not sent in time leaves the file, with its bytes.
func TestOldOutboxIsSwept(t *testing.T) {
	dir := t.TempDir()
	clock := storetest.NewClock()
	s := mustOpen(t, dir, clock.Now)
	if err := s.Commit(t.Context(), store.Batch{Queue: []store.Queued{{ID: 7, Sealed: []byte(storetest.Key(1))}}}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if !inFile(t, dir, 1) {
		t.Fatal("it was never in the file: the test proves nothing")
	}
	clock.Add(store.MaxTTL)
	s = mustOpen(t, dir, clock.Now)
	for deadline := time.Now().Add(10 * time.Second); inFile(t, dir, 1); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("an old reply is still in the file")
		}
	}
	checkFile(t, s)
}

// Random saves, deletes and expiries against a map: what is deleted is nowhere in
// the file, and what is not deleted is whole.
func TestEraseLaws(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		s, err := Open(dir, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		s.db.NoSync = true // the law is about bytes, not about power cuts
		model := map[int][]byte{}
		for round := range rapid.IntRange(1, 60).Draw(rt, "steps") {
			i := rapid.IntRange(0, 60).Draw(rt, "session")
			if rapid.IntRange(0, 3).Draw(rt, "kind") == 0 {
				if err := s.Delete(t.Context(), storetest.Key(i)); err != nil {
					rt.Fatal(err)
				}
				delete(model, i)
			} else {
				model[i] = marked(i, round, rapid.IntRange(0, store.MaxState-64).Draw(rt, "size"))
				if err := s.Save(t.Context(), storetest.Key(i), model[i], time.Hour); err != nil {
					rt.Fatal(err)
				}
			}
		}
		if err := s.Delete(t.Context(), storetest.Key(61)); err != nil {
			rt.Fatal(err)
		}
		for i := range 62 {
			if model[i] == nil {
				wantNotInFile(t, dir, i)
			}
			got, found, err := s.Load(t.Context(), storetest.Key(i))
			if err != nil || found != (model[i] != nil) || !bytes.Equal(got, model[i]) {
				rt.Fatalf("session %d: found %v, %v", i, found, err)
			}
		}
		checkFile(t, s)
	})
}

// checkFile has the library check its own tree.
func checkFile(tb testing.TB, s *Store) {
	tb.Helper()
	err := s.db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			tb.Errorf("check: %v", err)
		}
		return nil
	})
	if err != nil {
		tb.Error(err)
	}
}
