package match

import (
	"cmp"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// How the sentences of a long message count.
const (
	maxSentences   = 8    // matched on their own: the last ones, where the question tends to stand
	minBody        = 0.8  // a sentence with less in it than about one telling word is not matched on its own
	lastSentence   = 0.95 // weight of the last sentence that says something
	otherSentences = 0.75
	leastWhole     = 0.5 // weight of the message as a whole, however long
	mostWhole      = 0.8 // and when it is just longer than shortUnits
	shortUnits     = 24  // a message of up to so many words is one question
)

// Find ranks ids for a message and says how sure it is. The same message always
// gives the same result.
func (ix *Index) Find(m text.Message) Result { return ix.FindAt(m, Place{}) }

// FindAt is Find in a conversation that stands somewhere: the less a message says of
// its own, the more it means what is near.
func (ix *Index) FindAt(m text.Message, p Place) Result {
	sc := ix.borrow(none)
	defer ix.release(sc)
	ix.rank(sc, m, p)
	return ix.result(sc)
}

// rank leaves in sc.found every id that was found, best first, once.
func (ix *Index) rank(sc *scratch, m text.Message, p Place) {
	if len(m.Tokens) == 0 || len(ix.rows) == 0 {
		return
	}
	ix.readAll(sc, m, true)
	ix.searchAt(sc, p)
	if len(sc.breaks) > 2 && len(sc.units) > shortUnits {
		ix.rankSentences(sc)
	}
	sortFound(sc)
	ix.second(sc, m)
}

// sortFound puts the best first.
func sortFound(sc *scratch) {
	slices.SortFunc(sc.found, func(a, b rival) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
}

// rankSentences searches for the sentences of a message one by one and blends
// what they find with what the message as a whole found.
func (ix *Index) rankSentences(sc *scratch) {
	sentences := len(sc.breaks) - 1
	tried, weight := 0, float32(lastSentence)
	for s := sentences - 1; s >= max(0, sentences-maxSentences); s-- {
		us := sc.units[sc.breaks[s]:sc.breaks[s+1]]
		if ix.body(us) < minBody {
			continue // "Please help! Thank you."
		}
		tried++
		at := len(sc.found)
		ix.search(sc, us, int32(s), maxRivals)
		for i := range sc.found[at:] {
			sc.found[at+i].score *= weight
		}
		weight = otherSentences
	}
	if tried == 0 {
		return
	}
	whole := max(leastWhole, mostWhole*shortUnits/float32(len(sc.units)))
	slices.SortFunc(sc.found, func(a, b rival) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(b.score, a.score), cmp.Compare(a.part, b.part))
	})
	out := sc.found[:0]
	for i := 0; i < len(sc.found); {
		r := sc.found[i] // the best of this id; it keeps its ask
		var all, one float32
		id := r.id
		for ; i < len(sc.found) && sc.found[i].id == id; i++ {
			if f := sc.found[i]; f.part == none {
				all = f.score
			} else {
				one = max(one, f.score)
			}
		}
		r.score = whole*all + (1-whole)*one
		out = append(out, r)
	}
	sc.found = out
}

// body is how much the words of a sentence tell that are not small.
func (ix *Index) body(us []unit) float32 {
	sum := float32(0)
	for _, u := range us {
		if u.how != unknown && !u.small && !u.also {
			sum += u.weight * ix.base[u.term]
		}
	}
	return sum
}

func (ix *Index) result(sc *scratch) Result {
	var r Result
	for _, f := range sc.found[:min(len(sc.found), MaxCandidates)] {
		if f.score <= 0 {
			break
		}
		r.Candidates[r.N] = ix.candidate(f)
		r.N++
	}
	switch {
	case sc.also.score > 0:
		r.Decision, r.Also = Answer, ix.candidate(sc.also)
	case r.N > 0 && r.Candidates[0].raised():
		r.Decision = ix.cuts.decideRaised(r.Candidates[0], sc.silent)
	case r.N > 0:
		r.Decision = ix.cuts.decide(r.Candidates[0].Score, ix.next(sc.found))
	}
	return r
}

// next is the score of the best id found that is no sister of the first one, 0 when
// there is none.
func (ix *Index) next(found []rival) float64 {
	for _, f := range found[1:] {
		if ix.group[f.id] != ix.group[found[0].id] {
			return float64(f.score)
		}
	}
	return 0
}

func (ix *Index) candidate(r rival) Candidate {
	return Candidate{ID: ix.ids[r.id], Score: float64(r.score), Ask: int(ix.rows[r.row]), Alone: float64(cmp.Or(r.alone, r.score))}
}
