package match

// Tried is an ask tried as a question, with the ask itself left out: as if a
// person had asked it in words that nobody wrote down.
type Tried struct {
	Ask   int    // index into the asks of the index
	First string // the id found first; "" when none was
}

// LeaveOneOut tries every ask of an id that has others, in the order of the
// asks. It takes about as long as that many calls of Find.
func (ix *Index) LeaveOneOut() []Tried {
	tried := make([]Tried, 0, len(ix.asks))
	for i := range ix.asks {
		id := ix.idOf[ix.rowOf[i]]
		if ix.asksOf[id+1]-ix.asksOf[id] < 2 {
			continue
		}
		t := Tried{Ask: i}
		if found := ix.without(i); len(found) > 0 {
			t.First = ix.ids[found[0].id]
		}
		tried = append(tried, t)
	}
	return tried
}

// Asks are the asks of the index. Do not change them.
func (ix *Index) Asks() []Ask { return ix.asks }
