package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// With nothing configured the page answers, the service is healthy, and it stops
// when asked.
func TestServe(t *testing.T) {
	s := startService(t)
	if code, body := get(t, s.http+"/"); code != 200 || !strings.Contains(body, "Porchlight") {
		t.Errorf("the page: status %d\n%s", code, body)
	}
	for path, want := range map[string]string{"/healthz": "ok", "/readyz": `"ready"`, "/metrics": "porchlight_content_info"} {
		if code, body := get(t, s.admin+path); code != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: status %d\n%s", path, code, body)
		}
	}
	if code := run(t.Context(), []string{"healthcheck", "--addr", strings.TrimPrefix(s.admin, "http://")}, env{stdout: os.Stdout, stderr: os.Stderr}); code != exitOK {
		t.Errorf("healthcheck: status %d", code)
	}
	if code := s.stop(); code != exitOK {
		t.Errorf("serve left with status %d", code)
	}
}

// P9: changed content is served without a restart; bad content is refused whole
// and the last good one goes on.
func TestHotReload(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../dialogs")); err != nil {
		t.Fatal(err)
	}
	s := startService(t, "--dialogs.dir="+dir)
	name := filepath.Join(dir, "trees", "bot.yaml")
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const mark = "Quartz lamps glow here."
	changed := strings.Replace(string(good), "say: |\n", "say: |\n      "+mark+"\n", 100)
	pages := func() string {
		var b strings.Builder
		for _, path := range []string{"/about", "/privacy"} {
			_, body := get(t, s.http+path)
			b.WriteString(body)
		}
		return b.String()
	}
	eventually := func(what string, holds func() bool) {
		t.Helper()
		for range 1200 { // a minute: under the race detector the content takes long to build
			if holds() {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("never seen: %s", what)
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ready := func() string { _, body := get(t, s.admin+"/readyz"); return body }

	write(changed)
	eventually("the changed text", func() bool { return strings.Contains(pages(), mark) })
	write("tree: bot\nnodes: [this is no tree\n")
	eventually("the refusal", func() bool { return strings.Contains(ready(), "last good content") })
	if !strings.Contains(pages(), mark) {
		t.Error("bad content took the good one's place")
	}
	write(string(good))
	eventually("the good text again", func() bool { return !strings.Contains(pages(), mark) })
	eventually("readiness again", func() bool { return !strings.Contains(ready(), "last good content") })
}

// A hotline that nobody has verified for too long is an alarm, and goes on being
// shown.
func TestOldHotlineIsAnAlarm(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../dialogs")); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "hotlines.yaml")
	lines, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	old := strings.Replace(string(lines), "checked: 2026-11-21", "checked: 2020-01-01", 1)
	if err := os.WriteFile(name, []byte(old), 0o644); err != nil {
		t.Fatal(err)
	}
	s := startService(t, "--dialogs.dir="+dir)
	if _, body := get(t, s.http+"/hotlines"); !strings.Contains(body, "tel:911") {
		t.Error("the hotline is no longer shown")
	}
	s.stop()
	if log, _ := os.ReadFile(s.stderr); !strings.Contains(string(log), "hotline-due") {
		t.Errorf("no alarm in the log:\n%s", log)
	}
}
