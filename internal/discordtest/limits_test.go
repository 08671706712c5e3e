package discordtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
)

func TestBuckets(t *testing.T) {
	c := fakeapi.NewClock()
	w := newWorld(t, Options{Now: c.Now})
	c.Pass(time.Minute)
	path := "/channels/" + w.general.ID() + "/messages"
	for n := range 5 {
		a := w.ok("POST", path, `{"content":"x"}`)
		if a.header.Get("X-RateLimit-Remaining") != fmt.Sprint(4-n) || a.header.Get("X-RateLimit-Reset-After") != "5.000" || a.header.Get("X-RateLimit-Bucket") == "" {
			t.Errorf("%v", a.header)
		}
	}
	a := w.refused("POST", path, `{"content":"x"}`, 429, 0, `"retry_after":5`)
	if a.header.Get("Retry-After") != "5" || a.header.Get("X-RateLimit-Scope") != "user" || a.object()["global"] != false {
		t.Errorf("%v %s", a.header, a.body)
	}
	w.ok("POST", "/channels/"+w.guild.Channel("other").ID()+"/messages", `{"content":"x"}`)
	c.Pass(5 * time.Second)
	w.ok("POST", path, `{"content":"x"}`)
	w.clean()
}

func TestGlobalLimit(t *testing.T) {
	c := fakeapi.NewClock()
	w := newWorld(t, Options{Now: c.Now})
	i := w.ask()
	for n := range 49 {
		w.ok("GET", "/channels/"+w.guild.Channel(fmt.Sprint(n)).ID()+"/messages", "")
	}
	a := w.refused("GET", "/users/@me", "", 429, 0, `"global":true`)
	if a.header.Get("X-RateLimit-Global") != "true" || a.header.Get("X-RateLimit-Reset-After") != "" || a.header.Get("Retry-After") == "" {
		t.Errorf("%v", a.header)
	}
	w.ok("POST", callbackPath(i), said("interactions are free of it"))
}

func TestInvalidRequestsBanTheAddress(t *testing.T) {
	c := fakeapi.NewClock()
	w := newWorld(t, Options{Now: c.Now, Invalid: 3})
	w.Fail(Fault{Kind: Unauthorized, Times: 2})
	w.Fail(Fault{Kind: TooManyShared, Times: 1})
	for range 3 {
		w.call("GET", "/users/@me", "")
	}
	if w.Invalid() != 2 {
		t.Errorf("%d invalid requests, want 2: a shared 429 is none", w.Invalid())
	}
	w.Fail(Fault{Kind: Forbidden, Times: 1})
	w.call("GET", "/users/@me", "")
	if a := w.call("GET", "/users/@me", ""); a.status != 429 || !strings.HasPrefix(string(a.body), "<!doctype html>") {
		t.Errorf("%d %s", a.status, a.body)
	}
	c.Pass(10 * time.Minute)
	w.ok("GET", "/users/@me", "")
}

func TestHeadersAreChecked(t *testing.T) {
	s := start(t, Options{})
	get := func(path, agent, auth string) int {
		req, err := http.NewRequest("GET", s.URL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("User-Agent", agent)
		req.Header.Set("Authorization", auth)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	const good = "Bot fake-token"
	for _, c := range []struct {
		path, agent, auth string
		want              int
	}{
		{"/api/v10/users/@me", agent, good, 200},
		{"/api/v9/users/@me", agent, good, 200},
		{"/api/users/@me", agent, good, 200},
		{"/api/v10/users/@me", "Go-http-client/1.1", good, 403},
		{"/api/v10/users/@me", agent, "fake-token", 401},
		{"/api/v10/users/@me", agent, "Bot other", 401},
		{"/api/v10/guilds/1", agent, good, 404},
		{"/users/@me", agent, good, 404},
		{"/api/v10/gateway", agent, "", 200},
	} {
		if got := get(c.path, c.agent, c.auth); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
	if n := len(s.Violations()); n != 3 {
		t.Errorf("violations: %q", s.Violations())
	}
}

func TestFaults(t *testing.T) {
	for kind, status := range map[FaultKind]int{
		TooMany: 429, TooManyGlobal: 429, TooManyShared: 429, Banned: 429, ServerError: 500, BadGatewayHTML: 502,
		Unavailable: 503, Unauthorized: 401, Forbidden: 403, ResetBefore: 0, ResetAfter: 0, Slow: 200,
	} {
		t.Run(string(kind), func(t *testing.T) {
			w := newWorld(t, Options{})
			path := "/channels/" + w.general.ID() + "/messages"
			w.Fail(Fault{Kind: kind, Major: w.general.ID(), Times: 1, RetryAfter: 1500 * time.Millisecond, After: time.Millisecond})
			a, err := do(w.Server, "POST", path, "application/json", `{"content":"x"}`)
			if status == 0 && err == nil || status != 0 && a.status != status {
				t.Errorf("%d %s %v", a.status, a.body, err)
			}
			if status == 429 && kind != Banned && !strings.Contains(string(a.body), `"retry_after":1.5`) {
				t.Errorf("%s", a.body)
			}
			want := 0
			if kind == ResetAfter || kind == Slow {
				want = 1
			}
			if n := len(w.parent.Messages(w.general)); n != want {
				t.Errorf("%d messages, want %d", n, want)
			}
			w.ok("POST", path, `{"content":"x"}`)
			w.clean()
		})
	}
}

func TestCountOnlyAndHooks(t *testing.T) {
	var seen []string
	w := newWorld(t, Options{
		CountOnly: true, Unlimited: true,
		OnAccepted: func(_, _, text string) { seen = append(seen, "new "+text) },
		OnEdited:   func(_, _, text string) { seen = append(seen, "edit "+text) },
	})
	i := w.ask()
	w.ok("POST", callbackPath(i), said("one"))
	w.ok("PATCH", hookPath(i)+"/messages/@original", `{"content":"two"}`)
	m, _ := i.Message()
	other := w.User("201", "en-US")
	second := w.must(other.Command(w.general, "ask", map[string]any{"question": "x"}))
	w.ok("POST", callbackPath(second), said("three"))
	w.must(w.parent.PressData(m, "x"))
	seen = seen[:2]
	if strings.Join(seen, ",") != "new one,edit two" || len(w.Log()) != 0 {
		t.Errorf("%q, %d calls", seen, len(w.Log()))
	}
}
