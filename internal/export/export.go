// Package export writes the content for the people who review it: one document
// for each tree and locale, to read, print and comment.
//
// [New] gathers what a document says: every node with its texts, its buttons and
// where they lead, the questions that find it, its sources and its state.
// [Document.HTML] writes a page with a wide margin for notes, [Document.DOCX] a
// file for Word and LibreOffice with headings to navigate by. The words about the
// content are English; the content is in its locale. The same content gives the
// same bytes. Nothing here knows a file, a server or a clock.
package export

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

// ErrTree is returned for a tree that is not there.
var ErrTree = errors.New("no such tree")

// Document is one tree in one locale. It is immutable.
type Document struct {
	Tree, Title string
	Locale      string
	Digest      string // of the whole content, short
	Country     string // whose help lines are shown
	Nodes       []Node
}

// Node is one thing that the bot says.
type Node struct {
	ID      string // tree/node
	Anchor  string // its name within the document
	Title   string
	Topic   string
	State   string // in words: a draft, or approved until a day
	Stale   bool   // the English changed after this was translated
	Texts   []Text
	Picture string // what a picture shows, "" for none
	Choices []Choice
	Asks    []string
	Sources []Source
}

// Text is what a node says, with the help lines filled in.
type Text struct {
	When   string // to whom it is said; "" for everybody else
	Blocks []markup.Block
}

// Choice is a button.
type Choice struct {
	Label     string
	To        string // the node or command
	Title     string // of the node, "" for a command
	Anchor    string // where the node stands in this document, "" when it is in another
	Remembers string // "age: 11-13", or ""
}

// Source is where a claim comes from. URL and Year may be empty.
type Source struct{ Name, URL, Year, Checked string }

// Trees lists the names of the trees, in the order of the files.
func Trees(c *dialog.Content) []string {
	var out []string
	for i := range c.Trees {
		out = append(out, c.Trees[i].Name.Text)
	}
	return out
}

// New gathers a tree in a locale, by locale index. The bundle is that of the
// content. State says in words how the review of a node stands, by its item's name
// such as node/grooming/signs@es.
func New(c *dialog.Content, b *dialog.Bundle, tree string, locale int, state func(item string) string) (*Document, error) {
	i := slices.IndexFunc(c.Trees, func(t dialog.SourceTree) bool { return t.Name.Text == tree })
	if i < 0 {
		return nil, fmt.Errorf("tree %q: %w; there are %s", tree, ErrTree, strings.Join(Trees(c), ", "))
	}
	t := &c.Trees[i]
	d := &Document{
		Tree: tree, Title: t.Title.Text, Locale: b.Locales()[locale], Digest: b.Digest()[:12], Country: dialog.HomeCountry,
	}
	sources := map[string]Source{}
	for _, s := range c.Sources {
		sources[s.ID.Text] = Source{s.Name.Text, s.URL.Text, s.Year.Text, s.Checked.Text}
	}
	asks := map[string][]string{}
	for _, a := range b.Index(locale).Asks() {
		asks[a.ID] = append(asks[a.ID], a.Text)
	}
	for k := range t.Nodes {
		node, ok := b.Node(t.Nodes[k].ID)
		if !ok {
			continue
		}
		n := d.node(b, node, locale)
		n.State = state("node/" + n.ID + "@" + d.Locale)
		n.Asks = asks[n.ID]
		for _, id := range node.Sources {
			n.Sources = append(n.Sources, sources[id])
		}
		d.Nodes = append(d.Nodes, n)
	}
	return d, nil
}

func (d *Document) node(b *dialog.Bundle, node *dialog.Node, locale int) Node {
	view := node.View(locale)
	n := Node{ID: string(node.ID), Anchor: d.anchor(node.ID), Title: view.Title, Topic: node.Topic, Stale: view.Stale}
	lines := b.Lines(locale, d.Country)
	// The text for everybody stands last in a view and first in a document.
	for k := range view.Variants {
		v := &view.Variants[(k+len(view.Variants)-1)%len(view.Variants)]
		text := Text{When: condition(v.When)}
		for _, doc := range v.Body {
			for _, block := range doc.Blocks {
				block.Spans = filled(block.Spans, lines)
				text.Blocks = append(text.Blocks, block)
			}
		}
		n.Texts = append(n.Texts, text)
	}
	if view.Picture != nil {
		n.Picture = view.Picture.Alt
	}
	for _, c := range view.Choices {
		choice := Choice{Label: c.Label, To: string(c.To)}
		if to, ok := b.Node(dialog.NodeID(c.To)); ok {
			choice.Title, choice.Anchor = to.View(locale).Title, d.anchor(to.ID)
		}
		if c.Set.Slot != "" {
			choice.Remembers = c.Set.Slot + ": " + c.Set.Value
		}
		n.Choices = append(n.Choices, choice)
	}
	return n
}

func condition(when []dialog.SlotValue) string {
	var out []string
	for _, w := range when {
		out = append(out, w.Slot+" is "+w.Value)
	}
	return strings.Join(out, ", ")
}

// filled puts the help lines of a country where their names stand.
func filled(spans []markup.Span, lines *dialog.Lines) []markup.Span {
	var out []markup.Span
	for _, s := range spans {
		if s.Placeholder == "" {
			out = append(out, s)
		} else {
			out = append(out, lines.Fill(s.Placeholder)...)
		}
	}
	return out
}

// anchor names a node of this tree within the document, as HTML and Word both allow.
func (d *Document) anchor(id dialog.NodeID) string {
	name, ok := strings.CutPrefix(string(id), d.Tree+"/")
	if !ok {
		return ""
	}
	return "node_" + strings.ReplaceAll(name, "-", "_")
}

// plain is the text of spans.
func plain(spans []markup.Span) string {
	return markup.Doc{Blocks: []markup.Block{{Spans: spans}}}.Plain(nil)
}

// mark is what stands before the text of a block.
func mark(b markup.Block) string {
	switch b.Kind {
	case markup.Bullet:
		return "•"
	case markup.Numbered:
		return fmt.Sprintf("%d.", b.Number)
	default:
		return ""
	}
}

// about says of whom a text is, what a source is worth, and the like, in words that
// both formats share.
func (d *Document) about() string {
	return fmt.Sprintf("What Porchlight says in this tree (%s), as it stands in the content %s. Help lines are shown as people in %s see them. "+
		"Please note what is wrong, missing, hard to understand or not safe, and where.", d.Locale, d.Digest, d.Country)
}

func (s Source) words() string {
	out := s.Name
	if s.Year != "" {
		out += ", " + s.Year
	}
	if s.Checked != "" {
		out += " (looked at on " + s.Checked + ")"
	}
	return out
}

func (c Choice) leads() string {
	out := c.To
	if c.Title != "" {
		out = c.Title + " (" + c.To + ")"
	}
	if c.Remembers != "" {
		out += "; remembers " + c.Remembers
	}
	return out
}

func (n Node) state() string {
	if n.Stale {
		return n.State + "; the English changed after this was translated, or a part is not translated"
	}
	return n.State
}
