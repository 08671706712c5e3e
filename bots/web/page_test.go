package web

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/html"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// checkPage reports what no page may lack or have.
func checkPage(t *testing.T, name string, a answer) {
	t.Helper()
	fail := func(what string, args ...any) { t.Helper(); t.Errorf(name+": "+what, args...) }
	if got := a.Header.Get("Content-Type"); got != "text/html; charset=utf-8" {
		fail("Content-Type %q", got)
	}
	if !strings.HasPrefix(a.body, "<!doctype html>") {
		fail("no doctype")
	}
	root := a.all(tag("html"))[0]
	lang := attr(root, "lang")
	if lang != "en" && lang != "es" {
		fail("lang %q", lang)
	}
	if titles := a.all(tag("title")); len(titles) != 1 || words(titles[0]) == "" {
		fail("%d titles", len(titles))
	}
	if n := len(a.all(tag("h1"))); n != 1 {
		fail("%d h1", n)
	}
	for _, landmark := range []string{"header", "main", "nav", "footer"} {
		if n := len(a.all(tag(landmark))); n != 1 {
			fail("%d %s", n, landmark)
		}
	}
	level := 0
	for _, h := range a.all(tag("h1", "h2", "h3", "h4")) {
		if next := int(h.Data[1] - '0'); next > level+1 {
			fail("%s follows h%d", h.Data, level)
		} else {
			level = next
		}
	}
	ids := map[string]bool{}
	for _, n := range a.all(func(n *html.Node) bool { return attr(n, "id") != "" }) {
		if ids[attr(n, "id")] {
			fail("id %q stands twice", attr(n, "id"))
		}
		ids[attr(n, "id")] = true
	}
	labels := map[string]bool{}
	for _, n := range a.all(tag("label")) {
		labels[attr(n, "for")] = true
	}
	for _, n := range a.all(tag("input", "textarea", "select")) {
		if attr(n, "type") != "hidden" && !labels[attr(n, "id")] {
			fail("%s without a label", n.Data)
		}
	}
	for _, f := range a.all(tag("form")) {
		form := answer{doc: f}
		if len(form.all(tag("button"))) == 0 {
			fail("a form without a button")
		}
		if attr(f, "method") != "post" {
			fail("a form that puts its fields into the address")
		}
	}
	for _, b := range a.all(tag("button", "a")) {
		if words(b) == "" && len(answer{doc: b}.all(func(n *html.Node) bool { return attr(n, "alt") != "" })) == 0 {
			fail("a %s without words", b.Data)
		}
	}
	for _, n := range a.all(func(*html.Node) bool { return true }) {
		for _, at := range n.Attr {
			// Names such as data-once look like scripts to html/template: it puts quotes
			// around their values.
			if strings.HasPrefix(at.Val, `"`) {
				fail("%s is taken for a script", at.Key)
			}
			if at.Key == "style" || strings.HasPrefix(at.Key, "on") {
				fail("inline %s", at.Key)
			}
			outside := strings.HasPrefix(at.Val, "http") || strings.HasPrefix(at.Val, "//")
			if (at.Key == "src" || at.Key == "srcset" || n.Data == "link" && at.Key == "href") && outside {
				fail("%s of another site: %s", n.Data, at.Val)
			}
		}
		switch {
		case n.Data == "style", n.Data == "script" && attr(n, "src") == "":
			fail("inline %s", n.Data)
		case n.Data == "img" && attr(n, "alt") == "":
			fail("an image without words")
		case n.Data == "a" && strings.HasPrefix(attr(n, "href"), "http") && attr(n, "rel") != "noopener noreferrer":
			fail("a link that tells where it was found: %s", attr(n, "href"))
		}
	}
	// The help row: help first, then the way out, before everything else.
	header := answer{doc: a.all(tag("header"))[0]}
	buttons := header.all(tag("button"))
	if len(buttons) != 2 || !strings.HasSuffix(attr(buttons[0], "value"), ":/help") || words(buttons[0]) != word(lang, "help-now") || words(buttons[1]) != word(lang, "leave") {
		fail("the help row is not first")
	}
	if strings.Contains(a.body, "ZgotmplZ") {
		fail("a value that the template refused")
	}
}

