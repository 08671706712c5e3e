package dialog

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// Format gives the one canonical form of a content file: two-space indent, keys
// of trees and courses in the order of the model, texts as literal blocks with a sentence a
// line, quotes only where YAML needs them. Comments are kept. name is the path
// below the content directory; it says what kind of file this is.
//
// Whatever is not YAML content comes back as it is. A file that does not load
// comes back as it is too, with the findings that say why. A formatted file
// loads as the same content: only line breaks inside `say`, which no reader
// sees, may differ. Formatting twice changes nothing.
func Format(name string, data []byte) ([]byte, []diag.Finding) {
	kind := kindOf(name)
	if kind == nil || path.Ext(name) != ".yaml" {
		return data, nil
	}
	text, findings := canonicalLines(name, data)
	if len(findings) > 0 {
		return data, findings
	}
	// The file's own reader says what is wrong with it in the words of `check`.
	r := &reader{file: name}
	kind(r, text)
	if len(r.findings) > 0 {
		diag.Sort(r.findings)
		return data, r.findings
	}
	doc, findings := layOut(name, text)
	if len(findings) > 0 {
		return data, findings
	}
	out := doc.bytes()

	// The formatter proves each result before it hands it out: it must read back
	// as the same values and comments, and be stable. YAML has corners that
	// nobody would write by hand; a file from there is left alone.
	again, findings := layOut(name, out)
	if len(findings) > 0 || !doc.same(again) || !bytes.Equal(out, again.bytes()) {
		return data, []diag.Finding{finding(yamlShape, diag.Pos{File: name, Line: 1, Col: 1},
			"write its unusual places in the plain form that dialogs/README.md shows", "the file cannot be brought into the canonical form")}
	}
	return out, nil
}

// canonicalLines gives the text with line feeds for line ends and without a byte
// order mark. It refuses bytes that are not text and the line breaks that
// editors do not show.
func canonicalLines(name string, data []byte) ([]byte, []diag.Finding) {
	at := func(i int) diag.Pos {
		line := 1 + bytes.Count(data[:i], []byte("\n"))
		return diag.Pos{File: name, Line: line, Col: i - bytes.LastIndexByte(data[:i], '\n')}
	}
	if len(data) > maxFile {
		return nil, []diag.Finding{finding(fileTooBig, diag.Pos{File: name}, "split it", "a content file may have %d MB at most", maxFile>>20)}
	}
	if i := invalidUTF8(data); i >= 0 {
		return nil, []diag.Finding{finding(badEncoding, at(i), "save the file as UTF-8", "these bytes are not UTF-8 text")}
	}
	text := bytes.TrimPrefix(data, []byte("\ufeff"))
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	if bytes.ContainsAny(text, "\r\u0085\u2028\u2029") {
		return nil, []diag.Finding{finding(hiddenCharacter, at(bytes.IndexAny(data, "\r\u0085\u2028\u2029")),
			"end the line with the Enter key", "an unusual line break stands here")}
	}
	return text, nil
}

// layout is a content file on its way through the formatter: values with the
// comments and blank lines that belong to them.
type layout struct {
	root *part
}

// part is a value.
type part struct {
	node    *yaml.Node // where it was read
	text    string     // of a scalar
	literal bool       // a scalar that is written as a literal block
	verbal  bool       // a scalar that is a text, whatever it looks like
	quoted  bool       // a scalar that keeps its quotes
	seq     bool       // a list; without it and without being a scalar, a mapping
	flow    bool       // [a, b] or {a: b}
	entries []*entry   // of a list or mapping
	foot    []string   // comments after the last entry; "" is a blank line
}

// entry is an item of a list or a pair of a mapping.
type entry struct {
	lead  []string   // comments before it; "" is a blank line
	tail  string     // the comment at the end of its line
	at    *yaml.Node // the key of a pair; nil for an item
	key   string
	value *part

	line, col int // where it starts in the source; col counts characters
}

func (p *part) scalar() bool { return p.node.Kind == yaml.ScalarNode }

// commented reports whether comments stand inside a list or mapping.
func (p *part) commented() bool {
	return len(p.foot) > 0 || slices.ContainsFunc(p.entries, func(e *entry) bool {
		return len(e.lead) > 0 || e.tail != "" || e.value.commented()
	})
}

// same reports whether two layouts hold the same values and the same comments.
func (l *layout) same(other *layout) bool {
	a, b := l.root.comments(nil), other.root.comments(nil)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b) && l.root.equal(other.root)
}

