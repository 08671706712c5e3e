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
	best, least := "", dear+1
	near(&l.meant.trie, word, func(id int32, cost int) bool {
		if w := l.meant.words[id]; cost < least || cost == least && w < best {
			best, least = w, cost
		}
		return true
	})
	if best == "" || least == cheap {
		return best, best != ""
	}
	harmless := false
	near(&l.ordinary.trie, word, func(id int32, _ int) bool {
		harmless = !l.isTarget(l.ordinary.words[id])
		return !harmless
	})
	if harmless {
		return "", false
	}
	return best, true
}

// near calls found with every word of a trie that is one edit away, and the
// edit's cost, until it says that it has enough. What comes before the edit is
// walked once; an edit is followed only where the trie has words with what comes
// after it.
func near(t *trie, word string, found func(id int32, cost int) (more bool)) {
	short := len(word) < shortestSlip
	missing := cheap
	if short {
		missing = dear
	}
	var before [longestWord + 1]uint32 // by place: the letters that may stand before the rest
	t.beforeRests(word, &before)
	follow := func(n int32, rest string, cost int) bool {
		id := t.after(n, rest)
		return id < 0 || found(id, cost)
	}
	n := int32(0)
	for k := 0; k <= len(word); k++ {
		if k+1 < len(word) && word[k] != word[k+1] && before[k+2]&letterBit(word[k]) != 0 {
			if a := t.child(n, word[k+1]); a != 0 {
				if b := t.child(a, word[k]); b != 0 && !follow(b, word[k+2:], cheap) {
					return
				}
			}
		}
		if k > 0 {
			at := &t.nodes[n]
			if k < len(word) && len(word) > shortestSlip && before[k+1]&letterBit(word[k-1]) != 0 {
				if !follow(n, word[k+1:], extra(word[k-1], word[k])) {
					return
				}
			}
			for set := at.letters & before[k]; set != 0; set &= set - 1 {
				if !follow(at.next(set&-set), word[k:], missing) {
					return
				}
			}
			if !short && k < len(word) {
				for set := at.letters & before[k+1] &^ letterBit(word[k]); set != 0; set &= set - 1 {
					if !follow(at.next(set&-set), word[k+1:], wrong(word[k], firstLetter(set))) {
						return
					}
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

// wrong is the cost of writing a for b.
func wrong(a, b byte) int { return int(wrongCosts[a-'a'][b-'a']) }

// wrongCosts are cheap for two vowels, for letters that sound alike, and for
// neighbours on the keyboard.
var wrongCosts = func() (costs [26][26]uint8) {
	for a := range byte(26) {
		for b := range byte(26) {
			costs[a][b] = dear
			if isVowel('a'+a) && isVowel('a'+b) {
				costs[a][b] = cheap
			}
		}
	}
	for _, set := range alike {
		for _, a := range []byte(set) {
			for _, b := range []byte(set) {
				costs[a-'a'][b-'a'] = cheap
			}
		}
	}
	for _, row := range [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"} {
		for k := range len(row) - 1 {
			a, b := row[k]-'a', row[k+1]-'a'
			costs[a][b], costs[b][a] = cheap, cheap
		}
	}
	return costs
}()

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