func TestEveryPage(t *testing.T) {
	g := start(t, Options{})
	c := g.browser()
	_, b := content()
	for _, lang := range b.Locales() {
		pages := map[string]answer{
			"start":    g.get(c, "/?lang="+lang),
			"hotlines": g.get(c, "/hotlines?lang="+lang),
			"privacy":  g.get(c, "/privacy?lang="+lang),
			"about":    g.get(c, "/about?lang="+lang),
			"unknown":  g.get(c, "/nothing?lang="+lang),
			"danger":   g.say(c, danger),
			"answer":   g.say(c, "how do i set up parental controls"),
			"small":    g.say(c, "hello"),
			"nothing":  g.say(c, "xqzw vbnm"),
			"slash":    g.say(c, "/menu"),
			"help":     g.say(c, "help"),
			"empty":    g.say(c, ""),
			"gone":     g.tap(c, "1"+lang+":no/such-node"),
			"garbage":  g.tap(c, "\x00<>"),
			"method":   g.do(c, http.MethodPut, "/?lang="+lang, ""),
		}
		for name, a := range pages {
			checkPage(t, lang+" "+name, a)
		}
	}
}

// Every node of the content is a page in every language: an answer with all its
// buttons, and the help row.
func TestEveryNode(t *testing.T) {
	g := start(t, Options{})
	_, b := content()
	for i, locale := range b.Locales() {
		for _, id := range b.NodeIDs() {
			a := g.tap(&http.Client{}, dialog.Payload{Locale: locale, To: dialog.Target(id)}.String())
			if a.StatusCode != http.StatusOK {
				t.Fatalf("%s %s: status %d", locale, id, a.StatusCode)
			}
			checkPage(t, locale+" "+string(id), a)
			n, _ := b.Node(id)
			for _, choice := range n.View(i).Choices {
				if !strings.Contains(a.body, html.EscapeString(choice.Label)) {
					t.Errorf("%s %s: no button %q", locale, id, choice.Label)
				}
			}
		}
	}
}

func TestDrafts(t *testing.T) {
	g := start(t, Options{})
	a := g.get(g.browser(), "/")
	if n := strings.Count(words(a.doc), "no expert has reviewed"); n != 1 {
		t.Errorf("the start page says %d times that its texts are drafts", n)
	}
	d := g.say(g.browser(), danger)
	text := words(d.all(tag("main"))[0])
	if strings.Index(text, "no expert") < strings.Index(text, "911") {
		t.Error("on a danger page something stands before the help lines")
	}
}

func TestFirstVisitGreets(t *testing.T) {
	g := start(t, Options{})
	a := g.get(g.browser(), "/")
	if !strings.Contains(a.reply(), "Welcome to Porchlight") {
		t.Errorf("the first page says %q", a.reply())
	}
	if len(a.Cookies()) != 0 || g.store.Len() != 0 {
		t.Error("looking at the page leaves something behind")
	}
}

func TestReturnGreetsFromTheTop(t *testing.T) {
	g := start(t, Options{})
	c := g.browser()
	g.say(c, danger)
	a := g.get(c, "/")
	if !strings.Contains(a.reply(), "Welcome to Porchlight") || len(a.all(class("turn"))) != 1 {
		t.Error("the page shows what was talked about before")
	}
}

func TestDangerComesFirst(t *testing.T) {
	g := start(t, Options{})
	a := g.say(g.browser(), danger)
	log := a.all(func(n *html.Node) bool { return attr(n, "id") == "log" })[0]
	in := answer{doc: log}
	if len(in.all(class("you"))) != 0 {
		t.Error("something stands before the danger reply")
	}
	reply := in.all(class("reply"))[0]
	if attr(reply, "role") != "alert" || !strings.Contains(attr(reply, "class"), "danger") {
		t.Error("the reply does not stand out")
	}
	first := answer{doc: answer{doc: reply}.all(tag("p"))[0]}
	tel := first.all(class("tel"))
	if len(tel) == 0 || !strings.HasPrefix(attr(tel[0], "href"), "tel:") || attr(tel[0], "aria-label") == "" {
		t.Errorf("the first paragraph has no number to call: %q", words(reply))
	}
}

