package review

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// lockWait is how long a writer waits for another one. Writing takes milliseconds; what
// takes longer is a person who is asked for a passphrase.
const lockWait = 5 * time.Second

// File is a ledger on disk. Its methods may be used by several goroutines, and by
// several programs at once: writers wait for each other.
//
// Beside the ledger lie two hidden files: a lock, which stays, and while a decision is
// written the next ledger, which then takes the old one's place in one step.
type File struct {
	path  string
	rules Rules
	now   func() time.Time
	wait  time.Duration
	step  func(what step, do func() error) error
}

// NewFile names a ledger on disk, which need not exist. now is the clock.
func NewFile(path string, r Rules, now func() time.Time) *File {
	return &File{path: path, rules: r, now: now, wait: lockWait, step: func(_ step, do func() error) error { return do() }}
}

// Read reads and verifies the ledger. One that does not exist is empty. An error is a
// *Broken.
func (f *File) Read() (*Ledger, error) {
	data, err := f.read()
	if err != nil {
		return nil, err
	}
	return Verify(data, f.rules)
}

// Append writes a decision at the end of the ledger. See [File.AppendAll].
func (f *File) Append(ctx context.Context, e Entry, sign Signer) (*Ledger, error) {
	return f.AppendAll(ctx, sign, e)
}

// AppendAll writes decisions at the end of the ledger, all of them or none, and gives the
// ledger with them. Prev, Also, At and Sig of the entries are filled in. sign may be nil.
// Nothing is written unless the whole ledger and the new lines are in order; on an error
// the file is as it was, but for one that says otherwise.
func (f *File) AppendAll(ctx context.Context, sign Signer, entries ...Entry) (*Ledger, error) {
	return f.change(ctx, func(data []byte) (*Ledger, error) {
		l, err := Verify(data, f.rules)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			e.Prev, e.Also, e.At = l.Head(), "", f.now()
			if err := l.write(ctx, e, sign, f.rules); err != nil {
				return nil, err
			}
		}
		return l, nil
	})
}

// Merge joins the ledger with other branches of it, none where git has written both into
// the file itself. See [MergeBranches]. by has Who, Role and perhaps Note.
func (f *File) Merge(ctx context.Context, by Entry, sign Signer, others ...Branch) (*Ledger, error) {
	return f.change(ctx, func(data []byte) (*Ledger, error) {
		by.At = f.now()
		branches := append([]Branch{{File: f.rules.File, Data: data}}, others...)
		return MergeBranches(ctx, f.rules, by, sign, branches...)
	})
}

// change puts what edit makes of the ledger in its place, alone among all writers.
func (f *File) change(ctx context.Context, edit func(data []byte) (*Ledger, error)) (*Ledger, error) {
	unlock, err := f.lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	data, err := f.read()
	if err != nil {
		return nil, err
	}
	l, err := edit(data)
	if err != nil {
		return nil, err
	}
	next := l.Bytes()
	if string(next) == string(data) {
		return l, nil
	}
	if len(next) > maxLedger {
		return nil, tooBig(f.rules.File, int64(len(next)))
	}
	if err := f.replace(next); err != nil {
		return nil, err
	}
	l.torn = false
	return l, nil
}

// lock waits until this writer is alone.
func (f *File) lock(ctx context.Context) (unlock func(), err error) {
	path := f.beside("lock")
	if err := f.step(look, func() error { return plain(path) }); err != nil {
		return nil, f.says(err)
	}
	type locked struct {
		unlock func()
		err    error
	}
	got := make(chan locked)
	done := make(chan struct{})
	defer close(done)
	go func() { // ends when the lock is free; a lock that comes too late is given back
		var l locked
		l.err = f.step(takeLock, func() (err error) { l.unlock, err = lockedfile.MutexAt(path).Lock(); return err })
		select {
		case got <- l:
		case <-done:
			if l.unlock != nil {
				l.unlock()
			}
		}
	}()
	timer := time.NewTimer(f.wait)
	defer timer.Stop()
	select {
	case l := <-got:
		return l.unlock, f.says(l.err)
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		return nil, fmt.Errorf("somebody else is writing to %s at this moment; try again when they are done", f.rules.File)
	}
}

// read gives the bytes of the ledger; of one that does not exist, none.
func (f *File) read() (data []byte, err error) {
	err = f.step(look, func() error { return plain(f.path) })
	if err == nil {
		err = f.step(readFile, func() error { data, err = readPlain(f.path, f.rules.File); return err })
	}
	if errors.Is(err, fs.ErrNotExist) {
		if _, folder := os.Stat(filepath.Dir(f.path)); folder == nil {
			return nil, nil
		}
	}
	return data, f.says(err)
}

// readPlain reads a file that is what it was when it was looked at.
func readPlain(path, name string) ([]byte, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !os.SameFile(before, info):
		return nil, errLink
	case info.Size() > maxLedger:
		return nil, tooBig(name, info.Size())
	}
	return io.ReadAll(io.LimitReader(file, maxLedger+1))
}
