package review

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// maxStaff is the size of a staff file or a file of signers, in bytes: thousands of
// people.
const maxStaff = 1 << 20

// ReadStaff reads a staff file:
//
//	staff:
//	  s-07: {roles: [safeguarding, editor], locales: [en, es], from: 2026-11-01, until: 2027-03-01}
//	  s-08: {roles: [writer]}
//
// Without locales a person decides on all. From and until are the first and the last
// day. People who left stay in the file with their last day, and roles and locales that
// were used stay as well: what was decided is verified against them again and again. file is its name in findings; all that is wrong is reported, and then
// there is no Staff.
func ReadStaff(file string, data []byte) (*Staff, []diag.Finding) {
	r := staffReader{file: file}
	s := &Staff{people: map[string]Person{}}
	if root := r.document(data); root != nil {
		for _, top := range r.pairs(root, "this file", []string{"staff"}) {
			for _, one := range r.pairs(top.value, "staff", nil) {
				p := r.person(one)
				s.people[p.ID] = p
			}
		}
	}
	if len(r.findings) > 0 {
		diag.Sort(r.findings)
		return nil, r.findings
	}
	s.ids = slices.Sorted(maps.Keys(s.people))
	return s, nil
}

// staffReader reads YAML without anchors, tags and doubled keys, and notes what is wrong.
type staffReader struct {
	file     string
	findings []diag.Finding
}

func (r *staffReader) add(n *yaml.Node, hint, format string, args ...any) {
	r.findings = append(r.findings, diag.Finding{
		Code: staffFile, Severity: diag.Error, Message: fmt.Sprintf(format, args...), Hint: hint,
		Pos: diag.Pos{File: r.file, Line: n.Line, Col: n.Column},
	})
}

// document gives the content of the one document, or nil.
func (r *staffReader) document(data []byte) *yaml.Node {
	start := &yaml.Node{Line: 1, Column: 1}
	if len(data) > maxStaff {
		r.add(start, "is this the right file?", "the file has more than %d MB", maxStaff>>20)
		return nil
	}
	doc, more, err := load(data)
	switch le, located := errors.AsType[*yaml.LoadError](err); {
	case located:
		r.add(&yaml.Node{Line: max(1, le.Mark.Line), Column: max(1, le.Mark.Column)},
			"look at this line and the one before: indentation, colons, quotes", "YAML: %s", le.Message)
	case err != nil:
		r.add(start, "simplify the file until it can be read", "the YAML cannot be read")
	case more.Kind != 0:
		r.add(more, "one document a file", "a second document starts here")
	case len(doc.Content) == 0:
		r.add(start, "write `staff:` and the people below it", "the file is empty")
	default:
		return doc.Content[0]
	}
	return nil
}

// load gives the first two documents; of one that is not there, the zero Node.
func load(data []byte) (doc, more *yaml.Node, err error) {
	doc, more = &yaml.Node{}, &yaml.Node{}
	defer func() {
		if recover() != nil { // a bug of the YAML library must not take the program down
			err = errors.New("the YAML library cannot read it")
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		return doc, more, err
	}
	for _, n := range []*yaml.Node{doc, more} {
		if err := loader.Load(n); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return doc, more, err
		}
	}
	return doc, more, nil
}

// pair is a key and its value.
type pair struct{ key, value *yaml.Node }

// pairs lists a mapping. known are the keys it may have; nil: any.
func (r *staffReader) pairs(n *yaml.Node, what string, known []string) []pair {
	if n.Kind != yaml.MappingNode || n.Anchor != "" {
		r.add(n, "write it as `key: value` lines, without anchors", "%s must be a mapping", what)
		return nil
	}
	var out []pair
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case seen[key.Value]:
			r.add(key, "keep one of them", "%q stands here twice", key.Value)
		case known != nil && !slices.Contains(known, key.Value):
			r.add(key, suggest(key.Value, known), "%s has no key %q", what, key.Value)
		default:
			out = append(out, pair{key, n.Content[i+1]})
		}
		seen[key.Value] = true
	}
	return out
}

// person reads one entry.
func (r *staffReader) person(one pair) Person {
	p := Person{ID: one.key.Value}
	if !isID(p.ID) {
		r.add(one.key, "take an id that tells no name, such as s-07", "%q is no id: lower-case letters, digits and hyphens", p.ID)
	}
	for _, f := range r.pairs(one.value, p.ID, []string{"roles", "locales", "from", "until"}) {
		switch f.key.Value {
		case "roles":
			for _, n := range r.texts(f) {
				if fault := checkRole(staffFile, Role(n.Value)); fault != nil {
					r.add(n, fault.hint, "%s", fault.message)
				}
				p.Roles = append(p.Roles, Role(n.Value))
			}
		case "locales":
			for _, n := range r.texts(f) {
				p.Locales = append(p.Locales, n.Value)
			}
		case "from":
			p.From = r.day(f)
		case "until":
			p.Until = r.day(f)
		}
	}
	if len(p.Roles) == 0 {
		r.add(one.key, "known are "+named(Roles()), "%s has no roles", p.ID)
	}
	if p.From != "" && p.Until != "" && p.Until < p.From {
		r.add(one.key, "is one of them mistyped?", "%s leaves before the first day", p.ID)
	}
	return p
}

// texts reads a list of words, which must not be empty.
func (r *staffReader) texts(f pair) []*yaml.Node {
	if f.value.Kind != yaml.SequenceNode || len(f.value.Content) == 0 {
		r.add(f.value, "write it as [a, b]", "%s must be a list", f.key.Value)
		return nil
	}
	for _, n := range f.value.Content {
		if n.Kind != yaml.ScalarNode || n.Value == "" || n.Style&yaml.TaggedStyle != 0 {
			r.add(n, "write it as [a, b]", "%s is a list of words", f.key.Value)
			return nil
		}
	}
	return f.value.Content
}

func (r *staffReader) day(f pair) Day {
	if f.value.Kind != yaml.ScalarNode || !isDay(f.value.Value) {
		r.add(f.value, "", "%s is not %s", f.key.Value, dayShape)
		return ""
	}
	return Day(f.value.Value)
}
