package graph_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/graph"
)

// element is what the tests look at.
type element struct {
	name  string
	attrs map[string]string
	text  string // of an article, a style or a script
}

func elements(t testing.TB, page []byte) []element {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []element
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		e := element{name: n.Data, attrs: map[string]string{}}
		for _, a := range n.Attr {
			e.attrs[a.Key] = a.Val
		}
		if slices.Contains([]string{"article", "style", "script"}, n.Data) {
			for c := range n.Descendants() {
				if c.Type == html.TextNode {
					e.text += c.Data
				}
			}
		}
		out = append(out, e)
	}
	return out
}

func pages(t testing.TB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for name, b := range map[string]*dialog.Bundle{"shipped": shipped(t), "small": compile(t, smallTree, dangerTree)} {
		for locale := range b.Locales() {
			page, err := graph.Page(b, locale)
			if err != nil {
				t.Fatal(err)
			}
			again, _ := graph.Page(b, locale)
			if !bytes.Equal(page, again) {
				t.Errorf("%s: two pages of the same content differ", name)
			}
			out[name+" "+b.Locales()[locale]] = page
		}
	}
	return out
}

// The page is one file: nothing is loaded from outside, its content policy lets
// only its own style and script run, and all links inside it lead somewhere.
func TestPageStandsAlone(t *testing.T) {
	for name, page := range pages(t) {
		all := elements(t, page)
		ids := map[string]bool{}
		policy := ""
		for _, e := range all {
			if id := e.attrs["id"]; id != "" {
				if ids[id] {
					t.Errorf("%s: two elements have the id %q", name, id)
				}
				ids[id] = true
			}
			if e.attrs["http-equiv"] == "Content-Security-Policy" {
				policy = e.attrs["content"]
			}
		}
		scripts := 0
		for _, e := range all {
			for key, value := range e.attrs {
				if strings.HasPrefix(key, "on") || key == "style" || key == "src" || key == "srcset" {
					t.Errorf("%s: <%s> has %s", name, e.name, key)
				}
				if key == "href" && strings.HasPrefix(value, "#") && !ids[value[1:]] {
					t.Errorf("%s: <%s> leads to %s, which is not there", name, e.name, value)
				}
			}
			if slices.Contains([]string{"link", "img", "iframe", "object", "base", "form", "image", "use"}, e.name) {
				t.Errorf("%s: there is a <%s>", name, e.name)
			}
			if e.name == "script" {
				scripts++
			}
			if e.name == "style" || e.name == "script" {
				sum := sha256.Sum256([]byte(e.text))
				if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, e.name+"-src "+want) {
					t.Errorf("%s: the content policy %q forbids the %s with %s", name, policy, e.name, want)
				}
				if strings.Contains(e.text, "url(") || strings.Contains(e.text, "@import") || strings.Contains(e.text, "fetch(") {
					t.Errorf("%s: the %s asks for something", name, e.name)
				}
			}
		}
		if scripts != 1 || !strings.HasPrefix(policy, "default-src 'none';") {
			t.Errorf("%s: %d scripts, policy %q", name, scripts, policy)
		}
	}
}

// Every node has a text, and its box leads there.
func TestPageHasEveryNode(t *testing.T) {
	b := shipped(t)
	page, err := graph.Page(b, 0)
	if err != nil {
		t.Fatal(err)
	}
	texts, boxes := map[string]element{}, map[string]bool{}
	for _, e := range elements(t, page) {
		if e.name == "article" {
			texts[e.attrs["data-id"]] = e
		}
		if strings.HasPrefix(e.attrs["class"], "node") {
			boxes[e.attrs["data-node"]] = true
		}
	}
	for _, id := range b.NodeIDs() {
		n, _ := b.Node(id)
		text, ok := texts[string(id)]
		if !ok || !boxes[string(id)] {
			t.Errorf("%s: text %v, box %v", id, ok, boxes[string(id)])
			continue
		}
		for _, want := range append([]string{n.View(0).Title, n.Topic}, n.Sources...) {
			if !strings.Contains(text.text, want) {
				t.Errorf("%s: %q is missing", id, want)
			}
		}
		for _, c := range n.View(0).Choices {
			if !strings.Contains(text.text, c.Label) || !strings.Contains(text.text, string(c.To)) {
				t.Errorf("%s: the choice %q is missing", id, c.Label)
			}
		}
	}
}

func TestPageShowsANode(t *testing.T) {
	page, err := graph.Page(compile(t, smallTree, dangerTree), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`First &amp; &lt;foremost&gt;`,
		`<strong>Hello</strong> and <a href="https://a.example/x?a=1&amp;b=2" rel="noopener noreferrer" target="_blank">read</a>.`,
		`<ul><li><code>{hotline.child}</code></li></ul>`,
		`<h4>When age is 5-7</h4><div class="say"><p><em>Small.</em></p></div>`,
		`<ol><li value="1">One.</li><li value="2">Two.</li></ol>`,
		`asks for age`, `quiz`, `smalltalk`, `remembers age: 11-13`,
		`<h4>Reached from</h4>`,
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if bytes.Contains(page, []byte("<foremost>")) {
		t.Error("a title got into the page unescaped")
	}
}
