package dialog

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// The YAML library hands comments over, but it loses some and moves others. So
// the formatter finds them itself: with the place of every scalar known from the
// parsed nodes, what starts with # outside a scalar is a comment. Each is given
// to the entry after it, or to the end of the list or mapping that its column
// shows it to be part of.

// remark is a comment or a blank line.
type remark struct {
	line, col int
	text      string // with its #; "" for a blank line
	own       bool   // it has a line of its own
	in        *part  // the outermost [ ] or { } it stands in
}

// spot is a place where a # may be no comment, by byte offset in its line.
type spot struct {
	offset int
	node   *yaml.Node
	indent int   // of the mapping or list around it
	flow   *part // set where an outermost [ or { starts
}

// scanner finds the remarks of a file.
type scanner struct {
	lines []string
	spots map[int][]spot // by line from 0, in order
}

func (s *scanner) mark(n *yaml.Node, indent int, flow *part) {
	i := n.Line - 1
	if i < 0 || i >= len(s.lines) {
		return
	}
	s.spots[i] = append(s.spots[i], spot{offset: byteOf(s.lines[i], n.Column), node: n, indent: indent, flow: flow})
}

// byteOf is the byte offset of a column, which counts characters from 1.
func byteOf(line string, col int) int {
	for i := range line {
		if col--; col == 0 {
			return i
		}
	}
	return len(line)
}

// survey marks the places of a value and everything below.
func (s *scanner) survey(p *part, indent int, inFlow bool) {
	const quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	if p.scalar() {
		if p.node.Style&quoted != 0 {
			s.mark(p.node, indent, nil)
		}
		return
	}
	starts := !inFlow && p.node.Style&yaml.FlowStyle != 0
	if starts {
		s.mark(p.node, indent, p)
		inFlow = true
	}
	for _, e := range p.entries {
		if e.at != nil && e.at.Style&quoted != 0 {
			s.mark(e.at, indent, nil)
		}
		s.survey(e.value, p.node.Column-1, inFlow)
	}
}

// remarks scans the file.
func (s *scanner) remarks() []remark {
	var (
		out   []remark
		depth int
		in    *part
	)
	comment := func(i, j int) {
		line := s.lines[i]
		out = append(out, remark{
			line: i + 1, col: utf8.RuneCountInString(line[:j]) + 1, in: in,
			text: strings.TrimRight(line[j:], " \t"), own: strings.TrimSpace(line[:j]) == "",
		})
	}
	for i := 0; i < len(s.lines); i++ {
		if strings.TrimSpace(s.lines[i]) == "" && depth == 0 {
			out = append(out, remark{line: i + 1, own: true})
			continue
		}
	line:
		for j := 0; i < len(s.lines) && j < len(s.lines[i]); {
			line := s.lines[i]
			if at := s.at(i, j); at != nil {
				switch {
				case at.flow != nil && depth == 0:
					in, depth = at.flow, 1
					j++
					continue
				case at.flow != nil:
				case at.node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
					if k := strings.Index(line[j:], " #"); k >= 0 {
						comment(i, j+k+1)
					}
					i = s.blockEnd(i, at.indent, line[j:]) - 1
					break line
				default:
					i, j = s.quoteEnd(i, j)
					continue
				}
			}
			switch c := line[j]; {
			case c == '#' && (j == 0 || line[j-1] == ' ' || line[j-1] == '\t'):
				comment(i, j)
				break line
			case depth > 0 && (c == '[' || c == '{'):
				depth++
			case depth > 0 && (c == ']' || c == '}'):
				if depth--; depth == 0 {
					in = nil
				}
			}
			j++
		}
	}
	return out
}

func (s *scanner) at(i, offset int) *spot {
	for k := range s.spots[i] {
		if s.spots[i][k].offset == offset {
			return &s.spots[i][k]
		}
	}
	return nil
}

// quoteEnd is the place after a quoted scalar.
func (s *scanner) quoteEnd(i, j int) (int, int) {
	quote := s.lines[i][j]
	for j++; i < len(s.lines); i, j = i+1, 0 {
		for line := s.lines[i]; j < len(line); j++ {
			switch {
			case quote == '"' && line[j] == '\\':
				j++
			case quote == '\'' && strings.HasPrefix(line[j:], "''"):
				j++
			case line[j] == quote:
				return i, j + 1
			}
		}
	}
	return i, j
}

