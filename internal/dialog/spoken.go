package dialog

import (
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

// Spoken is every line that a bundle can say: what the sender holds each reply
// against before it goes out. Lines are those of plain text, with the hotlines of
// every country filled in; labels of buttons and descriptions of pictures are
// lines too. Immutable, safe for concurrent use.
type Spoken struct {
	seed  maphash.Seed
	lines map[uint64]struct{}
}

// Spoken lists every line that the bundle can say.
func (b *Bundle) Spoken() *Spoken {
	s := &Spoken{seed: maphash.MakeSeed(), lines: map[uint64]struct{}{}}
	for locale := range b.locales {
		countries := slices.Collect(maps.Values(b.lines[locale]))
		templates := map[string]bool{} // lines with placeholders that were filled before
		for _, word := range b.words[locale] {
			s.add(word)
			doc, _ := markup.Parse(word)
			s.doc(&doc, countries, templates)
		}
		for _, n := range b.nodes {
			v := n.View(locale)
			s.add(v.Title)
			for i := range v.Variants {
				for _, doc := range v.Variants[i].Body {
					s.doc(doc, countries, templates)
				}
			}
			for i := range v.Choices {
				s.add(v.Choices[i].Label)
			}
			if v.Picture != nil {
				s.add(v.Picture.Alt)
			}
		}
	}
	return s
}

// doc adds the lines of a text as every country shows them.
func (s *Spoken) doc(doc *markup.Doc, countries []*Lines, filled map[string]bool) {
	for _, block := range doc.Blocks {
		one := markup.Doc{Blocks: []markup.Block{block}}
		if len(one.Placeholders()) == 0 {
			s.add(one.Plain(nil))
			continue
		}
		template := one.Plain(func(name string) []markup.Span { return []markup.Span{{Text: "{" + name + "}"}} })
		if filled[template] {
			continue
		}
		filled[template] = true
		for _, lines := range countries {
			s.add(one.Plain(lines.Fill))
		}
	}
}

func (s *Spoken) add(line string) { s.lines[maphash.String(s.seed, line)] = struct{}{} }

// Has reports whether every line of a text is one that the bundle can say. Empty
// lines part paragraphs.
func (s *Spoken) Has(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			continue
		}
		if _, ok := s.lines[maphash.String(s.seed, line)]; !ok {
			return false
		}
	}
	return true
}
