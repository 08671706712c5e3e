package graph

import (
	"html"
	"strconv"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

const (
	margin   = 24.0
	nameHigh = 44.0 // the heading of a tree
	treeRoom = 56.0 // between trees
)

// colours are those of light and dark mode, each pair of text and ground with a
// contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3), lines and signs at least 3 to
// 1 (1.4.11). Help differs from the rest by its sign too, not by colour alone.
const colours = `
:root{color-scheme:light dark;--ground:#f6f7f9;--box:#ffffff;--ink:#1b2330;--soft:#566072;--line:#7a8596;--stub:#e7ebf1;--help:#a3140f;--help-box:#fdf0ee;--mark:#0b5cad}
@media (prefers-color-scheme:dark){:root{--ground:#12161c;--box:#1d232c;--ink:#e8ecf2;--soft:#a7b1c0;--line:#7f8b9d;--stub:#2a323d;--help:#ff9a90;--help-box:#33201f;--mark:#7db7ff}}
`

// drawing is the style of a picture.
const drawing = `
.graph text{font-family:system-ui,"Segoe UI",Roboto,"Noto Sans",Helvetica,Arial,sans-serif;font-size:12px;fill:var(--ink)}
.graph .name{font-size:22px;font-weight:700}
.graph .title{font-size:14px;font-weight:700}
.graph .id,.graph .stub text{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:11px;fill:var(--soft)}
.graph .box{fill:var(--box);stroke:var(--line);stroke-width:1.2}
.graph .rule{stroke:var(--line);stroke-width:.6;opacity:.6}
.graph .port{fill:var(--line)}
.graph .wire{fill:none;stroke:var(--line);stroke-width:1.4}
.graph .head{fill:var(--line)}
.graph .stub rect{fill:var(--stub)}
.graph .stub .lead{stroke:var(--line);stroke-width:1.2}
.graph .help .box.first{fill:var(--help-box);stroke:var(--help);stroke-width:2}
.graph .near .box.first{stroke:var(--help)}
.graph .sign{fill:none;stroke:var(--help);stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}
.graph .wire.help{stroke:var(--help);stroke-width:2;stroke-dasharray:7 3}
.graph .head.help,.graph .port.help{fill:var(--help)}
.graph text.help,.graph .stub.help text{fill:var(--help)}
.graph .stub.help rect{fill:var(--help-box);stroke:var(--help)}
.graph .stub.help .lead{stroke:var(--help)}
`

// num writes a coordinate: to the tenth of a pixel, without a trailing zero.
func num(x float64) string {
	s := strconv.FormatFloat(x, 'f', 1, 64)
	s = strings.TrimSuffix(s, ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

// esc makes a text safe for XML and HTML, and drops what XML cannot hold.
func esc(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		switch {
		case r < 0x20 && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff:
			return -1
		}
		return r
	}, s))
}

// anchor is the id of a node's text in a page.
func anchor(id dialog.NodeID) string { return "text-" + strings.ReplaceAll(string(id), "/", "--") }

// extent is the size of a picture of some trees.
func extent(trees []*sketch) (w, h float64) {
	for i, t := range trees {
		if i > 0 {
			h += treeRoom
		}
		w = max(w, t.w, letters(t.name)*14)
		h += nameHigh + t.h
	}
	return w + 2*margin, h + 2*margin
}

// picture writes a whole SVG file.
func (p *pen) picture(trees []*sketch, title string) {
	w, h := extent(trees)
	p.printf(`<svg xmlns="http://www.w3.org/2000/svg" class="graph" width="%s" height="%s" viewBox="0 0 %[1]s %[2]s" role="img" aria-labelledby="graph-title graph-desc">`+"\n", num(w), num(h))
	nodes := 0
	for _, t := range trees {
		nodes += len(t.boxes)
	}
	p.printf("<title id=\"graph-title\">%s</title>\n", esc(title))
	p.printf("<desc id=\"graph-desc\">%d nodes. Boxes are nodes, their lines are choices, arrows lead to nodes. Red with a warning sign is help, or leads to it.</desc>\n", nodes)
	p.printf("<style>%s%s</style>\n", colours, drawing)
	p.printf(`<rect width="%s" height="%s" fill="var(--ground)"/>`+"\n", num(w), num(h))
	p.trees(trees)
	p.printf("</svg>\n")
}

// trees writes trees one below the other.
func (p *pen) trees(trees []*sketch) {
	p.printf(`<defs>` +
		`<marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker>` +
		`<marker id="head-help" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path class="head help" d="M0 0L8 4L0 8z"/></marker>` +
		`</defs>` + "\n")
	y := margin
	for _, t := range trees {
		p.printf(`<g class="tree" data-tree="%s" data-box="%s %s %s %s">`+"\n", esc(t.name), num(margin), num(y), num(t.w), num(nameHigh+t.h))
		p.printf(`<text class="name" x="%s" y="%s">%s</text>`+"\n", num(margin), num(y+20), esc(t.name))
		t.move(margin, y+nameHigh)
		p.tree(t)
		p.printf("</g>\n")
		y += nameHigh + t.h + treeRoom
	}
}

// move shifts everything that was laid out.
func (t *sketch) move(dx, dy float64) {
	for _, b := range t.boxes {
		b.x += dx
		b.columnEnd += dx
		b.y += dy
	}
	for _, l := range t.lanes {
		l.x += dx
		l.y += dy
	}
}

