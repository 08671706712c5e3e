package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// reviewStaff is a writer, an editor, and somebody of safeguarding.
const reviewStaff = "staff:\n  s-01: {roles: [writer]}\n  s-02: {roles: [editor]}\n  s-03: {roles: [safeguarding]}\n"

// reviewFolder is the smallest content in a folder, with a staff, and nothing approved.
func reviewFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	fsys := dialogtest.Minimal()
	fsys["reviewers.yaml"] = &fstest.MapFile{Data: []byte(reviewStaff)}
	if err := os.CopyFS(dir, fsys); err != nil {
		t.Fatal(err)
	}
	return dir
}

// porchlight runs a command that must do what it is asked.
func porchlight(t *testing.T, args ...string) {
	t.Helper()
	var stderr strings.Builder
	if code := run(t.Context(), args, env{stdin: strings.NewReader(""), stdout: io.Discard, stderr: &stderr}); code != exitOK {
		t.Fatalf("%v: status %d\n%s", args, code, stderr.String())
	}
}

// approveEverything lets everything in a folder through, as it stands.
func approveEverything(t *testing.T, dir string) {
	t.Helper()
	porchlight(t, "review", "submit", "--dialogs", dir, "--as", "s-01", "*")
	porchlight(t, "review", "approve", "--dialogs", dir, "--as", "s-02", "*")
	porchlight(t, "review", "approve", "--dialogs", dir, "--as", "s-03", "*")
}

// reword changes a text of a file. Nobody ever sees half of it.
func reword(t *testing.T, name, old, with string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(data), old) {
		t.Fatalf("%q is not in %s: %v", old, name, err)
	}
	if err := replace(name, []byte(strings.ReplaceAll(string(data), old, with))); err != nil {
		t.Fatal(err)
	}
}

// What the smallest content says, and what the compiled-in hotlines do not.
const (
	welcome   = "Ask me what worries you."
	rewelcome = "Ask me what you like."
)

// shows reports whether the page shows the hotline, as it always must, and a text.
func (s started) shows(t *testing.T, text string) bool {
	t.Helper()
	if _, body := get(t, s.http+"/hotlines"); !strings.Contains(body, "tel:911") {
		t.Errorf("no hotline is shown:\n%s", body)
	}
	_, body := get(t, s.http+"/")
	return strings.Contains(body, text)
}

// readiness is what /readyz says.
func (s started) readiness(t *testing.T) string {
	t.Helper()
	code, body := get(t, s.admin+"/readyz")
	if code != 200 {
		t.Errorf("/readyz: status %d: nobody would be sent to the hotlines any more", code)
	}
	return body
}

func (s started) eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 600 {
		if holds() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(s.stderr)
	t.Fatalf("never seen: %s\n%s", what, log)
}

const (
	notApproved = "too little is approved to serve; only the compiled-in hotlines are served"
	notVerified = "the ledger or the release cannot be verified; only the compiled-in hotlines are served"
)

// With the policy enforce and nothing approved, the hotlines are served and /readyz says
// why; what people then approve is served at once, and an edit waits.
func TestEnforce(t *testing.T) {
	dir := reviewFolder(t)
	s := startService(t, "--review.policy=enforce", "--dialogs.dir="+dir)
	if s.shows(t, welcome) {
		t.Error("a text is shown that nobody approved")
	}
	if ready := s.readiness(t); !strings.Contains(ready, notApproved) || !strings.Contains(ready, "degraded") {
		t.Errorf("/readyz does not say why:\n%s", ready)
	}
	approveEverything(t, dir)
	s.eventually(t, "what was approved", func() bool { return s.shows(t, welcome) })
	s.eventually(t, "readiness", func() bool { return strings.Contains(s.readiness(t), `"ready"`) })

	reword(t, filepath.Join(dir, "trees", "start.yaml"), welcome, rewelcome)
	reword(t, filepath.Join(dir, "words.yaml"), "Words of menu", "Words of main")
	porchlight(t, "review", "submit", "--dialogs", dir, "--as", "s-01", "word/menu")
	porchlight(t, "review", "approve", "--dialogs", dir, "--as", "s-02", "word/menu")
	porchlight(t, "review", "approve", "--dialogs", dir, "--as", "s-03", "word/menu")
	s.eventually(t, "the approved edit", func() bool { return s.shows(t, "Words of main") })
	if s.shows(t, rewelcome) || !s.shows(t, welcome) {
		t.Error("the other edit did not wait")
	}
	porchlight(t, "review", "submit", "--dialogs", dir, "--as", "s-01", "start/welcome")
	porchlight(t, "review", "approve", "--dialogs", dir, "--as", "s-02", "start/welcome")
	s.eventually(t, "the other edit", func() bool { return s.shows(t, rewelcome) })

	reword(t, filepath.Join(dir, "reviews.jsonl"), `"who":"s-02"`, `"who":"s-03"`)
	s.eventually(t, "the refusal", func() bool { return strings.Contains(s.readiness(t), "last good content") })
	if !s.shows(t, rewelcome) {
		t.Error("a damaged ledger took the last good release away")
	}
	s.stop()
	if log, _ := os.ReadFile(s.stderr); !strings.Contains(string(log), "reviews.jsonl:") {
		t.Errorf("nothing says where the ledger is damaged:\n%s", log)
	}
}

