package text

import "strings"

// How a word that nobody listens for is read.
//
// A word that is heard, or that belongs to general language, stays as it is: no
// harmless word ever becomes another one. What is left is no word, and is read
// in the first of these ways that gives a word somebody listens for:
//
//	h e l p, h.e.l.p           letters set apart          apart
//	k!ll, s*icide, $ex         signs for letters          signed
//	k1ll                       digits for letters         unleet
//	heeelp                     letters drawn out          shorten
//	suic ide                   a word cut in two          joined
//	ija, desaparesio           written as it sounds       bySound
//	kidnaped, tommorow, hepl   one slip of the finger     slip
//	shes13, 16and              a number run into a word   numberAt
//	helpmyson                  words run together         glued
//
// Each is linear in the word; words are at most longestWord bytes long. What is
// known of a run of letters or a chain of signs is kept while it is tried from
// each of its words, so that the whole is linear in the message.

// Mend reads the words of a message that are not spelt as they should be, and
// writes out abbreviations. The result's tokens are in buf, which is grown when
// needed; m stays as it is.
func (l *Lexicon) Mend(m Message, buf []Token) Message {
	out := buf[:0]
	var run letterRun
	var chain signChain
	for i := 0; i < len(m.Tokens); {
		t := m.Tokens[i]
		if n := l.apart(m, i, &run, &out); n > 0 {
			i += n
			continue
		}
		if word, n := l.signed(m, i, &chain); n > 0 {
			out = l.put(out, t, word, m.Tokens[i+n-1].End)
			i += n
			continue
		}
		id, beginning := l.heard.find(t.Norm)
		switch {
		case id >= 0 && l.meanings[id] != nil:
			out = l.put(out, t, t.Norm, t.End)
		case id >= 0 || !isMendable(t.Norm) || l.isOrdinary(t.Norm):
			out = append(out, t)
		case beginning >= 0:
			stem := l.words[beginning]
			out = l.cut(out, t, stem[:len(stem)-1])
		default:
			n := 1
			out, n = l.mend(m, i, out)
			i += n
			continue
		}
		i++
	}
	m.Tokens = out
	return m
}

// mend reads a word that nobody knows. It gives how many tokens it used.
func (l *Lexicon) mend(m Message, i int, out []Token) ([]Token, int) {
	t := m.Tokens[i]
	word := t.Norm
	if plain, ok := l.unleet(word); ok {
		return l.put(out, t, plain, t.End), 1
	}
	if short, ok := l.shorten(word); ok {
		return l.put(out, t, short, t.End), 1
	}
	if i+1 < len(m.Tokens) && m.Tokens[i+1].Start == t.End+1 {
		if whole, ok := l.joined(word, m.Tokens[i+1].Norm); ok {
			return l.put(out, t, whole, m.Tokens[i+1].End), 2
		}
	}
	if n := len(out); n > 0 && out[n-1].End+1 == t.Start {
		if whole, ok := l.joined(out[n-1].Norm, word); ok {
			return l.put(out[:n-1], out[n-1], whole, t.End), 1
		}
	}
	if meant, ok := l.bySound(word); ok {
		return l.put(out, t, meant, t.End), 1
	}
	if meant, ok := l.slip(word); ok {
		return l.put(out, t, meant, t.End), 1
	}
	return l.cut(out, t, ""), 1
}

// cut takes words apart that were run together, or leaves the one. The first
// must begin with stem, for which the whole was heard.
func (l *Lexicon) cut(out []Token, t Token, stem string) []Token {
	var store [longestWord]string
	word, pieces := t.Norm, store[:0]
	if k := numberAt(word); k > 0 {
		pieces = append(pieces, word[:k], word[k:])
	} else {
		pieces = l.glued(word, true, pieces)
	}
	if len(pieces) == 0 || !strings.HasPrefix(pieces[0], stem) {
		return append(out, t)
	}
	for _, p := range pieces {
		out = l.put(out, t, p, t.End)
	}
	return out
}

