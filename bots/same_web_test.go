package bots_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/porchlight-chat/porchlight/bots/web"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// onWeb is a person with a browser.
type onWeb struct {
	t      testing.TB
	page   http.Handler
	store  *lent
	bundle *dialog.Bundle
	locale string
	cookie *http.Cookie
}

func openWeb(t testing.TB) place {
	store := lend(t)
	h := handles(t, store, heard{})
	return &onWeb{t: t, page: web.New(h, web.Options{Content: dialogs.FS}), store: store, bundle: h.Release().Bundle()}
}

func (w *onWeb) meet(s engine.State) bool {
	w.store.begin(s)
	w.cookie, w.locale = &http.Cookie{Name: "chat", Value: rand.Text()}, s.Locale
	return true
}

func (w *onWeb) take(in engine.Input, _ string) (screen, bool) {
	method, form := http.MethodPost, url.Values{"lang": {w.locale}}
	switch in.Kind {
	case engine.Start:
		method = http.MethodGet
	case engine.Text:
		form.Set("text", in.Text)
	case engine.Command:
		form.Set("text", in.Command)
	case engine.Tap:
		form.Set("choice", in.Payload)
	default:
		return screen{}, false
	}
	r := httptest.NewRequestWithContext(w.t.Context(), method, "/", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(w.cookie)
	rec := httptest.NewRecorder()
	w.page.ServeHTTP(rec, r)
	res := rec.Result()
	for _, c := range res.Cookies() {
		w.cookie = c
	}
	doc, err := html.Parse(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return pageScreen(doc), true
}

func (w *onWeb) design() []change {
	return []change{
		{
			"the page says above each reply that the texts are drafts", nil,
			func(r *engine.Reply, s *screen) {
				if s.Lines[0] == line(word(w.bundle, r.Locale, "draft-notice")) {
					s.Lines = s.Lines[1:]
				}
			},
		},
		{
			"help and the way out stand at the top of the page, the menu under each reply that does not lead there", nil,
			func(r *engine.Reply, s *screen) {
				if r.Node == dialog.Menu {
					return
				}
				for _, c := range r.Choices {
					if c.To == dialog.CommandMenu || c.To == dialog.Target(dialog.Menu) {
						return
					}
				}
				s.Labels = append(s.Labels, word(w.bundle, r.Locale, "menu"))
			},
		},
		{
			"leaving leads to another site", leaving,
			func(_ *engine.Reply, s *screen) { *s = screen{} },
		},
	}
}

// pageScreen reads a page as a browser shows it
// (https://html.spec.whatwg.org/multipage/grouping-content.html).
func pageScreen(doc *html.Node) (s screen) {
	eachElement(doc, func(n *html.Node) {
		switch {
		case n.Data == "p" && within(n, "reply"):
			s.Lines = append(s.Lines, lines(shownText(n))...)
		case n.Data == "li" && within(n, "reply"):
			s.Lines = append(s.Lines, lines(marker(n)+shownText(n))...)
		case n.Data == "button" && within(n, "choices"):
			s.Labels = append(s.Labels, line(shownText(n)))
		}
	})
	return s
}

// eachElement visits the elements that are shown.
func eachElement(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		if n.Data == "template" {
			return
		}
		visit(n)
	}
	for c := range n.ChildNodes() {
		eachElement(c, visit)
	}
}

// within reports whether an element stands in one of a class.
func within(n *html.Node, class string) bool {
	for p := range n.Ancestors() {
		for c := range strings.FieldsSeq(attribute(p, "class")) {
			if c == class {
				return true
			}
		}
	}
	return false
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// marker is what a browser writes before an item.
func marker(li *html.Node) string {
	if li.Parent.Data == "ul" {
		return "• "
	}
	n := 0
	for c := range li.Parent.ChildNodes() {
		if c.Data != "li" {
			continue
		}
		n++
		if v, err := strconv.Atoi(attribute(c, "value")); err == nil {
			n = v
		}
		if c == li {
			break
		}
	}
	return strconv.Itoa(n) + ". "
}

// shownText is the text of an element; a link whose words are not its address has that
// behind it.
func shownText(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(shownText(c))
	}
	href := attribute(n, "href")
	if strings.HasPrefix(href, "https://") && !strings.HasSuffix(strings.TrimSuffix(href, "/"), b.String()) {
		b.WriteString(" (" + href + ")")
	}
	return b.String()
}
