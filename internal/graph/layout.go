package graph

import (
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// Sizes of a picture, in pixels. Letters are counted, not measured: the widths
// per letter are those of wide fonts, so that text fits whatever font is there.
const (
	titleWide = 9.4 // 14 px bold
	smallWide = 7.0 // 11 px, one width for all letters
	rowWide   = 7.2 // 12 px

	headHigh = 46.0
	rowHigh  = 22.0
	boxFoot  = 6.0
	inPort   = 23.0 // below the top of a box: where edges arrive
	boxPad   = 12.0
	boxLeast = 180.0
	signWide = 22.0
	stubHigh = 16.0
	stubGap  = 14.0 // between a box and a stub
	boxGap   = 28.0 // between boxes of a column
	laneHigh = 10.0 // of an edge that passes through a column
	laneGap  = 12.0
	routing  = 72.0 // between columns, where edges bend
	treeGap  = 40.0 // between groups that no edge joins
	longest  = 44   // letters of a title or label; more are cut

	sweeps = 12 // of the search for few crossings; more change little
)

// sketch is a tree on its way to a picture.
type sketch struct {
	name  string
	boxes []*box
	byID  map[dialog.NodeID]*box

	lanes []*lane // edges' ways through columns
	wires []wire
	w, h  float64
}

// box is a node.
type box struct {
	node  *dialog.Node
	view  *dialog.View
	rows  []row
	help  bool // it is help
	near  bool // a choice of it is help
	x, y  float64
	w, h  float64
	layer int
	order int // within its layer

	columnEnd float64 // where edges may bend; x of the column's right side
}

// row is a choice, as a line of its box.
type row struct {
	choice *dialog.Choice
	help   bool
	to     *box   // set when an edge is drawn
	stub   string // else: what the stub says
}

// lane is where edges to one target pass through a column between.
type lane struct {
	to    *box
	layer int
	order int
	x, y  float64
	w     float64
}

// wire is the part of an edge between two columns: from a row of a box or a
// lane, to a box or a lane.
type wire struct {
	from     *box
	row      int
	fromLane *lane
	to       *box
	toLane   *lane
	help     bool
}

// layOut gives every box its place.
//
// The nodes of a tree are split into groups that edges join. Each group is drawn
// in columns by the longest way from its first node. Nodes that stand alone fill
// the rows of a grid below.
func (t *sketch) layOut() {
	for _, b := range t.boxes {
		b.measure()
	}
	t.findEdges()
	y := 0.0
	var alone []*box
	for _, group := range t.groups() {
		if len(group) == 1 {
			alone = append(alone, group[0])
			continue
		}
		w, h := t.place(group, y)
		t.w = max(t.w, w)
		y += h + treeGap
	}
	if len(alone) > 0 {
		y = t.grid(alone, y)
	}
	t.h = max(0, y-treeGap)
}

// findEdges decides which choices are drawn as edges: those inside the tree that
// lead on. How far a node is from the tree's first one, by the fewest taps, says
// what leads on; among nodes that are equally far it is the order of the file.
// A choice that leads back gets a stub. So the edges hold no circle, and few of
// them are long.
func (t *sketch) findEdges() {
	far, place := map[*box]int{}, map[*box]int{}
	for i, b := range t.boxes {
		place[b] = i
	}
	for _, first := range t.boxes { // the others are reached from other trees
		if _, seen := far[first]; seen {
			continue
		}
		far[first] = 0
		for queue := []*box{first}; len(queue) > 0; queue = queue[1:] {
			for _, r := range queue[0].rows {
				to := t.byID[dialog.NodeID(r.choice.To)]
				if to == nil {
					continue
				}
				if _, seen := far[to]; !seen {
					far[to] = far[queue[0]] + 1
					queue = append(queue, to)
				}
			}
		}
	}
	for _, b := range t.boxes {
		for i := range b.rows {
			r := &b.rows[i]
			to := t.byID[dialog.NodeID(r.choice.To)]
			switch {
			case to == nil:
				r.stub = string(r.choice.To)
			case far[to] > far[b] || far[to] == far[b] && place[to] > place[b]:
				r.to = to
			default:
				_, name, _ := strings.Cut(string(to.node.ID), "/")
				r.stub = "↩ " + name
			}
		}
	}
}

// groups splits the boxes into those that edges join, in the order of the file.
func (t *sketch) groups() [][]*box {
	near := map[*box][]*box{}
	for _, b := range t.boxes {
		for _, r := range b.rows {
			if r.to != nil {
				near[b] = append(near[b], r.to)
				near[r.to] = append(near[r.to], b)
			}
		}
	}
	group := map[*box]int{}
	var out [][]*box
	for _, first := range t.boxes {
		if group[first] != 0 {
			continue
		}
		out = append(out, nil)
		group[first] = len(out)
		for queue := []*box{first}; len(queue) > 0; queue = queue[1:] {
			for _, n := range near[queue[0]] {
				if group[n] == 0 {
					group[n] = len(out)
					queue = append(queue, n)
				}
			}
		}
	}
	for _, b := range t.boxes {
		g := group[b] - 1
		out[g] = append(out[g], b)
	}
	return out
}

// grid places boxes that no edge joins, each in the shortest of three columns,
// and gives the y below them.
func (t *sketch) grid(boxes []*box, top float64) float64 {
	var columns [3][]*box
	var y, wide [len(columns)]float64
	for _, b := range boxes {
		at := 0
		for i := range y {
			if y[i] < y[at] {
				at = i
			}
		}
		b.y = top + y[at]
		y[at] += b.h + boxGap
		wide[at] = max(wide[at], b.w+b.stubLane())
		columns[at] = append(columns[at], b)
	}
	x, bottom := 0.0, 0.0
	for i, column := range columns {
		for _, b := range column {
			b.x = x
			t.w = max(t.w, x+wide[i])
		}
		x += wide[i] + treeGap
		bottom = max(bottom, y[i])
	}
	return top + bottom - boxGap + treeGap
}
