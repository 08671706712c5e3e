package graph

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
	//go:embed page.js
	pageJS string

	pageTemplate = template.Must(template.New("page").Parse(pageHTML))
)

// pageData is what page.html shows.
type pageData struct {
	Locale string
	Style  template.CSS
	Script template.JS
	// StyleHash and ScriptHash let the page's own content policy allow this style
	// and this script and nothing else.
	StyleHash, ScriptHash string
	Digest                string
	Picture               template.HTML
	Trees                 []pageTree
	Count                 int
}

type pageTree struct {
	Name  string
	Nodes []pageNode
}

type pageNode struct {
	ID       string
	Anchor   string
	Title    string
	Topic    string
	Badge    string
	Help     bool
	Stale    bool
	Picture  string
	Variants []pageVariant
	Choices  []pageChoice
	Sources  []string
	From     []pageLink
}

type pageVariant struct {
	When string // "" for the default text
	Body template.HTML
}

type pageChoice struct {
	Label string
	To    pageLink
	Set   string
	Help  bool
}

// pageLink is a node or command. Anchor is "" for what has no text in the page.
type pageLink struct{ Name, Anchor string }

// Page gives a web page in one file with every tree in a locale, by locale index:
// the picture, a search, and each node's text, choices and sources. It asks for
// nothing outside itself, and its own content policy forbids that it ever does.
// Without JavaScript it is the picture with the texts below.
func Page(b *dialog.Bundle, locale int) ([]byte, error) {
	if err := checkLocale(b, locale); err != nil {
		return nil, err
	}
	trees := treesOf(b, locale)
	for _, t := range trees {
		t.layOut()
	}
	style := template.CSS(colours + drawing + pageCSS) //nolint:gosec // our own files
	script := template.JS(pageJS)                      //nolint:gosec // our own files
	data := pageData{
		Locale: b.Locales()[locale], Digest: b.Digest(),
		Style: style, StyleHash: hash(string(style)),
		Script: script, ScriptHash: hash(string(script)),
		Picture: pagePicture(trees),
	}
	from := map[dialog.NodeID][]pageLink{}
	for _, t := range trees {
		for _, box := range t.boxes {
			seen := map[dialog.NodeID]bool{}
			for i := range box.rows {
				if n, ok := target(b, box.rows[i].choice.To); ok && !seen[n.ID] {
					seen[n.ID] = true
					from[n.ID] = append(from[n.ID], pageLink{string(box.node.ID), anchor(box.node.ID)})
				}
			}
		}
	}
	for _, t := range trees {
		tree := pageTree{Name: t.name}
		for _, box := range t.boxes {
			node := describe(b, box)
			node.From = from[box.node.ID]
			tree.Nodes = append(tree.Nodes, node)
			data.Count++
		}
		data.Trees = append(data.Trees, tree)
	}
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("page of the trees: %w", err)
	}
	return out.Bytes(), nil
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// target is the node that a choice leads to, through commands too.
func target(b *dialog.Bundle, to dialog.Target) (*dialog.Node, bool) {
	id := dialog.NodeID(to)
	if to.IsCommand() {
		_, argument, node, ok := dialog.Command(string(to))
		if !ok || argument != "" { // it changes a setting and stays where it is
			return nil, false
		}
		id = node
	}
	return b.Node(id)
}

func pagePicture(trees []*sketch) template.HTML {
	p := pen{links: true}
	w, h := extent(trees)
	p.printf(`<svg xmlns="http://www.w3.org/2000/svg" class="graph" id="graph" width="%s" height="%s" role="group" aria-label="Picture of all trees"><g id="world">`+"\n", num(w), num(h))
	p.trees(trees)
	p.printf("</g></svg>")
	return template.HTML(p.String()) //nolint:gosec // every text in it went through esc
}

func describe(b *dialog.Bundle, box *box) pageNode {
	n := pageNode{
		ID: string(box.node.ID), Anchor: anchor(box.node.ID), Title: box.view.Title, Topic: box.node.Topic,
		Badge: box.badge(), Help: box.help, Stale: box.view.Stale, Sources: box.node.Sources,
	}
	if box.view.Picture != nil {
		n.Picture = box.view.Picture.Name + ": " + box.view.Picture.Alt
	}
	// The default text stands last in a view and first on the page.
	variants := box.view.Variants
	for i := range variants {
		v := variants[(i+len(variants)-1)%len(variants)]
		var when []string
		for _, s := range v.When {
			when = append(when, s.Slot+" is "+s.Value)
		}
		n.Variants = append(n.Variants, pageVariant{When: strings.Join(when, ", "), Body: body(v.Body)})
	}
	for i := range box.rows {
		c := box.rows[i].choice
		choice := pageChoice{Label: c.Label, To: pageLink{Name: string(c.To)}, Help: box.rows[i].help}
		if to, ok := target(b, c.To); ok {
			choice.To.Anchor = anchor(to.ID)
		}
		if c.Set.Slot != "" {
			choice.Set = c.Set.Slot + ": " + c.Set.Value
		}
		n.Choices = append(n.Choices, choice)
	}
	return n
}

// body renders texts as HTML. Placeholders stay placeholders: writers look for
// those.
func body(docs []*markup.Doc) template.HTML {
	var w strings.Builder
	for _, doc := range docs {
		list := markup.Paragraph
		for _, block := range doc.Blocks {
			if block.Kind != list {
				w.WriteString(listEnd[list])
				w.WriteString(listStart[block.Kind])
				list = block.Kind
			}
			switch block.Kind {
			case markup.Paragraph:
				w.WriteString("<p>")
				spans(&w, block.Spans)
				w.WriteString("</p>")
			case markup.Bullet:
				w.WriteString("<li>")
				spans(&w, block.Spans)
				w.WriteString("</li>")
			case markup.Numbered:
				fmt.Fprintf(&w, `<li value="%d">`, block.Number)
				spans(&w, block.Spans)
				w.WriteString("</li>")
			}
		}
		w.WriteString(listEnd[list])
	}
	return template.HTML(w.String()) //nolint:gosec // every text in it went through esc
}

var (
	listStart = map[markup.Kind]string{markup.Bullet: "<ul>", markup.Numbered: "<ol>"}
	listEnd   = map[markup.Kind]string{markup.Bullet: "</ul>", markup.Numbered: "</ol>"}
)

func spans(w *strings.Builder, list []markup.Span) {
	for _, s := range list {
		open, end := "", ""
		if s.Style&markup.Bold != 0 {
			open, end = open+"<strong>", "</strong>"+end
		}
		if s.Style&markup.Italic != 0 {
			open, end = open+"<em>", "</em>"+end
		}
		text := esc(s.Text)
		switch {
		case s.Placeholder != "":
			text = "<code>{" + esc(s.Placeholder) + "}</code>"
		case strings.HasPrefix(s.Link, "https://"):
			text = `<a href="` + esc(s.Link) + `" rel="noopener noreferrer" target="_blank">` + text + "</a>"
		}
		w.WriteString(open + text + end)
	}
}
