package engine

import "strings"

// Plain is the reply's text as plain text: its parts with an empty line between,
// hotlines filled in. Choices and the help row are not part of it.
func (r *Reply) Plain() string {
	var b strings.Builder
	for i, d := range r.Body {
		if i > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(d.Plain(r.Lines.Fill))
	}
	return b.String()
}

// Hotline reports whether the reply as shown holds a number to call or text.
func (r *Reply) Hotline() bool {
	for _, d := range r.Body {
		for _, block := range d.Blocks {
			for _, s := range block.Spans {
				if s.Placeholder != "" && r.Lines.Number(s.Placeholder) {
					return true
				}
			}
		}
	}
	return false
}
