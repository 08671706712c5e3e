package match

import (
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// reading says how a unit of a message was understood.
type reading uint8

const (
	asWritten reading = iota
	mended            // text.Lexicon knew what was meant
	respelled         // a known word is one or two mistakes away
	heard             // it also means this
	unknown           // no ask has it
)

// unit is a word or phrase of a message as the index understands it.
type unit struct {
	term     int32 // none when unknown
	from, to int32 // tokens of the message, mended
	word     int32 // of respelled: the known word in the speller
	weight   float32
	how      reading
	small    bool
	also     bool // a second reading of the unit before it
	first    bool // of a sentence
}

// How much a word counts that was not written as any ask writes it.
const (
	oneMistake  = 0.9
	twoMistakes = 0.7
	secondGuess = 0.5 // of a second known word as near as the first
	heardWeight = 0.7 // of what a word also means
)

// readAll turns a message into units, sentence by sentence. Spelling is mended
// first, in the languages in which text can do it. What words also mean is
// added to questions, not to asks.
func (ix *Index) readAll(sc *scratch, m text.Message, question bool) {
	if ix.mender != nil {
		sc.tokens = ix.mender.Mend(m, sc.tokens).Tokens
	} else {
		sc.tokens = append(sc.tokens[:0], m.Tokens...)
	}
	sc.raw, sc.stems = sc.raw[:0], sc.stems[:0]
	original := m.Tokens
	for i, t := range sc.tokens {
		u := unit{from: int32(i), to: int32(i + 1), weight: 1}
		u.first = i == 0 || t.Sentence != sc.tokens[i-1].Sentence
		for original[0].Start < t.Start {
			original = original[1:]
		}
		if t.Norm != original[0].Norm {
			u.how, u.weight = mended, oneMistake
		}
		ix.readWord(sc, u, t.Norm)
	}
	for start := 0; start < len(sc.raw); {
		end := start + 1
		for end < len(sc.raw) && !sc.raw[end].first {
			end++
		}
		sc.breaks = append(sc.breaks, int32(len(sc.units)))
		ix.fold(sc, start, end, question)
		start = end
	}
	sc.breaks = append(sc.breaks, int32(len(sc.units)))
}

// readWord appends the raw units of one word, and their stems.
func (ix *Index) readWord(sc *scratch, u unit, word string) {
	add := func(stem int32) {
		sc.raw, sc.stems = append(sc.raw, u), append(sc.stems, stem)
	}
	if u.term = ix.lex.lookup(word); u.term != none {
		add(u.term)
		return
	}
	best, n := ix.spell.near(word)
	if n == 0 || text.OrdinaryIn(word) != "" {
		u.how = unknown
		add(none)
		return
	}
	u.term, u.word, u.how, u.weight = best[0].stem, best[0].word, respelled, oneMistake
	if best[0].dist > 1 {
		u.weight = twoMistakes
	}
	add(u.term)
	if n > 1 && ix.lex.canon[best[1].stem] != ix.lex.canon[u.term] {
		u.term, u.word, u.also, u.first = best[1].stem, best[1].word, true, false
		u.weight *= secondGuess
		add(none)
	}
}

// fold appends the raw units start..end of a sentence to sc.units, with terms in
// the place of stems: the longest phrase at each place, then what words count as.
func (ix *Index) fold(sc *scratch, start, end int, question bool) {
	stems := sc.stems[:end]
	for i := start; i < end; {
		u := sc.raw[i]
		at := i
		if question && ix.lex.joins(stems, i) {
			sc.joins = append(sc.joins, int32(len(sc.units)))
		}
		if next, term := ix.lex.phraseAt(stems, i); term != none {
			for _, part := range sc.raw[i+1 : next] {
				u.weight = min(u.weight, part.weight)
				u.how = max(u.how, part.how)
				u.to = part.to
			}
			u.term = term
			i = next
		} else {
			if u.term != none {
				u.term = ix.lex.canon[u.term]
			}
			i++
		}
		u.small = u.term != none && ix.lex.small[u.term]
		sc.units = append(sc.units, u)
		if question && stems[at] != none {
			ix.hear(sc, stems, at)
		}
	}
}

// hear adds to the last unit what its word, which stands at stems[at], also
// means. A word that no ask has counts as what it means only.
func (ix *Index) hear(sc *scratch, stems []int32, at int) {
	for _, m := range ix.lex.means[stems[at]] {
		if !standsAt(stems, at, m.words) || len(m.with) > 0 && !stands(sc.stems, m.with) || stands(sc.stems, m.without) {
			continue
		}
		last := len(sc.units) - 1
		u := sc.units[last]
		if f := u.term; !u.also && ix.starts[f] == ix.starts[f+1] {
			sc.units = sc.units[:last]
		} else {
			u.also, u.first = true, false
		}
		u.how, u.weight = heard, u.weight*heardWeight
		for _, term := range m.terms {
			u.term, u.small = term, ix.lex.small[term]
			sc.units = append(sc.units, u)
			u.also, u.first = true, false
		}
	}
}

func standsAt(stems []int32, at int, words []int32) bool {
	return len(stems)-at >= len(words) && slices.Equal(stems[at:at+len(words)], words)
}

// stands reports whether one of several phrases stands anywhere.
func stands(stems []int32, phrases [][]int32) bool {
	for _, words := range phrases {
		for at := range stems {
			if standsAt(stems, at, words) {
				return true
			}
		}
	}
	return false
}
