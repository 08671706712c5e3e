package match

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// The limits of reading signs.
const (
	maxRead          = 2048 // bytes of a message: its beginning tells enough
	maxSigns         = 96
	maxRuns          = 4 // words of a message that are cut into words, which is dear
	maxShapes        = 4 // words of a message whose endings and parts are looked at
	shortestOrdinary = 4 // bytes: shorter ones are often names and abbreviations
	longOrdinary     = 8 // bytes: longer ones are seldom names
	shortestShape    = 4 // bytes of a word whose ending or part says something
	shortestRun      = 6 // bytes of words run together
	longestRun       = 32
	shortestPiece    = 2
	longestPiece     = 12
	fewestKnown      = 2 // words of a run
	fewestApart      = 3 // letters set apart
	shortestPart     = 2
	longestPart      = 4
	longestShape     = 6 // bytes of an ending; longer ones are not read
)

// evidence is the signs of a message.
type evidence struct {
	signs   [maxSigns]found
	n       int
	unknown int // words that nobody knows
	runs    int // words that were cut
	shapes  int // words whose endings and parts were looked at
}

// found is a sign in a message.
type found struct {
	sign       string // each counts once
	in         set
	points     uint8
	start, end int // bytes of the original
}

func (ev *evidence) add(sign string, in set, points uint8, start, end int) {
	if in == 0 || ev.n == maxSigns {
		return
	}
	for k := range ev.n {
		if ev.signs[k].sign == sign {
			return
		}
	}
	ev.signs[ev.n] = found{sign, in, points, start, end}
	ev.n++
}

// sum adds the points of the signs that some of in have, by language.
func (ev *evidence) sum(points *[maxLanguages]int, in set) {
	for k := range ev.n {
		s := &ev.signs[k]
		if s.in&in == 0 {
			continue
		}
		for rest := s.in; rest != 0; rest &= rest - 1 {
			points[bits.TrailingZeros32(uint32(rest))] += int(s.points)
		}
	}
}

