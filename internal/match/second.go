package match

import (
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// minTelling is how many words that are not small a part of a message needs to be
// a question of its own. "Hello" and "thank you" have one.
const minTelling = 2

// partRivals is how many ids are compared for a part: it needs the best and the
// next only.
const partRivals = 4

// second looks for two questions in one message: two parts of it that each
// clearly mean an id, and not the same. Parts are sentences, and halves of a
// sentence before and after a joiner ("and also"). Where two sentences end with a
// question mark, only those that do count; where they do not, the message must
// have exactly two parts that say something, for in a story every sentence is
// about something.
//
// The id that was asked for first becomes the first of sc.found, the other
// sc.also.
func (ix *Index) second(sc *scratch, m text.Message) {
	parts := ix.parts(sc, m)
	if len(parts) != 2 {
		return
	}
	whole := len(sc.found)
	var meant [2]rival
	for i, p := range parts {
		at := len(sc.found)
		ix.search(sc, sc.units[p.from:p.to], none, partRivals)
		best, next := rival{}, float32(0)
		for _, r := range sc.found[at:] {
			if r.score > best.score {
				best, next = r, best.score
			} else {
				next = max(next, r.score)
			}
		}
		sc.found = sc.found[:whole]
		if ix.cuts.decide(float64(best.score), float64(next)) != Answer {
			return
		}
		meant[i] = best
	}
	if meant[0].id == meant[1].id {
		return
	}
	first := meant[0]
	sc.found = slices.DeleteFunc(sc.found, func(r rival) bool { return r.id == first.id })
	for i := range sc.found {
		sc.found[i].score = min(sc.found[i].score, first.score)
	}
	sc.found = slices.Insert(sc.found, 0, first)
	sc.also = meant[1]
}

// part is a run of units.
type part struct{ from, to int32 }

// parts are the parts of a message that may be questions.
func (ix *Index) parts(sc *scratch, m text.Message) []part {
	all, asked := sc.parts[:0], 0
	for s := range len(sc.breaks) - 1 {
		from, end := sc.breaks[s], sc.breaks[s+1]
		question := m.Asked(sc.tokens[sc.units[from].from].Sentence)
		for from < end {
			to := end
			for _, j := range sc.joins {
				if j > from && j < to {
					to = j
				}
			}
			if telling(sc.units[from:to]) >= minTelling {
				if question {
					// the asked come first, in their order
					all = slices.Insert(all, asked, part{from, to})
					asked++
				} else {
					all = append(all, part{from, to})
				}
			}
			from = to
		}
	}
	sc.parts = all
	if asked >= 2 {
		return all[:asked]
	}
	slices.SortFunc(all, func(a, b part) int { return int(a.from - b.from) })
	return all
}

// telling is how many known words are not small.
func telling(us []unit) (n int) {
	for _, u := range us {
		if u.how != unknown && !u.small && !u.also {
			n++
		}
	}
	return n
}
