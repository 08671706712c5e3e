package compare_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/porchlight-chat/porchlight/internal/compare"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

func page(t testing.TB, r *compare.Report, o compare.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.HTML(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pages(t testing.TB) map[string][]byte {
	t.Helper()
	same := versions(t, smallItems(), smallItems())
	return map[string][]byte{
		"many":    page(t, many(t), compare.Options{Title: "Content <of> today", Draft: func(*compare.Edit) bool { return true }}),
		"plain":   page(t, many(t), compare.Options{}),
		"nothing": page(t, same, compare.Options{}),
	}
}

func TestHTML(t *testing.T) {
	golden(t, "report.html", pages(t)["many"])
}

// content is the text below an element.
func content(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func elements(t testing.TB, page []byte) []*html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

// The page is one file: it loads nothing, runs nothing, and its own policy lets no
// other style in. Links inside it lead somewhere and headings skip no level.
func TestPageStandsAlone(t *testing.T) {
	for name, page := range pages(t) {
		ids, level := map[string]bool{}, 0
		all := elements(t, page)
		for _, n := range all {
			id := attribute(n, "id")
			if id != "" && ids[id] {
				t.Errorf("%s: two elements have the id %q", name, id)
			}
			ids[id] = true
		}
		for _, n := range all {
			for _, a := range n.Attr {
				switch {
				case strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src":
					t.Errorf("%s: <%s> has %s", name, n.Data, a.Key)
				case a.Key == "href" && (!strings.HasPrefix(a.Val, "#") || !ids[a.Val[1:]]), a.Key == "aria-labelledby" && !ids[a.Val]:
					t.Errorf("%s: <%s> leads to %s, which is not there", name, n.Data, a.Val)
				}
			}
			switch n.Data {
			case "script", "link", "img", "iframe", "object", "base", "form":
				t.Errorf("%s: there is a <%s>", name, n.Data)
			case "h1", "h2", "h3", "h4", "h5":
				at := int(n.Data[1] - '0')
				if at > level+1 {
					t.Errorf("%s: %s %q comes after h%d", name, n.Data, content(n), level)
				}
				level = at
			case "style":
				sum := sha256.Sum256([]byte(content(n)))
				if want := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !bytes.Contains(page, []byte(want)) {
					t.Errorf("%s: the policy forbids the style with %s", name, want)
				}
			case "html":
				if attribute(n, "lang") != "en" {
					t.Errorf("%s: the page names no language", name)
				}
			}
		}
		if !bytes.Contains(page, []byte(`content="default-src 'none';`)) {
			t.Errorf("%s: the page has no content policy", name)
		}
	}
}

// Every edit has its place on the page, in the report's order, with what goes and
// what comes in elements that are told apart without colour.
func TestPageHasEveryEdit(t *testing.T) {
	r := many(t)
	var names []string
	seen := map[string]bool{}
	for _, n := range elements(t, page(t, r, compare.Options{Draft: func(e *compare.Edit) bool { return e.Change == compare.Changed }})) {
		seen[n.Data+" "+attribute(n, "class")] = true
		follows := n.Data == "li" && n.Parent != nil && attribute(n.Parent, "class") == "follows"
		if n.Data == "h3" || follows {
			name, _, _ := strings.Cut(content(n), " ")
			names = append(names, name)
		}
		if class := attribute(n, "class"); class == "reply" && (attribute(n, "lang") == "" || attribute(n, "dir") == "") {
			t.Error("a reply names no language or direction")
		}
	}
	var want []string
	for _, e := range r.Edits {
		want = append(want, e.What)
	}
	if !slices.Equal(names, want) {
		t.Errorf("the page has %v, want %v", names, want)
	}
	for _, e := range []string{"del ", "ins ", "span button", "span button help", "p why", "p alarm", "p drafts", "span tag draft", "li lost"} {
		if !seen[e] {
			t.Errorf("there is no <%s>", e)
		}
	}
}

// A language that is written from right to left is shown so.
func TestPageDirection(t *testing.T) {
	before := slices.Clone(smallItems())
	i := slices.IndexFunc(before, func(i dialog.Item) bool { return i.What == "node/games/gifts@es" })
	arabic := func(text string) dialog.Item {
		form := bytes.Replace(before[i].Form, []byte(`"locale":"es"`), []byte(`"locale":"ar"`), 1)
		item, err := dialog.ParseItem(bytes.Replace(form, []byte("Gifts from"), []byte(text), 1))
		if err != nil {
			t.Fatal(err)
		}
		return item
	}
	after := append(slices.Clone(before), arabic("هدايا من"))
	before = append(before, arabic("هدية من"))
	got := page(t, versions(t, before, after), compare.Options{})
	for _, want := range []string{`lang="ar" dir="rtl"`, "in Arabic", "<del>هدية</del>", "<ins>هدايا</ins>"} {
		if !bytes.Contains(got, []byte(want)) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// What was written by people stays text.
func TestPageEscapes(t *testing.T) {
	after := itemsOf(t, edited(t, edit{"trees/games.yaml", "Play together.", `Play <b>together</b> & "ask".`}))
	got := string(page(t, versions(t, smallItems(), after), compare.Options{Title: "<i>"}))
	if strings.Contains(got, "<b>") || strings.Contains(got, "<i>") || !strings.Contains(got, "&lt;b&gt;together&lt;/b&gt;") {
		t.Error("a text got into the page as it is")
	}
}

// full is a writer that takes nothing more.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteFails(t *testing.T) {
	r := many(t)
	for name, err := range map[string]error{
		"text": r.Text(full{}, 80), "JSON": r.JSON(full{}), "HTML": r.HTML(full{}, compare.Options{}),
	} {
		if err == nil || !strings.HasPrefix(err.Error(), "write the ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
