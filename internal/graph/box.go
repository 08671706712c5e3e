package graph

import (
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

func (t *sketch) add(n *dialog.Node, locale int) {
	b := &box{node: n, view: n.View(locale)}
	b.help = strings.HasPrefix(string(n.ID), dangerTree+"/")
	for i := range b.view.Choices {
		r := row{choice: &b.view.Choices[i], help: leadsToHelp(b.view.Choices[i].To)}
		b.near = b.near || r.help
		b.rows = append(b.rows, r)
	}
	b.h = headHigh
	if len(b.rows) > 0 {
		b.h += float64(len(b.rows))*rowHigh + boxFoot
	}
	if t.byID == nil {
		t.byID = map[dialog.NodeID]*box{}
	}
	t.byID[n.ID] = b
	t.boxes = append(t.boxes, b)
}

// letters is the width of a text in letters; letters of wide scripts count as
// two.
func letters(s string) float64 {
	n := 0.0
	for _, r := range s {
		if n++; r >= 0x1100 {
			n++
		}
	}
	return n
}

// cut shortens a text that is too long for a box.
func cut(s string) string {
	if letters(s) <= longest {
		return s
	}
	n := 0.0
	for i, r := range s {
		if n++; r >= 0x1100 {
			n++
		}
		if n > longest-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// rowY is the middle of a row, below the top of its box.
func rowY(i int) float64 { return headHigh + (float64(i)+0.5)*rowHigh }

// badge says in a word what a node is beside a text.
func (b *box) badge() string {
	switch {
	case b.node.Kind == dialog.Ask:
		return "asks for " + b.node.Slot
	case b.node.Kind == dialog.Quiz:
		return "quiz"
	case b.node.Kind == dialog.Lesson:
		return "lesson"
	case b.node.Smalltalk:
		return "smalltalk"
	}
	return ""
}

// caption is the second line of a box.
func (b *box) caption() string {
	if badge := b.badge(); badge != "" {
		return string(b.node.ID) + " · " + badge
	}
	return string(b.node.ID)
}

func (b *box) measure() {
	title := letters(cut(b.view.Title))*titleWide + 2*boxPad
	if b.help || b.near {
		title += signWide
	}
	b.w = max(boxLeast, title, letters(b.caption())*smallWide+2*boxPad)
	for i := range b.rows {
		wide := letters(cut(b.rows[i].choice.Label))*rowWide + 2*boxPad
		if b.rows[i].help {
			wide += signWide
		}
		b.w = max(b.w, wide)
	}
}

// stubLane is the room that the stubs beside a box need.
func (b *box) stubLane() float64 {
	wide := 0.0
	for i := range b.rows {
		if b.rows[i].to == nil {
			wide = max(wide, stubGap+stubWidth(&b.rows[i]))
		}
	}
	return wide
}

func stubWidth(r *row) float64 {
	w := letters(r.stub)*smallWide + boxPad
	if r.help {
		w += signWide - 6
	}
	return w
}
