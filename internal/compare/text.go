package compare

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Text writes the report for a terminal of width columns; 0 wraps nothing. Words
// that go stand as [-old-], words that come as {+new+}.
func (r *Report) Text(w io.Writer, width int) error {
	p := printer{r: r, w: bufio.NewWriter(w), width: width}
	p.wrap(0, r.summary())
	if a := r.alarm(); a != "" {
		p.wrap(0, "!! "+a)
	}
	if len(r.Together.Questions) > 0 {
		p.heading("Questions that edits lead elsewhere together")
		p.wrap(0, "The edits: "+strings.Join(r.Together.Edits, ", ")+".")
		p.questions(0, r.Together.Questions)
	}
	section := ""
	for i := range r.Edits {
		e := &r.Edits[i]
		if s := e.section(); s != section {
			section = s
			p.heading(s)
		}
		p.edit(e)
	}
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("write the comparison: %w", err)
	}
	return nil
}

type printer struct {
	r     *Report
	w     *bufio.Writer // keeps the first error for Flush
	width int
}

func (p *printer) heading(s string) {
	_, _ = fmt.Fprintf(p.w, "\n%s\n%s\n", s, strings.Repeat("=", utf8.RuneCountInString(s)))
}

// wrap writes a paragraph with an indent; a word that is too long stands alone.
func (p *printer) wrap(indent int, s string) {
	column := 0
	for word := range strings.FieldsSeq(s) {
		n := utf8.RuneCountInString(word)
		switch {
		case column == 0:
			_, _ = p.w.WriteString(strings.Repeat(" ", indent))
			column = indent
		case p.width > 0 && column+1+n > p.width:
			_, _ = p.w.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			_ = p.w.WriteByte(' ')
			column++
		}
		_, _ = p.w.WriteString(word)
		column += n
	}
	_ = p.w.WriteByte('\n')
}

func (p *printer) edit(e *Edit) {
	if e.rank == rankFollows {
		p.wrap(0, "* "+e.What+": "+e.effect())
		return
	}
	p.wrap(0, "")
	p.wrap(0, "* "+e.What+", "+string(e.Change))
	if e.First != "" {
		p.wrap(2, "First, because "+e.First+".")
	}
	p.wrap(2, e.effect())
	for _, f := range e.Fields {
		p.wrap(2, f.Name+":")
		p.marked(4, f.Before, f.After)
	}
	for i := range e.Conversations[:min(len(e.Conversations), shownFirst)] {
		p.conversation(&e.Conversations[i])
	}
	if s := p.r.rest(e.Conversations); s != "" {
		p.wrap(2, "")
		p.wrap(2, s)
	}
	p.questions(2, e.Questions)
}

func (p *printer) conversation(c *Conversation) {
	p.wrap(2, "")
	before, after := c.Before, c.After
	name := c.Places[0].String()
	switch {
	case before == nil:
		p.wrap(2, "- "+name+" (comes)")
		p.whole(after)
	case after == nil:
		p.wrap(2, "- "+name+" (goes)")
		p.whole(before)
	default:
		p.wrap(2, "- "+name)
		p.pair(before, after)
	}
	if s := p.r.elsewhere(c); s != "" {
		p.wrap(4, s)
	}
}

// whole writes a reply that has no other side.
func (p *printer) whole(s *Shown) {
	if s.Title != "" {
		p.wrap(4, "Title: "+s.Title)
	}
	p.marked(4, s.Text, s.Text)
	for _, b := range s.Buttons {
		p.wrap(4, b.String())
	}
	if s.Picture != nil {
		p.wrap(4, "Picture: "+s.picture())
	}
}

// pair writes a reply with what differs marked. Buttons that stay are left out
// where all do.
func (p *printer) pair(before, after *Shown) {
	if before.Title != after.Title {
		p.wrap(4, "Title: "+inline(markWords(before.Title, after.Title)))
	}
	p.marked(4, before.Text, after.Text)
	if b, a := buttonNames(before), buttonNames(after); strings.Join(b, "\n") != strings.Join(a, "\n") {
		for _, line := range align(b, a) {
			p.wrap(4, inline([]part{line}))
		}
	}
	for _, f := range []Field{
		{"Picture", before.picture(), after.picture()},
		{"A tap calls", strings.Join(before.Calls, ", "), strings.Join(after.Calls, ", ")},
	} {
		if f.Before != f.After {
			p.wrap(4, f.Name+": "+inline(markWords(f.Before, f.After)))
		}
	}
}

func buttonNames(s *Shown) []string {
	var out []string
	for _, b := range s.Buttons {
		out = append(out, b.String())
	}
	return out
}

// marked writes a text with its changes marked; of lines that stay, those beside a
// changed one. A text that stays is written whole.
func (p *printer) marked(indent int, before, after string) {
	lines := markedLines(markWords(before, after))
	skipped := false
	for i, line := range lines {
		if before != after && !nearChange(lines, i) {
			skipped = skipped || len(line.parts) > 0
			continue
		}
		if skipped {
			p.wrap(indent, "…")
			skipped = false
		}
		if len(line.parts) > 0 {
			p.wrap(indent, inline(line.parts))
		}
	}
	if skipped {
		p.wrap(indent, "…")
	}
}

// nearChange reports whether a line changed or is the next to one that did, empty
// lines not counted.
func nearChange(lines []markedLine, i int) bool {
	if lines[i].changed {
		return true
	}
	for _, step := range []int{-1, 1} {
		k := i + step
		for k >= 0 && k < len(lines) && len(lines[k].parts) == 0 && !lines[k].changed {
			k += step
		}
		if k >= 0 && k < len(lines) && lines[k].changed {
			return true
		}
	}
	return false
}

var marks = [...][2]string{stays: {"", ""}, goes: {"[-", "-]"}, comes: {"{+", "+}"}}

func inline(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(marks[p.mark][0] + p.text + marks[p.mark][1])
	}
	return b.String()
}

func (p *printer) questions(indent int, all []Question) {
	if len(all) == 0 {
		return
	}
	p.wrap(indent, "")
	for _, q := range all {
		sign := ""
		if q.Lost {
			sign = "!! "
		}
		p.wrap(indent, fmt.Sprintf("%s“%s” (%s): %s → %s", sign, q.Text, q.Locale, q.Before, q.After))
	}
}
