package text

import (
	"math/bits"
	"strings"
)

// Signs that stand for a letter inside a word. A star or a hash stands for any.
const (
	letterSigns = "@$!|*#"
	anyLetter   = '*'
	mostSigns   = 3 // one after the other
)

func signLetter(sign byte) byte {
	switch sign {
	case '@':
		return 'a'
	case '$':
		return 's'
	case '!':
		return 'i'
	case '|':
		return 'l'
	}
	return anyLetter
}

// signChain is tokens with nothing but signs between them. A word may begin at
// each, and all end where the chain ends.
type signChain struct {
	end  int // the token after it
	fits int // the first token from which it is no longer than a target
}

// chain follows the signs from a token on.
func (l *Lexicon) chain(m Message, i int) signChain {
	k := i + 1
	for ; k < len(m.Tokens); k++ {
		gap := m.source[m.Tokens[k-1].End:m.Tokens[k].Start]
		if len(gap) == 0 || len(gap) > mostSigns || strings.IndexByte(letterSigns, gap[0]) < 0 {
			break
		}
		if strings.Trim(gap, letterSigns) != "" {
			return signChain{end: k, fits: k} // "k*- ll" is no word, nor is a part of it
		}
	}
	c := signChain{end: k, fits: k}
	for letters := 0; c.fits > i; c.fits-- {
		letters += len(m.Tokens[c.fits-1].Norm)
		if c.fits < k {
			letters += m.Tokens[c.fits].Start - m.Tokens[c.fits-1].End
		}
		if letters >= len(l.sized) {
			break
		}
	}
	return c
}

// signed reads a word in which signs stand for letters, without a space around
// them. It gives how many tokens the word took, 0 when there is none. c is kept
// from token to token.
func (l *Lexicon) signed(m Message, i int, c *signChain) (word string, tokens int) {
	if i >= c.end {
		*c = l.chain(m, i)
	}
	if i < c.fits {
		return "", 0
	}
	t := m.Tokens[i]
	var store [longestWord + 1]byte
	letters := store[:0]
	if t.Start > 0 && isLetterByte(t.Norm[0]) && (t.Start == 1 || m.source[t.Start-2] == ' ') {
		if sign := m.source[t.Start-1]; sign == '$' || sign == '@' {
			letters = append(letters, signLetter(sign))
		}
	}
	if len(letters) == 0 && c.end == i+1 {
		return "", 0 // no sign
	}
	letters = append(letters, t.Norm...)
	for k := i + 1; k < c.end; k++ {
		for j := m.Tokens[k-1].End; j < m.Tokens[k].Start; j++ {
			letters = append(letters, signLetter(m.source[j]))
		}
		letters = append(letters, m.Tokens[k].Norm...)
	}
	if len(letters) < 3 {
		return "", 0
	}
	if id := l.withAny(letters); id >= 0 {
		return l.words[id], c.end - i
	}
	return "", 0
}

// sizedWords are the targets of one length in the order of the alphabet, and for
// each place and letter a set of those that have the letter there: the words that
// fit a pattern are what its sets have in common, however many stars it has.
type sizedWords struct {
	ids  []int32
	sets [][26]uint64 // by block of 64 words, then by place
}

func (s *sizedWords) add(id int32, word string) {
	n := len(s.ids)
	if n%64 == 0 {
		s.sets = append(s.sets, make([][26]uint64, len(word))...)
	}
	block := s.sets[n/64*len(word):]
	for k := range len(word) {
		block[k][word[k]-'a'] |= 1 << (n % 64)
	}
	s.ids = append(s.ids, id)
}

// withAny finds a target that has the letters, a star standing for any letter.
// The first of several in the order of the alphabet is taken. The first letter
// must be there.
func (l *Lexicon) withAny(letters []byte) int32 {
	n := len(letters)
	if n >= len(l.sized) || letters[0] == anyLetter {
		return -1
	}
	for _, c := range letters {
		if c != anyLetter && !isLetterByte(c) {
			return -1
		}
	}
	s := &l.sized[n]
	for from := 0; from < len(s.ids); from += 64 {
		block := s.sets[from/64*n:][:n]
		fit := block[0][letters[0]-'a']
		for k := 1; k < n && fit != 0; k++ {
			if c := letters[k]; c != anyLetter {
				fit &= block[k][c-'a']
			}
		}
		if fit != 0 {
			return s.ids[from+bits.TrailingZeros64(fit)]
		}
	}
	return -1
}
