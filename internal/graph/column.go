package graph

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
