// Package dialogtest makes content of any size for tests and benchmarks.
package dialogtest

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// CopyProgramNodes copies the shipped content without its example questions.
func CopyProgramNodes(t testing.TB, from fs.FS, to fstest.MapFS) {
	t.Helper()
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(name, ".yaml") && !strings.HasSuffix(name, ".po") && !strings.HasPrefix(name, "pictures/") {
			return err
		}
		data, err := fs.ReadFile(from, name)
		to[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// perTree is how many nodes a made tree has.
const perTree = 100

// words are everyday words; made asks are three of them, so that each ask is
// different and words repeat as they do in speech.
var words = strings.Fields(`child phone game chat friend school picture teacher night message friend account
	video password online stranger talk secret gift money app number family rule
	tablet computer camera link photo group server coach uncle neighbor story class
	homework bedroom weekend summer birthday party ticket train bus city park`)

// AddNodes adds made trees with nodes nodes and asks asks in all. Every node
// leads to the next one and to the menu.
func AddNodes(to fstest.MapFS, nodes, asks int) {
	var b strings.Builder
	ask := 0
	for n := range nodes {
		if n%perTree == 0 {
			flush(to, &b, n/perTree-1)
			fmt.Fprintf(&b, "tree: made-%d\ntitle: Made %d\nnodes:\n", n/perTree, n/perTree)
		}
		fmt.Fprintf(&b, "  node-%d:\n    title: Made node %d\n    topic: grooming-signs\n", n%perTree, n)
		fmt.Fprintf(&b, "    say: |\n      This is a sentence that somebody made.\n      Here is another one, with **bold** words.\n\n      - a first item\n      - a second item\n")
		b.WriteString("    sources: [porchlight-practice]\n")
		if until := asks * (n + 1) / nodes; until > ask {
			b.WriteString("    asks:\n")
			for ; ask < until; ask++ {
				fmt.Fprintf(&b, "      - %s %s %s w%d\n", words[ask%len(words)], words[ask/len(words)%len(words)], words[ask/len(words)/len(words)%len(words)], ask)
			}
		}
		next := (n + 1) % perTree
		if n+1 == nodes {
			next = 0
		}
		fmt.Fprintf(&b, "    choices:\n      - Go on: node-%d\n      - Menu: /menu\n", next)
	}
	flush(to, &b, (nodes-1)/perTree)
}

func flush(to fstest.MapFS, b *strings.Builder, tree int) {
	if b.Len() > 0 {
		to[fmt.Sprintf("trees/made-%05d.yaml", tree)] = &fstest.MapFile{Data: []byte(b.String())}
		b.Reset()
	}
}
