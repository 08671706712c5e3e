package review

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// newFile is a ledger with the sample in a folder of its own.
func newFile(t testing.TB) (*File, []byte) {
	t.Helper()
	data := chain(Origin, start, sample()...)
	path := filepath.Join(t.TempDir(), "reviews.jsonl")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return NewFile(path, testRules(t), func() time.Time { return start.Add(time.Hour) }), data
}

func read(t testing.TB, f *File) []byte {
	t.Helper()
	data, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// another is a decision that may follow the sample.
var another = Entry{Who: editorID2, Role: Editor, Decision: Revoke, What: node, Digest: digest("a"), Note: "the number is wrong"}

func TestAppend(t *testing.T) {
	f := NewFile(filepath.Join(t.TempDir(), "reviews.jsonl"), testRules(t), func() time.Time { return start })
	if l, err := f.Read(); err != nil || l.Head() != Origin {
		t.Fatalf("a ledger that does not exist is empty: %v", err)
	}
	var heads []string
	for _, e := range append(sample(), another) {
		l, err := f.Append(t.Context(), e, nil)
		if err != nil {
			t.Fatal(err)
		}
		heads = append(heads, l.Head())
		again, err := f.Read()
		if err != nil || again.Head() != l.Head() {
			t.Fatalf("%v, read %s, wrote %s", err, again.Head(), l.Head())
		}
	}
	data := read(t, f)
	if n := bytes.Count(data, []byte("\n")); n != 5 || data[len(data)-1] != '\n' {
		t.Errorf("%d lines", n)
	}
	// The ledger holds every line that was ever its last.
	for _, h := range heads {
		r := f.rules
		r.Head = h
		verify(t, data, r)
	}
}

func TestAppendKeepsTheMode(t *testing.T) {
	f, _ := newFile(t)
	if err := os.Chmod(f.path, 0o664); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Append(t.Context(), another, nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(f.path); err != nil || info.Mode() != 0o664 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestAppendDropsATornLine(t *testing.T) {
	f, data := newFile(t)
	if err := os.WriteFile(f.path, append(data, `{"at":"2026-11-02T09`...), 0o600); err != nil {
		t.Fatal(err)
	}
	if l, err := f.Read(); err != nil || !l.Torn() {
		t.Fatalf("torn is not seen: %v", err)
	}
	l, err := f.Append(t.Context(), another, nil)
	if err != nil || l.Torn() || !bytes.HasPrefix(read(t, f), data) {
		t.Fatalf("%v", err)
	}
	if l, err = f.Read(); err != nil || l.Torn() || len(l.Entries()) != 5 {
		t.Errorf("%v", err)
	}
}

// TestRefused lists what is not written, and why.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(t *testing.T, f *File, e *Entry)
		want   string // PATH stands for the folder
	}{
		{
			"clock", func(_ *testing.T, f *File, _ *Entry) { f.now = func() time.Time { return start } },
			"the clock of this computer says 2026-11-02T09:00:00Z, but the last decision was made at 2026-11-02T09:03:00Z; set the clock right",
		},
		{
			"broken", func(t *testing.T, f *File, _ *Entry) { overwrite(t, f.path, "hello\n") },
			"reviews.jsonl:1:1: this line is not as Porchlight writes it; " + restore,
		},
		{"own text", func(_ *testing.T, _ *File, e *Entry) {
			e.Who, e.Decision, e.Digest, e.Role = everyID, Approve, digest("mine"), Editor
		}, "s-08 wrote this text of node/grooming/signs@en; somebody else has to approve it"},
		{"role", func(_ *testing.T, _ *File, e *Entry) { e.Role = "edtor" }, `there is no role "edtor"; did you mean "editor"?`},
		{"note", func(_ *testing.T, _ *File, e *Entry) { e.Note = "\xff" }, "the note has bytes that are not UTF-8 text; write it again"},
		{"long note", func(_ *testing.T, _ *File, e *Entry) { e.Note = strings.Repeat("a", 501) }, `"note" is not a note of at most 500 characters, without line breaks`},
		{"no item", func(_ *testing.T, _ *File, e *Entry) { e.What = "" }, `this line has no "what"`},
		{"merge by hand", func(_ *testing.T, _ *File, e *Entry) { e.Decision = Merge }, `this line has no "also"`},
		{"nobody", func(_ *testing.T, _ *File, e *Entry) { e.Who = "s-99" }, "s-99 is not in reviewers.yaml; mend the id, or add the person there"},
		{
			"missing folder", func(_ *testing.T, f *File, _ *Entry) {
				f.path = filepath.Join(filepath.Dir(f.path), "no", "reviews.jsonl")
			},
			"reviews.jsonl: the folder PATH/no is missing; is this the right folder?",
		},
		{"link", func(t *testing.T, f *File, _ *Entry) {
			rename := f.path + ".real"
			must(t, os.Rename(f.path, rename))
			must(t, os.Symlink(rename, f.path))
		}, "reviews.jsonl: this is a link to another file; put the ledger itself here: a link could lead the next decision to another place"},
		{"link to nothing", func(t *testing.T, f *File, _ *Entry) {
			must(t, os.Remove(f.path))
			must(t, os.Symlink(f.path+".gone", f.path))
		}, "reviews.jsonl: this is a link to another file; put the ledger itself here: a link could lead the next decision to another place"},
		{"lock is a link", func(t *testing.T, f *File, _ *Entry) {
			must(t, os.Remove(f.beside("lock")))
			must(t, os.Symlink(f.path, f.beside("lock")))
		}, "reviews.jsonl: this is a link to another file; put the ledger itself here: a link could lead the next decision to another place"},
		{"folder", func(t *testing.T, f *File, _ *Entry) {
			must(t, os.Remove(f.path))
			must(t, os.Mkdir(f.path, 0o700))
		}, "reviews.jsonl: this is not a plain file; take the file back from the last good commit"},
		{
			"huge", func(t *testing.T, f *File, _ *Entry) { must(t, os.Truncate(f.path, 1<<30)) },
			"reviews.jsonl: the ledger has 1024 MB, more than the 64 MB that it may have; is this the right file?",
		},
		{"key", func(_ *testing.T, f *File, _ *Entry) {
			f.rules.Signers = readSigners(t, signersOf(map[string]ssh.Signer{editorID2: testKey(t, 1)}, ""), f.rules.Staff)
		}, "s-03 has a key in allowed_signers, and this is not signed; decide with that key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, _ := newFile(t)
			mine := Entry{Who: everyID, Role: Writer, Decision: Submit, What: node, Digest: digest("mine")}
			f.now = func() time.Time { return start.Add(3 * time.Minute) }
			if _, err := f.Append(t.Context(), mine, nil); err != nil {
				t.Fatal(err)
			}
			dir := filepath.Dir(f.path)
			f.now = func() time.Time { return start.Add(time.Hour) }
			e := another
			c.change(t, f, &e)
			before := small(f.path)
			l, err := f.Append(t.Context(), e, nil)
			if err == nil || l != nil {
				t.Fatal("it was written")
			}
			if got := strings.ReplaceAll(err.Error(), dir, "PATH"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if !bytes.Equal(before, small(f.path)) {
				t.Error("the ledger was changed")
			}
			if left, _ := filepath.Glob(f.beside("next")); left != nil {
				t.Errorf("%v was left", left)
			}
		})
	}
}

// small is what a file holds, if it is there and not huge.
func small(path string) []byte {
	if info, err := os.Stat(path); err != nil || info.Size() > maxLedger {
		return nil
	}
	data, _ := os.ReadFile(path)
	return data
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func overwrite(t testing.TB, path, text string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

// TestHugeIsNotRead refuses a gigabyte for its size alone.
func TestHugeIsNotRead(t *testing.T) {
	f, _ := newFile(t)
	must(t, os.Truncate(f.path, 1<<30))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := f.Read()
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; code(err) != ledgerFile || used > 1<<20 {
		t.Errorf("%v, with %d bytes of memory", err, used)
	}
}
