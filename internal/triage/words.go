package triage

import (
	"strings"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// words turns the words of a message into symbols: small numbers that phrases
// are made of. A word has several: its own, that of a word it also means, one for
// each listed beginning that it has ("amenaz*"), and one for being a number.
type words struct {
	exact   map[string][]int32 // all symbols of a word that some phrase holds
	symbols map[string]int32   // of words as written in phrases, with their *
	list    []string           // the same words, by symbol
	spelt   []bool             // by symbol: the spelling of its language is mended
	stems   map[string]int32   // beginnings, without *
	heads   map[string]uint32  // first minStem bytes of beginnings: bit n = one of n bytes
	never   map[string]bool    // words that are not mended, and nothing is mended to
	means   map[string]string  // words that also mean another
	short   map[string][]string
	lexicon *text.Lexicon
}

func newWords() *words {
	w := &words{
		exact:   map[string][]int32{},
		symbols: map[string]int32{},
		stems:   map[string]int32{},
		heads:   map[string]uint32{},
		never:   map[string]bool{},
		means:   map[string]string{},
		short:   map[string][]string{},
	}
	for _, sign := range signs {
		w.symbol(sign)
	}
	return w
}

// symbol gives the number of a word as written in a phrase.
func (w *words) symbol(word string) int32 {
	id, ok := w.symbols[word]
	if !ok {
		id = int32(len(w.list))
		w.symbols[word] = id
		w.list = append(w.list, word)
	}
	return id
}

// seal works out everything that is asked for each word of a message.
func (w *words) seal() {
	known := make([]string, 0, len(w.symbols))
	for word, id := range w.symbols {
		if isSign(word) {
			continue
		}
		known = append(known, word)
		if stem, ok := strings.CutSuffix(word, "*"); ok {
			w.stems[stem] = id
			w.heads[stem[:minStem]] |= 1 << min(len(stem), 31)
		}
	}
	for word := range w.symbols {
		if !isSign(word) && !strings.HasSuffix(word, "*") {
			w.exact[word] = w.appendLoose([]int32{w.symbols[word]}, word)
		}
	}
	for word, meant := range w.means {
		own, ok := w.exact[word]
		if !ok {
			own = w.appendLoose(nil, word)
			known = append(known, word)
		}
		other := w.exact[meant]
		if other == nil {
			other = w.appendLoose(nil, meant)
		}
		w.exact[word] = append(own[:len(own):len(own)], other...)
	}
	for word := range w.never {
		known = append(known, word)
	}
	w.lexicon = text.NewLexicon(known, func(word string) bool {
		id, ok := w.symbols[word]
		return ok && w.spelt[id] && !w.never[word]
	}, w.short)
}

// appendSymbols appends the symbols of a word of a message.
func (w *words) appendSymbols(to []int32, word string) []int32 {
	if known, ok := w.exact[word]; ok {
		return append(to, known...)
	}
	return w.appendLoose(to, word)
}

// appendLoose appends the symbols of a word other than its own.
func (w *words) appendLoose(to []int32, word string) []int32 {
	if '0' <= word[0] && word[0] <= '9' {
		to = append(to, numberSymbol)
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

// isPicture reports whether a word is an emoji or another sign: it may stand
// anywhere in a phrase, like a filler.
func isPicture(word string) bool {
	r, n := utf8.DecodeRuneInString(word)
	return n == len(word) && r >= 0x2000 && !(r >= 0x2E80 && r <= 0xFFEF)
}
