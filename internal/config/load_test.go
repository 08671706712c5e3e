package config

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

var update = flag.Bool("update", false, "write porchlight.example.yaml")

var secretsByValue = cmp.Comparer(func(a, b Secret) bool { return a.Reveal() == b.Reveal() })

// defaults is what Load gives where nobody says anything.
func defaults() Config {
	return Config{
		HTTP:     HTTP{Addr: "127.0.0.1:8080"},
		Web:      Web{LeaveURL: "https://www.bbc.co.uk/weather"},
		Admin:    Admin{Addr: "127.0.0.1:9090"},
		Data:     Data{Dir: "porchlight-data"},
		Store:    Store{URL: "file:", Deadline: 150 * time.Millisecond},
		Session:  Session{TTL: 24 * time.Hour},
		Review:   Review{Policy: Warn},
		Log:      Log{Level: slog.LevelInfo, Format: "text"},
		Shutdown: Shutdown{Timeout: 10 * time.Second},
		Telegram: Telegram{APIURL: "https://api.telegram.org", Mode: "poll"},
		Discord:  Discord{APIURL: "https://discord.com/api/v10", Mode: "gateway", Shard: "0/1"},
	}
}

// load loads with a porchlight.yaml of the given text in a directory of its own.
func load(tb testing.TB, yaml string, o Options) (Config, []string) {
	tb.Helper()
	if o.Dir == "" {
		o.Dir = tb.TempDir()
	}
	if yaml != "" {
		if err := os.WriteFile(filepath.Join(o.Dir, defaultFile), []byte(yaml), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	cfg, findings := Load(o)
	var lines []string
	for _, f := range findings {
		lines = append(lines, f.String())
	}
	return cfg, lines
}

func TestDefaults(t *testing.T) {
	cfg, findings := load(t, "", Options{})
	if d := cmp.Diff(defaults(), cfg, secretsByValue); d != "" || findings != nil {
		t.Errorf("findings %q, config (-want +got):\n%s", findings, d)
	}
}

func TestValues(t *testing.T) {
	tests := []struct {
		name string
		yaml string
		opts Options
		want func(*Config)
	}{
		{"file", "country: us\nhttp:\n  addr: :80\nstore: {url: 'memory:', deadline: 1s}\nlog:\n  level: debug\n", Options{}, func(c *Config) {
			c.File, c.Country, c.HTTP.Addr = defaultFile, "US", ":80"
			c.Store, c.Log.Level = Store{"memory:", time.Second}, slog.LevelDebug
		}},
		{"empty file", "\n# nothing\n", Options{}, func(c *Config) { c.File = defaultFile }},
		{
			"empty values and sections", "http:\n  addr: ''\nweb:\ncountry:\n",
			Options{Env: []string{"PORCHLIGHT_DATA__DIR="}},
			func(c *Config) { c.File = defaultFile },
		},
		{"dotted key", "http.addr: :81", Options{}, func(c *Config) { c.File, c.HTTP.Addr = defaultFile, ":81" }},
		{
			"environment over file", "country: US",
			Options{Env: []string{"PORCHLIGHT_COUNTRY=CA", "PATH=/bin"}},
			func(c *Config) { c.File, c.Country = defaultFile, "CA" },
		},
		{
			"flag over environment", "",
			Options{Env: []string{"PORCHLIGHT_SESSION__TTL=2h"}, Args: []string{"--session.ttl=3h"}},
			func(c *Config) { c.Session.TTL = 3 * time.Hour },
		},
		{
			"flags that are not given change nothing", "http: {addr: ':82'}",
			Options{Args: []string{"--country", "GB"}},
			func(c *Config) { c.File, c.HTTP.Addr, c.Country = defaultFile, ":82", "GB" },
		},
		{
			"list in the file", "web:\n  frame_ancestors: [https://A.example/, 'https://b.example:8443', https://a.example:443]\n",
			Options{},
			func(c *Config) {
				c.File, c.Web.FrameAncestors = defaultFile, []string{"https://a.example", "https://b.example:8443"}
			},
		},
		{
			"list in the environment", "",
			Options{Env: []string{"PORCHLIGHT_WEB__FRAME_ANCESTORS=https://a.example, https://b.example,"}},
			func(c *Config) { c.Web.FrameAncestors = []string{"https://a.example", "https://b.example"} },
		},
		{
			"list in a flag", "",
			Options{Args: []string{"--web.frame_ancestors", "https://a.example,https://b.example"}},
			func(c *Config) { c.Web.FrameAncestors = []string{"https://a.example", "https://b.example"} },
		},
		{"variables of an orchestrator", "", Options{Env: []string{
			"PORCHLIGHT_SERVICE_HOST=10.0.0.1", "PORCHLIGHT_SERVICE_PORT_HTTP=80", "PORCHLIGHT_PORT=tcp://10.0.0.1:80",
			"PORCHLIGHT_PORT_80_TCP_ADDR=10.0.0.1", "PORCHLIGHT_WEB_SERVICE_HOST=10.0.0.2",
		}}, func(*Config) {}},
		{
			"flags of the command", "",
			Options{Args: []string{"--check-config", "-h"}},
			func(c *Config) { c.CheckOnly, c.Help = true, true },
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := defaults()
			tt.want(&want)
			got, findings := load(t, tt.yaml, tt.opts)
			if findings != nil {
				t.Errorf("findings: %q", findings)
			}
			if d := cmp.Diff(want, got, secretsByValue); d != "" {
				t.Errorf("config (-want +got):\n%s", d)
			}
		})
	}
}

func TestFindings(t *testing.T) {
	tests := []struct {
		name string
		yaml string
		opts Options
		want []string
	}{
		{"unknown keys", "htp:\n  addr: x\nhttp:\n  adr: x\n  tls: x\n", Options{}, []string{
			`porchlight.yaml:1:1: error: no key "htp"; did you mean http? [config-unknown-key]`,
			`porchlight.yaml:4:3: error: no key "http.adr"; did you mean http.addr? [config-unknown-key]`,
			`porchlight.yaml:5:3: error: no key "http.tls"; http has the keys addr [config-unknown-key]`,
		}},
		{"what may be a slipped secret is not shown", "telegram:\n  token:1234:SECRET : x\n", Options{}, []string{
			`porchlight.yaml:2:3: error: no key with this name; telegram has the keys token, token_file, api_url, mode, webhook_url, webhook_secret, webhook_secret_file [config-unknown-key]`,
		}},
		{"unknown variable", "", Options{Env: []string{"PORCHLIGHT_HTTP__ADR=SECRET", "PORCHLIGHT_http__addr=SECRET"}}, []string{
			`environment: error: no variable "PORCHLIGHT_HTTP__ADR"; did you mean PORCHLIGHT_HTTP__ADDR? [config-unknown-key]`,
			`environment: error: no variable "PORCHLIGHT_http__addr" [config-unknown-key]`,
		}},
		{"unknown flags", "", Options{Args: []string{"--http.adr=SECRET", "--country", "US", "--nonsense", "-x"}}, []string{
			`command line: error: no flag "--http.adr"; did you mean --http.addr? [config-unknown-key]`,
			`command line: error: no flag "--nonsense" [config-unknown-key]`,
			`command line: error: no flag "-x" [config-unknown-key]`,
		}},
		{"secret as a flag", "", Options{Args: []string{"--telegram.token=1234567:SECRET"}}, []string{
			`command line: error: no flag --telegram.token: other users of the machine can read flags; use --telegram.token_file or PORCHLIGHT_TELEGRAM__TOKEN [config-flag]`,
		}},
		{"flag without its value", "", Options{Args: []string{"--country"}}, []string{
			`command line: error: a flag lacks its value or is malformed; see --help [config-flag]`,
		}},
		{"argument", "", Options{Args: []string{"now"}}, []string{
			`command line: error: serve takes no arguments but flags; flags begin with -- [config-flag]`,
		}},
		{"values", "http: {addr: '8080'}\nadmin: {addr: 'a b:1'}\nsession:\n  ttl: 25h\nstore:\n  deadline: 150\n  url: nonsense\ncountry: UK\n", Options{}, []string{
			`porchlight.yaml:1:14: error: http.addr "8080" must be an address host:port, such as 127.0.0.1:8080 [config-value]`,
			`porchlight.yaml:2:15: error: admin.addr "a b:1" must be an address host:port, such as 127.0.0.1:8080 [config-value]`,
			`porchlight.yaml:4:8: error: session.ttl "25h" must be from 1m to 24h [config-value]`,
			`porchlight.yaml:6:13: error: store.deadline "150" must be a duration with its unit, such as 150ms, 10s or 24h [config-value]`,
			`porchlight.yaml:7:8: error: store.url must be a store's scheme and a colon, as in memory: or file:DIR [config-value]`,
			`porchlight.yaml:8:10: error: country "UK" must be GB for the United Kingdom [config-value]`,
		}},
		{"each source names itself", "log: {level: loud}", Options{
			Env: []string{"PORCHLIGHT_REVIEW__POLICY=Enforce"}, Args: []string{"--country=EU", "--http.addr=:99999"},
		}, []string{
			`--country: error: country "EU" must be a country's two letters (ISO 3166), such as US or GB [config-value]`,
			`--http.addr: error: http.addr ":99999" must be an address whose port is a number up to 65535 [config-value]`,
			`PORCHLIGHT_REVIEW__POLICY: error: review.policy "Enforce" must be one of warn, enforce; did you mean enforce? [config-value]`,
			`porchlight.yaml:1:14: error: log.level "loud" must be one of debug, info, warn, error [config-value]`,
		}},
		{"origins", "web:\n  frame_ancestors:\n    - http://a.example\n    - https://*.a.example\n    - https://a.example/path\n    - \"https://a.example; script-src *\"\n    - https://a.example:0\n    - [x]\n", Options{}, []string{
			origin(3, "http://a.example"), origin(4, "https://*.a.example"), origin(5, "https://a.example/path"),
			origin(6, "https://a.example; script-src *"), origin(7, "https://a.example:0"),
			`porchlight.yaml:8:7: error: web.frame_ancestors is a list of words [config-value]`,
		}},
		{"shapes", "http: x\nadmin: [x]\ncountry: {a: b}\ndata: {dir: [x]}\nlog: {level: &a info, format: *a}\n? [x]\n: y\n", Options{}, []string{
			`porchlight.yaml:1:7: error: http must hold keys; write a key, a colon, a space and the value [config-value]`,
			`porchlight.yaml:2:8: error: admin must hold keys; write a key, a colon, a space and the value [config-value]`,
			`porchlight.yaml:3:10: error: country takes one value [config-value]`,
			`porchlight.yaml:4:13: error: data.dir takes one value [config-value]`,
			`porchlight.yaml:5:31: error: anchors and aliases are not read here; write the value out [config-value]`,
			`porchlight.yaml:6:3: error: a key must be a word [config-value]`,
		}},
		{"twice", "country: US\nhttp: {addr: ':1'}\ncountry: CA\nhttp.addr: ':2'\n", Options{}, []string{
			`porchlight.yaml:3:1: error: "country" is given twice; keep one of them [config-duplicate-key]`,
			`porchlight.yaml:4:1: error: "http.addr" is given twice; keep one of them [config-duplicate-key]`,
		}},
		{"syntax", "http:\n  addr: \"SECRET\n", Options{}, []string{
			`porchlight.yaml:3:1: error: this is not valid YAML; look at the indentation, the colons and the quotes here and in the line above [config-syntax]`,
		}},
		{"second document", "country: US\n---\ncountry: CA\n", Options{}, []string{
			`porchlight.yaml:2:1: error: the file has a second document; remove what follows --- [config-syntax]`,
		}},
		{"list at the top", "- a\n", Options{}, []string{
			`porchlight.yaml:1:1: error: the file must hold keys; write a key, a colon, a space and the value [config-value]`,
		}},
		{"file that is not there", "", Options{Args: []string{"--config", "other.yaml"}}, []string{
			`other.yaml: error: there is no such file; point --config at a file that can be read [config-file]`,
		}},
		{"channels", "telegram:\n  token: 1234567:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", Options{Env: []string{"PORCHLIGHT_DISCORD__TOKEN=SECRET"}}, nil},
		{"channel values", "telegram: {token: SECRET, webhook_url: 'http://u:SECRET@h', webhook_secret: 'SECRET!', mode: hook}\ndiscord: {public_key: abc, application_id: x}\n", Options{}, []string{
			`porchlight.yaml:1:19: error: telegram.token must be digits, a colon and about 35 letters, as @BotFather gives it [config-value]`,
			`porchlight.yaml:1:40: error: telegram.webhook_url must be an https address without user, query and fragment [config-value]`,
			`porchlight.yaml:1:77: error: telegram.webhook_secret must be 1 to 256 letters, digits, _ and - [config-value]`,
			`porchlight.yaml:1:94: error: telegram.mode "hook" must be one of poll, webhook [config-value]`,
			`porchlight.yaml:2:23: error: discord.public_key "abc" must be 64 hex digits [config-value]`,
			`porchlight.yaml:2:44: error: discord.application_id "x" must be 15 to 20 digits [config-value]`,
		}},
		{"shares", "discord: {shard: 4/4}\n", Options{Env: []string{"PORCHLIGHT_DISCORD__SHARD=-1/2"}}, []string{
			`PORCHLIGHT_DISCORD__SHARD: error: discord.shard "-1/2" must be a share and how many there are, counted from 0, such as 0/1 or 2/4, or a first and a last one, such as 0-3/16 [config-value]`,
		}},
		{"share behind the last", "discord: {shard: 4/4}\n", Options{}, []string{
			`porchlight.yaml:1:18: error: discord.shard "4/4" must be a share and how many there are, counted from 0, such as 0/1 or 2/4, or a first and a last one, such as 0-3/16 [config-value]`,
		}},
		{"a slow store and Discord", "store: {deadline: 2s}\ndiscord: {shard: 0/1}\n", Options{Env: []string{"PORCHLIGHT_DISCORD__TOKEN=word"}}, []string{
			`porchlight.yaml:1:19: error: store.deadline must be at most 1s with Discord, which waits 3s for an answer [config-value]`,
		}},
		{"good share", "discord: {shard: 3/4}\n", Options{}, nil},
		{"good shares", "discord: {shard: 0-3/16}\n", Options{}, nil},
		{"shares behind the last", "discord: {shard: 2-4/4}\n", Options{}, []string{
			`porchlight.yaml:1:18: error: discord.shard "2-4/4" must be a share and how many there are, counted from 0, such as 0/1 or 2/4, or a first and a last one, such as 0-3/16 [config-value]`,
		}},
		{"shares that run back", "discord: {shard: 3-2/4}\n", Options{}, []string{
			`porchlight.yaml:1:18: error: discord.shard "3-2/4" must be a share and how many there are, counted from 0, such as 0/1 or 2/4, or a first and a last one, such as 0-3/16 [config-value]`,
		}},
		{"what a mode needs", "telegram: {mode: webhook}\ndiscord: {mode: interactions, public_key: x}\n", Options{}, []string{
			`porchlight.yaml:1:18: error: telegram.mode webhook needs telegram.webhook_secret [config-value]`,
			`porchlight.yaml:1:18: error: telegram.mode webhook needs telegram.webhook_url [config-value]`,
			`porchlight.yaml:2:17: error: discord.mode interactions needs discord.application_id [config-value]`,
			`porchlight.yaml:2:43: error: discord.public_key "x" must be 64 hex digits [config-value]`,
		}},
		{"addresses together", "http: {addr: ':80'}\nadmin: {addr: ':80'}\n", Options{}, []string{
			`porchlight.yaml:2:15: warning: admin.addr can be reached from other machines, and has no password; let only the monitoring reach it [admin-exposed]`,
			`porchlight.yaml:2:15: error: admin.addr and http.addr are the same; give each its own port [config-value]`,
		}},
		{"content directory", "dialogs: {dir: missing}", Options{}, []string{
			`porchlight.yaml:1:16: error: dialogs.dir "missing" must be a directory that exists [config-value]`,
		}},
		{"a check from outside", "store:\n  url: redis://u:SECRET@h\n", Options{Checks: map[string]func(string) error{
			"store.url": func(string) error { return errors.New("not built") },
		}}, []string{`porchlight.yaml:2:8: error: store.url: not built [config-value]`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, got := load(t, tt.yaml, tt.opts)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("findings (-want +got):\n%s", d)
			}
			if strings.Contains(strings.Join(got, "\n"), "SECRET") {
				t.Error("a finding shows a secret")
			}
		})
	}
}

