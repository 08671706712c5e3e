package graph

import (
	"cmp"
	"slices"
)

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
