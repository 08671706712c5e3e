package export

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

var update = flag.Bool("update", false, "write golden files")

type built struct {
	content *dialog.Content
	bundle  *dialog.Bundle
}

var shipped = sync.OnceValue(func() built {
	c, _ := dialog.Load(dialogs.FS)
	b, _ := dialog.Compile(c)
	return built{c, b}
})

// every calls a function for each tree in each locale.
func every(t *testing.T, each func(t *testing.T, d *Document)) {
	t.Helper()
	s := shipped()
	for locale, name := range s.bundle.Locales() {
		for _, tree := range Trees(s.content) {
			d, err := New(s.content, s.bundle, tree, locale, func(string) string { return "draft" })
			if err != nil {
				t.Fatal(err)
			}
			t.Run(tree+"@"+name, func(t *testing.T) { each(t, d) })
		}
	}
}

// said lists what a document has to hold: all that the tree says and names.
func said(d *Document) []string {
	out := []string{d.Title}
	for _, n := range d.Nodes {
		out = append(out, n.ID, n.Title, n.Topic, n.State, n.Picture)
		out = append(out, n.Asks...)
		for _, text := range n.Texts {
			out = append(out, text.When)
			for _, b := range text.Blocks {
				out = append(out, plain(b.Spans))
			}
		}
		for _, c := range n.Choices {
			out = append(out, c.Label, c.To, c.Title, c.Remembers)
		}
		for _, s := range n.Sources {
			out = append(out, s.Name, s.URL, s.Year, s.Checked)
		}
	}
	return out
}

func holds(t *testing.T, text string, want []string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(text, s) {
			t.Errorf("%q is not in the document", s)
		}
	}
}

// TestDocumentsHoldTheTrees counts that every node, variant and ask is there.
func TestDocumentsHoldTheTrees(t *testing.T) {
	s := shipped()
	nodes := 0
	every(t, func(t *testing.T, d *Document) {
		nodes += len(d.Nodes)
		for _, n := range d.Nodes {
			node, _ := s.bundle.Node(dialog.NodeID(n.ID))
			locale, _ := s.bundle.Locale(d.Locale)
			if view := node.View(locale); len(n.Texts) != len(view.Variants) || len(n.Choices) != len(view.Choices) || len(n.Sources) != len(node.Sources) {
				t.Errorf("%s: %d texts, %d buttons, %d sources", n.ID, len(n.Texts), len(n.Choices), len(n.Sources))
			}
			if d.Locale == dialog.SourceLocale && len(n.Asks) != node.Asks {
				t.Errorf("%s: %d of %d asks", n.ID, len(n.Asks), node.Asks)
			}
		}
	})
	if want := len(s.bundle.NodeIDs()) * len(s.bundle.Locales()); nodes != want {
		t.Errorf("%d nodes, want %d", nodes, want)
	}
}

// TestDOCX opens every document: a zip of well-formed parts that name each other, in
// which every text of the tree stands and every link leads somewhere.
func TestDOCX(t *testing.T) {
	every(t, func(t *testing.T, d *Document) {
		data, err := d.DOCX()
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := d.DOCX(); !bytes.Equal(data, again) {
			t.Error("two runs differ")
		}
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if z.File[0].Name != "[Content_Types].xml" {
			t.Errorf("the first part is %s", z.File[0].Name)
		}
		for _, f := range z.File {
			texts, anchors, links := parts(t, f)
			if f.Name != "word/document.xml" {
				continue
			}
			holds(t, strings.Join(texts, ""), said(d))
			for link := range links {
				if !anchors[link] {
					t.Errorf("a link leads to %s, which is not there", link)
				}
			}
			for name := range anchors {
				if len(name) > 40 {
					t.Errorf("the bookmark %s is longer than Word allows", name)
				}
			}
		}
	})
}

