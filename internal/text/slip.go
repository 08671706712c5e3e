package text

import "strings"

// The limits of slips. Shorter words have too many neighbours.
const (
	shortestSlip = 5 // letters; one less for two swapped, or one left out
	cheap        = 1 // a slip that fingers and ears make all the time
	dear         = 2
)

// slip finds the target that is one edit away from a word: a letter too many,
// missing, wrong, or two swapped. The first letter must be right: people seldom
// miss it. A cheap slip goes before a dear one; and when a harmless word is as
// near, only a cheap one counts. Of several the first in the alphabet is meant.
func (l *Lexicon) slip(word string) (string, bool) {
	if len(word) < shortestSlip-1 || !isPlain(word) {
		return "", false
	}
	best, least, harmless := "", dear+1, dear+1
	consider := func(w string, cost int) {
		if cost < least || cost == least && w < best {
			best, least = w, cost
		}
	}
	near(&l.heard, word, func(id int32, cost int) {
		if l.targets[id] {
			consider(l.words[id], cost)
		}
	})
	near(&l.ordinary.trie, word, func(id int32, cost int) {
		switch w := l.ordinary.words[id]; {
		case l.isTarget(w):
			consider(w, cost)
		default:
			harmless = min(harmless, cost)
		}
	})
	if best == "" || harmless < least || harmless == least && least == dear {
		return "", false
	}
	return best, true
}

// near calls found with every word of a trie that is one edit away, and the
// edit's cost.
func near(t *trie, word string, found func(id int32, cost int)) {
	short := len(word) < shortestSlip
	missing := cheap
	if short {
		missing = dear
	}
	n := int32(0)
	for k := 0; k <= len(word); k++ {
		if k+1 < len(word) && word[k] != word[k+1] {
			if a := t.child(n, word[k+1]); a != 0 {
				if b := t.child(a, word[k]); b != 0 {
					if id := t.after(b, word[k+2:]); id >= 0 {
						found(id, cheap)
					}
				}
			}
		}
		if k > 0 {
			if k < len(word) && len(word) > shortestSlip {
				if id := t.after(n, word[k+1:]); id >= 0 {
					found(id, extra(word[k-1], word[k]))
				}
			}
			at := &t.nodes[n]
			for child := at.below; child < at.below+int32(at.count); child++ {
				if id := t.after(child, word[k:]); id >= 0 {
					found(id, missing)
				}
				if short || k == len(word) {
					continue
				}
				if id := t.after(child, word[k+1:]); id >= 0 && t.nodes[child].letter != word[k] {
					found(id, wrong(word[k], t.nodes[child].letter))
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
