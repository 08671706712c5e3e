// Package graph draws dialog trees for the people who write them.
//
// [SVG] draws one tree or all of them as one picture. [Page] gives a web page in
// a single file, with every tree, a search, and the full text of each node. Both
// take a compiled bundle and give the same bytes for the same bundle, so that a
// picture can be committed and compared.
//
// How to read a picture: a box is a node, its lines are the choices in order. A
// line leads along an edge to a node further right. Where it leads back, to
// another tree or to a command, a small stub at its end says where, so that the
// edges that are drawn can be followed. What leads to help at once (the tree
// danger, /help, /hotline) is red and carries a warning sign.
//
// Nothing here knows a file or a server.
package graph

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// Errors of SVG and Page.
var (
	ErrTree   = errors.New("no such tree")
	ErrLocale = errors.New("no such locale")
)

// dangerTree is the tree of the danger handoffs.
const dangerTree = "danger"

// SVG draws a tree in a locale, by locale index; with tree "" it draws all of
// them, one below the other. The picture needs nothing from outside and follows
// the reader's dark mode. An unknown tree is an ErrTree that names the nearest.
func SVG(b *dialog.Bundle, tree string, locale int) ([]byte, error) {
	if err := checkLocale(b, locale); err != nil {
		return nil, err
	}
	trees := treesOf(b, locale)
	title := "All dialog trees"
	if tree != "" {
		i := slices.IndexFunc(trees, func(t *sketch) bool { return t.name == tree })
		if i < 0 {
			return nil, unknownTree(tree, trees)
		}
		trees = trees[i : i+1]
		title = "Dialog tree " + tree
	}
	for _, t := range trees {
		t.layOut()
	}
	p := pen{}
	p.picture(trees, title)
	return p.Bytes(), nil
}

func checkLocale(b *dialog.Bundle, locale int) error {
	if locale < 0 || locale >= len(b.Locales()) {
		return fmt.Errorf("locale %d: %w", locale, ErrLocale)
	}
	return nil
}

func unknownTree(tree string, trees []*sketch) error {
	var names []string
	for _, t := range trees {
		names = append(names, t.name)
	}
	if near := diag.Nearest(tree, names); near != "" {
		return fmt.Errorf("tree %q: %w; did you mean %q?", tree, ErrTree, near)
	}
	return fmt.Errorf("tree %q: %w; there are %s", tree, ErrTree, strings.Join(names, ", "))
}

// treesOf starts the sketch of every tree, in the order of the files.
func treesOf(b *dialog.Bundle, locale int) []*sketch {
	var trees []*sketch
	byName := map[string]*sketch{}
	for _, id := range b.NodeIDs() {
		name, _, _ := strings.Cut(string(id), "/")
		t := byName[name]
		if t == nil {
			t = &sketch{name: name}
			byName[name] = t
			trees = append(trees, t)
		}
		node, _ := b.Node(id)
		t.add(node, locale)
	}
	return trees
}

// leadsToHelp reports whether a target is help itself.
func leadsToHelp(to dialog.Target) bool {
	id := dialog.NodeID(to)
	if to.IsCommand() {
		_, _, node, ok := dialog.Command(string(to))
		if !ok {
			return false
		}
		id = node
	}
	return strings.HasPrefix(string(id), dangerTree+"/")
}

// pen writes a picture.
type pen struct {
	bytes.Buffer
	links bool // boxes and stubs lead to the texts of a page
}

func (p *pen) printf(format string, args ...any) { fmt.Fprintf(p, format, args...) }
