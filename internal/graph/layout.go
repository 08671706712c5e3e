package graph

import (
	"cmp"
	"slices"
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

// column is one layer of a group: boxes and lanes in their order.
type column struct {
	cells []*cell
	x, w  float64
}

// cell is a box or a lane.
type cell struct {
	box  *box
	lane *lane
	key  float64 // the mean place of its neighbours
}

func (c *cell) setOrder(i int) {
	if c.box != nil {
		c.box.order = i
	} else {
		c.lane.order = i
	}
}

func (c *cell) high() float64 {
	if c.box != nil {
		return c.box.h
	}
	return laneHigh
}

func (c *cell) setY(y float64) {
	if c.box != nil {
		c.box.y = y
	} else {
		c.lane.y = y
	}
}

// place lays a group out in columns below y and gives its size.
func (t *sketch) place(group []*box, y float64) (w, h float64) {
	columns := layers(group)
	wires := t.wire(group, columns)
	reorder(columns, wires)
	x := 0.0
	for i := range columns {
		c := &columns[i]
		c.x = x
		for _, cell := range c.cells {
			if cell.box != nil {
				cell.box.x = x
				c.w = max(c.w, cell.box.w+cell.box.stubLane())
			}
		}
		for _, cell := range c.cells {
			if cell.lane != nil {
				cell.lane.x, cell.lane.w = x, c.w
			} else {
				cell.box.columnEnd = x + c.w
			}
		}
		w = x + c.w
		x = w + routing
	}
	align(columns, wires)
	top, bottom := 1e18, -1e18
	for _, c := range columns {
		for _, cell := range c.cells {
			top = min(top, cell.top())
			bottom = max(bottom, cell.top()+cell.high())
		}
	}
	for _, c := range columns {
		for _, cell := range c.cells {
			cell.setY(cell.top() - top + y)
		}
	}
	t.wires = append(t.wires, wires...)
	return w, bottom - top
}

func (c *cell) top() float64 {
	if c.box != nil {
		return c.box.y
	}
	return c.lane.y
}

// layers puts each box one column after the last of those that lead to it.
func layers(group []*box) []column {
	into := map[*box]int{}
	for _, b := range group {
		for _, r := range b.rows {
			if r.to != nil {
				into[r.to]++
			}
		}
	}
	var ready []*box
	for _, b := range group {
		b.layer = 0
		if into[b] == 0 {
			ready = append(ready, b)
		}
	}
	var columns []column
	for ; len(ready) > 0; ready = ready[1:] {
		b := ready[0]
		for len(columns) <= b.layer {
			columns = append(columns, column{})
		}
		for _, r := range b.rows {
			if r.to == nil {
				continue
			}
			r.to.layer = max(r.to.layer, b.layer+1)
			if into[r.to]--; into[r.to] == 0 {
				ready = append(ready, r.to)
			}
		}
	}
	for _, b := range group { // in the order of the file
		columns[b.layer].cells = append(columns[b.layer].cells, &cell{box: b})
	}
	return columns
}

// wire cuts the edges of a group into the parts between columns. Edges to one
// target share their lanes.
func (t *sketch) wire(group []*box, columns []column) []wire {
	type key struct {
		to    *box
		layer int
	}
	lanes := map[key]*lane{}
	var wires []wire
	for _, b := range group {
		for i, r := range b.rows {
			if r.to == nil {
				continue
			}
			part := wire{from: b, row: i, help: r.help}
			for layer := b.layer + 1; layer <= r.to.layer; layer++ {
				if layer == r.to.layer {
					part.to = r.to
					wires = append(wires, part)
					break
				}
				l := lanes[key{r.to, layer}]
				shared := l != nil
				if !shared {
					l = &lane{to: r.to, layer: layer}
					lanes[key{r.to, layer}] = l
					t.lanes = append(t.lanes, l)
					columns[layer].cells = append(columns[layer].cells, &cell{lane: l})
				}
				part.toLane = l
				wires = append(wires, part)
				if shared {
					break
				}
				part = wire{fromLane: l, help: r.help}
			}
		}
	}
	return wires
}

// start and end are the ends of a wire: the layer, the order in it, and the y.
func (w *wire) start() (layer int, order, y float64) {
	if w.from != nil {
		f := float64(w.row+1) / float64(len(w.from.rows)+1)
		return w.from.layer, float64(w.from.order) + 0.9*f, w.from.y + rowY(w.row)
	}
	return w.fromLane.layer, float64(w.fromLane.order) + 0.5, w.fromLane.y + laneHigh/2
}

func (w *wire) end() (layer int, order, y float64) {
	if w.to != nil {
		return w.to.layer, float64(w.to.order) + 0.5, w.to.y + inPort
	}
	return w.toLane.layer, float64(w.toLane.order) + 0.5, w.toLane.y + laneHigh/2
}

// starts and ends report whether a wire starts or ends at a cell.
func (w *wire) starts(c *cell) bool {
	return w.from != nil && w.from == c.box || w.fromLane != nil && w.fromLane == c.lane
}

func (w *wire) ends(c *cell) bool {
	return w.to != nil && w.to == c.box || w.toLane != nil && w.toLane == c.lane
}

// byLayer sorts wires into those that start in each column.
func byLayer(wires []wire, columns int) [][]wire {
	out := make([][]wire, columns)
	for _, w := range wires {
		layer, _, _ := w.start()
		out[layer] = append(out[layer], w)
	}
	return out
}

// reorder looks for an order within the columns that has few crossings: again
// and again each cell goes to the mean place of its neighbours, from the left
// and from the right in turn, and the best order seen is kept.
func reorder(columns []column, wires []wire) {
	after := byLayer(wires, len(columns))
	number := func() {
		for _, c := range columns {
			for i, cell := range c.cells {
				cell.setOrder(i)
			}
		}
	}
	number()
	best, fewest := snapshot(columns), crossings(after)
	for sweep := 0; sweep < sweeps && fewest > 0; sweep++ {
		for step := range columns {
			i := step
			if sweep%2 == 1 {
				i = len(columns) - 1 - step
			}
			for at, cell := range columns[i].cells {
				sum, n := 0.0, 0.0
				note := func(order float64) { sum += order; n++ }
				if sweep%2 == 0 && i > 0 {
					for _, w := range after[i-1] {
						if w.ends(cell) {
							_, order, _ := w.start()
							note(order)
						}
					}
				} else if sweep%2 == 1 {
					for _, w := range after[i] {
						if w.starts(cell) {
							_, order, _ := w.end()
							note(order)
						}
					}
				}
				if cell.key = float64(at); n > 0 {
					cell.key = sum / n
				}
			}
			slices.SortStableFunc(columns[i].cells, func(a, b *cell) int { return cmp.Compare(a.key, b.key) })
			for at, cell := range columns[i].cells {
				cell.setOrder(at)
			}
		}
		if n := crossings(after); n < fewest {
			best, fewest = snapshot(columns), n
		}
	}
	for i := range columns {
		columns[i].cells = best[i]
	}
	number()
}

func snapshot(columns []column) [][]*cell {
	var out [][]*cell
	for _, c := range columns {
		out = append(out, slices.Clone(c.cells))
	}
	return out
}

func crossings(after [][]wire) int {
	n := 0
	for _, wires := range after {
		for i := range wires {
			_, a1, _ := wires[i].start()
			_, a2, _ := wires[i].end()
			for k := range wires[:i] {
				_, b1, _ := wires[k].start()
				_, b2, _ := wires[k].end()
				if (a1-b1)*(a2-b2) < 0 {
					n++
				}
			}
		}
	}
	return n
}

// align chooses the y of every cell so that wires are as level as the order and
// the gaps allow.
func align(columns []column, wires []wire) {
	after := byLayer(wires, len(columns))
	for i := range columns {
		stack(columns[i].cells, make([]float64, len(columns[i].cells)))
	}
	for sweep := range 5 {
		for step := range columns {
			i := step
			if sweep%2 == 1 {
				i = len(columns) - 1 - step
			}
			cells := columns[i].cells
			wish := make([]float64, len(cells))
			for at, cell := range cells {
				sum, n := 0.0, 0.0
				if i > 0 && sweep%2 == 0 {
					for _, w := range after[i-1] {
						if w.ends(cell) {
							_, _, from := w.start()
							_, _, to := w.end()
							sum += cell.top() + from - to
							n++
						}
					}
				} else if sweep%2 == 1 {
					for _, w := range after[i] {
						if w.starts(cell) {
							_, _, from := w.start()
							_, _, to := w.end()
							sum += cell.top() + to - from
							n++
						}
					}
				}
				if wish[at] = cell.top(); n > 0 {
					wish[at] = sum / n
				}
			}
			stack(cells, wish)
		}
	}
}

// stack places cells in their order as near to their wishes as the gaps allow:
// least squares under an order, by pooling neighbours that collide (the pool
// adjacent violators algorithm).
func stack(cells []*cell, wish []float64) {
	type pool struct{ sum, weight float64 }
	var (
		pools  []pool
		counts []int
		offset = make([]float64, len(cells))
	)
	for i, c := range cells {
		if i > 0 {
			gap := boxGap
			if c.lane != nil && cells[i-1].lane != nil {
				gap = laneGap
			}
			offset[i] = offset[i-1] + cells[i-1].high() + gap
		}
		weight := 1.0
		if c.lane != nil {
			weight = 4 // a bend in a long edge costs more than a moved box
		}
		pools = append(pools, pool{(wish[i] - offset[i]) * weight, weight})
		counts = append(counts, 1)
		for k := len(pools) - 1; k > 0 && pools[k-1].sum/pools[k-1].weight > pools[k].sum/pools[k].weight; k-- {
			pools[k-1].sum += pools[k].sum
			pools[k-1].weight += pools[k].weight
			counts[k-1] += counts[k]
			pools, counts = pools[:k], counts[:k]
		}
	}
	i := 0
	for k, p := range pools {
		for range counts[k] {
			cells[i].setY(p.sum/p.weight + offset[i])
			i++
		}
	}
}
