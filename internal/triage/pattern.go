package triage

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// A pattern says which groups must be found, and how near:
//
//	@child @gone        next to each other, fillers at most between them
//	@child .. @gone     in this order, at most nearWords between, same sentence
//	@child ... @gone    in this order, same sentence
//	@child + @gone      in any order, same sentence
//	@child & @gone      anywhere in the message
//	@general & !@child  and no @child anywhere in the message (counters only)
//
// The nearer sign binds tighter, so "@a .. @b & @c" asks for a chain and a word
// somewhere. Words without @ stand for themselves. Only counters may ask that
// something is absent: more words never make a rule fire less, except through a
// counter that people can read.

// nearWords is how many words may stand between the two sides of "..". Six is
// about one clause of speech: "my daughter (who is only thirteen years old)
// left" still holds, the next thought does not.
const nearWords = 6

// Gaps between one element of a chain and the next.
const (
	gapNext     = 0
	gapSentence = -1
)

// pattern is a compiled pattern: every part must be found, anywhere.
type pattern struct {
	parts  []part
	need   []int32 // all groups, each once: none may be missing
	absent []int32 // groups none of which may be found, whatever hides them
}

// part is what stands in one sentence: all its chains, in any order.
type part []chain

// chain is elements in order. The first element's gap means nothing.
type chain []element

type element struct {
	group    int32
	gap      int
	language uint16 // the bit of the language it is written in
}

// parsePattern reads a pattern. It asks group for the id of a group and phrase
// for the id of a run of plain words.
func parsePattern(s string, group, phrase func(string) (int32, error)) (pattern, error) {
	var (
		p       pattern
		cur     part
		links   chain
		words   []string
		gap     = gapNext
		pending bool // a sign waits for its right side
		closed  bool // the part was a !@group: only & may follow
	)
	add := func(id int32) {
		links = append(links, element{group: id, gap: gap})
		gap, pending = gapNext, false
	}
	flush := func() error {
		if len(words) == 0 {
			return nil
		}
		id, err := phrase(strings.Join(words, " "))
		words = nil
		if err == nil {
			add(id)
		}
		return err
	}
	for field := range strings.FieldsSeq(s) {
		switch field {
		case "..", "...", "+", "&":
			if err := flush(); err != nil {
				return p, err
			}
			if closed && field == "&" {
				closed = false
				continue
			}
			if len(links) == 0 || pending || closed {
				return p, fmt.Errorf("%q has nothing on its left", field)
			}
			pending = true
			switch field {
			case "..":
				gap = nearWords
			case "...":
				gap = gapSentence
			case "+":
				cur, links = append(cur, links), nil
			case "&":
				p.parts, cur, links = append(p.parts, append(cur, links)), nil, nil
			}
			if field == "+" || field == "&" {
				pending = false
			}
		default:
			if name, absent := strings.CutPrefix(field, "!@"); absent {
				if len(words)+len(links)+len(cur) > 0 || len(p.parts) == 0 {
					return p, fmt.Errorf("%s must stand alone after &", field)
				}
				id, err := group(name)
				if err != nil {
					return p, err
				}
				p.absent = append(p.absent, id)
				closed = true
				continue
			}
			if closed {
				return p, fmt.Errorf("%q must have & before it", field)
			}
			name, isGroup := strings.CutPrefix(field, "@")
			if !isGroup {
				words = append(words, field)
				continue
			}
			if err := flush(); err != nil {
				return p, err
			}
			id, err := group(name)
			if err != nil {
				return p, err
			}
			add(id)
		}
	}
	if err := flush(); err != nil {
		return p, err
	}
	if !closed {
		if len(links) == 0 || pending {
			return p, errors.New("pattern ends without a word")
		}
		p.parts = append(p.parts, append(cur, links))
	}
	seen := map[int32]bool{}
	for _, pt := range p.parts {
		for _, c := range pt {
			for _, e := range c {
				if !seen[e.group] {
					seen[e.group] = true
					p.need = append(p.need, e.group)
				}
			}
		}
	}
	return p, nil
}

// speak notes the language that a pattern is written in.
func (p *pattern) speak(language uint16) {
	for _, pt := range p.parts {
		for _, c := range pt {
			for k := range c {
				c[k].language = language
			}
		}
	}
}

// Signs that stand in a phrase for more than one word, or for a place.
const (
	anyNumber = "<n>"     // a word that begins with a digit
	atStart   = "<start>" // before the first word of a sentence; a phrase begins with it
	atAsked   = "<asked>" // after the last word of a sentence with a question mark; a phrase ends with it
)

// signs are the symbols of the signs, which come before those of words.
var signs = [...]string{numberSymbol: anyNumber, startSymbol: atStart, askedSymbol: atAsked}

const (
	numberSymbol = iota
	startSymbol
	askedSymbol
)

// minStem is the fewest letters before a trailing *. Shorter beginnings take in
// half the language.
const minStem = 3

// phraseWords normalises the plain words of a group item or pattern. A word may
// end in * and may be a sign.
func phraseWords(s string) ([]string, error) {
	var out []string
	for field := range strings.FieldsSeq(s) {
		if isPlain(field) || slices.Contains(signs[:], field) {
			out = append(out, field)
			continue
		}
		stem := strings.HasSuffix(field, "*")
		tokens := text.Scan(strings.TrimSuffix(field, "*")).Tokens
		if len(tokens) == 0 {
			return nil, fmt.Errorf("%q has no letters", field)
		}
		for _, t := range tokens {
			out = append(out, t.Norm)
		}
		if stem {
			last := out[len(out)-1]
			if len(last) < minStem {
				return nil, fmt.Errorf("%q is too short for a trailing *", field)
			}
			out[len(out)-1] = last + "*"
		}
	}
	if len(out) == 0 {
		return nil, errors.New("no words")
	}
	return out, nil
}

// isPlain reports whether a word is its own normal form: letters a to z only.
func isPlain(word string) bool {
	for k := range len(word) {
		if word[k] < 'a' || word[k] > 'z' {
			return false
		}
	}
	return true
}

// isSign reports whether a word of a phrase is no word.
func isSign(word string) bool { return word[0] == '<' }