func TestPicture(t *testing.T) {
	g := start(t, Options{})
	c := g.browser()
	a := g.tap(c, "1en:start/menu")
	img := answer{doc: a.all(tag("figure"))[0]}.all(tag("img"))[0]
	if attr(img, "alt") != "A lamp on a porch." {
		t.Errorf("alt %q", attr(img, "alt"))
	}
	p := g.get(c, attr(img, "src"))
	if p.StatusCode != http.StatusOK || p.Header.Get("Content-Type") != "image/png" || p.body != png {
		t.Errorf("status %d, %s, %d bytes", p.StatusCode, p.Header.Get("Content-Type"), len(p.body))
	}
	again := g.get(c, attr(img, "src"), "If-None-Match", p.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || again.body != "" {
		t.Errorf("asked again: status %d", again.StatusCode)
	}
	for _, path := range []string{"/pictures/", "/pictures/porch", "/pictures/../words.yaml", "/pictures/pictures/porch.png"} {
		if a := g.get(c, path); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", path, a.StatusCode)
		}
	}
}

func TestSpanish(t *testing.T) {
	g := start(t, Options{})
	hello := word("es", "web-question-label")
	if hello == word("en", "web-question-label") {
		t.Fatal("the content has no Spanish page")
	}
	spanish := func(name string, a answer) {
		t.Helper()
		if got := attr(a.all(tag("html"))[0], "lang"); got != "es" || !strings.Contains(a.body, hello) {
			t.Errorf("%s: the page is in %q", name, got)
		}
	}
	spanish("asked for", g.get(g.browser(), "/?lang=es"))
	spanish("the browser's", g.get(g.browser(), "/", "Accept-Language", "fr;q=0.9, es-MX;q=0.8, en;q=0.1"))
	spanish("an unknown page", g.get(g.browser(), "/no", "Accept-Language", "es"))
	spanish("typed", g.say(g.browser(), "¿cómo pongo controles parentales en el teléfono de mi hijo?"))

	c := g.browser()
	spanish("a Spanish button", g.tap(c, "1es:start/menu"))
	spanish("kept by the session", g.get(c, "/"))
	g.get(c, "/?lang=en")
	if a := g.get(c, "/"); attr(a.all(tag("html"))[0], "lang") != "en" {
		t.Error("the link to English does not lead there")
	}
	if a := g.get(g.browser(), "/?lang=xx", "Accept-Language", strings.Repeat("es,", 1000)); attr(a.all(tag("html"))[0], "lang") != "en" {
		t.Error("a language nobody knows")
	}
	if a := g.get(g.browser(), "/"); !strings.Contains(a.body, `hreflang="es">Español</a>`) {
		t.Error("no link to Spanish")
	}
}

// A bug of ours ends in the help lines.
func TestLastResort(t *testing.T) {
	g := start(t, Options{})
	p := (&site{handler: g.handler, assets: loadAssets()}).page(&bots.Reply{LastResort: "Help: 911\n\nMore <b>help</b>"})
	if !p.Danger || len(p.Replies[0].Plain) != 2 {
		t.Errorf("the handler's last resort is shown as %+v", p.Replies[0])
	}

	var panicked atomic.Int32
	page := New(g.handler, Options{Panicked: func() { panicked.Add(1) }})
	g.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL = nil // what no page expects
		page.ServeHTTP(w, r)
	})
	a := g.get(g.browser(), "/", "Accept-Language", "es")
	if a.StatusCode != http.StatusInternalServerError || !strings.Contains(a.body, "911") || panicked.Load() != 1 {
		t.Errorf("status %d, %d panics:\n%s", a.StatusCode, panicked.Load(), a.body)
	}
}

// The templates hold with nothing in them.
func TestEmptyPage(t *testing.T) {
	_, b := content()
	var out strings.Builder
	p := &page{bundle: b, assets: assets{}}
	p.Replies = []replyView{{p: p}}
	p.Failed = replyView{p: p}
	if err := pageTemplate.Execute(&out, p); err != nil {
		t.Error(err)
	}
}

func TestMarker(t *testing.T) {
	g := start(t, Options{})
	c := g.browser()
	if a := g.tap(c, "1en:grooming/signs"); !strings.Contains(words(a.all(class("you"))[0]), word("en", "web-you-chose")) {
		t.Error("a tap is not named")
	}
	if a := g.say(c, "hello"); words(a.all(class("you"))[0]) != word("en", "web-you-wrote") {
		t.Error("what was typed is named by more than the fact")
	}
	if a := g.tap(c, "1en:no/longer-here"); len(a.all(class("you"))) != 0 {
		t.Error("a button that is gone is named")
	}
}
