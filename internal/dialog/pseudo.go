package dialog

import (
	"regexp"
	"strings"
	"unicode/utf16"

	"github.com/porchlight-chat/porchlight/internal/dialog/po"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// Made-up locales, under the names that other software uses for them. They show
// what real translations will meet: text that does not come from the content,
// text that was cut, letters that a font lacks, a layout that is too narrow or
// only made for one direction.
const (
	PseudoAccents = "en-XA" // accented letters, longer words
	PseudoRTL     = "ar-XB" // Arabic letters, right to left
)

// pseudoLetters are the letters of a made-up locale, for a to z. Arabic ones turn
// the direction by themselves, as real text does; the invisible signs that others
// use for it are for no text (see [spelling]).
var pseudoLetters = map[string][2]string{
	PseudoAccents: {"áƀçðéƒĝĥíĵķļɱñöþʠŕšţûṽŵẋýž", "ÁƁÇÐÉƑĜĤÍĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"},
	PseudoRTL:     {"ابشدعفغهيجكلمنوحقرستؤثطخئز", "ابشدعفغهيجكلمنوحقرستؤثطخئز"},
}

// longer is how much longer a made-up translation is, in percent: what short
// English texts grow by in German or Finnish.
const longer = 40

// PseudoPO gives the translation file of a made-up locale. Every text stands in
// brackets of its own, ⟦ and ⟧, with every letter replaced; placeholders, links,
// addresses, commands and list marks stay. Texts grow as far as their limits let
// them. bundle must come from the same content.
func PseudoPO(c *Content, bundle *Bundle, locale string) []byte {
	p := pseudo{letters: map[rune]rune{}, bundle: bundle, notes: newNotes(c)}
	for i, alphabet := range pseudoLetters[locale] {
		letter := rune("aA"[i])
		for _, r := range alphabet {
			p.letters[letter] = r
			letter++
		}
	}
	l := &SourceLocaleFiles{Locale: locale}
	for _, m := range Messages(c) {
		l.Messages = append(l.Messages, POMessage{Entry: po.Entry{Context: m.Context, ID: m.ID, Str: p.text(&m)}})
	}
	return mergePO(c, l)
}

type pseudo struct {
	letters map[rune]rune
	bundle  *Bundle
	notes   *notes
}

// brackets is the room that the brackets of a text take.
const brackets = 2

// text translates a text.
func (p *pseudo) text(m *Message) string {
	place, part := m.part()
	most, shown := longText, text.UTF16Len(m.ID)
	switch {
	case part == "safe-words":
		return m.ID // what people type, not what they read
	case place == "hotline" || strings.HasPrefix(m.Context, "words hotline-"):
		most = shown + brackets // they stand in the texts of danger replies
	case m.choice != nil || part == "title" || buttonWords[part]:
		most = maxLabel
		if cut := most - brackets; shown > cut {
			return p.spell(cutTo(m.ID, cut), 0)
		}
	case m.node != nil:
		most = min(longText, p.notes.limit(m.node))
		shown = p.shown(m.ID)
	}
	return p.spell(m.ID, min(text.UTF16Len(m.ID)*longer/100, most-brackets-shown))
}

// cutTo cuts a text to so many characters.
func cutTo(s string, length int) string {
	units := utf16.Encode([]rune(s))
	return string(utf16.Decode(units[:length-1])) + "…"
}

// shown is how long a text is with the lines of the country where they are
// longest. A line has brackets around its name, its hours and its words, and signs
// around the numbers to call and to text.
func (p *pseudo) shown(s string) int {
	doc, _ := markup.Parse(s)
	longest := 0
	for _, country := range append(p.bundle.Countries(), NoCountry, OtherCountry) {
		longest = max(longest, text.UTF16Len(doc.Plain(p.bundle.Lines(0, country).Fill)))
	}
	return longest + 5*brackets*len(doc.Placeholders())
}

var (
	// asIs is what no translation changes: placeholders, addresses, commands.
	asIs      = regexp.MustCompile(`\{[a-z0-9._-]+\}|\]\([^)\s]*\)|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|/[a-z]+`)
	itemStart = regexp.MustCompile(`^\s*(?:- |\d{1,3}\. )?`)
)

// spell writes a text in other letters, in brackets, with extra letters more:
// its vowels, spread over the text.
func (p *pseudo) spell(s string, extra int) string {
	body := strings.TrimRight(s, "\n")
	end := s[len(body):]
	start := itemStart.FindString(body)
	body = body[len(start):]

	vowels := 0
	p.each(body, func(letter rune, _ string) {
		if isVowel(letter) {
			vowels++
		}
	})
	var b strings.Builder
	seen := 0
	p.each(body, func(letter rune, kept string) {
		b.WriteString(kept)
		if letter == 0 {
			return
		}
		r := p.letters[letter]
		b.WriteRune(r)
		if isVowel(letter) && extra > 0 {
			r = p.letters[letter|0x20] // small
			b.WriteString(strings.Repeat(string(r), extra*(seen+1)/vowels-extra*seen/vowels))
			seen++
		}
	})
	return start + "⟦" + b.String() + "⟧" + end
}

// each visits the letters of a text that are replaced, and what is kept as it is.
func (p *pseudo) each(s string, visit func(letter rune, kept string)) {
	for s != "" {
		at := asIs.FindStringIndex(s)
		if at == nil {
			at = []int{len(s), len(s)}
		}
		for _, r := range s[:at[0]] {
			if p.letters[r] == 0 {
				visit(0, string(r))
			} else {
				visit(r, "")
			}
		}
		if at[0] < at[1] {
			visit(0, s[at[0]:at[1]])
		}
		s = s[at[1]:]
	}
}

func isVowel(r rune) bool { return strings.ContainsRune("aeiouAEIOU", r) }
