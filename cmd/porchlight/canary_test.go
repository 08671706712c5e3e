package main

import (
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// P5: nothing that a person writes or sends along is written anywhere: not to
// the data directory, not to the log at debug level, not to the metrics, not to a
// page.
func TestNothingOfAPersonIsWritten(t *testing.T) {
	s := startService(t, "--log.level=debug")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	const canary = "quokka-7731"
	var pages strings.Builder
	post := func(path string, form url.Values, header string) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.http+path, strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("User-Agent", canary)
		req.Header.Set("X-Forwarded-For", canary)
		req.Header.Set("Origin", header)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		for name, values := range resp.Header {
			pages.WriteString(name + strings.Join(values, " "))
		}
		if _, err := io.Copy(&pages, resp.Body); err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	for _, text := range []string{
		"my name is " + canary, "my daughter " + canary + " did not come home last night and nobody can reach her",
		canary, "/language " + canary, "/" + canary, strings.Repeat(canary+" ", 2000), "\xff" + canary,
	} {
		post("/", url.Values{"text": {text}}, s.http)
		post("/", url.Values{"choice": {"1en:" + text}}, s.http)
		post("/", url.Values{"text": {text}}, "https://evil.example")
		post("/"+canary, url.Values{"text": {text}}, s.http)
	}
	_, metrics := get(t, s.admin+"/metrics")
	_, ready := get(t, s.admin+"/readyz")
	s.stop()

	written := pages.String() + metrics + ready
	stderr, err := os.ReadFile(s.stderr)
	if err != nil {
		t.Fatal(err)
	}
	written += string(stderr)
	files := 0
	err = filepath.WalkDir(s.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		written += path + string(data)
		return err
	})
	if err != nil || files < 2 {
		t.Fatalf("%d files in the data directory, error %v: the test proves nothing", files, err)
	}
	if !strings.Contains(string(stderr), "turn-done") || !strings.Contains(metrics, `route="danger"`) {
		t.Error("no turn was logged or counted: the test proves nothing")
	}
	for _, part := range []string{canary, "quokka"} {
		if i := strings.Index(strings.ToLower(written), part); i >= 0 {
			t.Errorf("%q was written: …%s…", part, written[max(0, i-80):min(len(written), i+80)])
		}
	}
}
