package triage

import (
	"strings"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// words turns the words of a message into symbols: small numbers that phrases
// are made of. A word has several: its own, one for each listed beginning that
// it has ("amenaz*"), and one for being a number.
type words struct {
	exact    map[string][]int32 // all symbols of a word that some phrase holds
	symbols  map[string]int32   // of words as written in phrases, with their *
	stems    map[string]int32   // beginnings, without *
	heads    map[string]uint32  // first minStem bytes of beginnings: bit n = one of n bytes
	misspelt map[string][]string
	never    map[string]bool
}

// The limits of misspellings. A shorter word has too many harmless neighbours;
// text.Distance reads 32 bytes.
const (
	shortestMisspelt = 6
	longestMisspelt  = 32
)

func newWords() *words {
	return &words{
		exact:    map[string][]int32{},
		symbols:  map[string]int32{},
		stems:    map[string]int32{},
		heads:    map[string]uint32{},
		misspelt: map[string][]string{},
		never:    map[string]bool{},
	}
}

// symbol gives the number of a word as written in a phrase.
func (w *words) symbol(word string) int32 {
	id, ok := w.symbols[word]
	if !ok {
		id = int32(len(w.symbols))
		w.symbols[word] = id
	}
	return id
}

// written reports whether some phrase holds a word or a beginning of it.
func (w *words) written(word string) bool {
	_, ok := w.symbols[word]
	for n := minStem; n <= len(word) && !ok; n++ {
		_, ok = w.symbols[word[:n]+"*"]
	}
	return ok
}

// addMisspelt makes a word known with one letter wrong: the word and everything
// that is left of it without one letter lead to it. Two words are one edit apart
// only if they meet in such a form (Garbe's symmetric deletes, 2012).
func (w *words) addMisspelt(word string) {
	w.misspelt[word] = append(w.misspelt[word], word)
	for i := range len(word) {
		form := word[:i] + word[i+1:]
		w.misspelt[form] = append(w.misspelt[form], word)
	}
}

// seal works out everything that is asked for each word of a message.
func (w *words) seal() {
	for word, id := range w.symbols {
		if stem, ok := strings.CutSuffix(word, "*"); ok {
			w.stems[stem] = id
			w.heads[stem[:minStem]] |= 1 << min(len(stem), 31)
		}
	}
	for word := range w.symbols {
		if word != anyNumber && !strings.HasSuffix(word, "*") {
			w.exact[word] = w.appendLoose([]int32{w.symbols[word]}, word)
		}
	}
}

// appendLoose appends the symbols of a word other than its own.
func (w *words) appendLoose(to []int32, word string) []int32 {
	if '0' <= word[0] && word[0] <= '9' {
		if id, ok := w.symbols[anyNumber]; ok {
			to = append(to, id)
		}
	}
	if len(word) < minStem {
		return to
	}
	lengths := w.heads[word[:minStem]]
	for n := minStem; n <= len(word) && n < 32 && lengths>>n != 0; n++ {
		if lengths&(1<<n) == 0 {
			continue
		}
		if id, ok := w.stems[word[:n]]; ok {
			to = append(to, id)
		}
	}
	return to
}

// appendSymbols appends the symbols of a word of a message. A word that no
// phrase holds is mended first: letters drawn out ("heeelp"), letters of other
// alphabets and digits that look like ours ("k1ll"), one letter wrong in a word
// listed for it.
func (w *words) appendSymbols(to []int32, word string) []int32 {
	if known, ok := w.exact[word]; ok {
		return append(to, known...)
	}
	n := len(to)
	if to = w.appendLoose(to, word); len(to) > n || w.never[word] {
		return to
	}
	if plain, changed := unmask(word); changed {
		if known, ok := w.exact[plain]; ok {
			return append(to, known...)
		}
		if to = w.appendLoose(to, plain); len(to) > n {
			return to
		}
		word = plain
	}
	if short := shorten(word, 2); short != word {
		for _, form := range [...]string{short, shorten(word, 1)} {
			if known, ok := w.exact[form]; ok {
				return append(to, known...)
			}
			if to = w.appendLoose(to, form); len(to) > n {
				return to
			}
		}
	}
	if meant := w.meant(word); meant != "" {
		if known, ok := w.exact[meant]; ok {
			return append(to, known...)
		}
		return w.appendLoose(to, meant)
	}
	return to
}

// meant finds the listed word that a word is one edit away from, or "". The
// first letter must be right: people seldom miss it, and it keeps most harmless
// neighbours out.
func (w *words) meant(word string) string {
	if len(word) < shortestMisspelt || len(word) > longestMisspelt || w.never[word] {
		return ""
	}
	var buf [longestMisspelt]byte
	best := ""
	consider := func(found []string) {
		for _, f := range found {
			if f[0] == word[0] && (best == "" || f < best) && text.Distance(f, word, 1) <= 1 {
				best = f
			}
		}
	}
	consider(w.misspelt[word])
	for i := 1; i < len(word); i++ {
		form := append(append(buf[:0], word[:i]...), word[i+1:]...)
		consider(w.misspelt[string(form)])
	}
	return best
}

// lookAlikes are letters and digits that people or evaders put for Latin ones,
// as listed in Unicode's confusables (https://www.unicode.org/reports/tr39/),
// the common ones only.
var lookAlikes = map[rune]byte{
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'у': 'y', 'х': 'x', 'і': 'i', 'ѕ': 's', 'ј': 'j', 'ԁ': 'd',
	'һ': 'h', 'к': 'k', 'м': 'm', 'т': 't', 'в': 'b', 'н': 'h', 'α': 'a', 'ο': 'o', 'ε': 'e', 'ι': 'i', 'κ': 'k',
	'ν': 'v', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ı': 'i', 'ł': 'l', 'ø': 'o', 'đ': 'd',
	'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b',
}

// unmask puts Latin letters for those that look like them, in a word that has a
// letter at all.
func unmask(word string) (plain string, changed bool) {
	letter := false
	for i := 0; i < len(word); i++ {
		c := word[i]
		letter = letter || c >= 'a'
		changed = changed || c < 'a' || c >= utf8.RuneSelf
	}
	if !letter || !changed {
		return word, false
	}
	out := make([]byte, 0, len(word))
	changed = false
	for _, r := range word {
		if c, ok := lookAlikes[r]; ok {
			out = append(out, c)
			changed = true
			continue
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out), changed
}

// shorten cuts runs of three or more of the same letter to n. A word without
// such a run comes back as it is.
func shorten(word string, n int) string {
	long := false
	for i := 2; i < len(word); i++ {
		if word[i] == word[i-1] && word[i] == word[i-2] {
			long = true
			break
		}
	}
	if !long {
		return word
	}
	out := make([]byte, 0, len(word))
	for i := 0; i < len(word); {
		j := i
		for j < len(word) && word[j] == word[i] {
			j++
		}
		keep := j - i
		if keep > 2 && word[i] < utf8.RuneSelf {
			keep = n
		}
		out = append(out, word[i:i+keep]...)
		i = j
	}
	return string(out)
}

// isPicture reports whether a word is an emoji or another sign: it may stand
// anywhere in a phrase, like a filler.
func isPicture(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return n == len(word) && r >= 0x2000 && !(r >= 0x2E80 && r <= 0xFFEF)
}
