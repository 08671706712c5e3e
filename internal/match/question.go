package match

import (
	"cmp"
	"math"
	"slices"
)

// feature is a term, a pair or a piece of a question.
type feature struct {
	f int32
	w float32 // its weight in the question
	n int32   // how many postings it has
}

// question is what is left of a run of units: features, rarest first, in
// scratch.query and scratch.pieces, and three lengths. Pieces are in none but
// known and full, and unknown words in none but norm and full.
type question struct {
	norm  float64 // of its weights, as a vector
	full  float64 // the sum of its weights
	known float64 // the sum of those that the index has
	read  int     // how many of scratch.query are read in the first step
}

// ask fills sc.query and sc.pieces from units.
func (ix *Index) ask(sc *scratch, us []unit) question {
	sc.query, sc.pieces, sc.dirty = sc.query[:0], sc.pieces[:0], true
	sum, full, known := 0.0, 0.0, 0.0
	add := func(f int32, w float32) {
		if sc.slot[f] != 0 {
			return
		}
		w *= ix.base[f]
		n := ix.found(sc, f)
		if n == 0 {
			if f >= int32(len(ix.lex.canon)) || ix.lex.small[f] {
				return
			}
			w = unknownWeight // known from the vocabulary, or from the skipped ask, only
		} else {
			sc.slot[f] = 1
			sc.query = append(sc.query, feature{f, w, n})
			known += float64(w)
		}
		sum += float64(w * w)
		full += float64(w)
	}
	before := none
	for _, u := range us {
		if u.first {
			before = none
		}
		switch {
		case u.how == unknown:
			sum += unknownWeight * unknownWeight
			full += unknownWeight
			before = none
			continue
		case u.also:
			s, f, k := sum, full, known
			add(u.term, u.weight)
			sum, full, known = s, f, k // the word is counted once, by its first reading
			continue
		}
		add(u.term, u.weight)
		if before != none {
			if f, ok := ix.pairs[pairKey(before, u.term)]; ok {
				add(f, u.weight)
			}
		}
		before = u.term
	}
	for _, key := range ix.piecesOf(sc, us) {
		f, ok := ix.pieces[key]
		if !ok || sc.slot[f] != 0 {
			continue
		}
		if n := ix.found(sc, f); n > 0 {
			sc.slot[f] = 1
			sc.pieces = append(sc.pieces, feature{f, ix.base[f], n})
		}
	}
	for _, x := range sc.query {
		sc.slot[x.f] = 0
	}
	for _, x := range sc.pieces {
		sc.slot[x.f] = 0
	}
	sc.dirty = false
	var q question
	sc.query, q.read = rarest(sc.query, maxFeatures, maxPostings)
	read := 0
	sc.pieces, read = rarest(sc.pieces, maxPieces, maxPiecePosts)
	sc.pieces = sc.pieces[:read]
	for _, x := range sc.pieces {
		full += float64(x.w)
		known += float64(x.w)
	}
	q.norm, q.full, q.known = math.Sqrt(sum), full, known
	return q
}

// found is how many ids a search can find by a feature.
func (ix *Index) found(sc *scratch, f int32) int32 {
	n := ix.starts[f+1] - ix.starts[f]
	if n == 1 && ix.posts[ix.starts[f]].n == 1 && ix.isSkipped(sc, f) {
		return 0 // the skipped ask has it, and no other
	}
	return n
}

// isSkipped reports whether the skipped ask has a feature of the question. Only
// an ask itself is searched for with the ask skipped, so it has all the pieces.
func (ix *Index) isSkipped(sc *scratch, f int32) bool {
	if sc.skipped == none {
		return false
	}
	if f >= int32(len(ix.lex.canon)+len(ix.pairs)) {
		return true
	}
	_, ok := slices.BinarySearch(ix.feats[ix.from[sc.skipped]:ix.from[sc.skipped+1]], f)
	return ok
}

// rarest keeps up to most features and says how many of them, from the start,
// have no more than so many postings together, at least one. Where something is
// left out, they are sorted, those of the shortest lists first.
func rarest(fs []feature, most int, posts int32) (kept []feature, read int) {
	all := int32(0)
	for _, x := range fs {
		all += x.n
	}
	if len(fs) <= most && all <= posts {
		return fs, len(fs)
	}
	slices.SortFunc(fs, func(a, b feature) int {
		return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.f, b.f))
	})
	fs = fs[:min(len(fs), most)]
	for i, x := range fs {
		if posts -= x.n; posts < 0 && i > 0 {
			return fs, i
		}
	}
	return fs, len(fs)
}

// piecesOf gives the pieces of the words of units that are not small.
func (ix *Index) piecesOf(sc *scratch, us []unit) []uint32 {
	sc.keys = sc.keys[:0]
	for _, u := range us {
		if u.small || u.also {
			continue
		}
		for _, t := range sc.tokens[u.from:u.to] {
			sc.keys = appendPieces(sc.keys, t.Norm)
		}
	}
	return sc.keys
}
