package text

import (
	"strings"
	"testing"
	"time"
)

// hostileLen is how many characters a hostile text has: Telegram's longest message.
const hostileLen = 4096

// hostile are texts that cost the most to read, each repeated up to hostileLen.
var hostile = []struct{ kind, unit string }{
	{"stars", "a***"},
	{"chain", "s*"},
	{"chain of letters", "s!"},
	{"chains of one word", "s***e** "},
	{"apart", "a i "},
	{"apart by dots", "a.b.c.d."},
	{"apart by ampersands", "&a"},
	{"apart, a word, scraps", "s o n a m y a a a a a a a "},
	{"apart, no words", "q w e r t y u i o p "},
	{"apart, short runs", "x q z v dog "},
	{"apart, digits", "1 a "},
	{"tags without end", "<b"},
	{"tags with a far end", strings.Repeat("<b", 99) + ">"},
	{"references", "&#97; "},
	{"drawn out", "aaabbbccc "},
	{"no word", "abcdefghijk "},
	{"near many words", "alados "},
	{"near a target", "ponec "},
	{"nearly run together", "mysonishelq "},
	{"look-alikes", "\u0430"},
	{"one character of many letters", "\ufdfa"},
	{"among Latin letters", "a\ufdfa "},
	{"ideographs", "\u6551"},
	{"accents", "e\u0301"},
}

// plainText is what people write.
const plainText = "My daughter is thirteen and she met someone in a game who asks her for pictures. He says that he is fifteen, " +
	"but he never shows his face. What should I do, and who can I call tonight? "

// repeated is a text of hostileLen characters, cut where a unit ends.
func repeated(unit string) string {
	return strings.Repeat(unit, hostileLen/len([]rune(unit)))
}

// vast is a lexicon of the size that the danger rules have: many thousand
// targets, a part of them beginnings.
func vast() *Lexicon {
	var words []string
	for k, w := range ordinary().words {
		if len(w) < 3 || k%12 > 0 {
			continue
		}
		if len(w) > 6 && k%5 == 0 {
			w = w[:6] + "*"
		}
		words = append(words, w)
	}
	words = append(words, strings.Fields(plainText)...)
	return NewLexicon(words, func(string) bool { return true }, nil)
}

// TestHostileCost bounds what a hostile text may cost beside a plain one that is
// read in the same run; the least of several times tells, so that it doesn't
// matter what else the machine does.
func TestHostileCost(t *testing.T) {
	const most = 20 // times the plain text, by character
	l := vast()
	var buf []Token
	cost := func(s string) float64 {
		least := time.Hour
		for range 10 {
			start := time.Now()
			buf = l.Mend(Scan(s), buf).Tokens
			least = min(least, time.Since(start))
		}
		return float64(least) / float64(len([]rune(s)))
	}
	plain := cost(repeated(plainText))
	for _, h := range hostile {
		got := cost(repeated(h.unit)) / plain
		for try := 0; got > most && try < 10; try++ {
			got = min(got, cost(repeated(h.unit))/plain)
		}
		if got > most {
			t.Errorf("%s (%.12q) costs %.1f times a plain text, want at most %d", h.kind, h.unit, got, most)
		}
	}
}

func BenchmarkHostile(b *testing.B) {
	l := vast()
	var buf []Token
	run := func(kind, unit string) {
		s := repeated(unit)
		b.Run(kind, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				buf = l.Mend(Scan(s), buf).Tokens
			}
		})
	}
	run("plain", plainText)
	for _, h := range hostile {
		run(h.kind, h.unit)
	}
}
