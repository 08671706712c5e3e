package markup

import (
	"fmt"
	"strings"
)

// Parse reads a text. It always gives a Doc that shows every word of the text;
// what it could not read as intended is shown as written and reported.
func Parse(src string) (Doc, []Problem) {
	var (
		doc      Doc
		problems []Problem
		open     bool // the last block still takes lines
	)
	for i, line := range strings.Split(src, "\n") {
		line = strings.TrimSpace(line)
		report := func(msg string) { problems = append(problems, Problem{Line: i + 1, Message: msg}) }
		if line == "" {
			open = false
			continue
		}
		kind, number, rest := itemStart(line)
		if kind != Paragraph || !open {
			doc.Blocks = append(doc.Blocks, Block{Kind: kind, Number: number})
			open = true
		} else {
			b := &doc.Blocks[len(doc.Blocks)-1]
			b.Spans = join(b.Spans, Span{Text: " "})
		}
		if unsupported := unsupportedStart(rest); unsupported != "" {
			report(unsupported)
		}
		b := &doc.Blocks[len(doc.Blocks)-1]
		for _, s := range spans(rest, report) {
			b.Spans = join(b.Spans, s)
		}
	}
	return doc, problems
}

// itemStart recognises "- " and "1. " and gives the rest of the line.
func itemStart(line string) (kind Kind, number int, rest string) {
	if rest, ok := strings.CutPrefix(line, "- "); ok {
		return Bullet, 0, strings.TrimSpace(rest)
	}
	digits := 0
	for digits < len(line) && digits < 3 && line[digits] >= '0' && line[digits] <= '9' {
		number = number*10 + int(line[digits]-'0')
		digits++
	}
	if digits > 0 && strings.HasPrefix(line[digits:], ". ") {
		return Numbered, number, strings.TrimSpace(line[digits+2:])
	}
	return Paragraph, 0, line
}

func unsupportedStart(line string) string {
	switch {
	case strings.HasPrefix(line, "#"):
		return "headings are not shown; use **bold**"
	case strings.HasPrefix(line, "> "):
		return "quotes are not shown"
	case strings.HasPrefix(line, "```"), strings.HasPrefix(line, "|"):
		return "code and tables are not shown"
	case strings.HasPrefix(line, "* "), strings.HasPrefix(line, "+ "):
		return `list items start with "- "`
	}
	return ""
}

// spans splits one line. Styles do not cross lines.
func spans(line string, report func(string)) []Span {
	var (
		out   []Span
		style Style
		plain strings.Builder
	)
	flush := func() {
		if plain.Len() > 0 {
			out = append(out, Span{Text: plain.String(), Style: style})
			plain.Reset()
		}
	}
	for i := 0; i < len(line); {
		rest := line[i:]
		switch {
		case strings.HasPrefix(rest, "**") && (style&Bold != 0 || strings.Contains(rest[2:], "**")):
			flush()
			style ^= Bold
			i += 2
		case rest[0] == '*' && !strings.HasPrefix(rest, "**") && (style&Italic != 0 || opensItalic(rest)):
			flush()
			style ^= Italic
			i++
		case rest[0] == '{':
			end := strings.IndexByte(rest, '}')
			if end < 0 || !isPlaceholder(rest[1:end]) {
				report("a { that starts no placeholder such as {hotline.child}")
				plain.WriteByte('{')
				i++
				continue
			}
			flush()
			out = append(out, Span{Placeholder: rest[1:end], Style: style})
			i += end + 1
		case rest[0] == '[':
			words, link, n := parseLink(rest)
			if n == 0 {
				report("a [ that starts no link such as [words](https://…)")
				plain.WriteByte('[')
				i++
				continue
			}
			flush()
			out = append(out, Span{Text: words, Link: link, Style: style})
			i += n
		default:
			if strings.HasPrefix(rest, "**") {
				report("a ** without its partner on the same line")
				plain.WriteString("**")
				i += 2
				continue
			}
			if rest[0] == '`' || strings.HasPrefix(rest, "__") || strings.HasPrefix(rest, "~~") {
				report(fmt.Sprintf("%q is shown as written: only **bold**, *italic*, lists and links are known", rest[:1]))
			}
			if rest[0] == '<' && len(rest) > 1 && (rest[1] == '/' || rest[1] >= 'a' && rest[1] <= 'z') {
				report("HTML is shown as written: only **bold**, *italic*, lists and links are known")
			}
			plain.WriteByte(rest[0])
			i++
		}
	}
	flush()
	if style != 0 {
		report("a * without its partner on the same line")
	}
	return out
}

func opensItalic(rest string) bool {
	end := strings.IndexByte(rest[1:], '*')
	return end > 0 && rest[1] != ' ' && rest[end] != ' '
}

func isPlaceholder(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_') {
			return false
		}
	}
	return true
}

// parseLink reads [words](link); n is 0 when there is none.
func parseLink(s string) (words, link string, n int) {
	mid := strings.Index(s, "](")
	if mid < 2 || strings.ContainsAny(s[1:mid], "[]") {
		return "", "", 0
	}
	end := strings.IndexByte(s[mid:], ')')
	if end < 3 || strings.ContainsAny(s[mid+2:mid+end], " <>\"") {
		return "", "", 0
	}
	return s[1:mid], s[mid+2 : mid+end], mid + end + 1
}

// join appends a span and merges plain runs of the same style.
func join(list []Span, s Span) []Span {
	if k := len(list) - 1; k >= 0 && list[k].Placeholder == "" && s.Placeholder == "" &&
		list[k].Link == "" && s.Link == "" && list[k].Style == s.Style {
		list[k].Text += s.Text
		return list
	}
	return append(list, s)
}
