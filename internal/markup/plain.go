package markup

import (
	"strconv"
	"strings"
)

// Plain renders the Doc as plain text: paragraphs are separated by an empty
// line, list items stand on lines of their own, a web link shows its address in
// brackets. Placeholders are filled by fill, which may be nil.
func (d Doc) Plain(fill Fill) string {
	var b strings.Builder
	for i, block := range d.Blocks {
		b.WriteString(d.Gap(i))
		switch block.Kind {
		case Bullet:
			b.WriteString("• ")
		case Numbered:
			b.WriteString(strconv.Itoa(block.Number))
			b.WriteString(". ")
		}
		for _, s := range block.Spans {
			writeSpan(&b, s, fill)
		}
	}
	return b.String()
}

// Gap is what stands before a block in text without styles: nothing, a new line,
// or an empty line.
func (d *Doc) Gap(block int) string {
	switch {
	case block == 0:
		return ""
	case d.Blocks[block].Kind == Paragraph, d.Blocks[block-1].Kind == Paragraph && !leadsIn(d.Blocks[block-1]):
		return "\n\n"
	default:
		return "\n"
	}
}

// leadsIn reports whether a paragraph introduces the list after it.
func leadsIn(b Block) bool {
	k := len(b.Spans) - 1
	return k >= 0 && strings.HasSuffix(b.Spans[k].Text, ":")
}

func writeSpan(b *strings.Builder, s Span, fill Fill) {
	if s.Placeholder != "" {
		if fill != nil {
			for _, f := range fill(s.Placeholder) {
				writeSpan(b, f, nil)
			}
		}
		return
	}
	b.WriteString(s.Text)
	if s.NamesLink() {
		b.WriteString(" (")
		b.WriteString(s.Link)
		b.WriteByte(')')
	}
}

// NamesLink reports whether plain text has to add the address of a web link,
// because its words are not the address already.
func (s Span) NamesLink() bool {
	return strings.HasPrefix(s.Link, "https://") && !strings.HasSuffix(strings.TrimSuffix(s.Link, "/"), s.Text)
}

// Placeholders lists the placeholders of the Doc in the order they stand.
func (d Doc) Placeholders() []string {
	var out []string
	for _, b := range d.Blocks {
		for _, s := range b.Spans {
			if s.Placeholder != "" {
				out = append(out, s.Placeholder)
			}
		}
	}
	return out
}

// Links lists the links of the Doc in the order they stand.
func (d Doc) Links() []string {
	var out []string
	for _, b := range d.Blocks {
		for _, s := range b.Spans {
			if s.Link != "" {
				out = append(out, s.Link)
			}
		}
	}
	return out
}
