package web

import (
	"html"
	"html/template"
	"net/url"
	"strconv"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

// phoneIcon stands before a number to call. It takes the colour of the text.
const phoneIcon = `<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">` +
	`<path fill="currentColor" d="M6.6 2.5c.6-.2 1.2.1 1.5.7l1.6 3.4c.2.6.1 1.2-.4 1.6L7.6 9.7c1.3 2.7 3.9 5.3 6.7 6.7` +
	`l1.5-1.7c.4-.5 1-.6 1.6-.4l3.4 1.6c.6.3.9.9.7 1.5l-.7 2.5c-.2.7-.8 1.1-1.5 1.1C10.5 21 3 13.5 3 4.7` +
	`c0-.7.4-1.3 1.1-1.5z"/></svg>`

// renderer writes a text as HTML. Everything that is not a tag of its own is
// escaped.
type renderer struct {
	fill markup.Fill // fills placeholders; may be nil
	call string      // what a number's link says to those who do not see it: "Call {number}"
}

// doc writes a text: paragraphs, and list items gathered in lists.
func (r renderer) doc(d *markup.Doc) template.HTML {
	var b strings.Builder
	list := markup.Paragraph // the kind of list that is open
	next := 0                // the number that the open list would give its next item
	for i := range d.Blocks {
		block := &d.Blocks[i]
		if block.Kind != list {
			closeList(&b, list)
			list = block.Kind
			switch list {
			case markup.Bullet:
				b.WriteString("<ul>")
			case markup.Numbered:
				next = 1
				b.WriteString("<ol>")
			}
		}
		switch block.Kind {
		case markup.Paragraph:
			b.WriteString("<p>")
			r.spans(&b, block.Spans)
			b.WriteString("</p>")
			continue
		case markup.Numbered:
			if block.Number == next {
				b.WriteString("<li>")
			} else {
				b.WriteString(`<li value="` + strconv.Itoa(block.Number) + `">`)
			}
			next = block.Number + 1
		default:
			b.WriteString("<li>")
		}
		r.spans(&b, block.Spans)
		b.WriteString("</li>")
	}
	closeList(&b, list)
	return template.HTML(b.String()) //nolint:gosec // made of escaped text only
}

func closeList(b *strings.Builder, kind markup.Kind) {
	switch kind {
	case markup.Bullet:
		b.WriteString("</ul>")
	case markup.Numbered:
		b.WriteString("</ol>")
	}
}

func (r renderer) spans(b *strings.Builder, spans []markup.Span) {
	for _, s := range spans {
		if s.Placeholder == "" {
			r.span(b, s)
			continue
		}
		if r.fill == nil {
			continue
		}
		for _, f := range r.fill(s.Placeholder) {
			f.Style |= s.Style
			r.span(b, f)
		}
	}
}

// span writes text with its styles and its link. A link that is neither https
// nor a number to call is written as its words.
func (r renderer) span(b *strings.Builder, s markup.Span) {
	if s.Text == "" {
		return
	}
	text := html.EscapeString(s.Text)
	open, end := "", ""
	if s.Style&markup.Bold != 0 {
		open, end = "<strong>", "</strong>"
	}
	if s.Style&markup.Italic != 0 {
		open, end = open+"<em>", "</em>"+end
	}
	b.WriteString(open)
	switch {
	case isNumber(s.Link):
		label := strings.ReplaceAll(r.call, "{number}", s.Text)
		b.WriteString(`<a class="tel" href="` + html.EscapeString(s.Link) + `" aria-label="` + html.EscapeString(label) + `">` + phoneIcon + number(s.Text) + `</a>`)
	case isWebAddress(s.Link):
		// It opens in the same tab: one that stays open behind tells what was read
		// here after the person has left.
		b.WriteString(`<a href="` + html.EscapeString(s.Link) + `" rel="noopener noreferrer">` + text + `</a>`)
	default:
		b.WriteString(text)
	}
	b.WriteString(end)
}

// number writes a number so that it may break at its spaces and nowhere else, and
// runs from left to right in every language.
func number(s string) string {
	parts := strings.Fields(s)
	for i, p := range parts {
		parts[i] = "<span>" + html.EscapeString(p) + "</span>"
	}
	return "<span class=\"number\" dir=\"ltr\">" + strings.Join(parts, " ") + "</span>"
}

func isNumber(link string) bool {
	digits, ok := strings.CutPrefix(link, "tel:")
	return ok && digits != "" && strings.Trim(digits, "+0123456789") == ""
}

func isWebAddress(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
}