// parts reads an XML part: its texts, bookmarks and links to them.
func parts(t *testing.T, f *zip.File) (texts []string, anchors, links map[string]bool) {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	anchors, links = map[string]bool{}, map[string]bool{}
	dec := xml.NewDecoder(r)
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return texts, anchors, links
		}
		if err != nil {
			t.Fatalf("%s: %s", f.Name, err)
		}
		switch e := token.(type) {
		case xml.CharData:
			texts = append(texts, string(e))
		case xml.StartElement:
			for _, a := range e.Attr {
				switch e.Name.Local + " " + a.Name.Local {
				case "bookmarkStart name":
					if anchors[a.Value] {
						t.Errorf("the bookmark %s comes twice", a.Value)
					}
					anchors[a.Value] = true
				case "hyperlink anchor":
					links[a.Value] = true
				}
			}
		}
	}
}

// TestHTML parses every page: its headings, its texts, and links that lead somewhere.
func TestHTML(t *testing.T) {
	every(t, func(t *testing.T, d *Document) {
		data, err := d.HTML()
		if err != nil {
			t.Fatal(err)
		}
		doc, err := html.Parse(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		count, ids, links := map[string]int{}, map[string]bool{}, map[string]bool{}
		for n := range doc.Descendants() {
			switch n.Type {
			case html.TextNode:
				texts = append(texts, n.Data)
			case html.ElementNode:
				count[n.Data]++
				for _, a := range n.Attr {
					switch {
					case a.Key == "id":
						ids[a.Val] = true
					case a.Key == "href" && strings.HasPrefix(a.Val, "#"):
						links[a.Val[1:]] = true
					case a.Key == "src":
						t.Errorf("the page asks for %s", a.Val)
					}
				}
			}
		}
		holds(t, strings.Join(texts, ""), said(d))
		for link := range links {
			if !ids[link] {
				t.Errorf("a link leads to %s, which is not there", link)
			}
		}
		for what, want := range map[string]int{"h1": 1, "h2": len(d.Nodes), "article": len(d.Nodes), "aside": len(d.Nodes), "script": 0} {
			if count[what] != want {
				t.Errorf("%d of %s, want %d", count[what], what, want)
			}
		}
	})
}

func TestNoSuchTree(t *testing.T) {
	s := shipped()
	if _, err := New(s.content, s.bundle, "nothing", 0, nil); !errors.Is(err, ErrTree) || !strings.Contains(err.Error(), "sextortion") {
		t.Errorf("%v", err)
	}
}

// TestGolden shows what a document looks like.
func TestGolden(t *testing.T) {
	d := &Document{
		Tree: "lamp", Title: "Lamps & porches", Locale: "es", Digest: "0123456789ab", Country: "US",
		Nodes: []Node{{
			ID: "lamp/on", Anchor: "node_on", Title: "¿Luz?", Topic: "lamps", State: "draft", Stale: true,
			Texts: []Text{
				{Blocks: []markup.Block{
					{Spans: []markup.Span{{Text: "Hay "}, {Text: "luz", Style: markup.Bold}, {Text: " <aquí>."}}},
					{Kind: markup.Numbered, Number: 1, Spans: []markup.Span{{Text: "lea", Style: markup.Italic}, {Text: "esto", Link: "https://example.org/a"}}},
				}},
				{When: "age is 5-7", Blocks: []markup.Block{{Kind: markup.Bullet, Spans: []markup.Span{{Text: "poca"}}}}},
			},
			Picture: "Una lámpara.",
			Choices: []Choice{{Label: "Sí", To: "lamp/on", Title: "¿Luz?", Anchor: "node_on", Remembers: "age: 5-7"}, {Label: "Menú", To: "/menu"}},
			Asks:    []string{"hay luz?"},
			Sources: []Source{{"Lamp makers", "https://example.org/", "2020", "2026-01-02"}, {Name: "Practice"}},
		}},
	}
	page, err := d.HTML()
	if err != nil {
		t.Fatal(err)
	}
	body := page[bytes.Index(page, []byte("<body>")):]
	w := &word{locale: d.Locale}
	w.document(d)
	for name, got := range map[string]string{"small.html": string(body), "small.xml": w.String()} {
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil { //nolint:gosec // a golden file
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s differs; run go test ./internal/export -update (-want +got):\n%s", file, diff)
		}
	}
}