func origin(line int, value string) string {
	return fmt.Sprintf(`porchlight.yaml:%d:7: error: web.frame_ancestors %q must be an https origin: https://, a host, a port if it is not 443, and nothing after it [config-value]`, line, value)
}

func TestSecretFiles(t *testing.T) {
	const word = "A_webhook-secret"
	tests := []struct {
		name    string
		content string
		mode    os.FileMode
		env     []string
		want    string // the secret
		finding string
	}{
		{"plain", word, 0o600, nil, word, ""},
		{"newline", word + "\n", 0o400, nil, word, ""},
		{"carriage return", word + "\r\n", 0o600, nil, word, ""},
		{"two newlines", word + "\n\n", 0o600, nil, "", "telegram.webhook_secret must be one line"},
		{"empty", "\n", 0o600, nil, "", "is empty"},
		{"large", strings.Repeat("x", maxSecret+1), 0o600, nil, "", "at most 4096 bytes"},
		{"readable by others", word, 0o644, nil, "", "warning: the file named by telegram.webhook_secret_file may be read by others than its owner, so it is not used"},
		{"readable by the group", word, 0o640, nil, "", "config-secret-open"},
		{"passed on by systemd", word, 0o440, []string{"CREDENTIALS_DIRECTORY={dir}"}, word, ""},
		{"beside what systemd passes on", word, 0o440, []string{"CREDENTIALS_DIRECTORY={dir}/other"}, "", "config-secret-open"},
		{
			"both", word, 0o600,
			[]string{"PORCHLIGHT_TELEGRAM__WEBHOOK_SECRET=other"},
			"other",
			"telegram.webhook_secret and telegram.webhook_secret_file are both given; keep one of them; the other is at PORCHLIGHT_TELEGRAM__WEBHOOK_SECRET",
		},
		{"missing", "", 0, nil, "", "there is no such file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if tt.mode != 0 {
				if err := os.WriteFile(filepath.Join(dir, "s"), []byte(tt.content), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(filepath.Join(dir, "s"), tt.mode); err != nil {
					t.Fatal(err)
				}
			}
			for i, v := range tt.env {
				tt.env[i] = strings.ReplaceAll(v, "{dir}", dir)
			}
			cfg, got := load(t, "telegram:\n  webhook_secret_file: s\n", Options{Dir: dir, Env: tt.env})
			if s := cfg.Telegram.WebhookSecret.Reveal(); s != tt.want {
				t.Errorf("secret = %q, want %q", s, tt.want)
			}
			all := strings.Join(got, "\n")
			if (tt.finding == "") != (all == "") || !strings.Contains(all, tt.finding) {
				t.Errorf("findings = %q, want %q", got, tt.finding)
			}
			if strings.Contains(all, word) {
				t.Error("a finding shows the secret")
			}
		})
	}
}