// put appends a word, or what it stands for, in the place of a token up to end.
func (l *Lexicon) put(out []Token, t Token, word string, end int) []Token {
	t.End = end
	id, _ := l.heard.find(word)
	if id < 0 || l.meanings[id] == nil {
		t.Norm = word
		if id >= 0 {
			t.Norm = l.words[id] // not a string built here
		}
		return append(out, t)
	}
	for _, w := range l.meanings[id] {
		t.Norm = w
		out = append(out, t)
	}
	return out
}

// isMendable reports whether a word is made of letters a to z and digits, with a
// letter, and not too long.
func isMendable(word string) bool {
	if len(word) > longestWord {
		return false
	}
	letter := false
	for k := range len(word) {
		c := word[k]
		if c >= 'a' && c <= 'z' {
			letter = true
		} else if c < '0' || c > '9' {
			return false
		}
	}
	return letter
}

// numberAt is where a word turns into a number or a number into a word
// ("shes13", "16and"), 0 when it does not, does so twice, or is an ordinal.
func numberAt(word string) int {
	at := 0
	for k := 1; k < len(word); k++ {
		if isLetterByte(word[k]) != isLetterByte(word[k-1]) {
			if at > 0 {
				return 0
			}
			at = k
		}
	}
	letters, digits := at, len(word)-at
	if !isLetterByte(word[0]) {
		letters, digits = digits, letters
	}
	if letters < 3 && !(letters == 2 && digits == 2 && isLetterByte(word[0])) || digits < 2 {
		return 0 // "m8", "ps5", "13yo"; but "my13"
	}
	return at
}

func isLetterByte(c byte) bool { return c >= 'a' && c <= 'z' }

// digitLetters are the letters that digits look like; 1 is i or l.
const digitLetters = "oizeasgtbg"

// unleet reads digits as the letters they look like.
func (l *Lexicon) unleet(word string) (string, bool) {
	if len(word) < 3 {
		return "", false
	}
	for _, one := range [...]byte{'i', 'l'} {
		n, letters, ones := int32(0), false, false
		for k := range len(word) {
			c := word[k]
			switch {
			case c == '1':
				c, ones = one, true
			case c >= '0' && c <= '9':
				c = digitLetters[c-'0']
			default:
				letters = true
			}
			if n = l.heard.child(n, c); n == 0 {
				break
			}
		}
		if id := l.heard.nodes[n].id; letters && id >= 0 && l.targets[id] {
			return l.words[id], true
		}
		if !ones {
			break
		}
	}
	return "", false
}

// shorten reads a word with letters drawn out: a run of three or more is one or
// two of them. Two are tried first ("soooon" before "son").
func (l *Lexicon) shorten(word string) (string, bool) {
	long := false
	for k := 2; k < len(word); k++ {
		long = long || word[k] == word[k-1] && word[k] == word[k-2]
	}
	if !long {
		return "", false
	}
	if id := l.fewer(0, word); id >= 0 {
		return l.words[id], true
	}
	return "", false
}

func (l *Lexicon) fewer(n int32, word string) int32 {
	if word == "" {
		if id := l.heard.nodes[n].id; id >= 0 && l.targets[id] {
			return id
		}
		return -1
	}
	run := 1
	for run < len(word) && word[run] == word[0] {
		run++
	}
	once := l.heard.child(n, word[0])
	if once == 0 {
		return -1
	}
	if run > 1 {
		if twice := l.heard.child(once, word[0]); twice != 0 {
			if id := l.fewer(twice, word[run:]); id >= 0 {
				return id
			}
		}
	}
	if run == 2 {
		return -1 // as it is written, or not at all
	}
	return l.fewer(once, word[run:])
}

// shortestJoined is how many letters a word has that was cut in two.
const shortestJoined = 5

// joined reads two words as one.
func (l *Lexicon) joined(a, b string) (string, bool) {
	if len(a)+len(b) < shortestJoined || len(a)+len(b) > longestWord || !isPlain(a) || !isPlain(b) {
		return "", false
	}
	var buf [longestWord]byte
	n := copy(buf[:], a)
	n += copy(buf[n:], b)
	if id, ok := l.target(string(buf[:n])); ok {
		return l.words[id], true
	}
	return "", false
}
