package match

import (
	"maps"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// How the language of a message is told.
//
// Words and letters are signs. Each says which languages it may belong to and
// counts once a message; a sign of two languages counts for both, so it decides
// nothing between them ("de" is Spanish, Portuguese and French):
//
//	small      "the", "pero"         words of a vocabulary and of languages
//	common     "school", "ija"       other words of a vocabulary
//	ordinary   "knitting", "llorar"  words of the general vocabularies of room text
//	run        "h e l p m e"         letters set apart, words run together
//	letter     ñ ¿ ã                 in the original
//	ending     -ción -tion           of a word that nobody knows
//	part       th lh                 in a word that nobody knows
//
// Against each other language, the best has what only it has, the other what
// only the other has. It is sure when this lead is big against all of them, ours
// and the others, and when the words that nobody knows are few.

// What a sign counts for.
const (
	smallSign    = 4
	commonSign   = 3
	ordinarySign = 2 // also a small word that another of ours may have; a long ordinary word is a commonSign
	runSign      = 3
	letterSign   = 4 // of one language; ordinarySign when several have it
	endingSign   = 2
	partSign     = 1
)

// When the signs are enough.
const (
	fewest      = 3 // points of the best that another of ours has not
	sureLead    = 2 // the best must have this many times the second
	fewSigns    = 3 // so many signs may belong to another language as well, when they are all
	unknownCost = 2 // points that each word nobody knows asks for
	mixedLeast  = 3 // points of the second of ours, of its own
	mixedShare  = 5 // the second has one of so many points at least
)

// maxLanguages is how many languages are told apart: each is a bit of a set.
// Ours that are too many are not told.
const maxLanguages = 32

// Languages tells the language of a message. It is immutable and safe for
// concurrent use. The zero value is never sure.
type Languages struct {
	names   []string // ours first; a language's place is its bit
	ours    int      // how many of names
	english set
	spanish set
	words   map[string]wordSign
	letters map[rune]letterOf
	endings map[string]set
	parts   map[string]set
}

// set is languages, a bit each.
type set uint32

type wordSign struct {
	in     set
	points uint8
}

type letterOf struct {
	letter string
	in     set
}

// Telling is the language of a message.
type Telling struct {
	Language string // the one of ours with most signs, "" when there is none or another language has more
	Sure     bool   // the lead is big; Language is not ""
	Mixed    bool   // another of ours has signs of its own
}

// NewLanguages takes the vocabulary of each language by its name ("en", "es").
func NewLanguages(vocabularies map[string]Vocabulary) *Languages {
	names := slices.Sorted(maps.Keys(vocabularies))
	names = names[:min(len(names), maxLanguages-len(languages))]
	l := &Languages{
		names:   names,
		ours:    len(names),
		words:   map[string]wordSign{},
		letters: map[rune]letterOf{},
		endings: map[string]set{},
		parts:   map[string]set{},
	}
	for _, other := range languages {
		if l.bit(other.name) == 0 {
			l.names = append(l.names, other.name)
		}
	}
	l.english, l.spanish = l.bit("en"), l.bit("es")
	for _, other := range languages {
		bit := l.bit(other.name)
		l.learnShapes(bit, other.letters, strings.Fields(other.endings), strings.Fields(other.parts))
		if bit < 1<<l.ours {
			l.learn(other.words, func(string) wordSign { return wordSign{bit, commonSign} })
		}
	}
	for _, name := range l.names[:l.ours] {
		v, bit := vocabularies[name], l.bit(name)
		for _, words := range v.Small {
			l.learn(words, func(word string) wordSign { return l.small(word, bit) })
		}
		l.learnShapes(bit, v.Letters, v.Endings, nil)
	}
	for _, name := range l.names[:l.ours] {
		v, bit := vocabularies[name], l.bit(name)
		for _, list := range append(slices.Clone(v.Same), v.Phrases) {
			for _, words := range list {
				if !strings.Contains(words, " ") { // phrases borrow: "take it down"
					l.learn(words, func(word string) wordSign { return l.common(word, bit) })
				}
			}
		}
	}
	for _, other := range languages {
		if bit := l.bit(other.name); bit >= 1<<l.ours {
			l.learn(other.words, func(word string) wordSign { return l.foreign(word, bit) })
		}
	}
	for word := range strings.FieldsSeq(sayNothing) {
		l.words[word] = wordSign{}
	}
	return l
}

// bit is the language of a name, or of a name with a region ("es-MX").
func (l *Languages) bit(name string) set {
	base, _, _ := strings.Cut(name, "-")
	for n, other := range l.names {
		if otherBase, _, _ := strings.Cut(other, "-"); otherBase == base {
			return 1 << n
		}
	}
	return 0
}

// learn adds what each word of a list or phrase says to what it said before.
func (l *Languages) learn(words string, sign func(word string) wordSign) {
	for word := range strings.FieldsSeq(text.Normal(words)) {
		old, more := l.words[word], sign(word)
		l.words[word] = wordSign{old.in | more.in, max(old.points, more.points)}
	}
}

// small is the sign of a small word; it says less when another of ours has the
// word too, with another meaning.
func (l *Languages) small(word string, bit set) wordSign {
	if l.ordinary(word, text.OrdinaryIn(word))&^bit != 0 {
		return wordSign{bit, ordinarySign}
	}
	return wordSign{bit, smallSign}
}

// common is the sign of another word of a vocabulary; it says nothing between
// two of ours that have it.
func (l *Languages) common(word string, bit set) wordSign {
	switch known := l.words[word].in & (1<<l.ours - 1); {
	case known&bit != 0:
		return wordSign{bit, commonSign} // looked at by people
	case known != 0 && l.words[word].points != commonSign:
		return wordSign{} // a small word of another
	default:
		return wordSign{bit | l.ordinary(word, text.OrdinaryIn(word)), commonSign}
	}
}

// foreign is the sign of a word of another language, which ours may have too;
// then it says what it says of ours.
func (l *Languages) foreign(word string, bit set) wordSign {
	if l.words[word].in&(1<<l.ours-1) != 0 {
		return wordSign{in: bit}
	}
	return wordSign{bit | l.ordinary(word, text.OrdinaryIn(word)), smallSign}
}

func (l *Languages) learnShapes(bit set, letters string, endings, parts []string) {
	for _, r := range letters {
		l.letters[r] = letterOf{string(r), l.letters[r].in | bit}
	}
	for _, e := range endings {
		l.endings[text.Normal(e)] |= bit
	}
	for _, p := range parts {
		l.parts[p] |= bit
	}
}

// ordinary gives those of ours that have an ordinary word, which text knows in
// one language: English where Spanish could not write it so, Spanish where it
// could.
func (l *Languages) ordinary(word, known string) set {
	switch {
	case known == "" || len(word) < shortestOrdinary:
		return 0
	case known == "en" && neverSpanish(word):
		return l.english
	case known == "en":
		return l.english | l.spanish
	case neverSpanish(word):
		return 0 // a name
	default:
		return l.spanish
	}
}

// Tell tells the language of a message that was scanned from original.
func (l *Languages) Tell(m text.Message, original string) Telling {
	if l.ours == 0 {
		return Telling{}
	}
	var ev evidence
	l.read(m, original, &ev)
	return l.decide(&ev)
}

// decide weighs the signs.
func (l *Languages) decide(ev *evidence) Telling {
	var total, shared [maxLanguages]int // points of a language; those of its points that the best has too
	ev.sum(&total, ^set(0))
	best := 0
	for n := range l.names {
		if total[n] > total[best] {
			best = n
		}
	}
	if best >= l.ours || total[best] == 0 {
		return Telling{}
	}
	ev.sum(&shared, 1<<best)
	t := Telling{Language: l.names[best], Sure: total[best] >= max(fewest, unknownCost*ev.unknown)}
	for n := range l.names {
		if n == best {
			continue
		}
		own, others := total[best]-shared[n], total[n]-shared[n]
		if own < sureLead*others || n < l.ours && own < fewest || own == 0 && ev.n > fewSigns {
			t.Sure = false
		}
		if n < l.ours && min(own, others) >= mixedLeast && own <= mixedShare*others {
			t.Mixed = true
		}
	}
	return t
}

// Sign is a word or letter that helped to tell a language.
type Sign struct {
	Start, End int      // bytes of the original
	Languages  []string // that may write so
	Points     int
}

// Signs lists what told the language of a message, in the order of reading,
// letters last. It is for explanations.
func (l *Languages) Signs(m text.Message, original string) []Sign {
	var ev evidence
	l.read(m, original, &ev)
	signs := make([]Sign, 0, ev.n)
	for _, s := range ev.signs[:ev.n] {
		sign := Sign{Start: s.start, End: s.end, Points: int(s.points)}
		for n, name := range l.names {
			if s.in&(1<<n) != 0 {
				sign.Languages = append(sign.Languages, name)
			}
		}
		signs = append(signs, sign)
	}
	return signs
}
