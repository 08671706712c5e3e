package match

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// What a sign of a language counts for, and when the signs are enough.
const (
	smallSign  = 2 // a small word that only this language has
	fieldSign  = 1 // another word of its vocabulary that only it has
	letterSign = 3 // one of its letters; each letter once
	endingSign = 1 // one of its endings on a word that no vocabulary has
	sureLead   = 2 // the best must have this many times the second
	minEnding  = 5 // bytes a word needs before its ending counts
)

// Languages tells the language of a message from the small words, letters and
// endings of the vocabularies. It is immutable and safe for concurrent use. The
// zero value is never sure.
type Languages struct {
	names   []string
	words   map[string]sign
	letters map[rune]int // language
	endings [][]string   // by language, normalised
}

// sign is what a word says: which language, and how loudly. A word of two
// languages says nothing.
type sign struct{ language, points int }

// NewLanguages takes the vocabulary of each language by its name ("en", "es").
func NewLanguages(vocabularies map[string]Vocabulary) *Languages {
	l := &Languages{
		names:   slices.Sorted(maps.Keys(vocabularies)),
		words:   map[string]sign{},
		letters: map[rune]int{},
	}
	for n, name := range l.names {
		v := vocabularies[name]
		for _, words := range v.Small {
			l.learn(words, sign{n, smallSign})
		}
		for _, list := range v.Same {
			for _, words := range list {
				l.learn(words, sign{n, fieldSign})
			}
		}
		for _, words := range v.Phrases {
			l.learn(words, sign{n, fieldSign})
		}
		for _, r := range v.Letters {
			if other, ok := l.letters[r]; ok && other != n {
				n := len(l.names) // of no language
				l.letters[r] = n
				continue
			}
			l.letters[r] = n
		}
		var endings []string
		for _, e := range v.Endings {
			endings = append(endings, text.Normal(e))
		}
		l.endings = append(l.endings, endings)
	}
	return l
}

func (l *Languages) learn(words string, s sign) {
	for word := range strings.FieldsSeq(text.Normal(words)) {
		old, ok := l.words[word]
		switch {
		case !ok:
			l.words[word] = s
		case old.language != s.language:
			l.words[word] = sign{language: -1}
		case s.points > old.points:
			l.words[word] = s
		}
	}
}

// Tell gives the language of a message and whether it is sure; when it is not,
// the language is "".
func (l *Languages) Tell(m text.Message) (language string, sure bool) { return l.TellText(m, "") }

// TellText is Tell with the original of the message, whose letters and signs,
// such as ñ and ¿, count too.
func (l *Languages) TellText(m text.Message, original string) (language string, sure bool) {
	points := make([]int, len(l.names)+1) // one more for letters of no language
	for _, t := range m.Tokens {
		s, ok := l.words[t.Norm]
		switch {
		case ok && s.points > 0:
			points[s.language] += s.points
		case !ok && len(t.Norm) >= minEnding:
			for n, endings := range l.endings {
				if slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(t.Norm, e) }) {
					points[n] += endingSign
				}
			}
		}
	}
	var seen [8]rune
	n := 0
	for _, r := range original[:min(len(original), text.MaxLen)] {
		r = unicode.ToLower(r)
		language, ok := l.letters[r]
		if ok && n < len(seen) && !slices.Contains(seen[:n], r) {
			seen[n] = r
			n++
			points[language] += letterSign
		}
	}
	best, second := -1, 0
	for n, p := range points[:len(l.names)] {
		switch {
		case p == 0:
		case best < 0 || p > points[best]:
			if best >= 0 {
				second = points[best]
			}
			best = n
		default:
			second = max(second, p)
		}
	}
	if best < 0 || points[best] < sureLead*second || points[best] == second {
		return "", false
	}
	return l.names[best], true
}
