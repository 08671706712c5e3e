package web

import (
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// pseudo is the shipped content with the two made-up languages, and with one
// country's lines in them.
func pseudo(t testing.TB) (fs.FS, *dialog.Bundle) {
	t.Helper()
	fsys := fstest.MapFS{}
	dialogtest.CopyProgramNodes(t, dialogs.FS, fsys)
	content, _ := dialog.Load(fsys)
	b, _ := dialog.Compile(content)
	for _, locale := range []string{dialog.PseudoAccents, dialog.PseudoRTL} {
		fsys["locales/"+locale+"/dialogs.po"] = &fstest.MapFile{Data: dialog.PseudoPO(content, b, locale)}
	}
	content, _ = dialog.Load(fsys)
	b, _ = dialog.Compile(content)
	return fsys, b
}

// foreign is what may stand outside the brackets of a made-up language, because
// it comes from no text of the content.
var foreign = regexp.MustCompile(strings.Join([]string{
	`[\d ()+.,:;/•–-]+`,                       // numbers to call, and signs between texts
	`[a-z0-9.-]+\.[a-z]{2,}\S*`,               // addresses of services
	`\([A-Z]{2}\)`,                            // the country of a line
	`العربية\S*|English\S*|Español|Pseudo\S*`, // names of languages, each in itself
	`[A-Z0-9]{4,12}`,                          // the word to send in a text message
}, "|"))

// outside gives what of a text stands outside all brackets and is not foreign.
// Brackets stand within each other where a text is filled with another one.
func outside(t testing.TB, name, text string) string {
	t.Helper()
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case r == '⟦':
			depth++
		case r == '⟧':
			depth--
			b.WriteByte(' ')
		case depth == 0:
			b.WriteRune(r)
		}
		if depth < 0 {
			break
		}
	}
	if depth != 0 {
		t.Errorf("%s: a text is cut: %s", name, text)
	}
	return strings.TrimSpace(foreign.ReplaceAllString(b.String(), ""))
}

// shown lists what a page shows or tells in another way: its texts, and the
// attributes that are read aloud, shown in a field or put there by the script.
func shown(n *html.Node) []string {
	var texts []string
	var walk func(*html.Node, *strings.Builder)
	walk = func(n *html.Node, into *strings.Builder) {
		if n.Type == html.TextNode {
			into.WriteString(n.Data + " ")
		}
		for _, a := range n.Attr {
			read := a.Key == "alt" || a.Key == "title" || a.Key == "placeholder" || a.Key == "aria-label" || a.Key == "data-word" ||
				n.Data == "meta" && attr(n, "name") == "description" && a.Key == "content" ||
				n.Data == "form" && strings.HasPrefix(a.Key, "data-") && a.Key != "data-leave" && a.Val != ""
			if read {
				texts = append(texts, a.Val)
			}
		}
		if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style") {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, into)
		}
	}
	var whole strings.Builder
	walk(n, &whole)
	return append(texts, whole.String())
}

// TestEveryWordIsContent: what a page or a reply shows comes from the content, in
// the language of the page, and nothing of it is cut.
func TestEveryWordIsContent(t *testing.T) {
	fsys, b := pseudo(t)
	g := serveContent(t, fsys, b, Options{})
	for _, locale := range []string{dialog.PseudoAccents, dialog.PseudoRTL} {
		index, _ := b.Locale(locale)
		look := func(name string, a answer) {
			t.Helper()
			if got := attr(a.all(tag("html"))[0], "lang"); got != locale {
				t.Errorf("%s %s: the page is in %s", locale, name, got)
				return
			}
			for _, text := range shown(a.doc) {
				if rest := outside(t, locale+" "+name, text); rest != "" {
					t.Errorf("%s %s: %q comes from no content", locale, name, rest)
				}
			}
		}
		lang := "?lang=" + locale
		for _, path := range []string{"/", "/hotlines", "/privacy", "/about", "/nothing", "/pictures/none"} {
			look(path, g.get(&http.Client{}, path+lang))
		}
		look("a wrong method", g.do(&http.Client{}, http.MethodPut, "/"+lang, ""))
		look("too long", g.do(&http.Client{}, http.MethodPost, "/"+lang, "text="+strings.Repeat("ab+", 9000)))
		look("nothing known", g.do(&http.Client{}, http.MethodPost, "/"+lang, "text=xqzw"))
		look("a picture", g.do(&http.Client{}, http.MethodPost, "/"+lang, "choice=%00"))
		for _, country := range []string{dialog.NoCountry, "GB", "MX", dialog.OtherCountry} {
			for _, id := range b.NodeIDs() {
				name := fmt.Sprintf("%s in %q", id, country)
				_, reply, _ := g.handler.Engine().Turn(engine.State{Country: country, Locale: locale},
					engine.Input{Kind: engine.Tap, Payload: dialog.Payload{Locale: locale, To: dialog.Target(id)}.String(), Locale: locale})
				if rest := outside(t, locale+" "+name, reply.Plain()); rest != "" {
					t.Errorf("%s %s: %q comes from no content", locale, name, rest)
				}
				if node, _ := b.Node(id); len(node.View(index).Choices) > len(reply.Choices) {
					t.Errorf("%s %s: buttons are lost", locale, name)
				}
				if country == dialog.NoCountry {
					look(name, g.tap(&http.Client{}, dialog.Payload{Locale: locale, To: dialog.Target(id)}.String()))
				}
			}
		}
	}
}

// TestDirections: every page says in which direction its language runs, and every
// turn and link of another language says its own.
func TestDirections(t *testing.T) {
	fsys, b := pseudo(t)
	g := serveContent(t, fsys, b, Options{})
	for locale, want := range map[string]string{"en": "ltr", "es": "ltr", dialog.PseudoRTL: "rtl"} {
		a := g.get(g.browser(), "/hotlines?lang="+locale)
		for _, n := range append(a.all(tag("html")), a.all(class("turn"))...) {
			if attr(n, "lang") != locale || attr(n, "dir") != want {
				t.Errorf("%s: %s has lang %q and dir %q", locale, n.Data, attr(n, "lang"), attr(n, "dir"))
			}
		}
		for _, n := range a.all(func(n *html.Node) bool { return attr(n, "hreflang") != "" }) {
			if attr(n, "dir") != dialog.Direction(attr(n, "hreflang")) {
				t.Errorf("%s: the link to %s has dir %q", locale, attr(n, "hreflang"), attr(n, "dir"))
			}
		}
		for _, n := range a.all(class("number")) {
			if attr(n, "dir") != "ltr" {
				t.Errorf("%s: a number may run backwards", locale)
			}
		}
	}
	p := (&site{handler: g.handler, assets: loadAssets()}).page(&bots.Reply{LastResort: "Help: 911"})
	if p.Dir() != "ltr" {
		t.Error("the last resort runs backwards")
	}
}