func (p *pen) tree(t *sketch) {
	// Edges first, so that boxes lie above them; red ones last among them.
	for _, help := range []bool{false, true} {
		for i := range t.wires {
			if t.wires[i].help == help {
				p.wire(&t.wires[i])
			}
		}
	}
	for _, b := range t.boxes {
		p.box(b)
	}
}

// helpClass is the class of what leads to help.
func helpClass(help bool) string {
	if help {
		return " help"
	}
	return ""
}

func (p *pen) wire(w *wire) {
	_, _, y1 := w.start()
	_, _, y2 := w.end()
	var x1, bend, x2 float64
	if w.from != nil {
		x1 = w.from.x + w.from.w
		bend = max(x1, w.from.columnEnd)
	} else {
		x1 = w.fromLane.x + w.fromLane.w
		bend = x1
	}
	end := ""
	if w.to != nil {
		x2 = w.to.x
		end = ` marker-end="url(#head` + strings.Replace(helpClass(w.help), " ", "-", 1) + `)"`
	} else {
		x2 = w.toLane.x
	}
	middle := (bend + x2) / 2
	p.printf(`<path class="wire%s" d="M%s %s`, helpClass(w.help), num(x1), num(y1))
	if bend > x1 {
		p.printf("H%s", num(bend))
	}
	p.printf("C%s %s %s %s %s %s", num(middle), num(y1), num(middle), num(y2), num(x2), num(y2))
	if w.toLane != nil {
		p.printf("H%s", num(x2+w.toLane.w))
	}
	p.printf("\"%s/>\n", end)
}

// sign writes a warning sign with its left edge at x and its middle at y.
func (p *pen) sign(x, y float64) {
	p.printf(`<path class="sign" d="M%s %sl6.5 11.5h-13zm0 4v4m0 2v.1"/>`, num(x+6.5), num(y-6))
}

func (p *pen) box(b *box) {
	id := string(b.node.ID)
	class := helpClass(b.help)
	if b.near && !b.help {
		class = " near"
	}
	p.printf(`<g class="node%s" data-node="%s" data-box="%s %s %s %s">`, class, esc(id), num(b.x), num(b.y), num(b.w), num(b.h))
	if p.links {
		p.printf(`<a href="#%s" aria-label="%s: %s">`, anchor(b.node.ID), esc(id), esc(b.view.Title))
	} else {
		p.printf("<title>%s: %s</title>", esc(id), esc(b.view.Title))
	}
	p.printf(`<rect class="box first" x="%s" y="%s" width="%s" height="%s" rx="8"/>`, num(b.x), num(b.y), num(b.w), num(b.h))
	x := b.x + boxPad
	if b.help || b.near {
		p.sign(x-1, b.y+16)
		x += signWide
	}
	p.printf(`<text class="title" x="%s" y="%s">%s</text>`, num(x), num(b.y+20.5), esc(cut(b.view.Title)))
	p.printf(`<text class="id" x="%s" y="%s">%s</text>`, num(b.x+boxPad), num(b.y+37), esc(b.caption()))
	if len(b.rows) > 0 {
		p.printf(`<path class="rule" d="M%s %sh%s"/>`, num(b.x), num(b.y+headHigh-1), num(b.w))
	}
	for i := range b.rows {
		p.label(b, i)
	}
	if p.links {
		p.printf("</a>")
	}
	for i := range b.rows {
		p.stub(b, i)
	}
	p.printf("</g>\n")
}

func (p *pen) label(b *box, i int) {
	r := &b.rows[i]
	x, y := b.x+boxPad, b.y+rowY(i)
	if r.help {
		p.sign(x-1, y)
		x += signWide
	}
	p.printf(`<text class="row%s" x="%s" y="%s">%s</text>`, helpClass(r.help), num(x), num(y+4), esc(cut(r.choice.Label)))
	p.printf(`<circle class="port%s" cx="%s" cy="%s" r="2.6"/>`, helpClass(r.help), num(b.x+b.w), num(y))
}

// stub writes where a choice leads that has no edge.
func (p *pen) stub(b *box, i int) {
	r := &b.rows[i]
	if r.to != nil {
		return
	}
	x, y := b.x+b.w, b.y+rowY(i)
	p.printf(`<g class="stub%s"><path class="lead" d="M%s %sh%s"/>`, helpClass(r.help), num(x), num(y), num(stubGap))
	href := ""
	if p.links && !r.choice.To.IsCommand() {
		href = anchor(dialog.NodeID(r.choice.To))
		p.printf(`<a href="#%s" tabindex="-1" data-to="%s">`, href, esc(string(r.choice.To)))
	}
	x += stubGap
	p.printf(`<rect x="%s" y="%s" width="%s" height="%s" rx="8"/>`, num(x), num(y-stubHigh/2), num(stubWidth(r)), num(stubHigh))
	x += boxPad / 2
	if r.help {
		p.sign(x-2, y)
		x += signWide - 6
	}
	p.printf(`<text x="%s" y="%s">%s</text>`, num(x), num(y+3.8), esc(r.stub))
	if href != "" {
		p.printf("</a>")
	}
	p.printf("</g>")
}
