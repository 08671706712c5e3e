package graph

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

type rect struct {
	what       string
	x, y, w, h float64
}

func (r rect) meets(o rect) bool {
	return r.x < o.x+o.w && o.x < r.x+r.w && r.y < o.y+o.h && o.y < r.y+r.h
}

// checkLayout fails when boxes or stubs overlap, an edge does not lead to the
// right, or something stands outside the picture.
func checkLayout(t interface{ Errorf(string, ...any) }, s *sketch) {
	var all []rect
	for _, b := range s.boxes {
		all = append(all, rect{string(b.node.ID), b.x, b.y, b.w, b.h})
		for i := range b.rows {
			r := &b.rows[i]
			if r.to != nil {
				if r.to.x <= b.x+b.w {
					t.Errorf("%s: the edge to %s does not lead to the right", b.node.ID, r.to.node.ID)
				}
				continue
			}
			all = append(all, rect{r.stub, b.x + b.w + stubGap, b.y + rowY(i) - stubHigh/2, stubWidth(r), stubHigh})
		}
		for i := range b.rows {
			if need := letters(cut(b.rows[i].choice.Label)) * rowWide; need > b.w {
				t.Errorf("%s: %q does not fit", b.node.ID, b.rows[i].choice.Label)
			}
		}
	}
	for _, l := range s.lanes {
		all = append(all, rect{"lane to " + string(l.to.node.ID), l.x, l.y, l.w, laneHigh})
	}
	for i, r := range all {
		if r.x < 0 || r.y < -0.01 || r.x+r.w > s.w+0.01 || r.y+r.h > s.h+0.01 || math.IsNaN(r.x+r.y) {
			t.Errorf("%v stands outside %v by %v", r, s.w, s.h)
		}
		for _, o := range all[:i] {
			if r.meets(o) {
				t.Errorf("%v and %v overlap", r, o)
			}
		}
	}
}

func TestLayoutOfShippedTrees(t *testing.T) {
	trees, err := fs.Sub(os.DirFS("../../dialogs"), "trees")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(trees, "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no trees: ", err)
	}
	files := fstest.MapFS{}
	for _, name := range names {
		data, err := fs.ReadFile(trees, name)
		if err != nil {
			t.Fatal(err)
		}
		files["trees/"+name] = &fstest.MapFile{Data: data}
	}
	content, _ := dialog.Load(files)
	b, findings := dialog.Compile(content)
	if b == nil {
		t.Fatal(findings)
	}
	for locale := range b.Locales() {
		for _, s := range treesOf(b, locale) {
			s.layOut()
			checkLayout(t, s)
		}
	}
}

// Whatever leads wherever, pictures hold together.
func TestLayoutOfAnyTree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var yaml strings.Builder
		yaml.WriteString("tree: a\ntitle: A\nnodes:\n")
		n := rapid.IntRange(1, 25).Draw(t, "nodes")
		for i := range n {
			fmt.Fprintf(&yaml, "  n%d:\n    title: Node %d %s\n    topic: t\n    say: Text.\n", i, i, strings.Repeat("w", rapid.IntRange(0, 60).Draw(t, "title")))
			choices := rapid.SliceOfN(rapid.IntRange(0, n+3), 0, 6).Draw(t, "choices")
			for k, to := range choices {
				if k == 0 {
					yaml.WriteString("    choices:\n")
				}
				target := fmt.Sprintf("n%d", to)
				if to >= n {
					target = []string{"/menu", "/help", "b/far-away", "danger/check"}[to-n]
				}
				fmt.Fprintf(&yaml, "      - Choice %d: %s\n", k, target)
			}
		}
		content, findings := dialog.Load(fstest.MapFS{"trees/a.yaml": &fstest.MapFile{Data: []byte(yaml.String())}})
		b, _ := dialog.Compile(content)
		if b == nil || len(content.Trees) != 1 {
			t.Fatal(findings)
		}
		for _, s := range treesOf(b, 0) {
			s.layOut()
			checkLayout(t, s)
		}
		first, err := SVG(b, "a", 0)
		again, _ := SVG(b, "a", 0)
		if err != nil || string(first) != string(again) {
			t.Fatalf("two pictures differ: %v", err)
		}
	})
}

var colour = regexp.MustCompile(`--([a-z-]+):#([0-9a-f]{6})`)

// Text and signs can be told from their ground in light and dark mode (WCAG 2.2,
// 1.4.3 and 1.4.11).
func TestContrast(t *testing.T) {
	light, dark, ok := strings.Cut(colours, "@media")
	if !ok {
		t.Fatal("no dark mode")
	}
	for mode, css := range map[string]string{"light": light, "dark": dark} {
		of := map[string]float64{}
		for _, m := range colour.FindAllStringSubmatch(css, -1) {
			of[m[1]] = luminance(t, m[2])
		}
		for _, pair := range []struct {
			text, ground string
			least        float64
		}{
			{"ink", "ground", 4.5},
			{"ink", "box", 4.5},
			{"ink", "stub", 4.5},
			{"ink", "help-box", 4.5},
			{"soft", "ground", 4.5},
			{"soft", "box", 4.5},
			{"soft", "stub", 4.5},
			{"soft", "help-box", 4.5},
			{"help", "box", 4.5},
			{"help", "help-box", 4.5},
			{"help", "ground", 4.5},
			{"mark", "box", 4.5},
			{"mark", "ground", 4.5},
			{"line", "ground", 3},
			{"line", "box", 3},
		} {
			a, b := of[pair.text], of[pair.ground]
			if got := (max(a, b) + 0.05) / (min(a, b) + 0.05); got < pair.least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", mode, pair.text, pair.ground, got, pair.least)
			}
		}
	}
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
