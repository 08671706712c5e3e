package match

import (
	"cmp"
	"slices"
)

// Place is where a conversation stands, for messages that say little of their own:
// "is it illegal?", "and what do I do then". The zero value is nowhere.
type Place struct {
	Group string   // of the ids that are about what it is about, see Options.Groups; "" is nowhere
	Next  []string // ids that the conversation leads to from here
}

// How much a place counts. Chosen on the first half of the follow-up questions in
// internal/engine.
const (
	saysEnough = 1.5 // about two telling words: a message that says so much stands alone
	mostLean   = 0.6 // of a message without any
)

// lean is by how much a message leans on its place: less, the more it says, and not at
// all where it has many words. Words that no ask has say something too.
func (ix *Index) lean(us []unit) float32 {
	if len(us) > shortUnits {
		return 0
	}
	said := float32(0)
	for _, u := range us {
		switch {
		case u.small || u.also:
		case u.how == unknown || ix.base[u.term] == 0:
			said += unknownWeight
		default:
			said += u.weight * ix.base[u.term]
		}
	}
	return mostLean * max(0, 1-said/saysEnough)
}

// searchAt is search for a message that leans on its place: what is near is compared in
// any case, and raised where the words alone leave a doubt.
func (ix *Index) searchAt(sc *scratch, p Place) {
	lean := ix.lean(sc.units)
	if lean > 0 {
		ix.stand(sc, p)
	}
	ix.search(sc, sc.units, none, maxRivals)
	if len(sc.near) > 0 && len(sc.found) > 0 && !ix.clear(sc) {
		for i := range sc.found {
			if f := &sc.found[i]; slices.Contains(sc.near, f.id) {
				f.alone, f.score = f.score, min(1, f.score*(1+lean))
			}
		}
	}
	sc.near, sc.silent = sc.near[:0], lean == mostLean
}

// stand notes what is near a place.
func (ix *Index) stand(sc *scratch, p Place) {
	if group, ok := ix.groups[p.Group]; ok {
		for id, g := range ix.group {
			if g == group {
				sc.near = append(sc.near, int32(id))
			}
		}
	}
	for _, name := range p.Next {
		if id, ok := ix.number[name]; ok && !slices.Contains(sc.near, id) {
			sc.near = append(sc.near, id)
		}
	}
}

// clear reports whether the words alone mean one id.
func (ix *Index) clear(sc *scratch) bool {
	sortFound(sc)
	return ix.cuts.decide(float64(sc.found[0].score), ix.next(sc.found)) == Answer
}

// compareNear compares what is near the place and was not found, from sc.found[at] on.
func (ix *Index) compareNear(sc *scratch, q question, at int) {
	for _, id := range nearest(sc) {
		r := rival{id: id, score: sc.acc[id], part: none}
		if !slices.ContainsFunc(sc.found[at:], func(f rival) bool { return f.id == id }) && ix.compare(sc, q, &r) {
			sc.found = append(sc.found, r)
		}
	}
}

// nearest gives those of the ids near the place that explain most of the question.
func nearest(sc *scratch) []int32 {
	slices.SortFunc(sc.near, func(a, b int32) int {
		return cmp.Or(cmp.Compare(sc.acc[b], sc.acc[a]), cmp.Compare(a, b))
	})
	return sc.near[:min(len(sc.near), maxRivals)]
}

// raised reports whether the place made a candidate likelier.
func (c Candidate) raised() bool { return c.Score > c.Alone }

// decideRaised decides about a first candidate that the place raised. It needs no lead,
// for what else is near is one tap away. But it is no answer if by the words alone it
// would not even be offered, and where no word tells anything it must be one by them.
func (c Cuts) decideRaised(first Candidate, silent bool) Decision {
	least := c.Suggest
	if silent {
		least = c.Answer
	}
	if first.Alone >= least {
		return Answer
	}
	return min(c.decide(first.Score, 0), Suggest)
}
