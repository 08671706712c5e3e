package dialog

import (
	"slices"
	"strconv"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// said finds what a message itself tells about a slot ("my 7 year old", "on
// xbox"), in the words of one locale: locales/<lang>/slots.yaml.
type said struct {
	numbers map[string]int // "seven"
	starts  map[string][]saidPhrase
	counted []saidPhrase // those that begin with a number
}

// saidPhrase is one way to name a value. Words are normalised; in one of them
// the number may stand, alone or with letters behind it ("{n}yo").
type saidPhrase struct {
	words []string
	value SlotValue // its Value is "" where the number decides
}

// numberMark stands for a number in a phrase and for all values in its place.
const numberMark = "{n}"

func newSaid(source *saidForm, slots []Slot) said {
	s := said{numbers: map[string]int{}, starts: map[string][]saidPhrase{}}
	if source == nil {
		return s
	}
	for i, word := range source.Numbers {
		s.numbers[text.Normal(word)] = i + 1
	}
	for _, slot := range slots {
		for _, entry := range source.Phrases {
			if entry.Slot != slot.Name {
				continue
			}
			value := entry.Value
			if value == numberMark {
				value = ""
			}
			for _, phrase := range entry.Words {
				s.add(phrase, SlotValue{Slot: slot.Name, Value: value})
			}
		}
	}
	return s
}

func (s *said) add(phrase string, value SlotValue) {
	p := saidPhrase{value: value}
	for word := range strings.FieldsSeq(phrase) {
		if rest, ok := strings.CutPrefix(word, numberMark); ok {
			p.words = append(p.words, numberMark+text.Normal(rest))
			continue
		}
		p.words = append(p.words, strings.Fields(text.Normal(word))...)
	}
	switch {
	case len(p.words) == 0:
	case strings.HasPrefix(p.words[0], numberMark):
		s.counted = append(s.counted, p)
	default:
		s.starts[p.words[0]] = append(s.starts[p.words[0]], p)
	}
}

// number reads a word as a number, with the letters that follow it; 0 when it is
// none from 1 to 99.
func (s *said) number(word string) (n int, rest string) {
	if n := s.numbers[word]; n > 0 {
		return n, ""
	}
	digits := 0
	for digits < len(word) && word[digits] >= '0' && word[digits] <= '9' {
		digits++
	}
	if digits == 0 || digits > 2 {
		return 0, ""
	}
	n, _ = strconv.Atoi(word[:digits])
	return n, word[digits:]
}

// fits reports whether a phrase stands at the start of tokens, and the number in
// it.
func (s *said) fits(p *saidPhrase, tokens []text.Token) (number int, ok bool) {
	if len(tokens) < len(p.words) {
		return 0, false
	}
	for i, want := range p.words {
		letters, counts := strings.CutPrefix(want, numberMark)
		if !counts {
			if tokens[i].Norm != want {
				return 0, false
			}
			continue
		}
		n, rest := s.number(tokens[i].Norm)
		if n == 0 || rest != letters {
			return 0, false
		}
		number = n
	}
	return number, true
}

// Said appends to buf what a message tells about slots, in the words of a locale
// (by index). A slot of which it names two values is left out: "my 7 and 12 year
// old" tells no age.
func (b *Bundle) Said(locale int, m text.Message, buf []SlotValue) []SlotValue {
	s := &b.said[locale]
	out := buf[:0]
	var torn []string
	add := func(v SlotValue) {
		at := slices.IndexFunc(out, func(o SlotValue) bool { return o.Slot == v.Slot })
		switch {
		case at < 0:
			out = append(out, v)
		case out[at].Value != v.Value:
			torn = append(torn, v.Slot)
		}
	}
	try := func(phrases []saidPhrase, tokens []text.Token) {
		for i := range phrases {
			p := &phrases[i]
			n, ok := s.fits(p, tokens)
			switch {
			case !ok:
			case p.value.Value != "":
				add(p.value)
			default:
				if v := b.around(p.value.Slot, n); v != "" {
					add(SlotValue{Slot: p.value.Slot, Value: v})
				}
			}
		}
	}
	for i := range m.Tokens {
		word := m.Tokens[i].Norm
		try(s.starts[word], m.Tokens[i:])
		if n, _ := s.number(word); n > 0 {
			try(s.counted, m.Tokens[i:])
		}
	}
	return slices.DeleteFunc(out, func(v SlotValue) bool { return slices.Contains(torn, v.Slot) })
}

// around is the value of a slot whose range, such as 11-13, holds a number, or "".
func (b *Bundle) around(slot string, n int) string {
	s, _ := b.Slot(slot)
	for _, value := range s.Values {
		low, high, ok := SlotRange(value)
		if ok && low <= n && n <= high {
			return value
		}
	}
	return ""
}

// SlotRange reads a slot value that is a range of numbers: "11-13".
func SlotRange(value string) (low, high int, ok bool) {
	from, to, ok := strings.Cut(value, "-")
	if !ok {
		return 0, 0, false
	}
	low, err := strconv.Atoi(from)
	high, err2 := strconv.Atoi(to)
	return low, high, err == nil && err2 == nil && low <= high
}
