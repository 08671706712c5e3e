package text

import "strings"

// The limits of slips. Shorter words have too many neighbours.
const (
	shortestSlip = 5 // letters; of a word with two neighbours swapped, one less
	cheap        = 1 // a slip that fingers and ears make all the time
	dear         = 2
)

// slip finds the target that is one edit away from a word: a letter too many,
// missing, wrong, or two swapped. The first letter must be right: people seldom
// miss it. A cheap slip goes before a dear one; and when a word of general
// language is as near, only a cheap one counts, and only against dear ones. Of
// several the first in the alphabet is meant.
func (l *Lexicon) slip(word string) (string, bool) {
	if len(word) < shortestSlip-1 || !isPlain(word) {
		return "", false
	}
	best, least := int32(-1), dear+1
	near(&l.heard, word, func(id int32, cost int) {
		if l.targets[id] && (cost < least || cost == least && id < best) {
			best, least = id, cost
		}
	})
	if best < 0 {
		return "", false
	}
	harmless := dear + 1
	near(l.ordinary, word, func(id int32, cost int) {
		if _, same := l.target(ordinaryWords()[id]); !same {
			harmless = min(harmless, cost)
		}
	})
	if harmless < least || harmless == least && least == dear {
		return "", false
	}
	return l.words[best], true
}

// near calls found with every word of a trie that is one edit away, and the
// edit's cost.
func near(t *trie, word string, found func(id int32, cost int)) {
	finish := func(n int32, rest string, cost int) {
		for k := range len(rest) {
			if n = t.child(n, rest[k]); n == 0 {
				return
			}
		}
		if id := t.nodes[n].id; id >= 0 {
			found(id, cost)
		}
	}
	swapsOnly := len(word) < shortestSlip
	n := int32(0)
	for k := 0; k <= len(word); k++ {
		if k+1 < len(word) && word[k] != word[k+1] {
			if a := t.child(n, word[k+1]); a != 0 {
				if b := t.child(a, word[k]); b != 0 {
					finish(b, word[k+2:], cheap)
				}
			}
		}
		if k > 0 && !swapsOnly {
			before := word[k-1]
			if k < len(word) && len(word) > shortestSlip {
				finish(n, word[k+1:], extra(before, word[k]))
			}
			at := t.nodes[n]
			for child := at.below; child < at.below+int32(at.count); child++ {
				c := t.nodes[child].letter
				finish(child, word[k:], missing(word, k, c))
				if k < len(word) && c != word[k] {
					finish(child, word[k+1:], wrong(word[k], c))
				}
			}
		}
		if k == len(word) {
			return
		}
		if n = t.child(n, word[k]); n == 0 {
			return
		}
	}
}

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// extra is the cost of a letter too many: a doubled one is cheap.
func extra(before, c byte) int {
	if c == before {
		return cheap
	}
	return dear
}

// missing is the cost of leaving c out before word[k]: of a double letter, of a
// vowel and of an h is cheap.
func missing(word string, k int, c byte) int {
	if c == word[k-1] || k < len(word) && c == word[k] || isVowel(c) || c == 'h' {
		return cheap
	}
	return dear
}

// wrong is the cost of writing a for b: cheap for two vowels, for letters that
// sound alike, and for neighbours on the keyboard.
func wrong(a, b byte) int {
	if isVowel(a) && isVowel(b) {
		return cheap
	}
	for _, set := range alike {
		if strings.IndexByte(set, a) >= 0 && strings.IndexByte(set, b) >= 0 {
			return cheap
		}
	}
	for _, row := range [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"} {
		i, j := strings.IndexByte(row, a), strings.IndexByte(row, b)
		if i >= 0 && j >= 0 && (i-j == 1 || j-i == 1) {
			return cheap
		}
	}
	return dear
}

// alike are letters that are heard alike in English or Spanish.
var alike = [...]string{"bv", "csz", "ckq", "gj", "mn", "dt", "yi", "ll", "fp"}

// shortestSound is how many letters a word has that is known by its sound.
const shortestSound = 3

// bySound finds the target that sounds like a word, as Spanish is spelt by ear:
// "ija", "desaparesio", "bideos".
func (l *Lexicon) bySound(word string) (string, bool) {
	if len(word) < shortestSound || !isPlain(word) {
		return "", false
	}
	id, ok := l.sounds[sound(word)]
	if !ok {
		return "", false
	}
	return l.words[id], true
}

// sound writes a word as it is heard in Spanish: b for v, no silent h, s for z
// and soft c, k for hard c and qu, j for soft g, y for ll, one letter for two.
func sound(word string) string {
	var buf [longestWord]byte
	n := 0
	for k := 0; k < len(word) && k < longestWord; k++ {
		c := word[k]
		next := byte(0)
		if k+1 < len(word) {
			next = word[k+1]
		}
		soft := next == 'e' || next == 'i'
		switch {
		case c == 'v':
			c = 'b'
		case c == 'h':
			if k > 0 && word[k-1] == 'c' {
				c = 'x' // ch
				n--
			} else {
				continue
			}
		case c == 'z' || c == 'c' && soft:
			c = 's'
		case c == 'q' && next == 'u':
			c = 'k'
			k++
		case c == 'c' || c == 'q':
			c = 'k'
		case c == 'g' && soft:
			c = 'j'
		case c == 'l' && next == 'l':
			c = 'y'
			k++
		}
		if n > 0 && buf[n-1] == c {
			continue
		}
		buf[n] = c
		n++
	}
	return string(buf[:n])
}
