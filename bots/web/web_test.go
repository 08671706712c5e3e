package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

func TestStatusAndCalm(t *testing.T) {
	g := start(t, Options{})
	for _, tc := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		allow                    string
	}{
		{name: "unknown page", method: "GET", path: "/admin/" + canary, status: 404},
		{name: "unknown file", method: "GET", path: "/static/x.css", status: 404},
		{name: "a path that climbs", method: "GET", path: "/static/../page.go", status: 404},
		{name: "PUT", method: "PUT", path: "/", status: 405, allow: "GET, HEAD, POST"},
		{name: "GET of leave", method: "GET", path: "/leave", status: 405, allow: "POST"},
		{name: "POST of hotlines", method: "POST", path: "/hotlines", status: 405, allow: "GET, HEAD"},
		{name: "DELETE of a file", method: "DELETE", path: "/static/x.css", status: 405, allow: "GET, HEAD"},
		{name: "JSON", method: "POST", path: "/", body: `{"text":"` + canary + `"}`, header: []string{"Content-Type", "application/json"}, status: 400},
		{name: "a file", method: "POST", path: "/", body: "x", header: []string{"Content-Type", "multipart/form-data; boundary=x"}, status: 400},
		{name: "no type", method: "POST", path: "/", body: "text=a", header: []string{"Content-Type", ""}, status: 400},
		{name: "bad escapes", method: "POST", path: "/", body: "text=%zz" + canary, status: 400},
		{name: "another site's form", method: "POST", path: "/", body: "text=a", header: []string{"Sec-Fetch-Site", "cross-site"}, status: 403},
		{name: "another origin", method: "POST", path: "/", body: "text=a", header: []string{"Origin", "https://evil.example"}, status: 403},
		{name: "another site's leave", method: "POST", path: "/leave", header: []string{"Sec-Fetch-Site", "cross-site"}, status: 403},
		{name: "too long", method: "POST", path: "/", body: "text=" + strings.Repeat("word+", 1000), status: 413},
		{name: "huge", method: "POST", path: "/", body: "text=" + strings.Repeat("%C3%A9", 100_000), status: 413},
		{name: "not UTF-8", method: "POST", path: "/", body: "text=%FF%FE%00", status: 200},
		{name: "empty", method: "POST", path: "/", status: 200},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := g.do(&http.Client{}, tc.method, tc.path, tc.body, tc.header...)
			if a.StatusCode != tc.status || a.Header.Get("Allow") != tc.allow {
				t.Errorf("status %d, allow %q; want %d, %q", a.StatusCode, a.Header.Get("Allow"), tc.status, tc.allow)
			}
			checkPage(t, tc.name, a)
			if !strings.Contains(a.reply(), "911") && !strings.Contains(a.reply(), "1-888-373-7888") {
				t.Errorf("no help line: %q", a.reply())
			}
			if strings.Contains(a.body, canary) {
				t.Error("what was sent comes back")
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	g := start(t, Options{})
	for _, path := range []string{"/", "/hotlines", "/nothing", "/robots.txt", loadAssets().paths["style.css"], "/pictures/porch.png"} {
		h := g.get(g.browser(), path).Header
		for name, want := range map[string]string{
			"X-Content-Type-Options":     "nosniff",
			"Referrer-Policy":            "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin",
			"X-Frame-Options":            "DENY",
			"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
				"form-action 'self' https://www.bbc.co.uk https://www.bbc.com; base-uri 'none'; frame-ancestors 'none'",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		for _, feature := range []string{"camera=()", "microphone=()", "geolocation=()"} {
			if !strings.Contains(h.Get("Permissions-Policy"), feature) {
				t.Errorf("%s: %s is allowed", path, feature)
			}
		}
		page := h.Get("Content-Type") == "text/html; charset=utf-8"
		if page != (h.Get("Cache-Control") == "no-store") {
			t.Errorf("%s: Cache-Control %q", path, h.Get("Cache-Control"))
		}
	}
}

func TestFrameAncestors(t *testing.T) {
	g := start(t, Options{FrameAncestors: []string{"https://school.example", "https://evil.example; script-src *", "https://a.example/path", "school", "*"}})
	h := g.get(g.browser(), "/").Header
	if csp := h.Get("Content-Security-Policy"); !strings.HasSuffix(csp, "; frame-ancestors https://school.example") || strings.Contains(csp, "evil") {
		t.Error(csp)
	}
	if h.Get("X-Frame-Options") != "" {
		t.Error("a site that may show the page is refused")
	}
}

func TestCookie(t *testing.T) {
	for _, tc := range []struct {
		name   string
		framed []string
		tls    bool
		want   string
	}{
		{name: "plain", want: "chat=ID; Path=/; HttpOnly; SameSite=Strict"},
		{name: "behind TLS", tls: true, want: "__Host-chat=ID; Path=/; HttpOnly; Secure; SameSite=Strict"},
		{name: "in a frame", framed: []string{"https://a.example"}, tls: true, want: "__Host-chat=ID; Path=/; HttpOnly; Secure; SameSite=None; Partitioned"},
		{name: "in a frame without TLS", framed: []string{"https://a.example"}, want: "chat=ID; Path=/; HttpOnly; SameSite=Strict"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := start(t, Options{FrameAncestors: tc.framed})
			var header []string
			if tc.tls {
				header = []string{"X-Forwarded-Proto", "https"}
			}
			a := g.do(&http.Client{}, http.MethodPost, "/", "text=hello", header...)
			set := a.Header.Values("Set-Cookie")
			if len(set) != 1 {
				t.Fatalf("%d cookies", len(set))
			}
			id := a.Cookies()[0].Value
			if len(id) != sessionLength {
				t.Errorf("the id is %q", id)
			}
			if got := strings.Replace(set[0], id, "ID", 1); got != tc.want {
				t.Errorf("%s\nwant %s", got, tc.want)
			}
			again := g.do(&http.Client{}, http.MethodPost, "/", "text=hello", append(header, "Cookie", a.Cookies()[0].Name+"="+id)...)
			if len(again.Cookies()) != 0 {
				t.Error("a session that is known begins again")
			}
			forged := g.do(&http.Client{}, http.MethodPost, "/", "text=hello", append(header, "Cookie", a.Cookies()[0].Name+"=../"+id)...)
			if len(forged.Cookies()) != 1 {
				t.Error("a session that we did not make is taken")
			}
		})
	}
}

// Several turns with nothing but forms and a cookie: the place in the dialog is
// remembered, and so are slots.
func TestWithoutScript(t *testing.T) {
	g := start(t, Options{})
	c := g.browser()
	a := g.get(c, "/")
	for _, label := range []string{"Show me the menu", "Settings and controls", "Phone or tablet", "Android phone or tablet"} {
		var payload string
		for _, b := range a.all(tag("button")) {
			if words(b) == label {
				payload = attr(b, "value")
			}
		}
		if payload == "" {
			t.Fatalf("no button %q on %q", label, a.reply())
		}
		a = g.tap(c, payload)
	}
	if !strings.Contains(a.reply(), "Family Link") {
		t.Errorf("what was told is not remembered: %q", a.reply())
	}
	g.tap(c, "1en:start/menu")
	if a = g.say(c, "2"); !strings.Contains(a.reply(), "rooming") {
		t.Errorf("a number is not read as the choice: %q", a.reply())
	}
}

// Without the cookie every turn is a first one, and still answered.
func TestWithoutCookie(t *testing.T) {
	g := start(t, Options{})
	c := &http.Client{}
	if a := g.tap(c, "1en:grooming/signs"); a.StatusCode != 200 || len(a.all(class("choices"))) == 0 {
		t.Error("a button without a session")
	}
	if a := g.say(c, danger); !strings.Contains(a.reply(), "911") {
		t.Error("danger without a session")
	}
}

// P12: nothing that a person wrote comes back, wherever they wrote it.
func TestNothingIsEchoed(t *testing.T) {
	g := start(t, Options{})
	c := g.browser()
	for _, a := range []answer{
		g.say(c, danger), g.say(c, canary), g.say(c, "is roblox safe "+canary), g.say(c, "/"+canary), g.say(c, "/language "+canary),
		g.say(c, strings.Repeat(canary+" ", 400)), g.say(c, "help"), g.tap(c, "1en:"+canary), g.tap(c, "1en:start/menu;age="+canary), g.tap(c, canary),
		g.do(c, "POST", "/?lang="+canary, "lang="+canary+"&text="+canary+"&"+canary+"="+canary),
		g.get(c, "/"+canary), g.get(c, "/?lang="+canary), g.get(c, "/static/"+canary), g.get(c, "/pictures/"+canary),
		g.do(c, "POST", "/", "text=%zz"+canary), g.do(c, "TRACE", "/"+canary, ""), g.get(c, "/"),
		g.get(c, "/", "Accept-Language", canary), g.do(c, "POST", "/leave", "text="+canary),
	} {
		if out := a.body + headersText(a.Header); strings.Contains(strings.ToLower(out), canary) {
			t.Errorf("%s %s: what was written comes back", a.Request.Method, a.Status)
		}
	}
	if logged := g.logged.String(); logged != "" {
		t.Errorf("%d bytes are logged", len(logged))
	}
}

func TestLeave(t *testing.T) {
	g := start(t, Options{})
	for _, how := range []struct {
		name  string
		leave func(*http.Client) answer
	}{
		{"the button above", func(c *http.Client) answer { return g.do(c, "POST", "/leave", "") }},
		{"a button below", func(c *http.Client) answer { return g.tap(c, "1en:/bye") }},
		{"typed", func(c *http.Client) answer { return g.say(c, "/bye") }},
	} {
		t.Run(how.name, func(t *testing.T) {
			c := g.browser()
			g.say(c, danger)
			if g.store.Len() != 1 {
				t.Fatalf("%d sessions before leaving", g.store.Len())
			}
			a := how.leave(c)
			if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != DefaultLeaveURL {
				t.Errorf("status %d to %q", a.StatusCode, a.Header.Get("Location"))
			}
			if got := a.Header.Get("Clear-Site-Data"); got != `"cache", "cookies", "storage"` {
				t.Errorf("Clear-Site-Data %q", got)
			}
			if g.store.Len() != 0 {
				t.Errorf("%d sessions after leaving", g.store.Len())
			}
			here, _ := url.Parse(g.URL)
			if left := c.Jar.Cookies(here); len(left) != 0 {
				t.Errorf("the cookie is still there: %v", left)
			}
		})
	}
	a := g.tap(g.browser(), "1en:bot/bye-info")
	for _, b := range a.all(tag("button")) {
		if words(b) == word("en", "leave") && attr(b, "formaction") != "/leave" && attr(b.Parent, "action") != "/leave" {
			t.Error("a button to leave that only says good-bye")
		}
	}
	other := start(t, Options{LeaveURL: "https://weather.example/today?x=1"})
	if a := other.do(g.browser(), "POST", "/leave", ""); a.Header.Get("Location") != "https://weather.example/today?x=1" {
		t.Error("the site to leave to is not the one that was asked for")
	} else if !strings.Contains(a.Header.Get("Content-Security-Policy"), "form-action 'self' https://weather.example;") {
		t.Error("browsers would stop the way out")
	}
}

func TestLimit(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	limited, sessions := 0, 0
	g := start(t, Options{Now: func() time.Time { return now }, Limited: func() { limited++ }, Sessions: func(n int) { sessions = n }})
	c := g.browser()
	g.say(c, "hello")
	last := answer{}
	for range bots.Burst {
		last = g.say(c, "hello")
	}
	if last.StatusCode != http.StatusTooManyRequests || limited == 0 || sessions == 0 {
		t.Fatalf("after %d turns: status %d, %d limited, %d sessions", bots.Burst+1, last.StatusCode, limited, sessions)
	}
	if !strings.Contains(last.reply(), "1-888-373-7888") || strings.Contains(last.reply(), "Hello") {
		t.Errorf("the page over the limit says %q", last.reply())
	}
	for name, a := range map[string]answer{
		"danger": g.say(c, danger), "help typed": g.say(c, "help"), "help tapped": g.tap(c, "1en:/help"), "hotlines": g.tap(c, "1en:/hotline"),
	} {
		if a.StatusCode != http.StatusOK || !strings.Contains(a.reply(), "911") {
			t.Errorf("%s over the limit: status %d", name, a.StatusCode)
		}
	}
	if a := g.say(g.browser(), "hello"); a.StatusCode != http.StatusOK {
		t.Error("somebody else is limited too")
	}
	now = now.Add(time.Minute)
	if a := g.say(c, "hello"); a.StatusCode != http.StatusOK {
		t.Error("the limit does not pass")
	}
}

// A long text is read for danger all the same, at its start and at its end.
func TestDangerInLongText(t *testing.T) {
	g := start(t, Options{})
	filler := strings.Repeat("and then we had dinner and talked about the day. ", 400)
	for name, text := range map[string]string{
		"start": danger + ". " + filler, "end": filler + ". " + danger, "huge": danger + ". " + strings.Repeat(filler, 6),
	} {
		a := g.say(g.browser(), text)
		if a.StatusCode != http.StatusOK || len(a.all(class("danger"))) == 0 {
			t.Errorf("%s: status %d, %q", name, a.StatusCode, a.reply())
		}
	}
}

func TestTypedTextCountsBeforeAChoice(t *testing.T) {
	g := start(t, Options{})
	g.do(g.browser(), "POST", "/", url.Values{"text": {danger}, "choice": {"1en:start/menu"}}.Encode())
	if g.seen.turns[engine.Danger] != 1 {
		t.Error("what was typed was not read")
	}
}

func TestHead(t *testing.T) {
	g := start(t, Options{})
	for _, path := range []string{"/", "/hotlines", "/nothing", loadAssets().paths["chat.js"]} {
		a := g.do(g.browser(), http.MethodHead, path, "")
		if a.body != "" || a.Header.Get("Content-Length") == "" {
			t.Errorf("%s: %d bytes", path, len(a.body))
		}
	}
}

func TestStaticAndRobots(t *testing.T) {
	g := start(t, Options{})
	a := g.get(g.browser(), "/")
	for _, n := range a.all(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "src")+attr(n, "href"), "/static/") }) {
		f := g.get(g.browser(), attr(n, "src")+attr(n, "href"))
		if f.StatusCode != 200 || !strings.Contains(f.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d", n.Data, f.StatusCode)
		}
	}
	if r := g.get(g.browser(), "/robots.txt"); r.body != "User-agent: *\nAllow: /$\nAllow: /static/\nDisallow: /\n" {
		t.Error(r.body)
	}
}
