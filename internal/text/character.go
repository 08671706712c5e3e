package text

import (
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// character is how one that is not ASCII is read: its compatibility form (NFKD),
// lowered and without accents.
type character struct {
	kind    kind
	letters string // of a word; or the sign that one in full width is; of an ideograph, if it is another
}

// kind says what a character does, as bits.
type kind uint8

const (
	dropped kind = 1 << iota // accents, zero-width, direction marks, variation selectors
	alone                    // an emoji or other sign, an ideograph: a token by itself
	latin                    // it has letters a to z
	foreign                  // it has others
	masked                   // one of ours, a letter that looks like it, or none
	between                  // it ends a word
	ascii                    // a sign in full width
)

// A page is 256 characters. Unicode's tables take longer to ask than a character
// to read, so a page is kept from the first time that it is asked for; it always
// comes out the same. The first two planes have all but rare ideographs.
type page [256]character

var pages [0x20000 / 256]atomic.Pointer[page]

// characterOf is how a character is read.
func characterOf(r rune) character {
	if int(r)/256 >= len(pages) {
		return read(r)
	}
	at := &pages[r/256]
	p := at.Load()
	if p == nil {
		p = new(page)
		for k := range p {
			p[k] = read(r&^255 + rune(k))
		}
		at.Store(p)
	}
	return p[r%256]
}

// read asks Unicode's tables.
func read(r rune) character {
	switch {
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Me, r):
		return character{kind: dropped}
	case isIdeograph(r) || unicode.Is(unicode.So, r):
		return character{kind: alone}
	}
	form := norm.NFKD.PropertiesString(string(r)).Decomposition()
	if form == nil {
		form = []byte(string(r))
	}
	single := utf8.RuneCount(form) == 1
	c := character{kind: masked}
	var letters []byte
	for _, r := range string(form) {
		switch {
		case isIdeograph(r): // a numeral in brackets or a circle, such as ㈠
			return character{kind: alone, letters: string(r)}
		case unicode.Is(unicode.Mn, r) || r == 'ʼ':
		case r == 'ß' || r == 'ẞ':
			letters = append(letters, "ss"...)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			r = unicode.ToLower(r)
			plain, looksLatin := lookAlikes()[r]
			if looksLatin && r >= utf8.RuneSelf && unicode.Is(unicode.Latin, r) {
				r = rune(plain) // small capitals and the like
			}
			switch {
			case r >= utf8.RuneSelf:
				c.kind |= foreign
				if !looksLatin {
					c.kind &^= masked
				}
			case r >= 'a':
				c.kind |= latin
			}
			letters = utf8.AppendRune(letters, r)
		case single && r < utf8.RuneSelf:
			return character{ascii, string(r)}
		case single:
			return character{kind: between} // inside a longer form (a ligature of words) it is dropped
		}
	}
	c.letters = string(letters)
	return c
}

func isIdeograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}