func (p *part) equal(q *part) bool {
	if p.scalar() || q.scalar() {
		return p.scalar() && q.scalar() && p.text == q.text
	}
	return p.seq == q.seq && slices.EqualFunc(p.entries, q.entries, func(a, b *entry) bool {
		return a.key == b.key && a.value.equal(b.value)
	})
}

// comments lists every comment below p.
func (p *part) comments(into []string) []string {
	keep := func(lines ...string) {
		for _, line := range lines {
			if line != "" {
				into = append(into, line)
			}
		}
	}
	for _, e := range p.entries {
		keep(e.lead...)
		keep(e.tail)
		into = e.value.comments(into)
	}
	keep(p.foot...)
	return into
}

// layOut reads a file into a layout that is ready to be written.
func layOut(name string, data []byte) (*layout, []diag.Finding) {
	r := &reader{file: name}
	root := r.parseYAML(data)
	if root == nil || len(r.findings) > 0 {
		return nil, r.findings
	}
	l := &layout{root: r.part(root, 0)}
	if len(r.findings) > 0 {
		return nil, r.findings
	}
	if l.root.scalar() || l.root.seq {
		r.add(yamlShape, r.pos(root), "see dialogs/README.md for its form", "the file must be a mapping")
		return nil, r.findings
	}
	l.root.flow = false
	attach(l.root, r.src)
	l.root.settle()
	switch {
	case strings.HasPrefix(name, "trees/"):
		l.root.tree()
		l.root.tidy()
		l.root.spaceNodes()
	case strings.HasPrefix(name, "courses/"):
		l.root.course()
		l.root.tidy()
		l.root.spaceCourse()
	default:
		l.root.tidy()
	}
	return l, nil
}

// maxDepth is more nesting than any content file has.
const maxDepth = 50

// part makes the parts of a value and refuses what content does not use.
func (r *reader) part(n *yaml.Node, depth int) *part {
	p := &part{node: n, flow: n.Style&yaml.FlowStyle != 0}
	if depth > maxDepth {
		r.add(yamlShape, r.pos(n), "", "this is nested too deep")
		return p
	}
	switch n.Kind {
	case yaml.MappingNode:
		for key, value := range r.pairs(n, "this", nil) {
			p.entries = append(p.entries, &entry{
				at: key, key: key.Value, value: r.part(value, depth+1), line: key.Line, col: key.Column,
			})
		}
	case yaml.SequenceNode:
		p.seq = true
		for _, item := range r.items(n, "this") {
			p.entries = append(p.entries, &entry{value: r.part(item, depth+1), line: item.Line, col: item.Column})
		}
	case yaml.ScalarNode:
		r.plain(n)
		p.text = n.Value
		p.verbal = n.ShortTag() == "!!str"
		// "0800 1111" needs no quotes and 911 does; a column of phone numbers with
		// some in quotes and some not is harder to read, so those signs stay.
		p.quoted = n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 && strings.IndexFunc(p.text, unicode.IsLetter) < 0
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			p.text = strings.TrimRight(p.text, "\n") // as reader.text does
			p.literal = strings.Contains(p.text, "\n")
		}
	default:
		r.plain(n)
	}
	return p
}

// settle makes room for comments: a list or mapping with comments inside is
// written over several lines.
func (p *part) settle() {
	if p.commented() {
		p.flow = false
	}
	for _, e := range p.entries {
		e.value.settle()
		if len(e.value.entries) == 0 && len(e.value.foot) > 0 {
			e.lead = append(e.lead, e.value.foot...)
			e.value.foot = nil
		}
	}
}

// tidy gives comments and blank lines their one place.
func (p *part) tidy() {
	for i, e := range p.entries {
		e.value.tidy()
		inner := e.value
		if p.seq && len(inner.entries) > 0 && !inner.flow {
			// The first pair of a mapping stands on the line of the dash, so what is
			// above it is above the dash.
			if e.tail != "" {
				e.lead = append(e.lead, e.tail)
				e.tail = ""
			}
			first := inner.entries[0]
			e.lead = append(e.lead, first.lead...)
			first.lead = nil
		}
		e.lead = oneBlank(e.lead)
		if i == 0 {
			e.lead = noBlankFirst(e.lead)
		}
	}
	p.foot = oneBlank(p.foot)
	for k := len(p.foot); k > 0 && p.foot[k-1] == ""; k = len(p.foot) {
		p.foot = p.foot[:k-1]
	}
}

// oneBlank makes one blank line of several.
func oneBlank(lines []string) []string {
	return slices.CompactFunc(lines, func(a, b string) bool { return a == "" && b == "" })
}

func noBlankFirst(lines []string) []string {
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	return lines
}
