package dialog

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// lineWidth is where lists in [ ] are broken. Texts are never broken.
const lineWidth = 120

// layoutWriter writes a layout.
type layoutWriter struct{ bytes.Buffer }

// bytes gives the file.
func (l *layout) bytes() []byte {
	var w layoutWriter
	w.block(l.root, 0, false)
	return w.Bytes()
}

func (w *layoutWriter) indent(n int) {
	for range n {
		w.WriteByte(' ')
	}
}

func (w *layoutWriter) remarks(lines []string, indent int) {
	for _, line := range lines {
		if line != "" {
			w.indent(indent)
			w.WriteString(line)
		}
		w.WriteByte('\n')
	}
}

// block writes the entries of a list or mapping, a line or more each. inline
// says that the first one goes on with the line of a dash.
func (w *layoutWriter) block(p *part, indent int, inline bool) {
	for i, e := range p.entries {
		if i > 0 || !inline {
			w.remarks(e.lead, indent)
			w.indent(indent)
		}
		if p.seq {
			w.WriteByte('-')
		} else {
			w.WriteString(scalarText(e.key, true, false))
			w.WriteByte(':')
		}
		w.value(e, indent, p.seq)
	}
	w.remarks(p.foot, indent)
}

// value writes what follows "key:" or "-", to the end of the line and beyond.
func (w *layoutWriter) value(e *entry, indent int, item bool) {
	end := "\n"
	if e.tail != "" {
		end = " " + e.tail + "\n"
	}
	p := e.value
	switch {
	case p.scalar() && p.literal && literalFits(p.text):
		w.WriteString(" |")
		w.WriteString(end)
		for line := range strings.SplitSeq(p.text, "\n") {
			if line != "" {
				w.indent(indent + 2)
				w.WriteString(line)
			}
			w.WriteByte('\n')
		}
	case p.scalar() || p.flow || len(p.entries) == 0:
		line := p.inline(false)
		if line != "" {
			w.WriteByte(' ')
		}
		if used := utf8.RuneCount(w.Bytes()[bytes.LastIndexByte(w.Bytes(), '\n')+1:]); p.flow && used+utf8.RuneCountInString(line) > lineWidth {
			line = p.fill(used, indent+2)
		}
		w.WriteString(line)
		w.WriteString(end)
	case item:
		w.WriteByte(' ')
		w.block(p, indent+2, true)
	default:
		w.WriteString(end)
		w.block(p, indent+2, false)
	}
}

// inline gives a scalar, or a list or mapping in one line.
func (p *part) inline(inFlow bool) string {
	if p.scalar() {
		if !p.verbal {
			return p.text // a number, a date: as written
		}
		if p.quoted {
			return quotedText(p.text)
		}
		return scalarText(p.text, true, inFlow)
	}
	var b strings.Builder
	for i, e := range p.entries {
		if i > 0 {
			b.WriteString(", ")
		}
		if !p.seq {
			b.WriteString(scalarText(e.key, true, true))
			b.WriteString(": ")
		}
		b.WriteString(e.value.inline(true))
	}
	if p.seq {
		return "[" + b.String() + "]"
	}
	return "{" + b.String() + "}"
}

// fill breaks a long list or mapping between its entries. used is the room taken
// in the first line.
func (p *part) fill(used, indent int) string {
	var b strings.Builder
	signs := "{}"
	if p.seq {
		signs = "[]"
	}
	b.WriteByte(signs[0])
	used++
	for i, e := range p.entries {
		word := e.value.inline(true)
		if !p.seq {
			word = scalarText(e.key, true, true) + ": " + word
		}
		if i < len(p.entries)-1 {
			word += ","
		}
		width := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case used+1+width >= lineWidth:
			b.WriteByte('\n')
			b.WriteString(strings.Repeat(" ", indent))
			used = indent
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += width
	}
	b.WriteByte(signs[1])
	return b.String()
}

// literalFits reports whether a text reads back the same from a literal block
// without signs in its header.
func literalFits(s string) bool {
	if s == "" || strings.HasPrefix(s, " ") || strings.HasPrefix(s, "\n") || strings.HasSuffix(s, "\n") {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if strings.HasSuffix(line, " ") || strings.TrimSpace(line) == "" && line != "" {
			return false
		}
	}
	return strings.IndexFunc(s, func(r rune) bool { return r != '\n' && !printable(r) }) < 0
}

// printable reports whether YAML lets a letter stand as it is.
func printable(r rune) bool {
	switch {
	case r < 0x20, r == 0x7f, r == 0x85, r == 0xa0, r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffe, r == 0xffff:
		return false
	case r > 0x7f && r < 0xa0:
		return false
	}
	return true
}

// scalarText writes a text in one line: plain where YAML reads that back as the
// same text, else in quotes.
func scalarText(s string, verbal, inFlow bool) string {
	if plainFits(s, inFlow) && (!verbal || staysText(s)) {
		return s
	}
	return quotedText(s)
}

func quotedText(s string) string {
	if strings.ContainsAny(s, `"\`) && !strings.Contains(s, "'") && strings.IndexFunc(s, func(r rune) bool { return !printable(r) }) < 0 {
		return "'" + s + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case printable(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			fmt.Fprintf(&b, `\u%04X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plainFits reports whether a text may stand without quotes.
func plainFits(s string, inFlow bool) bool {
	if s == "" || s != strings.TrimFunc(s, unicode.IsSpace) || strings.IndexFunc(s, func(r rune) bool { return !printable(r) }) >= 0 {
		return false
	}
	switch c := s[0]; {
	case strings.IndexByte("-?:", c) >= 0:
		if len(s) == 1 || s[1] == ' ' || strings.HasPrefix(s, "---") {
			return false
		}
	case strings.IndexByte(",[]{}#&*!|>'\"%@`", c) >= 0, strings.HasPrefix(s, "..."):
		return false
	}
	if inFlow && strings.ContainsAny(s, ",[]{}?") {
		return false
	}
	return !strings.Contains(s, ": ") && !strings.Contains(s, " #") && !strings.HasSuffix(s, ":")
}

// staysText reports whether YAML reads a plain scalar as text and not as a
// number, a date, true or nothing. Many programs still read YAML 1.1, to which
// `no` is false; such words keep their quotes.
func staysText(s string) bool {
	c := s[0]
	if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 {
		switch strings.ToLower(s) {
		case "null", "true", "false", "y", "n", "yes", "no", "on", "off":
			return false
		}
		return true
	}
	var n yaml.Node
	if err := yaml.Load([]byte(s), &n); err != nil || len(n.Content) != 1 {
		return false
	}
	return n.Content[0].ShortTag() == "!!str"
}
