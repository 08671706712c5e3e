package graph_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/graph"
)

var update = flag.Bool("update", false, "write golden files")

const (
	contentDir = "../../dialogs"
	golden     = "testdata/small.svg"
)

const smallTree = `tree: small
title: Small
nodes:
  first:
    title: First & <foremost>
    topic: t
    say: |
      **Hello** and [read](https://a.example/x?a=1&b=2).

      - {hotline.child}
    variants:
      - when: {age: 5-7}
        say: |
          *Small.*
    sources: [s]
    choices:
      - On: second
      - Far: third
      - Eleven: {to: second, set: {age: 11-13}}
      - Help: /help
      - Other tree: danger/help-now
  second:
    title: Second
    topic: t
    ask: age
    say: |
      Two.
    choices:
      - Third: third
      - Back: first
      - Menu: /menu
  third:
    title: Third
    topic: t
    kind: quiz
    say: |
      1. One.
      2. Two.
    choices:
      - All help lines: /hotline
      - Itself: third
  alone:
    title: A title that is a good deal longer than any box has room for
    topic: t
    smalltalk: true
    say: |
      Alone.
`

const dangerTree = `tree: danger
title: Danger
nodes:
  help-now:
    title: Help
    topic: t
    say: |
      Help.
    choices:
      - Small: small/first
`

// compile builds a bundle as far as it goes: a picture is wanted of unfinished
// content too.
func compile(t testing.TB, trees ...string) *dialog.Bundle {
	t.Helper()
	files := fstest.MapFS{}
	for _, tree := range trees {
		name, _, _ := strings.Cut(strings.TrimPrefix(tree, "tree: "), "\n")
		files["trees/"+name+".yaml"] = &fstest.MapFile{Data: []byte(tree)}
	}
	content, _ := dialog.Load(files)
	b, findings := dialog.Compile(content)
	if b == nil {
		t.Fatal(findings)
	}
	return b
}

// shippedOnce compiles the content once for all tests; a bundle never changes.
var shippedOnce = sync.OnceValue(func() *dialog.Bundle {
	content, _ := dialog.Load(os.DirFS(contentDir))
	b, _ := dialog.Compile(content)
	return b
})

func shipped(t testing.TB) *dialog.Bundle {
	t.Helper()
	b := shippedOnce()
	if b == nil {
		t.Fatalf("%s does not compile", contentDir)
	}
	return b
}

func TestGolden(t *testing.T) {
	got, err := graph.SVG(compile(t, smallTree, dangerTree), "small", 0)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs; look at the picture, then go test ./internal/graph -update (-want +got):\n%s", golden, diff)
	}
}

// Pictures are the same each time, are well-formed, and show every node once.
func TestPicturesOfShippedTrees(t *testing.T) {
	b := shipped(t)
	names := []string{""}
	count := map[string]int{"": len(b.NodeIDs())}
	for _, id := range b.NodeIDs() {
		name, _, _ := strings.Cut(string(id), "/")
		if count[name]++; count[name] == 1 {
			names = append(names, name)
		}
	}
	for locale := range b.Locales() {
		for _, name := range names {
			svg, err := graph.SVG(b, name, locale)
			if err != nil {
				t.Fatal(err)
			}
			again, _ := graph.SVG(b, name, locale)
			if !bytes.Equal(svg, again) {
				t.Errorf("tree %q: two pictures of the same content differ", name)
			}
			wellFormed(t, svg)
			if n := bytes.Count(svg, []byte(" data-node=")); n != count[name] {
				t.Errorf("tree %q: %d nodes in the picture, want %d", name, n, count[name])
			}
			if bytes.Contains(svg, []byte("NaN")) || bytes.Contains(svg, []byte("Inf")) {
				t.Errorf("tree %q: a number is none", name)
			}
		}
	}
}

func wellFormed(t testing.TB, svg []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	titles := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "title" {
			titles++
		}
	}
	if titles == 0 {
		t.Error("no title for screen readers")
	}
}

func TestDangerIsMarked(t *testing.T) {
	svg, err := graph.SVG(compile(t, smallTree, dangerTree), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(svg), "\n") {
		for id, want := range map[string]struct {
			class string
			signs int
		}{
			"small/first":     {"near", 5}, // its head; the two rows and their stubs
			"small/second":    {"", 0},
			"small/third":     {"near", 3},
			"danger/help-now": {"help", 1},
		} {
			if !strings.Contains(line, `data-node="`+id+`"`) {
				continue
			}
			class := strings.TrimSpace(strings.TrimPrefix(line[:strings.Index(line, `" data`)], `<g class="node`))
			if signs := strings.Count(line, `class="sign"`); class != want.class || signs != want.signs {
				t.Errorf("%s is marked %q with %d signs, want %q with %d", id, class, signs, want.class, want.signs)
			}
		}
	}
}

func TestUnknownTreeAndLocale(t *testing.T) {
	b := compile(t, smallTree, dangerTree)
	_, err := graph.SVG(b, "smal", 0)
	if !errors.Is(err, graph.ErrTree) || !strings.Contains(err.Error(), `did you mean "small"?`) {
		t.Errorf("unknown tree: %v", err)
	}
	for _, locale := range []int{-1, 1} {
		if _, err := graph.SVG(b, "", locale); !errors.Is(err, graph.ErrLocale) {
			t.Errorf("SVG in locale %d: %v", locale, err)
		}
		if _, err := graph.Page(b, locale); !errors.Is(err, graph.ErrLocale) {
			t.Errorf("Page in locale %d: %v", locale, err)
		}
	}
}

func BenchmarkPageOfShippedTrees(b *testing.B) {
	bundle := shipped(b)
	for b.Loop() {
		if _, err := graph.Page(bundle, 0); err != nil {
			b.Fatal(err)
		}
	}
}
