package match

import "github.com/porchlight-chat/porchlight/internal/text"

// reading says how a unit of a message was understood.
type reading uint8

const (
	asWritten reading = iota
	joined            // two tokens are one known word: "snap chat"
	parted            // one token is two known words: "mydaughter"
	respelled         // a known word is one or two mistakes away
	unknown           // no ask has it
)

// unit is a word or phrase of a message as the index understands it.
type unit struct {
	term     int32 // none when unknown
	from, to int32 // tokens of the message
	word     int32 // of respelled: the known word in the speller
	weight   float32
	how      reading
	small    bool
	also     bool // a second reading of the unit before it
	first    bool // of a sentence
}

// How much a word counts that was not written as any ask writes it.
const (
	oneMistake  = 0.85
	twoMistake  = 0.7
	secondGuess = 0.5 // of a second known word as near as the first
	guessedPart = 0.9
)

// read appends the units of a run of tokens to us.
func (ix *Index) read(us []unit, sc *scratch, tokens []text.Token, from int) []unit {
	stems := sc.stems[:0]
	for i := 0; i < len(tokens); {
		us, stems, i = ix.readWord(us, stems, sc, tokens, i, from)
	}
	sc.stems = stems
	return ix.fold(us, stems)
}

// readWord reads the token at i, or it and the one after it.
func (ix *Index) readWord(us []unit, stems []int32, sc *scratch, tokens []text.Token, i, from int) ([]unit, []int32, int) {
	word := tokens[i].Norm
	at := int32(from + i)
	one := unit{from: at, to: at + 1, weight: 1}
	if s := ix.lex.lookup(word); s != none {
		one.term = s
		return append(us, one), append(stems, s), i + 1
	}
	if i+1 < len(tokens) && len(word)+len(tokens[i+1].Norm) <= maxSpelled {
		sc.word = append(append(sc.word[:0], word...), tokens[i+1].Norm...)
		if s, ok := ix.lex.words[string(sc.word)]; ok {
			one.term, one.to, one.how, one.weight = s, at+2, joined, guessedPart
			return append(us, one), append(stems, s), i + 2
		}
	}
	if best, n := ix.spell.near(word); n > 0 {
		one.term, one.word, one.how = best[0].stem, best[0].word, respelled
		one.weight = oneMistake
		if best[0].dist > 1 {
			one.weight = twoMistake
		}
		us, stems = append(us, one), append(stems, one.term)
		if n > 1 && ix.lex.canon[best[1].stem] != ix.lex.canon[one.term] {
			one.term, one.word, one.also = best[1].stem, best[1].word, true
			one.weight *= secondGuess
			us, stems = append(us, one), append(stems, none)
		}
		return us, stems, i + 1
	}
	for cut := 3; cut <= len(word)-3; cut++ {
		left, ok := ix.lex.words[word[:cut]]
		if !ok {
			continue
		}
		if right, ok := ix.lex.words[word[cut:]]; ok {
			one.how, one.weight = parted, guessedPart
			one.term = left
			us, stems = append(us, one), append(stems, left)
			one.term = right
			return append(us, one), append(stems, right), i + 1
		}
	}
	one.term, one.how = none, unknown
	return append(us, one), append(stems, none), i + 1
}

// fold replaces stems by terms: the longest phrase at each place, then what
// words count as. It works in place.
func (ix *Index) fold(us []unit, stems []int32) []unit {
	base := us[:len(us)-len(stems)]
	in := us[len(base):]
	out := base
	for i := 0; i < len(in); {
		if end, term := ix.phraseAt(stems, i); term != none {
			u := in[i]
			for k := i + 1; k < end; k++ {
				u.weight = min(u.weight, in[k].weight)
				u.how = max(u.how, in[k].how)
			}
			u.to, u.term, u.small = in[end-1].to, term, ix.lex.small[term]
			out = append(out, u)
			i = end
			continue
		}
		u := in[i]
		if u.term != none {
			u.term = ix.lex.canon[u.term]
			u.small = ix.lex.small[u.term]
		}
		out = append(out, u)
		i++
	}
	return out
}

func (ix *Index) phraseAt(stems []int32, i int) (end int, term int32) {
	term = none
	node := int32(0)
	for k := i; k < len(stems) && stems[k] != none; k++ {
		child, ok := ix.lex.next[uint64(node)<<32|uint64(uint32(stems[k]))]
		if !ok {
			break
		}
		node = child
		if t := ix.lex.phrase[node]; t != none {
			end, term = k+1, t
		}
	}
	return end, term
}
