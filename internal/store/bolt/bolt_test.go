package bolt

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	"go.uber.org/goleak"

	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(tb testing.TB, now func() time.Time) storetest.Store {
	return mustOpen(tb, tb.TempDir(), now)
}

func mustOpen(tb testing.TB, dir string, now func() time.Time) *Store {
	tb.Helper()
	s, err := Open(dir, Options{Now: now})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

func mustSave(tb testing.TB, s *Store, key string, state []byte) {
	tb.Helper()
	if err := s.Save(tb.Context(), key, state, time.Hour); err != nil {
		tb.Fatal(err)
	}
}

func TestConformance(t *testing.T) { storetest.Run(t, open) }

func TestReopenKeeps(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s := mustOpen(t, dir, nil)
	mustSave(t, s, storetest.Key(1), []byte("kept"))
	for path, want := range map[string]fs.FileMode{dir: 0o700, filepath.Join(dir, fileName): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v, want %v", path, info.Mode().Perm(), err, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	storetest.WantState(t, mustOpen(t, dir, nil), storetest.Key(1), []byte("kept"))
}

func TestSecondProcessIsToldOfTheLock(t *testing.T) {
	dir := t.TempDir()
	mustOpen(t, dir, nil)
	_, err := Open(dir, Options{})
	if !errors.Is(err, store.ErrLocked) {
		t.Errorf("error = %v, want ErrLocked", err)
	}
}

// other makes a valid bbolt file that is not a store of this version.
func other(tb testing.TB, bucket, format string) []byte {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "other")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		tb.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		if _, err := tx.CreateBucket(bucketSessions); err != nil {
			return err
		}
		b, err := tx.CreateBucket([]byte(bucket))
		if err != nil {
			return err
		}
		return b.Put(keyFormat, []byte(format))
	})
	if err := errors.Join(err, db.Close()); err != nil {
		tb.Fatal(err)
	}
	return readFile(tb, path)
}

