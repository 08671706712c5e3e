package dialog

import (
	"strings"
	"unicode"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// letters finds characters that readers cannot see or that are not what they
// seem.
func (c *checker) letters(locale int, s string, at func(int) diag.Pos) {
	spelt := spelling(c.bundle.locales[locale])
	word := 0 // where the current word starts
	var latin, other rune
	flush := func() {
		if latin != 0 && other != 0 {
			c.add(lookalike, at(word), "type the word again", "%q (U+%04X) is not the letter it looks like", other, other)
		}
		latin, other = 0, 0
	}
	for i, r := range s {
		switch {
		case hidden(r) && !strings.ContainsRune(spelt, r):
			c.add(hiddenCharacter, at(i), "delete it", "an invisible character (U+%04X) stands here", r)
		case !unicode.IsLetter(r):
			flush()
			word = i + len(string(r))
		case unicode.Is(unicode.Latin, r):
			latin = r
		case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee):
			other = r
		}
	}
	flush()
}

func hidden(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r == 0xFEFF, r == 0xAD:
		return true
	case r < 0x20 && r != '\n' && r != '\t', r == 0x7F, r >= 0x80 && r < 0xA0:
		return true
	}
	return false
}

// avoided is a word to avoid, normalised, with a space on both sides.
type avoided struct {
	words string
	rule  *SourceAvoid
}

func (c *checker) avoided(locale string) []avoided {
	var out []avoided
	rules := c.content.Style.Avoid[locale]
	for i := range rules {
		for _, w := range rules[i].Words {
			out = append(out, avoided{" " + text.Normal(w.Text) + " ", &rules[i]})
		}
	}
	return out
}

// style checks reading grade and words.
func (c *checker) style(s shown, avoid []avoided) {
	plain := s.doc.Plain(nil)
	limit := c.content.Style.Grade
	if limit == 0 {
		limit = 8
	}
	if grade, ok := text.Readability(baseLanguage(c.bundle.locales[s.locale]), plain); ok && grade > float64(limit)+0.05 {
		c.add(readingGrade, s.at(0), "shorter sentences, shorter words", "reading grade %.1f; %d is the most", grade, limit)
	}
	normal := " " + text.Normal(plain) + " "
	for _, a := range avoid {
		if strings.Contains(normal, a.words) {
			// The words are found in the normal form of the text; the place is that of
			// the first of them as written, or the start where it is written otherwise.
			first, _, _ := strings.Cut(strings.TrimSpace(a.words), " ")
			at := max(0, strings.Index(strings.ToLower(s.text), first))
			c.add(avoidWord, s.at(at), "say "+a.rule.Say.Text, "the words %q are not used: %s",
				strings.TrimSpace(a.words), strings.TrimSuffix(a.rule.Why.Text, "."))
		}
	}
}
