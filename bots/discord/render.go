package discord

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

// maxContent is how long a message may be
// (https://discord.com/developers/docs/resources/message#create-message). Discord does
// not say what it counts; UTF-16 units are never too lenient.
const maxContent = 2000

func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// part is one block of a text, rendered, with what stands before it.
type part struct {
	text string
	help bool // it shows a hotline
}

// content renders texts as Discord's Markdown, with an empty line between. If they are
// longer than a message may be, blocks are left out from the end, and never a hotline.
// No text that ships is too long.
func content(docs []*markup.Doc, fill markup.Fill) string {
	var parts []part
	for i, d := range docs {
		for k := range d.Blocks {
			gap := d.Gap(k)
			if k == 0 && i > 0 {
				gap = "\n\n"
			}
			p := block(&d.Blocks[k], fill)
			p.text = gap + p.text
			parts = append(parts, p)
		}
	}
	return within(parts, maxContent)
}

func within(parts []part, limit int) string {
	total := 0
	for _, p := range parts {
		total += units(p.text)
	}
	for i := len(parts) - 1; i >= 0 && total > limit; i-- {
		if !parts[i].help {
			total -= units(parts[i].text)
			parts[i].text = ""
		}
	}
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.text)
	}
	return cut(strings.TrimSpace(b.String()), limit)
}

// cut shortens a text to so many units.
func cut(s string, limit int) string {
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > limit {
			return s[:i]
		}
	}
	return s
}

// block renders a block. Styles are opened and closed where they change, so that spans
// of one style run together.
func block(of *markup.Block, fill markup.Fill) (p part) {
	var w writer
	switch of.Kind {
	case markup.Bullet:
		w.b.WriteString("- ")
	case markup.Numbered:
		w.b.WriteString(strconv.Itoa(of.Number) + ". ")
	}
	for _, s := range of.Spans {
		if s.Placeholder == "" {
			w.span(s)
			continue
		}
		p.help = p.help || strings.HasPrefix(s.Placeholder, "hotline.")
		if fill == nil {
			continue
		}
		for _, f := range fill(s.Placeholder) {
			f.Style |= s.Style
			w.span(f)
		}
	}
	w.style(0)
	p.text = w.b.String()
	return p
}

// writer writes a block.
type writer struct {
	b   strings.Builder
	now markup.Style
	at  linePart
}

// linePart says what of a line is written.
type linePart uint8

const (
	lineStart  linePart = iota // nothing, or spaces
	lineNumber                 // a number alone
	lineText
)

// marks are what opens and closes each style.
var marks = []struct {
	style markup.Style
	mark  string
}{{markup.Bold, "**"}, {markup.Italic, "*"}}

// style closes the styles that end and opens those that begin, the inner one first.
func (w *writer) style(s markup.Style) {
	for i := len(marks) - 1; i >= 0; i-- {
		if w.now&marks[i].style != 0 && (s&marks[i].style == 0 || w.now&^s != 0) {
			w.b.WriteString(marks[i].mark)
			w.now &^= marks[i].style
		}
	}
	for _, m := range marks {
		if s&m.style != 0 && w.now&m.style == 0 {
			w.b.WriteString(m.mark)
			w.now |= m.style
		}
	}
}

// span writes a run of text. A web link shows its address, in the brackets that keep
// Discord from fetching a preview; a number to call is left to the phone.
func (w *writer) span(s markup.Span) {
	web := strings.HasPrefix(s.Link, "https://")
	if s.Text != "" && (!web || s.NamesLink()) {
		w.style(s.Style)
		w.escape(s.Text)
	}
	switch {
	case web && s.NamesLink():
		w.style(0)
		w.b.WriteString(" (<" + s.Link + ">)")
	case web:
		w.style(0)
		w.b.WriteString("<" + s.Link + ">")
	}
}

// escape writes words so that nothing in them is Markdown, a mention, an emoji or a
// link of Discord's.
func (w *writer) escape(s string) {
	for i, r := range s {
		digit := r >= '0' && r <= '9'
		switch {
		case strings.ContainsRune("\\*_~|`<[@", r),
			w.at == lineStart && strings.ContainsRune("#>-+", r),
			w.at == lineNumber && r == '.',              // "1." would begin a list
			r == ':' && strings.HasPrefix(s[i:], "://"): // an address would be a link
			w.b.WriteByte('\\')
		}
		w.b.WriteRune(r)
		switch {
		case r == '\n':
			w.at = lineStart
		case digit && w.at == lineStart:
			w.at = lineNumber
		case w.at == lineNumber && !digit, w.at == lineStart && r != ' ':
			w.at = lineText
		}
	}
}