func readFile(tb testing.TB, path string) []byte {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// whole is a good file with a few sessions, and its page size.
func whole(tb testing.TB) (data []byte, page int) {
	tb.Helper()
	dir := tb.TempDir()
	s := mustOpen(tb, dir, nil)
	for i := range 200 {
		mustSave(tb, s, storetest.Key(i), bytes.Repeat([]byte{'s'}, 100))
	}
	page = s.db.Info().PageSize
	s.Close()
	return readFile(tb, filepath.Join(dir, fileName)), page
}

func TestDamagedAndForeignFilesAreRefusedAndKept(t *testing.T) {
	good, page := whole(t)
	without := func(from, to int) []byte {
		d := bytes.Clone(good)
		clear(d[from:to])
		return d
	}
	noise := func(from int) []byte {
		d := bytes.Clone(good)
		for i := from; i < len(d); i++ {
			d[i] = byte(i*7 + i>>8)
		}
		return d
	}
	tests := []struct {
		name string
		data []byte
	}{
		{"short text", []byte("hello\n")},
		{"long text", bytes.Repeat([]byte("hello\n"), 10_000)},
		{"zeros", make([]byte, 64<<10)},
		{"no meta pages", without(0, 2*page)},
		{"noise after the meta pages", noise(2 * page)},
		{"zeros after the meta pages", without(2*page, len(good))},
		{"cut to one page", good[:page]},
		{"cut to two pages", good[:2*page]},
		{"cut in the middle", good[:len(good)/2/page*page]},
		{"cut inside a page", good[:3*page+17]},
		{"another program's", other(t, "accounts", "x")},
		{"a later version's", other(t, string(bucketAbout), "porchlight-sessions/2")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, fileName)
			if err := os.WriteFile(path, tt.data, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Open(dir, Options{})
			if !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("error = %v, want ErrCorrupt", err)
			}
			if err == nil {
				s.Close()
			} else if !strings.Contains(err.Error(), "move it away") {
				t.Errorf("error does not say what to do: %v", err)
			}
			if !bytes.Equal(tt.data, readFile(t, path)) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestOpenWhereNothingCanBe(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(dir, "file", "sub"), Options{}); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("below a file: error = %v, want ErrUnavailable", err)
	}
	if err := os.Mkdir(filepath.Join(dir, fileName), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("a directory in its place: error = %v, want ErrCorrupt", err)
	}
}

// hold stops the writer, as a disk that hangs does, until the returned function
// is called.
func hold(tb testing.TB, s *Store) (release func()) {
	tb.Helper()
	tx, err := s.db.Begin(true)
	if err != nil {
		tb.Fatal(err)
	}
	return sync.OnceFunc(func() { tx.Rollback() })
}

func TestHungDiskObeysDeadline(t *testing.T) {
	s := mustOpen(t, t.TempDir(), nil)
	mustSave(t, s, storetest.Key(1), []byte("a"))
	release := hold(t, s)
	defer release()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	start := time.Now()
	for name, err := range map[string]error{
		"Save":   s.Save(ctx, storetest.Key(1), []byte("b"), time.Hour),
		"Delete": s.Delete(ctx, storetest.Key(2)),
	} {
		if !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: error = %v", name, err)
		}
	}
	s.reading.Lock() // no read gets through either
	_, _, err := s.Load(ctx, storetest.Key(1))
	s.reading.Unlock()
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Load: error = %v", err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

// queued is a context that tells how many writes were queued with it: submit asks
// for Done once before and once after a request is in the queue.
type queued struct {
	context.Context
	asked *atomic.Int64
}

func (q queued) Done() <-chan struct{} {
	q.asked.Add(1)
	return q.Context.Done()
}

// wait returns when n writes are queued, or taken by the writer.
func (q queued) wait(n int64) {
	for q.asked.Load() < 2*n {
		runtime.Gosched()
	}
}

func TestAbandonedSaveNeverFollowsDelete(t *testing.T) {
	s := mustOpen(t, t.TempDir(), nil)
	release := hold(t, s)
	defer release()
	canceled, cancel := context.WithCancel(t.Context())
	ctx := queued{canceled, new(atomic.Int64)}
	var wg sync.WaitGroup
	for range 3 { // some with the writer, the others in the queue
		wg.Go(func() { _ = s.Save(ctx, storetest.Key(1), []byte("late"), time.Hour) })
	}
	ctx.wait(3)
	cancel()
	wg.Wait()
	wg.Go(func() {
		if err := s.Delete(t.Context(), storetest.Key(1)); err != nil {
			t.Errorf("Delete: %v", err)
		}
	})
	release()
	wg.Wait()
	storetest.WantState(t, s, storetest.Key(1), nil)
}

func TestCloseWritesWhatIsQueued(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, nil)
	release := hold(t, s)
	ctx := queued{t.Context(), new(atomic.Int64)}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if err := s.Save(ctx, storetest.Key(i), []byte("queued"), time.Hour); err != nil {
				t.Errorf("Save: %v", err)
			}
		})
	}
	ctx.wait(20)
	release()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	s = mustOpen(t, dir, nil)
	for i := range 20 {
		storetest.WantState(t, s, storetest.Key(i), []byte("queued"))
	}
}

func TestFileDamagedWhileOpenIsUnavailable(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, nil)
	for i := range 500 {
		mustSave(t, s, storetest.Key(i), bytes.Repeat([]byte{'s'}, 100))
	}
	if err := os.Truncate(filepath.Join(dir, fileName), int64(2*s.db.Info().PageSize)); err != nil {
		t.Fatal(err)
	}
	_, _, err := s.Load(t.Context(), storetest.Key(1))
	if !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("Load: error = %v", err)
	}
	if err := s.Save(t.Context(), storetest.Key(1), nil, time.Hour); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Save: error = %v", err)
	}
	if err := s.Delete(t.Context(), storetest.Key(1)); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("Delete: error = %v", err)
	}
}

func TestFullFileRefusesSavesAndStillErases(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, nil)
	s.maxBytes = 256 << 10
	state := bytes.Repeat([]byte{'s'}, store.MaxState)
	saved := 0
	for ; saved < 1000; saved++ {
		err := s.Save(t.Context(), storetest.Key(saved), state, time.Hour)
		if errors.Is(err, store.ErrUnavailable) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if saved == 0 || saved == 1000 {
		t.Fatalf("%d sessions were saved", saved)
	}
	storetest.WantState(t, s, storetest.Key(0), state)
	storetest.WantState(t, s, storetest.Key(saved), nil)
	for i := range saved {
		if err := s.Delete(t.Context(), storetest.Key(i)); err != nil {
			t.Fatalf("Delete: %v", err)
		}
		wantNotInFile(t, dir, i)
	}
	wantNotInFile(t, dir, saved)
	for i := range 5 {
		mustSave(t, s, storetest.Key(i), []byte("room again"))
	}
	checkFile(t, s)
}

func BenchmarkStore(b *testing.B) { storetest.Benchmark(b, open, 1_000, 50_000) }
