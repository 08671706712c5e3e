package review

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

var steps = []step{look, takeLock, readFile, create, writeFile, syncFile, closeFile, rename, syncFolder}

// TestDiskFails makes each step of writing fail, before and after it is done, in every way
// that a disk has. The ledger stays what it was, or is the next one, whole.
func TestDiskFails(t *testing.T) {
	ways := []struct {
		err  error
		want string
	}{
		{syscall.EROFS, "reviews.jsonl: the disk is read-only, so nothing was written; work on a copy that you may change"},
		{syscall.ENOSPC, "reviews.jsonl: the disk is full, so nothing was written; make room and decide again"},
		{syscall.EDQUOT, "reviews.jsonl: the disk is full, so nothing was written; make room and decide again"},
		{syscall.EACCES, "reviews.jsonl: no permission to read or write in the folder PATH, so nothing was written; ask whoever keeps this computer for it"},
		{fs.ErrPermission, "reviews.jsonl: no permission to read or write in the folder PATH, so nothing was written; ask whoever keeps this computer for it"},
		{syscall.EIO, "reviews.jsonl: the disk did not do what it was asked, so nothing was written; try again; if it stays so, look after the disk"},
	}
	for _, at := range steps {
		for _, way := range ways {
			for _, late := range []bool{false, true} {
				if late && (at == rename || at == takeLock) {
					continue // a rename that is done and says that it is not is no file system's; a lock would stay
				}
				t.Run(fmt.Sprintf("%s/%v/%v", at, way.err, late), func(t *testing.T) {
					f, old := newFile(t)
					f.step = func(s step, do func() error) error {
						if s != at {
							return do()
						}
						if late {
							must(t, do())
						}
						return &fs.PathError{Op: string(s), Path: "x", Err: way.err}
					}
					l, err := f.Append(t.Context(), another, nil)
					if err == nil || l != nil {
						t.Fatal("nothing is said about it")
					}
					want := way.want
					if at == syncFolder {
						want = "the decision stands in reviews.jsonl, but the disk did not say that it will stay: look whether it is there before you decide again"
					}
					if got := strings.ReplaceAll(err.Error(), filepath.Dir(f.path), "PATH"); got != want {
						t.Errorf("got  %s\nwant %s", got, want)
					}
					checkOldOrNext(t, f, old, at == syncFolder)
				})
			}
		}
	}
}

// checkOldOrNext sees that a ledger is whole after something went wrong, that no other file
// stays, and that writing goes on.
func checkOldOrNext(t *testing.T, f *File, old []byte, next bool) {
	t.Helper()
	data := read(t, f)
	if l := verify(t, data, f.rules); l.Torn() || !bytes.HasPrefix(data, old) || (len(data) > len(old)) != next {
		t.Errorf("the ledger is neither the old nor the next one:\n%s", data)
	}
	f.step = func(_ step, do func() error) error { return do() }
	if _, err := f.Append(t.Context(), another, nil); err != nil {
		t.Error(err)
	}
	names, err := os.ReadDir(filepath.Dir(f.path))
	if err != nil || len(names) != 2 {
		t.Errorf("%v, %v: only the ledger and its lock should be there", names, err)
	}
}

// TestWriterDies stops a writer before each step, as a power cut does.
func TestWriterDies(t *testing.T) {
	for _, at := range steps {
		if at == takeLock {
			continue // a goroutine of its own takes it; a panic there would end the test
		}
		t.Run(string(at), func(t *testing.T) {
			f, old := newFile(t)
			f.step = func(s step, do func() error) error {
				if s == at {
					panic("power cut")
				}
				return do()
			}
			func() {
				defer func() { _ = recover() }()
				_, _ = f.Append(t.Context(), another, nil)
			}()
			checkOldOrNext(t, f, old, at == syncFolder)
		})
	}
}

// TestReadOnlyFolder asks a real file system, for whom permission bits count.
func TestReadOnlyFolder(t *testing.T) {
	f, old := newFile(t)
	dir := filepath.Dir(f.path)
	must(t, os.Chmod(dir, 0o500))
	defer func() { must(t, os.Chmod(dir, 0o700)) }()
	_, err := f.Append(t.Context(), another, nil)
	if os.Getuid() == 0 {
		return // permission bits do not hold root; TestDiskFails has EACCES at every step
	}
	if err == nil || !strings.Contains(err.Error(), "no permission") || !bytes.Equal(read(t, f), old) {
		t.Errorf("%v", err)
	}
}

// TestWaitingForTheLock is a second writer who does not get in, and one who does later.
func TestWaitingForTheLock(t *testing.T) {
	f, old := newFile(t)
	f.wait = 30 * time.Millisecond
	unlock, err := lockedfile.MutexAt(f.beside("lock")).Lock()
	must(t, err)
	if _, err := f.Append(t.Context(), another, nil); err == nil || err.Error() != "somebody else is writing to reviews.jsonl at this moment; try again when they are done" {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Append(ctx, another, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if !bytes.Equal(read(t, f), old) {
		t.Error("it was written all the same")
	}
	unlock()
	f.wait = lockWait
	if _, err := f.Append(t.Context(), another, nil); err != nil {
		t.Errorf("those who gave up keep the lock: %v", err)
	}
}

// TestWritersAtOnce writes from several goroutines of several programs.
func TestWritersAtOnce(t *testing.T) {
	const programs, goroutines, each = 2, 3, 4
	path := os.Getenv("PORCHLIGHT_TEST_LEDGER")
	if path != "" {
		appendMany(t, path, goroutines, each)
		return
	}
	path = filepath.Join(t.TempDir(), "reviews.jsonl")
	var all sync.WaitGroup
	for range programs {
		all.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestWritersAtOnce$")
			cmd.Env = append(os.Environ(), "PORCHLIGHT_TEST_LEDGER="+path)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	appendMany(t, path, goroutines, each)
	all.Wait()
	l, err := NewFile(path, testRules(t), time.Now).Read()
	must(t, err)
	if got, want := len(l.Entries()), (programs+1)*goroutines*each; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}

func appendMany(t *testing.T, path string, goroutines, each int) {
	f := NewFile(path, testRules(t), time.Now)
	f.wait = time.Minute
	var all sync.WaitGroup
	for g := range goroutines {
		all.Go(func() {
			for i := range each {
				e := another
				e.Note = fmt.Sprintf("%d of %d", i, g)
				if _, err := f.Append(t.Context(), e, nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}
