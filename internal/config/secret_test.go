package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Marked strings in every place for a secret never come out of anything that
// prints.
func TestCanary(t *testing.T) {
	const canary = "CANARYCANARYCANARYCANARYCANARYCANARY"
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "s"), []byte("12345678:"+canary), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, findings := load(t, strings.ReplaceAll(`
telegram: {token_file: s, webhook_secret: SECRET, api_url: "https://u:SECRET@h?SECRET"}
discord: {token: SECRET}
store: {url: "redis://u:SECRET@h:1/?password=SECRET#SECRET"}
`, "SECRET", canary), Options{Dir: dir})
	if !cfg.Telegram.Token.IsSet() || !cfg.Telegram.WebhookSecret.IsSet() || !cfg.Discord.Token.IsSet() ||
		!strings.Contains(cfg.Store.URL.Reveal(), canary) {
		t.Fatalf("the secrets were not read: %q", findings)
	}
	cfg.Telegram.APIURL = URL("https://u:" + canary + "@h?" + canary)

	var out bytes.Buffer
	fmt.Fprintln(&out, findings)
	for _, v := range []any{cfg, &cfg, cfg.Telegram, cfg.Telegram.Token, &cfg.Telegram.Token, cfg.Store.URL, []URL{cfg.Store.URL}, map[string]Secret{"a": cfg.Discord.Token}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		if err := json.NewEncoder(&out).Encode(v); err != nil {
			t.Error(err)
		}
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
	}
	out.WriteString(Describe(cfg))
	hex := fmt.Sprintf("%x", canary)
	for _, bad := range []string{canary, hex, strings.ToUpper(hex)} {
		if i := strings.Index(out.String(), bad); i >= 0 {
			t.Errorf("a secret came out: …%q…", out.String()[max(0, i-60):i+10])
		}
	}
}

func TestURLString(t *testing.T) {
	for url, want := range map[URL]string{
		"":                         "",
		"file:":                    "file:",
		"file:/a/b":                "file:/a/b",
		"https://api.telegram.org": "https://api.telegram.org",
		"redis://:pw@h:6379/1":     "redis://h:6379/1 [redacted]",
		"redis://h/?password=pw":   "redis://h/ [redacted]",
		"pw":                       "[redacted]",
		"redis:pw":                 "[redacted]",
		"https://h:pw":             "[redacted]",
	} {
		if got := url.String(); got != want {
			t.Errorf("URL(%q).String() = %q, want %q", string(url), got, want)
		}
	}
}

func TestDescribe(t *testing.T) {
	got := Describe(defaults())
	for _, want := range []string{
		"web chat       http://127.0.0.1:8080\n",
		"telegram       no token: it does not run\n",
		"discord        no token: it does not run\n",
		"review         drafts are served, and say that they are drafts\n",
		"  session.ttl              24h\n",
		"  log.level                info\n",
		"  telegram.token           -\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing from\n%s", want, got)
		}
	}
}
