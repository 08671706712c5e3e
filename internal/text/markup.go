package text

import (
	"html"
	"strings"
	"unicode/utf8"
)

// Tags and character references of HTML, which forms, mail programs and
// evaders leave around and inside words. A tag that stands inside a line
// ("<b>") is dropped like an invisible character, one that breaks it ("<br>")
// ends a sentence. Only known names are tags: "<help>" is a word.
var (
	inlineTags = tagNames("b i u s a em strong span font code tt big small mark del ins strike sub sup label tg-spoiler q abbr")
	blockTags  = tagNames("p br div li ul ol tr td th table h1 h2 h3 h4 h5 h6 pre blockquote hr section article html body head title center img script style input button form")
)

// longestTag and longestReference bound how far a "<" or "&" is followed, in bytes.
const (
	longestTag       = 200
	longestTagName   = len("blockquote")
	longestReference = 10
)

func tagNames(list string) map[string]bool {
	names := map[string]bool{}
	for _, name := range strings.Fields(list) {
		names[name] = true
	}
	return names
}

// tag reads an HTML tag at s[i:] and gives its length, 0 when there is none.
// sc.close is the first ">" that was looked for, so that a text of nothing but
// "<" is searched once.
func (sc *scanner) tag(s string, i int) (length int, block bool) {
	if sc.close < i {
		sc.close = len(s)
		if k := strings.IndexByte(s[i:], '>'); k >= 0 {
			sc.close = i + k
		}
	}
	end := sc.close - i
	if end < 2 || end >= longestTag || sc.close == len(s) {
		return 0, false
	}
	name := strings.TrimPrefix(s[i+1:sc.close], "/")
	name = name[:min(len(name), longestTagName+1)]
	if k := strings.IndexAny(name, " \t\n/"); k >= 0 {
		name = name[:k]
	}
	name = strings.ToLower(name)
	if !inlineTags[name] && !blockTags[name] {
		return 0, false
	}
	return end + 1, blockTags[name]
}

// reference reads a character reference ("&#104;", "&nbsp;") at s[i:].
func reference(s string, i int) (plain string, length int) {
	end := strings.IndexByte(s[i:min(len(s), i+longestReference)], ';')
	if end < 2 {
		return "", 0
	}
	raw := s[i : i+end+1]
	if plain = html.UnescapeString(raw); utf8.RuneCountInString(plain) != 1 {
		return "", 0
	}
	return plain, end + 1
}
