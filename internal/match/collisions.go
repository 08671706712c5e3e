package match

import (
	"cmp"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Collision is two asks of different ids that are too much alike.
type Collision struct {
	First, Second int     // indexes into the asks, First < Second
	Same          bool    // word for word the same after text.Normal: an error
	Likeness      float64 // cosine of the two, from CloseAsks to 1
}

// CloseAsks is the likeness from which two asks of different ids would take each
// other's questions.
const CloseAsks = 0.85

// Collisions finds asks of different ids that are the same or too much alike, in
// the order of the asks. Each ask is compared with the nearest ask of each of the
// ids that a search for it finds, so the time grows with the number of asks, not
// with the number of pairs.
func (ix *Index) Collisions() []Collision {
	var found []Collision
	first := map[string][]int{}
	for i, a := range ix.asks {
		n := text.Normal(a.Text)
		if n == "" {
			continue
		}
		earlier := first[n]
		fresh := true
		for _, e := range earlier {
			if ix.asks[e].ID == a.ID {
				fresh = false
				continue
			}
			found = append(found, Collision{First: e, Second: i, Same: true, Likeness: 1})
		}
		if fresh {
			first[n] = append(earlier, i) // one of each id, so at most as many as there are ids
		}
	}
	for i := range ix.asks {
		found = ix.near(found, i)
	}
	slices.SortFunc(found, func(a, b Collision) int {
		same := 0
		if a.Same != b.Same {
			same = 1
			if a.Same {
				same = -1
			}
		}
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second), same)
	})
	return slices.CompactFunc(found, func(a, b Collision) bool { return a.First == b.First && a.Second == b.Second })
}

// near appends the close asks of other ids that a search for ask i finds.
func (ix *Index) near(found []Collision, i int) []Collision {
	sc := ix.borrow(none)
	defer ix.release(sc)
	row := ix.rowOf[i]
	ix.readAll(sc, text.Scan(ix.asks[i].Text), false)
	ix.search(sc, sc.units, none, maxRivals)
	for _, r := range sc.found {
		if r.id == ix.idOf[row] {
			continue
		}
		if like := ix.cosine(row, r.row); like >= CloseAsks {
			j := int(ix.rows[r.row])
			found = append(found, Collision{First: min(i, j), Second: max(i, j), Likeness: min(1, like)})
		}
	}
	return found
}

// cosine of two rows, whose features are sorted.
func (ix *Index) cosine(a, b int32) float64 {
	as, bs := ix.feats[ix.from[a]:ix.from[a+1]], ix.feats[ix.from[b]:ix.from[b+1]]
	sum := float32(0)
	for len(as) > 0 && len(bs) > 0 {
		switch {
		case as[0] < bs[0]:
			as = as[1:]
		case as[0] > bs[0]:
			bs = bs[1:]
		default:
			sum += ix.base[as[0]] * ix.base[as[0]]
			as, bs = as[1:], bs[1:]
		}
	}
	return float64(sum * ix.inv[a] * ix.inv[b])
}
