package ops

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

const canary = "CANARY-55512345"

// talker says the canary whatever it is asked.
type talker struct{ Text string }

func (talker) String() string               { return canary }
func (talker) GoString() string             { return canary }
func (talker) Error() string                { return canary }
func (talker) LogValue() slog.Value         { return slog.StringValue(canary) }
func (talker) MarshalJSON() ([]byte, error) { return []byte(`"` + canary + `"`), nil }
func (talker) MarshalText() ([]byte, error) { return []byte(canary), nil }

// hostile panics when it is asked.
type hostile struct{}

func (hostile) LogValue() slog.Value { panic(canary) }

func TestCanaryNeverComesOutOfTheLog(t *testing.T) {
	key := context.WithValue(t.Context(), talker{}, canary)
	kinds := []any{
		canary, []byte(canary), errors.New(canary),
		talker{canary},
		&talker{canary},
		hostile{},
		map[string]string{canary: canary},
		[]string{canary},
		struct{ A any }{canary},
		55512345, uint64(55512345),
		5551.2345, true, time.Unix(55512345, 0), time.Duration(55512345), slog.GroupValue(slog.String("x", canary)),
		slog.AnyValue(canary), nil,
	}
	for _, json := range []bool{false, true} {
		var out bytes.Buffer
		var dropped atomic.Int64
		l := NewLog(&out, LogOptions{Level: slog.LevelDebug, JSON: json, Dropped: func() { dropped.Add(1) }})
		want := int64(0)
		for _, v := range kinds {
			for _, k := range []string{canary, "x", "", "msg", "time", "level", keyComponent, keyChannel, keyRelease, keyDuration} {
				l.InfoContext(key, string(TurnDone), k, v)
				l.With(k, v).Debug(string(Ready))
				want += 2
			}
		}
		l.InfoContext(key, canary)
		l.Error("store-load-failed: " + canary)
		l.WithGroup(canary).With(ByComponent(Store)).Warn(string(Ready), OnChannel(Web))
		l.Info(string(Ready), slog.Group(canary, ByComponent(Store)))
		l.Info(string(Ready), []any{canary}...) // a key without a value
		Log(key, l, Event(canary), OnChannel(canary), OfRelease(canary))
		l.With(OnChannel(Web)).With(keyChannel, canary).Info(string(Ready))
		LibraryLog(l, Server).Printf("http: panic serving %s", canary)
		LibraryLog(l, Component(canary)).Print(canary)

		for _, bad := range []string{canary, "55512345", "5551.2345"} {
			if i := strings.Index(out.String(), bad); i >= 0 {
				t.Errorf("json %v: came out: …%s…", json, out.String()[max(0, i-80):i+20])
			}
		}
		if dropped.Load() < want {
			t.Errorf("json %v: dropped = %d, want at least %d", json, dropped.Load(), want)
		}
	}
}

func TestLine(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 20, 59, 999, time.FixedZone("", 3600))
	digest := "sha256:0123456789abcdef0123456789abcdef"
	for want, json := range map[string]bool{
		"time=2026-03-01T09:20Z level=INFO msg=turn-done component=bots channel=web release=0123456789ab duration=<50ms\n":                                    false,
		`{"time":"2026-03-01T09:20Z","level":"INFO","msg":"turn-done","component":"bots","channel":"web","release":"0123456789ab","duration":"<50ms"}` + "\n": true,
	} {
		var out bytes.Buffer
		l := NewLog(&out, LogOptions{JSON: json, Dropped: func() { t.Error("something was dropped") }})
		r := slog.NewRecord(at, slog.LevelInfo, string(TurnDone), 0)
		r.AddAttrs(OnChannel(Web), OfRelease(digest), Took(49*time.Millisecond))
		if err := l.With(ByComponent(Bots)).Handler().Handle(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, out.String()); d != "" {
			t.Errorf("line (-want +got):\n%s", d)
		}
	}
}

