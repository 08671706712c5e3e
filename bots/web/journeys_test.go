package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// What parents do at the page, in a real browser.
func TestBrowser(t *testing.T) {
	browser := browse(t)
	for _, j := range []struct {
		name string
		run  func(*testing.T, context.Context)
	}{
		{"conversation", conversation},
		{"keyboard", keyboard},
		{"leave", leaveQuickly},
		{"without script", withoutScript},
		{"without server", withoutServer},
		{"frame", inFrame},
		{"accessible", accessible},
		{"made-up languages", madeUp},
		{"picture", pictureOfPage},
	} {
		t.Run(j.name, func(t *testing.T) { j.run(t, browser) })
	}
}

// conversation taps, types a question and a danger, and asks for help.
func conversation(t *testing.T, browser context.Context) {
	away := weather(t)
	for name, size := range map[string][2]int64{"phone": {390, 844}, "desktop": {1280, 900}, "400 percent": {320, 256}} {
		t.Run(name, func(t *testing.T) {
			g := start(t, Options{LeaveURL: away})
			b := open(t, browser, size[0], size[1], "light", g.URL)
			b.do(chromedp.Navigate(g.URL+"/"), see(".reply"))
			b.fits("start")

			b.do(push(".choices button"), turnNumber("2"))
			if got := tell[string](b, `document.querySelector(".you").textContent`); got != "You chose: Someone is writing to my child" {
				t.Errorf("a tap is shown as %q", got)
			}
			if tell[string](b, `document.activeElement.tagName`) != "H2" {
				t.Error("the focus is not at the reply")
			}

			b.do(write(danger), push(".ask button"), turnNumber("3"))
			if !tell[bool](b, `(() => {
				const reply = document.querySelector("#log > .turn:last-child .reply");
				const tel = reply.querySelector("p").querySelector("a.tel");
				return reply.getAttribute("role") === "alert" && tel.href.startsWith("tel:") && tel.getBoundingClientRect().bottom <= Math.max(innerHeight, 568);
			})()`) {
				t.Error("the hotline is not the first thing that is seen")
			}
			if got := tell[string](b, `document.body.innerText`); strings.Contains(got, canary) {
				t.Error("what was typed is on the page")
			}
			if tell[string](b, `document.querySelector("#text").value`) != "" {
				t.Error("what was typed stays in the field")
			}

			b.do(write("how do i set up parental controls"), push(".ask button"), turnNumber("4"))
			b.do(push(".help-now"), turnNumber("5"))
			if n := tell[int](b, `document.querySelectorAll("#log > .turn").length`); n != 5 {
				t.Errorf("%d turns are on the page", n)
			}
			if !tell[bool](b, `[".help-now", ".leave"].every(s => { const r = document.querySelector(s).getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; })`) {
				t.Error("help and the way out are not on the screen")
			}
			if got := tell[string](b, `document.cookie + localStorage.length + sessionStorage.length`); got != "00" {
				t.Errorf("the page can see what is stored: %q", got)
			}
			b.fits("conversation")
			b.quietly()
		})
	}
}

// keyboard uses no mouse.
func keyboard(t *testing.T, browser context.Context) {
	g := start(t, Options{})
	b := open(t, browser, 1280, 900, "light", g.URL)
	b.do(chromedp.Navigate(g.URL+"/"), see(".reply"))
	reached := func() string {
		return tell[string](b, `document.activeElement.className || document.activeElement.id || document.activeElement.textContent.trim()`)
	}
	for _, want := range []string{"skip", "brand", "help-now", "leave"} {
		b.do(keys(kb.Tab))
		if got := reached(); got != want {
			t.Errorf("Tab reaches %q, not %q", got, want)
		}
		if tell[string](b, `getComputedStyle(document.activeElement).outlineStyle`) == "none" {
			t.Errorf("the focus on %q is not seen", want)
		}
	}
	b.do(keys(kb.Tab), keys(kb.Tab)) // the number to call, the first choice
	b.do(keys(kb.Enter), turnNumber("2"))
	b.do(keys(kb.Tab))
	if tell[bool](b, `!document.querySelector("#log > .turn:nth-child(2)").contains(document.activeElement)`) {
		t.Errorf("Tab leads from the reply to %q", reached())
	}
	b.do(chromedp.Focus(chromedp.CSS("#text")), keys("hello"), keys(kb.Enter), turnNumber("3"))
	b.do(chromedp.Focus(chromedp.CSS("#text")), keys("a"), chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierShift)), keys("b"))
	if got := tell[string](b, `document.querySelector("#text").value`); got != "a\nb" {
		t.Errorf("Shift and Enter gives %q", got)
	}
	b.quietly()
}