func TestExampleIsWritten(t *testing.T) {
	const path = "../../porchlight.example.yaml"
	if *update {
		if err := os.WriteFile(path, Example(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(Example()), string(got)); d != "" {
		t.Errorf("porchlight.example.yaml is stale, run go test ./internal/config -update (-want +got):\n%s", d)
	}
}

func TestExampleLoads(t *testing.T) {
	want := defaults()
	want.File = defaultFile
	options := regexp.MustCompile(`(?m)^( *)#([^ ])`)
	open := options.ReplaceAllString(string(Example()), "$1$2")
	for name, yaml := range map[string]string{"as it is": string(Example()), "uncommented": open} {
		cfg, findings := load(t, yaml, Options{})
		if d := cmp.Diff(want, cfg, secretsByValue); d != "" || findings != nil {
			t.Errorf("%s: findings %q, config (-want +got):\n%s", name, findings, d)
		}
	}
	for _, f := range newTable().fields {
		name := f.key[strings.LastIndex(f.key, ".")+1:]
		if !strings.Contains(open, name+": ") {
			t.Errorf("%s is not in the example", f.key)
		}
	}
}

func TestUsageNamesEveryKeyButSecrets(t *testing.T) {
	usage := Usage()
	for _, f := range newTable().fields {
		if got := strings.Contains(usage, "--"+f.key+" "); got == f.secret() {
			t.Errorf("--%s in the usage: %v", f.key, got)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(Example(), "PORCHLIGHT_COUNTRY", "US")
	f.Add([]byte("a: &a [*a]\n<<: *a\n"), "PORCHLIGHT_WEB__FRAME_ANCESTORS", ",,https://a.example")
	f.Add([]byte("telegram: {token: !!binary aGVsbG8=, ? {} : ~}"), "PORCHLIGHT_TELEGRAM__TOKEN_FILE", "/dev/null")
	f.Add([]byte("%YAML 9.9\n---\n\x00"), "PORCHLIGHT_", "\xff")
	f.Fuzz(func(t *testing.T, yaml []byte, name, text string) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, defaultFile), yaml, 0o600); err != nil {
			t.Fatal(err)
		}
		cfg, findings := Load(Options{Dir: dir, Env: []string{name + "=" + text}})
		for _, fd := range findings {
			if fd.Message == "" || fd.Code == "" || fd.Pos.File == "" || strings.ContainsAny(fd.String(), "\n\x00") {
				t.Errorf("not a finding for people: %q", fd.String())
			}
		}
		if !diag.Failed(findings) && (cfg.Session.TTL <= 0 || cfg.HTTP.Addr == "" || cfg.Store.URL == "") {
			t.Errorf("accepted an unusable config: %v", cfg)
		}
		Describe(cfg)
	})
}
