package compare

import (
	"slices"
	"strings"
)

// mark says on which side a part of a text stands.
type mark uint8

const (
	stays mark = iota
	goes       // before only
	comes      // after only
)

// part is a piece of a text with its mark.
type part struct {
	mark mark
	text string
}

// maxTable bounds the table of words that are compared: 4 MB. Longer texts that
// share neither beginning nor end are told as gone and come as a whole.
const maxTable = 1 << 20

// align says which entries of a and b stay, go and come, in the order in which
// they are read; the entries that stay are a longest common subsequence. Its cost
// is the product of the lengths between what both begin and end with.
func align(a, b []string) []part {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	out := make([]part, 0, len(a)+len(b))
	for _, s := range a[:head] {
		out = append(out, part{stays, s})
	}
	out = alignMiddle(out, a[head:len(a)-tail], b[head:len(b)-tail])
	for _, s := range a[len(a)-tail:] {
		out = append(out, part{stays, s})
	}
	return out
}

func alignMiddle(out []part, a, b []string) []part {
	width := len(b) + 1
	var table []int32 // longest common subsequence of a[i:] and b[j:]
	if (len(a)+1)*width <= maxTable {
		table = make([]int32, (len(a)+1)*width)
		for i := len(a) - 1; i >= 0; i-- {
			for j := len(b) - 1; j >= 0; j-- {
				if a[i] == b[j] {
					table[i*width+j] = table[(i+1)*width+j+1] + 1
				} else {
					table[i*width+j] = max(table[(i+1)*width+j], table[i*width+j+1])
				}
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case table != nil && i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, part{stays, a[i]})
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || table == nil || table[(i+1)*width+j] >= table[i*width+j+1]):
			out = append(out, part{goes, a[i]})
			i++
		default:
			out = append(out, part{comes, b[j]})
			j++
		}
	}
	return out
}

// markWords compares two texts, first line by line, then word by word within the
// lines that go and come.
func markWords(before, after string) []part {
	var m marker
	for _, p := range align(lines(before), lines(after)) {
		switch p.mark {
		case goes:
			m.gone.WriteString(p.text)
		case comes:
			m.come.WriteString(p.text)
		default:
			m.words()
			m.add(stays, p.text)
		}
	}
	m.words()
	return m.out
}

// marker gathers parts; neighbours of one mark become one part.
type marker struct {
	out        []part
	gone, come strings.Builder // lines that are not compared yet
}

func (m *marker) add(as mark, text string) {
	switch n := len(m.out) - 1; {
	case text == "":
	case n >= 0 && m.out[n].mark == as:
		m.out[n].text += text
	default:
		m.out = append(m.out, part{as, text})
	}
}

// words compares the lines gathered. What goes stands before what comes; a blank
// between two changed words changes with them, so that a changed phrase is one mark.
func (m *marker) words() {
	var gone, come string
	flush := func() {
		head, tail := "", ""
		for _, blank := range []string{" ", "\n"} {
			if tail == "" && strings.HasSuffix(gone, blank) && strings.HasSuffix(come, blank) {
				gone, come, tail = gone[:len(gone)-1], come[:len(come)-1], blank
			}
			if head == "" && strings.HasPrefix(gone, blank) && strings.HasPrefix(come, blank) {
				gone, come, head = gone[1:], come[1:], blank
			}
		}
		m.add(stays, head)
		m.add(goes, gone)
		m.add(comes, come)
		m.add(stays, tail)
		gone, come = "", ""
	}
	raw := align(pieces(m.gone.String()), pieces(m.come.String()))
	for i, p := range raw {
		switch {
		case p.mark == goes:
			gone += p.text
		case p.mark == comes:
			come += p.text
		case p.text == " " && gone != "" && come != "" && i+1 < len(raw) && raw[i+1].mark != stays:
			gone, come = gone+" ", come+" "
		default:
			flush()
			m.add(stays, p.text)
		}
	}
	flush()
	m.gone.Reset()
	m.come.Reset()
}

// pieces splits a text into words, blanks and line feeds; each is a piece.
func pieces(s string) []string {
	var out []string
	for s != "" {
		end := strings.IndexAny(s, " \n")
		switch {
		case end < 0:
			end = len(s)
		case end == 0:
			end = 1
		}
		out = append(out, s[:end])
		s = s[end:]
	}
	return out
}

// lines splits a text into lines, each with its line feed.
func lines(s string) []string { return slices.Collect(strings.Lines(s)) }

// markedLine is a line of a text: its parts, and whether one of them changed.
type markedLine struct {
	parts   []part
	changed bool
}

// markedLines splits marked parts at line feeds. A changed line feed starts a line
// too.
func markedLines(parts []part) []markedLine {
	lines := []markedLine{{}}
	for _, p := range parts {
		for i, s := range strings.Split(p.text, "\n") {
			if i > 0 {
				lines = append(lines, markedLine{})
			}
			last := &lines[len(lines)-1]
			if s != "" {
				last.parts = append(last.parts, part{p.mark, s})
			}
			last.changed = last.changed || p.mark != stays
		}
	}
	return lines
}