// leaveQuickly leaves in every way there is.
func leaveQuickly(t *testing.T, browser context.Context) {
	away := weather(t)
	for name, leave := range map[string][]step{
		"the button":     {push(".leave")},
		"Esc":            {keys(kb.Escape), keys(kb.Escape)}, // and one before
		"a choice":       {write("how do i delete this chat"), push(".ask button"), turnNumber("3"), push("[data-leave-too]")},
		"typed":          {write("/bye"), push(".ask button")},
		"without script": {push(".leave")},
	} {
		t.Run(name, func(t *testing.T) {
			g := start(t, Options{LeaveURL: away})
			b := open(t, browser, 390, 844, "light", g.URL, away)
			if name == "without script" {
				if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
					t.Fatal(err)
				}
			}
			b.do(chromedp.Navigate(g.URL+"/"), push(".choices button"), see(".you"))
			if g.store.Len() != 1 {
				t.Fatalf("%d sessions", g.store.Len())
			}
			if name == "Esc" {
				b.do(keys(kb.Escape))
				if got := tell[string](b, `document.querySelector("#leave-status").textContent`); got != word("en", "web-leave-twice") {
					t.Errorf("after one Esc: %q", got)
				}
			}
			b.do(append(leave, see("#sun"))...)
			for range 100 { // the page is gone before the answer to its last request
				if g.store.Len() == 0 {
					break
				}
				b.do(chromedp.Sleep(20 * time.Millisecond))
			}
			if n := g.store.Len(); n != 0 {
				t.Errorf("%d sessions are left", n)
			}
			b.quietly()
			if name == "without script" {
				return
			}
			b.do(chromedp.NavigateBack())
			if got, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body.innerText`)); strings.Contains(got, "You chose") {
				t.Error("Back shows the conversation")
			}
		})
	}
}

// withoutScript has forms alone.
func withoutScript(t *testing.T, browser context.Context) {
	g := start(t, Options{})
	b := open(t, browser, 390, 844, "light", g.URL)
	if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Navigate(g.URL + "/"))
	b.submit(".choices button")
	b.do(see(".you"), write("hello"))
	b.submit(".ask button")
	b.do(see(".you"), write(danger))
	b.submit(".ask button")
	b.do(see(".danger a.tel"))
	b.submit(".help-now")
	b.do(see(".danger a.tel"))
	b.fits("a page without script")
	b.quietly()
}

// withoutServer gets no reply: what stands in the page helps.
func withoutServer(t *testing.T, browser context.Context) {
	g := start(t, Options{})
	b := open(t, browser, 390, 844, "light", g.URL)
	b.do(chromedp.Navigate(g.URL+"/"), see(".reply"), write("hello"))
	g.Close()
	b.do(push(".ask button"), turnNumber("2"))
	if !tell[bool](b, `document.querySelector("#log > .turn:last-child a.tel") !== null`) {
		t.Error("no number to call")
	}
	if tell[string](b, `document.querySelector("#text").value`) != "hello" {
		t.Error("what was typed is lost")
	}
}

// inFrame is a site that shows the page inside its own: one that may, and one
// that may not.
func inFrame(t *testing.T, browser context.Context) {
	for name, allowed := range map[string]bool{"allowed": true, "not allowed": false} {
		t.Run(name, func(t *testing.T) {
			inside := ""
			school := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				fmt.Fprintf(w, `<!doctype html><html lang="en"><title>School</title><link rel="icon" href="data:,"><iframe title="Chat" width="390" height="700" src="%s"></iframe>`, inside)
			}))
			defer school.Close()
			var o Options
			if allowed {
				o.FrameAncestors = []string{school.URL}
			}
			g := start(t, o)
			inside = g.URL
			b := open(t, browser, 800, 900, "light", g.URL, school.URL)
			b.do(chromedp.Navigate(school.URL), see("iframe"))
			if !allowed {
				b.mu.Lock()
				defer b.mu.Unlock()
				if !strings.Contains(strings.Join(b.problems, " "), "frame-ancestors") {
					t.Errorf("the browser shows the page: %v", b.problems)
				}
				return
			}
			frame, err := chromedp.Run(b.ctx, chromedp.Nodes(chromedp.CSS("iframe")))
			if err != nil {
				t.Fatal(err)
			}
			b.do(chromedp.Click(chromedp.CSS(".choices button"), chromedp.FromNode(frame[0])), chromedp.WaitVisible(chromedp.CSS(".you"), chromedp.FromNode(frame[0])))
			b.quietly()
		})
	}
}

// accessible holds the pages against WCAG 2.2 AA, by day and by night.
func accessible(t *testing.T, browser context.Context) {
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			g := start(t, Options{})
			b := open(t, browser, 390, 844, scheme, g.URL)
			background := map[string]string{"light": "rgb(250, 247, 241)", "dark": "rgb(20, 29, 40)"}[scheme]
			b.do(chromedp.Navigate(g.URL+"/"), see(".reply"))
			if got := tell[string](b, `getComputedStyle(document.documentElement).backgroundColor`); got != background {
				t.Errorf("the page is %s", got)
			}
			b.axe("start")
			b.do(push(".choices button"), turnNumber("2"))
			b.axe("answer")
			b.do(write(danger), push(".ask button"), turnNumber("3"))
			b.axe("danger")
			b.do(write("and the settings of his phone"), push(".ask button"), turnNumber("4"))
			b.axe("check")
			for _, path := range []string{"/?lang=es", "/hotlines", "/privacy", "/about", "/terms", "/nothing"} {
				b.do(chromedp.Navigate(g.URL+path), see(".reply"))
				b.axe(path)
			}
			b.quietly()
		})
	}
}

// madeUp reads the page in longer words and from right to left, on the narrowest
// screen.
func madeUp(t *testing.T, browser context.Context) {
	fsys, bundle := pseudo(t)
	for locale, mirrored := range map[string]bool{dialog.PseudoAccents: false, dialog.PseudoRTL: true} {
		t.Run(locale, func(t *testing.T) {
			g := serveContent(t, fsys, bundle, Options{})
			b := open(t, browser, 320, 640, "light", g.URL)
			b.do(chromedp.Navigate(g.URL+"/?lang="+locale), see(".reply"))
			b.fits("start")
			b.axe("start")
			b.do(push(".choices button"), turnNumber("2"))
			b.do(push(".help-now"), turnNumber("3"))
			b.fits("conversation")
			b.inside("conversation")
			// What stands at the start of a line in English stands at its start here.
			for _, pair := range [][2]string{{".help-now", ".leave"}, {"#kept", ".primary"}} {
				a := tell[float64](b, `document.querySelector("`+pair[0]+`").getBoundingClientRect().right`)
				z := tell[float64](b, `document.querySelector("`+pair[1]+`").getBoundingClientRect().right`)
				if mirrored != (a > z) && a != z {
					t.Errorf("%s ends at %v, %s at %v", pair[0], a, pair[1], z)
				}
			}
			if got := tell[bool](b, `(() => { const y = document.querySelector(".you").getBoundingClientRect(); return y.left + y.right < innerWidth; })()`); got != mirrored {
				t.Errorf("what the person did stands on the left: %v", got)
			}
			if got := tell[string](b, `getComputedStyle(document.querySelector(".number")).direction`); got != "ltr" {
				t.Errorf("a number runs %s", got)
			}
			for _, path := range []string{"/hotlines", "/privacy", "/about", "/terms", "/nothing"} {
				b.do(chromedp.Navigate(g.URL+path+"?lang="+locale), see(".reply"))
				b.fits(path)
				b.inside(path)
			}
			b.quietly()
		})
	}
	// An English chat goes on in a language from right to left, and back: each turn
	// keeps its direction.
	g := serveContent(t, fsys, bundle, Options{})
	b := open(t, browser, 320, 640, "light", g.URL)
	b.do(chromedp.Navigate(g.URL+"/?lang=en"), see(".reply"))
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".choices button").value = "1`+dialog.PseudoRTL+`:start/menu"`), push(".choices button"), turnNumber("2"))
	if got := tell[string](b, `[document.documentElement, ...document.querySelectorAll(".turn")].map(e => getComputedStyle(e).direction).join(" ")`); got != "rtl ltr rtl" {
		t.Errorf("the page and its turns run %s", got)
	}
	b.quietly()
}

// pictureOfPage makes the picture in the documents; -update writes it.
func pictureOfPage(t *testing.T, browser context.Context) {
	path := filepath.Join(t.TempDir(), "web-chat.png")
	if *update {
		path = filepath.Join("..", "..", "docs", "web-chat.png")
	}
	g := start(t, Options{})
	b := open(t, browser, 390, 844, "light", g.URL)
	b.do(chromedp.Navigate(g.URL+"/"), see(".reply"))
	b.picture(path)
	b.quietly()
}
