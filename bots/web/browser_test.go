package web

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

var update = flag.Bool("update", false, "write the picture of the page for the documents")

// step is something a person does at the page.
type step = chromedp.Action[chromedp.Void]

// tab is a page open in a browser, and what it asked for and complained about.
type tab struct {
	t     testing.TB
	ctx   context.Context
	hosts []string // that it may ask

	mu       sync.Mutex
	outside  []string
	problems []string
}

// browse starts a browser, or skips the test where there is none.
func browse(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no browser: install chromium to run this test")
	}
	flags := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoFirstRun, chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("headless", "new"), chromedp.Flag("hide-scrollbars", true),
	}
	for _, name := range []string{"quic", "background-networking", "component-update", "sync", "dev-shm-usage", "default-apps", "extensions"} {
		flags = append(flags, chromedp.Flag("disable-"+name, true))
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), flags...)
	t.Cleanup(cancel)
	ctx, stop := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		end, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		_ = chromedp.Cancel(end)
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	return ctx
}

// open opens a tab with cookies of its own that may ask the hosts of some
// addresses alone.
func open(t *testing.T, browser context.Context, width, height int64, scheme string, addresses ...string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	ctx, cancelTime := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancelTime)
	b := &tab{t: t, ctx: ctx}
	for _, a := range addresses {
		u, _ := url.Parse(a)
		b.hosts = append(b.hosts, u.Host)
	}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	console := chromedp.Console(ctx)
	go func() { // ends with ctx
		for m, err := range console {
			if err != nil {
				return
			}
			// A page that says 404 is what the test asks for.
			if m.Type != "info" && !strings.Contains(m.Text, "status of 4") {
				b.mu.Lock()
				b.problems = append(b.problems, m.String())
				b.mu.Unlock()
			}
		}
	}()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(width, height))
	return b
}

func (b *tab) listen(ev any) {
	r, ok := ev.(*network.EventRequestWillBeSent)
	if !ok {
		return
	}
	u, err := url.Parse(r.Request.URL)
	if err != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, h := range b.hosts {
		if u.Host == h || u.Scheme == "chrome" || u.Scheme == "about" {
			return
		}
	}
	b.outside = append(b.outside, u.Host)
}

func (b *tab) do(steps ...step) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// quietly reports what the page asked of others, and its complaints.
func (b *tab) quietly() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.outside) > 0 {
		b.t.Errorf("the page asked other hosts: %v", b.outside)
	}
	for _, p := range b.problems {
		b.t.Errorf("the console says: %s", p)
	}
}

func see(selector string) step  { return chromedp.WaitVisible(chromedp.CSS(selector)) }
func push(selector string) step { return chromedp.Click(chromedp.CSS(selector)) }
func write(words string) step   { return chromedp.SendKeys(chromedp.CSS("#text"), words) }
func keys(k string) step        { return chromedp.KeyEvent(k) }

// submit pushes a button of a form without script, and waits for the page that
// answers it. What it looks for may stand in the page before as well, so that
// seeing it proves nothing.
func (b *tab) submit(selector string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`globalThis.before = true`), push(selector))
	for range 500 {
		// A page that is just being replaced answers with an error.
		if came, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`!globalThis.before && document.readyState === "complete"`)); err == nil && came {
			return
		}
		b.do(chromedp.Sleep(20 * time.Millisecond))
	}
	b.t.Fatalf("no page answers %s", selector)
}

// turnNumber waits for the reply to a turn.
func turnNumber(n string) step { return see("#log > .turn:nth-child(" + n + ") .reply") }

// tell gives what an expression of the page is.
func tell[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// picture writes what is seen.
func (b *tab) picture(path string) {
	b.t.Helper()
	data, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil { //nolint:gosec // a picture for everyone
		b.t.Fatal(err)
	}
}

// fits reports what is wider than the screen, and what is too small to tap.
func (b *tab) fits(name string) {
	b.t.Helper()
	// A page that is just being replaced has no root for a moment, so that the
	// question whether it has one and how wide it is must be one question.
	wide := -1
	for range 50 {
		wide = tell[int](b, `document.readyState === "complete" && document.documentElement
			? Math.max(0, document.documentElement.scrollWidth - innerWidth) : -1`)
		if wide >= 0 {
			break
		}
		b.do(chromedp.Sleep(20 * time.Millisecond))
	}
	if wide != 0 {
		b.t.Errorf("%s: the page is %d pixels wider than the screen (-1: it never came)", name, wide)
	}
	small := tell[string](b, `[...document.querySelectorAll("button, a.tel, nav a, textarea")]
		.filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 44).map(e => e.className + e.textContent).join("; ")`)
	if small != "" {
		b.t.Errorf("%s: less than 44 pixels high: %s", name, small)
	}
}

// inside reports what reaches over an edge of the screen, or is cut.
func (b *tab) inside(name string) {
	b.t.Helper()
	over := tell[string](b, `[...document.querySelectorAll("body *")].filter(e => {
			const r = e.getBoundingClientRect();
			return r.width > 1 && !e.closest(".hidden, .skip, svg") && (r.left < -1 || r.right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0);
		}).map(e => e.tagName + "." + e.className + " " + e.textContent.slice(0, 40)).join("; ")`)
	if over != "" {
		b.t.Errorf("%s: over the edge: %s", name, over)
	}
}

// axe runs axe-core with the rules of WCAG 2.2 AA.
func (b *tab) axe(name string) {
	b.t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", "axe.min.js"))
	if err != nil {
		b.t.Fatal(err)
	}
	// From the top: what the bar half covers while the page is scrolled counts as
	// too small a target.
	b.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`), chromedp.Evaluate[chromedp.Void](string(source)))
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => JSON.stringify({checked: r.passes.length, found: r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.html.slice(0, 120)).join(" | "))}))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	var result struct {
		Checked int
		Found   []string
	}
	if err := json.Unmarshal([]byte(out), &result); err != nil || result.Checked < 10 {
		b.t.Fatalf("%s: axe-core did not run", name)
	}
	for _, f := range result.Found {
		b.t.Errorf("%s: %s", name, f)
	}
}

// weather stands for the neutral site.
func weather(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<!doctype html><html lang="en"><title>Weather</title><link rel="icon" href="data:,"><h1 id="sun">Sunny</h1>`))
	}))
	t.Cleanup(s.Close)
	return s.URL + "/weather"
}