// blockEnd is the line after the last line of a block scalar that is not blank.
func (s *scanner) blockEnd(i, indent int, header string) int {
	content := -1
	if k := strings.IndexAny(strings.Fields(header)[0], "123456789"); k >= 0 {
		content = max(indent, 0) + int(header[k]-'0')
	}
	end := i + 1
	for k := i + 1; k < len(s.lines); k++ {
		line := strings.TrimLeft(s.lines[k], " ")
		have := len(s.lines[k]) - len(line)
		switch {
		case line == "":
			continue
		case content < 0 && have > indent:
			content = have
		case content < 0 || have < content:
			return end
		}
		end = k + 1
	}
	return end
}

// placed is an entry that is not inside [ ] or { }, with its way up.
type placed struct {
	*entry
	of     *part
	parent int // index of the entry it is below, or -1
}

// attach gives every remark of the source to the entry it belongs to.
func attach(root *part, lines []string) {
	s := &scanner{lines: lines, spots: map[int][]spot{}}
	s.survey(root, -1, false)
	var block []placed
	inside := map[*part][]*entry{}
	gather(root, -1, lines, &block, inside)

	// Remarks on lines of their own, by the entry before them.
	between := make([][]remark, len(block)+1)
	before := -1 // remarks come in the order of the source
	for _, c := range s.remarks() {
		if c.in != nil {
			c.attachInside(inside[c.in])
			continue
		}
		for before+1 < len(block) && block[before+1].line <= c.line {
			before++
		}
		switch {
		case c.own || before < 0:
			between[before+1] = append(between[before+1], c)
		default:
			block[before].addTail(c.text)
		}
	}
	for i, run := range between {
		place(root, block, i-1, run)
	}
}

func (e *entry) addTail(text string) {
	if e.tail == "" {
		e.tail = text
	} else {
		e.lead = append(e.lead, text)
	}
}

// gather lists the entries in the order of the source.
func gather(p *part, parent int, lines []string, block *[]placed, inside map[*part][]*entry) {
	if p.node.Style&yaml.FlowStyle != 0 {
		inside[p] = p.all(nil)
		return
	}
	for _, e := range p.entries {
		if p.seq {
			// An item starts at its dash, which may stand lines above its value.
			e.col = p.node.Column
			for at := e.line; at > 0 && at <= len(lines); at-- {
				if line := lines[at-1]; strings.HasPrefix(line[byteOf(line, e.col):], "-") {
					e.line = at
					break
				}
			}
		}
		*block = append(*block, placed{entry: e, of: p, parent: parent})
		gather(e.value, len(*block)-1, lines, block, inside)
	}
}

// all lists the entries below a value.
func (p *part) all(into []*entry) []*entry {
	for _, e := range p.entries {
		into = e.value.all(append(into, e))
	}
	return into
}

// attachInside gives a comment between [ ] or { } to an entry there.
func (c *remark) attachInside(entries []*entry) {
	for i, e := range entries {
		after := e.line > c.line || e.line == c.line && e.col > c.col
		switch {
		case after && (c.own || i == 0):
			e.lead = append(e.lead, c.text)
			return
		case after:
			entries[i-1].addTail(c.text)
			return
		}
	}
	if len(entries) == 0 || c.own {
		c.in.foot = append(c.in.foot, c.text)
		return
	}
	entries[len(entries)-1].addTail(c.text)
}

// place gives the remarks between the entry at index before and the next one to
// either of them. A comment that is indented deeper than the next entry ends the
// list or mapping whose entries start at its column.
func place(root *part, block []placed, before int, run []remark) {
	var next *entry
	column := 0 // of the next entry
	if before+1 < len(block) {
		next = block[before+1].entry
		column = next.col
	}
	to, blank, at := (*[]string)(nil), false, before
	for _, c := range run {
		if c.text == "" {
			blank = true
			continue
		}
		if next == nil || to != &next.lead {
			for at >= 0 && block[at].col > c.col {
				at = block[at].parent
			}
			switch {
			case at >= 0 && block[at].col > column:
				to = &block[at].of.foot
			case next != nil:
				to = &next.lead
			default:
				to = &root.foot
			}
		}
		if blank {
			*to = append(*to, "")
			blank = false
		}
		*to = append(*to, c.text)
	}
	if blank && next != nil {
		next.lead = append(next.lead, "")
	}
}