// read collects the signs of a message.
func (l *Languages) read(m text.Message, original string, ev *evidence) {
	for i := 0; i < len(m.Tokens) && m.Tokens[i].Start < maxRead; {
		if n := l.apart(m.Tokens[i:], ev); n > 0 {
			i += n
			continue
		}
		l.word(m.Tokens[i], ev)
		i++
	}
	for i := 0; i < min(len(original), maxRead); {
		if original[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(original[i:])
		if s, ok := l.letters[unicode.ToLower(r)]; ok {
			points := uint8(letterSign)
			if bits.OnesCount32(uint32(s.in)) > 1 {
				points = ordinarySign
			}
			ev.add(s.letter, s.in, points, i, i+n)
		}
		i += n
	}
}

// word reads one word.
func (l *Languages) word(t text.Token, ev *evidence) {
	word := t.Norm
	if s, ok := l.words[word]; ok {
		ev.add(word, s.in, s.points, t.Start, t.End)
		return
	}
	if known := text.OrdinaryIn(word); known != "" {
		points := uint8(ordinarySign)
		if len(word) >= longOrdinary {
			points = commonSign
		}
		ev.add(word, l.ordinary(word, known), points, t.Start, t.End)
		return
	}
	if first, _ := utf8.DecodeRuneInString(word); len(word) < 2 || !unicode.IsLetter(first) {
		return
	}
	if len(word) >= shortestRun && ev.runs < maxRuns {
		ev.runs++
		if in := l.pieces(word, false); in != 0 {
			ev.add(word, in, runSign, t.Start, t.End)
			return
		}
	}
	ev.unknown++
	if len(word) >= shortestShape && ev.shapes < maxShapes {
		ev.shapes++
		l.shape(t, ev)
	}
}

// shape reads the ending and the parts of a word that nobody knows.
func (l *Languages) shape(t text.Token, ev *evidence) {
	word := t.Norm
	for n := min(longestShape, len(word)-2); n >= shortestPart; n-- {
		if in := l.endings[word[len(word)-n:]]; in != 0 {
			ev.add(word[len(word)-n:], in, endingSign, t.Start, t.End)
			break
		}
	}
	for i := range len(word) - 1 {
		for n := shortestPart; n <= min(longestPart, len(word)-i); n++ {
			ev.add(word[i:i+n], l.parts[word[i:i+n]], partSign, t.Start, t.End)
		}
	}
}

// lettersApart is the sign of all letters set apart; the first run of them counts.
const lettersApart = "letters apart"

// apart reads letters that stand alone one after the other, as one word or
// several. It gives how many tokens it used, 0 when there are too few.
func (l *Languages) apart(tokens []text.Token, ev *evidence) int {
	n := 0
	for n < len(tokens) && len(tokens[n].Norm) == 1 && tokens[n].Norm[0] >= 'a' {
		n++
	}
	if n < fewestApart {
		return 0
	}
	var letters [longestRun]byte
	for k, t := range tokens[:min(n, longestRun)] {
		letters[k] = t.Norm[0]
	}
	if ev.runs < maxRuns {
		ev.runs++
		word := string(letters[:min(n, longestRun)]) // not kept, so that it takes no memory
		in := l.words[word].in
		if in == 0 {
			in = l.pieces(word, n > longestRun)
		}
		ev.add(lettersApart, in, runSign, tokens[0].Start, tokens[n-1].End)
	}
	return n
}

// pieces gives the languages in which a word is several words that were run
// together, two of them known to the vocabularies, or one ordinary word. An open
// one goes on, so that its last word may be cut off.
func (l *Languages) pieces(word string, open bool) set {
	if len(word) > longestRun {
		return 0
	}
	if in := l.ordinary(word, text.OrdinaryIn(word)); in != 0 {
		return in
	}
	var reached [longestRun + 1][fewestKnown + 1]set // by end and by how many words known, at most fewestKnown
	reached[0][0] = 1<<l.ours - 1
	for i := range len(word) {
		if reached[i] == [fewestKnown + 1]set{} {
			continue
		}
		for j := i + shortestPiece; j <= min(i+longestPiece, len(word)); j++ {
			piece, known := word[i:j], 1
			in := l.words[piece].in
			if in == 0 && len(piece) > shortestOrdinary {
				in, known = l.ordinary(piece, text.OrdinaryIn(piece)), 0
			}
			for k, had := range reached[i] {
				reached[j][min(k+known, fewestKnown)] |= had & in
			}
		}
	}
	end := len(word)
	for open && end > len(word)-longestPiece && reached[end][fewestKnown] == 0 {
		end--
	}
	return reached[end][fewestKnown]
}

// letterPairs are pairs of letters: by the first, a bit for each second.
type letterPairs [256]uint32

// pairs reads a list of letters; a single one may have any before it, or any
// after it.
func pairs(list string, before bool) *letterPairs {
	var p letterPairs
	for s := range strings.FieldsSeq(list) {
		switch {
		case len(s) == 2:
			p[s[0]] |= 1 << (s[1] - 'a')
		case before:
			for c := range p {
				p[c] |= 1 << (s[0] - 'a')
			}
		default:
			p[s[0]] = 1<<26 - 1
		}
	}
	return &p
}

func (p *letterPairs) has(a, b byte) bool {
	return b >= 'a' && b <= 'z' && p[a]&(1<<(b-'a')) != 0
}

// never are the pairs that no Spanish word has.
var never = struct{ inside, start, end *letterPairs }{
	pairs(spanishNeverInside, false), pairs(spanishNeverStart, false), pairs(spanishNeverEnd, true),
}

// neverSpanish reports whether Spanish writes no word so.
func neverSpanish(word string) bool {
	n := len(word)
	if n < 2 || never.start.has(word[0], word[1]) || never.end.has(word[n-2], word[n-1]) {
		return true
	}
	for k := range n - 1 {
		if never.inside.has(word[k], word[k+1]) {
			return true
		}
	}
	return false
}
