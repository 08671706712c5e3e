package review

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// step names what is done on the disk, for tests that make each of them fail.
type step string

// The steps of writing, in their order.
const (
	look       step = "look" // at what stands under a name, twice
	takeLock   step = "lock"
	readFile   step = "read"
	create     step = "create"
	writeFile  step = "write"
	syncFile   step = "sync"
	closeFile  step = "close"
	rename     step = "rename"
	syncFolder step = "sync folder"
)

// What can stand where a file should.
var (
	errLink     = errors.New("is a link")
	errNotPlain = errors.New("is no plain file")
)

// beside is a hidden file next to the ledger. Content ignores hidden files.
func (f *File) beside(suffix string) string {
	return filepath.Join(filepath.Dir(f.path), "."+filepath.Base(f.path)+"."+suffix)
}

// plain refuses what is neither a plain file nor missing. A link could lead a write to
// any place of the disk.
func plain(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode()&fs.ModeSymlink != 0:
		return errLink
	case !info.Mode().IsRegular():
		return errNotPlain
	}
	return nil
}

// replace puts data in the ledger's place in one step: whoever reads sees the old
// ledger or the next one, whole, even when the power fails.
func (f *File) replace(data []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Lstat(f.path); err == nil {
		mode = info.Mode().Perm()
	}
	path := f.beside("next")
	var file *os.File
	steps := []struct {
		name step
		do   func() error
	}{
		{create, func() (err error) {
			// What a writer left that did not come to its end. O_EXCL follows no link.
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			if file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode); err != nil {
				return err
			}
			return file.Chmod(mode) // opening has taken away what the umask forbids
		}},
		{writeFile, func() error { _, err := file.Write(data); return err }},
		{syncFile, func() error { return file.Sync() }},
		{closeFile, func() error { return file.Close() }},
		{rename, func() error { return os.Rename(path, f.path) }},
	}
	for _, s := range steps {
		if err := f.step(s.name, s.do); err != nil {
			if file != nil {
				file.Close()
				os.Remove(path)
			}
			return f.says(err)
		}
	}
	if err := f.step(syncFolder, func() error { return flush(filepath.Dir(f.path)) }); err != nil {
		return fmt.Errorf("the decision stands in %s, but the disk did not say that it will stay: look whether it is there before you decide again", f.rules.File)
	}
	return nil
}

// flush makes the names in a folder last.
func flush(folder string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be flushed there; the rename itself is
	}
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// says puts an error of the disk in words. Words that the room has chosen stay.
func (f *File) says(err error) error {
	if _, ours := errors.AsType[*Broken](err); err == nil || ours {
		return err
	}
	folder := filepath.Dir(f.path)
	for _, known := range []struct {
		is            []error
		message, hint string
	}{
		{[]error{errLink}, "this is a link to another file", "put the ledger itself here: a link could lead the next decision to another place"},
		{[]error{errNotPlain}, "this is not a plain file", "take the file back from the last good commit"},
		{[]error{fs.ErrNotExist}, "the folder " + folder + " is missing", "is this the right folder?"},
		{[]error{syscall.EROFS}, "the disk is read-only, so nothing was written", "work on a copy that you may change"},
		{[]error{syscall.ENOSPC, syscall.EDQUOT}, "the disk is full, so nothing was written", "make room and decide again"},
		{[]error{fs.ErrPermission}, "no permission to read or write in the folder " + folder + ", so nothing was written", "ask whoever keeps this computer for it"},
	} {
		for _, is := range known.is {
			if errors.Is(err, is) {
				return f.broken(known.message, known.hint)
			}
		}
	}
	return f.broken("the disk did not do what it was asked, so nothing was written", "try again; if it stays so, look after the disk")
}

func (f *File) broken(message, hint string) *Broken {
	return &Broken{diag.Finding{Code: ledgerFile, Severity: diag.Error, Pos: diag.Pos{File: f.rules.File}, Message: message, Hint: hint}}
}

// tooBig refuses a ledger for its size in bytes.
func tooBig(file string, size int64) *Broken {
	return &Broken{diag.Finding{
		Code: ledgerFile, Severity: diag.Error, Pos: diag.Pos{File: file},
		Message: fmt.Sprintf("the ledger has %d MB, more than the %d MB that it may have", size>>20, maxLedger>>20),
		Hint:    "is this the right file?",
	}}
}