func TestLevel(t *testing.T) {
	var out bytes.Buffer
	l := NewLog(&out, LogOptions{Level: slog.LevelWarn})
	Log(t.Context(), l, TurnDone)
	if out.Len() > 0 {
		t.Errorf("info was logged at level warn: %s", &out)
	}
	Log(t.Context(), l, TurnPanic)
	if !strings.Contains(out.String(), "level=ERROR msg=turn-panic") {
		t.Errorf("line = %q", &out)
	}
}

func TestListsAreWhole(t *testing.T) {
	code, seen := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`), map[Event]bool{}
	for _, e := range Events() {
		if !code.MatchString(string(e.Event)) || seen[e.Event] || !strings.HasSuffix(e.Means, ".") {
			t.Errorf("event %q is no code, is there twice or has no sentence", e.Event)
		}
		seen[e.Event] = true
	}
	// The inventory of what a line may hold, besides time, level and code.
	var keys []string
	for _, a := range Attrs() {
		keys = append(keys, a.Key)
	}
	if d := cmp.Diff([]string{"component", "channel", "release", "duration"}, keys); d != "" {
		t.Errorf("attributes (-want +got):\n%s", d)
	}
}

func TestBucket(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-1: "<1ms", 0: "<1ms", time.Millisecond: "<10ms", 250 * time.Millisecond: "<1s", time.Hour: ">=1m",
	} {
		if got := bucket(d); got != want {
			t.Errorf("bucket(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestMetrics(t *testing.T) {
	m := NewMetrics([]string{"en", "es"})
	m.Turn(Web, "danger", "en", 3*time.Millisecond)
	m.Turn(Web, "danger", "en", 3*time.Millisecond)
	m.Turn(canary, canary, canary, time.Second)
	m.StoreError(Load)
	m.StoreError(canary)
	m.Reload(Refused)
	m.Reload(canary)
	m.Content(strings.Repeat("ab", 32), "warn", true, 3)
	m.Content(canary, canary, false, 0)
	m.WebSessions(7)
	m.LogDropped()
	want := `
# HELP porchlight_content_info The content being served: always 1, with its digest and review policy.
# TYPE porchlight_content_info gauge
porchlight_content_info{digest="other",policy="other"} 1
# HELP porchlight_reloads_total Times changed content was looked at, by outcome.
# TYPE porchlight_reloads_total counter
porchlight_reloads_total{outcome="done"} 0
porchlight_reloads_total{outcome="other"} 1
porchlight_reloads_total{outcome="refused"} 1
porchlight_reloads_total{outcome="unchanged"} 0
# HELP porchlight_store_errors_total Times the session store failed or was too slow, by operation.
# TYPE porchlight_store_errors_total counter
porchlight_store_errors_total{operation="delete"} 0
porchlight_store_errors_total{operation="load"} 1
porchlight_store_errors_total{operation="other"} 1
porchlight_store_errors_total{operation="save"} 0
# HELP porchlight_turns_total Messages answered, by channel, by how the reply came about, and by locale.
# TYPE porchlight_turns_total counter
porchlight_turns_total{channel="other",locale="other",route="other"} 1
porchlight_turns_total{channel="web",locale="en",route="danger"} 2
# HELP porchlight_web_sessions Web chats that are open.
# TYPE porchlight_web_sessions gauge
porchlight_web_sessions 7
`
	err := testutil.GatherAndCompare(m.registry, strings.NewReader(want), "porchlight_content_info", "porchlight_reloads_total",
		"porchlight_store_errors_total", "porchlight_turns_total", "porchlight_web_sessions")
	if err != nil {
		t.Error(err)
	}
	problems, err := testutil.GatherAndLint(m.registry)
	if err != nil || len(problems) > 0 {
		t.Errorf("lint: %v, %v", problems, err)
	}
	page := get(t, AdminHandler(&Readiness{}, m), http.MethodGet, "/metrics")
	for _, want := range []string{
		`porchlight_turn_duration_seconds_count{channel="web",lane="danger"} 2`,
		`porchlight_turn_duration_seconds_count{channel="other",lane="ordinary"} 1`,
		"porchlight_log_dropped_total 1", "go_goroutines", "process_start_time_seconds",
	} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	if strings.Contains(page.Body.String(), canary) {
		t.Error("/metrics shows what it was given")
	}
}

func get(tb testing.TB, h http.Handler, method, path string) *httptest.ResponseRecorder {
	tb.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(tb.Context(), method, path, nil))
	return w
}

func TestReadyz(t *testing.T) {
	tests := []struct {
		name   string
		set    func(*Readiness)
		code   int
		status string
		reason Reason // of the first check that is not ok
	}{
		{"nothing known", func(*Readiness) {}, 503, "not ready", NotYet},
		{"content without policy", func(r *Readiness) { r.Set(CheckBundle, true, Fine) }, 200, "ready", ""},
		{"ready", func(r *Readiness) { r.Set(CheckBundle, true, Fine); r.Set(CheckPolicy, true, ServingDrafts) }, 200, "ready", ""},
		{"store down", func(r *Readiness) {
			r.Set(CheckBundle, true, Fine)
			r.Set(CheckPolicy, true, Fine)
			r.Set(CheckStore, false, StoreDown)
		}, 200, "degraded", StoreDown},
		{"bad reload", func(r *Readiness) {
			r.Set(CheckBundle, true, Fine)
			r.Set(CheckPolicy, true, Fine)
			r.Set(CheckReload, false, ReloadHasErrors)
		}, 200, "degraded", ReloadHasErrors},
		{"policy refuses", func(r *Readiness) { r.Set(CheckBundle, true, Fine); r.Set(CheckPolicy, false, NotVerified) }, 200, "degraded", NotVerified},
		{"an error's words", func(r *Readiness) { r.Set(CheckBundle, false, canary); r.Set(canary, false, canary) }, 503, "not ready", NotYet},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r Readiness
			tt.set(&r)
			w := get(t, AdminHandler(&r, NewMetrics(nil)), http.MethodGet, "/readyz")
			var rep Report
			if err := json.Unmarshal(w.Body.Bytes(), &rep); err != nil {
				t.Fatal(err)
			}
			var first Reason
			for _, c := range rep.Checks {
				if !c.OK && first == "" {
					first = c.Reason
				}
			}
			if w.Code != tt.code || rep.Status != tt.status || first != tt.reason || len(rep.Checks) != 4 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if strings.Contains(w.Body.String(), canary) {
				t.Errorf("the page shows what it was given: %s", w.Body)
			}
		})
	}
}

func TestAdminPages(t *testing.T) {
	h := AdminHandler(&Readiness{}, NewMetrics(nil))
	for _, tt := range []struct {
		method, path string
		code         int
		body         string
	}{
		{http.MethodGet, "/healthz", 200, "ok\n"},
		{http.MethodHead, "/healthz", 200, ""},
		{http.MethodPost, "/healthz", 405, ""},
		{http.MethodPost, "/metrics", 405, ""},
		{http.MethodGet, "/", 404, ""},
		{http.MethodGet, "/debug/pprof/", 404, ""},
	} {
		w := get(t, h, tt.method, tt.path)
		if w.Code != tt.code || tt.code == 200 && tt.method == http.MethodGet && w.Body.String() != tt.body {
			t.Errorf("%s %s: %d %q", tt.method, tt.path, w.Code, w.Body)
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s may be cached", tt.method, tt.path)
		}
	}
}

func TestReadinessIsSafeForSeveralGoroutines(t *testing.T) {
	var r Readiness
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 100 {
				r.Set(CheckStore, i%2 == 0, StoreDown)
				r.Report()
			}
		})
	}
	wg.Wait()
}
