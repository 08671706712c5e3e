package match

import (
	"cmp"
	"hash/fnv"
	"iter"
	"math"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Cuts are the scores at which a ranking becomes a decision. They are derived
// from the asks when an index is built; see [Index.Cuts].
type Cuts struct {
	Suggest float64 // below it: None
	Answer  float64 // from it on one id may be clearly meant
	Margin  float64 // by which it must then lead the second
	Asks    int     // how many asks the cuts were derived from; 0: too few, the defaults
}

// Limits of the cuts, whatever the asks say, and their values when there are
// too few asks to say anything.
const (
	minSuggest, maxSuggest, defaultSuggest = 0.2, 0.45, 0.3
	minAnswer, maxAnswer, defaultAnswer    = 0.35, 0.75, 0.5
	defaultMargin                          = 0.05
	maxMargin                              = 0.2
	fewAsks                                = 40   // fewer tried asks give the defaults
	triedAsks                              = 3000 // of more, about so many are tried
)

// What a decision is worth when cuts are derived. A wrong answer costs what
// a right one gives; being offered the right id is nearly as good as getting
// it; an offer of wrong ids costs a little, for the honest "I do not know that"
// is better.
const (
	rightAnswer   = 1.0
	sisterAnswer  = 0.5 // one of the same group: much of what was asked, and the rest one tap away
	wrongAnswer   = -1.0
	rightSuggest  = 0.6
	wrongSuggest  = -0.3
	flat          = 0.98 // of the highest sum is as good: near it the sum hardly changes, and a few asks more would move the cut
	outsideWeight = 0.5  // of a trial without the ask's id: one question in three is not in the tree
)

// Cuts gives the cuts of the index.
//
// They are derived by trying asks as questions, each twice: once with the ask
// itself left out, as if a person had asked it in words that nobody wrote down;
// once with its whole id left out, as if nobody had written that node, so that
// every id found is wrong or a sister. Words that only the ask itself has count as unknown
// both times. Each outcome of a trial has a worth (a right answer 1, one of
// the same group 0.5, a wrong one -1, the right id among the suggested 0.6, only wrong
// ones -0.3, nothing 0; a half of that in the second trial), and the cuts are those on
// a grid of hundredths, inside fixed limits, that give the highest sum; of equal ones
// the strictest, and for Suggest of nearly equal ones.
func (ix *Index) Cuts() Cuts { return ix.cuts }

func (c Cuts) decide(first, second float64) Decision {
	switch {
	case first >= c.Answer && first-second >= c.Margin:
		return Answer
	case first >= c.Suggest:
		return Suggest
	default:
		return None
	}
}

// trial is one ask tried as a question.
type trial struct {
	first, second float64
	right         bool // the first is the ask's id
	sister        bool // or one of its group
	among         bool // it is among the first MaxCandidates
	weight        float64
}

func (ix *Index) derive() Cuts {
	var trials []trial
	every := uint32(max(1, len(ix.asks)/triedAsks))
	tried := 0
	for i := range ix.asks {
		if lot(ix.asks[i].Text)%every != 0 {
			continue
		}
		row := ix.rowOf[i]
		id := ix.idOf[row]
		if ix.asksOf[id+1]-ix.asksOf[id] < 2 || ix.from[row] == ix.from[row+1] {
			continue
		}
		tried++
		found := ix.without(i)
		trials = append(trials, ix.newTrial(found, id, 1))
		found = slices.DeleteFunc(found, func(r rival) bool { return r.id == id })
		trials = append(trials, ix.newTrial(found, id, outsideWeight))
	}
	if tried < fewAsks {
		return Cuts{Suggest: defaultSuggest, Answer: defaultAnswer, Margin: defaultMargin}
	}
	c := bestCuts(trials)
	c.Asks = tried
	return c
}

// lot is a number that depends on the ask alone: one ask more leaves the others of
// the sample as they are.
func lot(ask string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(ask)) // never fails
	return h.Sum32() >> 8
}

// without searches for an ask with the ask itself left out.
func (ix *Index) without(ask int) []rival {
	sc := ix.borrow(ix.rowOf[ask])
	defer ix.release(sc)
	ix.rank(sc, text.Scan(ix.asks[ask].Text), Place{})
	return slices.Clone(sc.found)
}

func (ix *Index) newTrial(found []rival, id int32, weight float64) trial {
	t := trial{weight: weight}
	if len(found) == 0 {
		return t
	}
	t.first, t.second = float64(found[0].score), ix.next(found)
	t.right, t.sister = found[0].id == id, ix.group[found[0].id] == ix.group[id]
	for _, f := range found[:min(len(found), MaxCandidates)] {
		t.among = t.among || f.id == id
	}
	return t
}

// bestCuts chooses Suggest first, then Answer and Margin: given any Suggest not
// above Answer, the worth of a trial that becomes an answer does not depend on
// it, so the two choices are independent but for that one condition.
func bestCuts(trials []trial) Cuts {
	c := Cuts{Suggest: maxSuggest}
	most := 0.0
	for cut := range grid(maxSuggest, minSuggest) {
		most = max(most, worthFrom(trials, cut))
	}
	for cut := range grid(maxSuggest, minSuggest) {
		if worth := worthFrom(trials, cut); worth > 0 && worth >= flat*most {
			c.Suggest = cut
			break
		}
	}
	slices.SortFunc(trials, func(a, b trial) int { return cmp.Compare(b.first, a.first) })
	most = math.Inf(-1)
	for margin := range grid(maxMargin, 0) {
		worth, i := 0.0, 0
		for cut := range grid(maxAnswer, max(minAnswer, c.Suggest)) {
			for ; i < len(trials) && trials[i].first >= cut; i++ {
				if t := trials[i]; t.first-t.second >= margin {
					worth += answerWorth(t) - suggestWorth(t)
				}
			}
			if worth > most {
				c.Answer, c.Margin, most = cut, margin, worth
			}
		}
	}
	return c
}

// worthFrom is what it is worth to suggest from a cut on.
func worthFrom(trials []trial, cut float64) float64 {
	worth := 0.0
	for _, t := range trials {
		if t.first >= cut {
			worth += suggestWorth(t)
		}
	}
	return worth
}

// grid goes from the highest value to the lowest in hundredths.
func grid(from, to float64) iter.Seq[float64] {
	return func(yield func(float64) bool) {
		for n := int(math.Round(from * 100)); n >= int(math.Round(to*100)); n-- {
			if !yield(float64(n) / 100) {
				return
			}
		}
	}
}

func answerWorth(t trial) float64 {
	switch {
	case t.right:
		return rightAnswer * t.weight
	case t.sister:
		return sisterAnswer * t.weight
	default:
		return wrongAnswer * t.weight
	}
}

func suggestWorth(t trial) float64 {
	if t.among {
		return rightSuggest * t.weight
	}
	return wrongSuggest * t.weight
}