// A ledger that cannot be verified leaves the hotlines, and says so.
func TestEnforceWithADamagedLedger(t *testing.T) {
	dir := reviewFolder(t)
	approveEverything(t, dir)
	reword(t, filepath.Join(dir, "reviews.jsonl"), `"who":"s-02"`, `"who":"s-03"`)
	s := startService(t, "--review.policy=enforce", "--dialogs.dir="+dir)
	if s.shows(t, welcome) || !strings.Contains(s.readiness(t), notVerified) {
		t.Errorf("the page shows the text: %v; /readyz: %s", s.shows(t, welcome), s.readiness(t))
	}
	s.stop()
	log, _ := os.ReadFile(s.stderr)
	for _, want := range []string{"reviews.jsonl:", "only the compiled-in hotlines are served until this is mended", "safe-mode"} {
		if !strings.Contains(string(log), want) {
			t.Errorf("%q is not in the log:\n%s", want, log)
		}
	}
}

// A release file is served without its folder, and every change of it refused.
func TestServeRelease(t *testing.T) {
	dir := reviewFolder(t)
	approveEverything(t, dir)
	releases := t.TempDir()
	porchlight(t, "release", "build", "--dialogs", dir, "--to", releases)
	s := startService(t, "--release="+releases)
	if !s.shows(t, welcome) || !strings.Contains(s.readiness(t), `"ready"`) {
		t.Errorf("the page shows the text: %v; /readyz: %s", s.shows(t, welcome), s.readiness(t))
	}
	if _, body := get(t, s.http+"/"); strings.Contains(body, "Words of web-drafts") {
		t.Error("a release is shown as drafts")
	}

	reword(t, filepath.Join(dir, "trees", "start.yaml"), welcome, rewelcome)
	porchlight(t, "review", "submit", "--dialogs", dir, "--as", "s-01", "start/welcome")
	porchlight(t, "review", "approve", "--dialogs", dir, "--as", "s-02", "start/welcome")
	porchlight(t, "release", "build", "--dialogs", dir, "--to", releases)
	s.eventually(t, "the next release", func() bool { return s.shows(t, rewelcome) })
	porchlight(t, "release", "rollback", "--dialogs", dir, releases)
	s.eventually(t, "the release before", func() bool { return s.shows(t, welcome) })

	names, err := filepath.Glob(filepath.Join(releases, "*.release"))
	if err != nil || len(names) != 2 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		reword(t, name, "1-800-555-0100", "1-900-555-0100")
	}
	s.eventually(t, "the refusal", func() bool { return strings.Contains(s.readiness(t), "last good content") })
	if !s.shows(t, welcome) {
		t.Error("a damaged release took the last good one away")
	}
	s.stop()

	again := startService(t, "--release="+names[0])
	if again.shows(t, "Ask me") || !strings.Contains(again.readiness(t), notVerified) {
		t.Errorf("the page shows a text of a damaged release, or /readyz does not say so: %s", again.readiness(t))
	}
	again.stop()
	if log, _ := os.ReadFile(again.stderr); !strings.Contains(string(log), "the file was changed after it was built") {
		t.Errorf("nothing says what is wrong:\n%s", log)
	}
}

// Where a release is missing, the hotlines are there.
func TestServeWithoutItsRelease(t *testing.T) {
	for name, path := range map[string]string{
		"no file":         filepath.Join(t.TempDir(), "nothing.release"),
		"an empty folder": t.TempDir(),
	} {
		t.Run(name, func(t *testing.T) {
			s := startService(t, "--release="+path)
			if s.shows(t, welcome) || !strings.Contains(s.readiness(t), notVerified) {
				t.Error(s.readiness(t))
			}
		})
	}
}
