package telegramtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A problem is why a value does not fit. Answer is the description that the
// real server gives, "" where that is not known.
type problem struct {
	path, what, answer string
}

func (p *problem) at(step string) *problem {
	switch {
	case p.path == "":
		p.path = step
	case p.path[0] == '[':
		p.path = step + p.path
	default:
		p.path = step + "." + p.path
	}
	return p
}

func (p *problem) String() string {
	return strings.TrimSpace(p.path + " " + p.what)
}

func problemf(format string, args ...any) *problem {
	return &problem{what: fmt.Sprintf(format, args...)}
}

// check says what is wrong with a decoded JSON value: nil, bool, string,
// json.Number, []any or map[string]any.
func (s *shape) check(v any) *problem {
	switch s.kind {
	case kindString, kindFile:
		if _, ok := v.(string); !ok {
			return problemf("is not text")
		}
	case kindInteger:
		if _, ok := integer(v); !ok {
			return problemf("is not a whole number")
		}
	case kindFloat:
		if n, ok := v.(json.Number); !ok {
			return problemf("is not a number")
		} else if _, err := n.Float64(); err != nil {
			return problemf("is not a number")
		}
	case kindBoolean:
		if _, ok := v.(bool); !ok {
			return problemf("is neither true nor false")
		}
	case kindArray:
		list, ok := v.([]any)
		if !ok {
			return problemf("is not an array")
		}
		for i, member := range list {
			if p := s.elem.check(member); p != nil {
				return p.at("[" + strconv.Itoa(i) + "]")
			}
		}
	case kindObject:
		members, ok := v.(map[string]any)
		if !ok {
			return problemf("is not an object")
		}
		return s.object.check(members)
	}
	return nil
}

// integer reads a JSON number, or its digits in a string: the API takes both.
func integer(v any) (int64, bool) {
	var text string
	switch v := v.(type) {
	case json.Number:
		text = string(v)
	case string:
		text = v
	default:
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

func (o *object) check(members map[string]any) *problem {
	if o.subtypes != nil {
		return o.checkUnion(members)
	}
	for _, f := range o.required {
		if v, ok := members[f.name]; !ok || v == nil {
			return &problem{path: f.name, what: "is missing", answer: missing[f.name]}
		}
	}
	for name, v := range members {
		if v == nil {
			continue
		}
		f := o.fields[name]
		if f == nil {
			if tolerated[o.name+"."+name] {
				continue
			}
			return problemf("is no field of %s", o.name).at(name)
		}
		if p := f.check(v); p != nil {
			if p.path == "" && p.answer == "" {
				p.answer = invalid[o.name+"."+name]
			}
			return p.at(name)
		}
	}
	if o.rule != nil {
		return o.rule(members)
	}
	return nil
}

// checkUnion looks for the member type whose constants fit; where types have
// none, for any that fits.
func (o *object) checkUnion(members map[string]any) *problem {
	var last *problem
	for _, sub := range o.subtypes {
		if !sub.constantsFit(members) {
			continue
		}
		if last = sub.check(members); last == nil {
			return nil
		}
	}
	if last == nil {
		last = problemf("is none of the types of %s", o.name)
	}
	return last
}

func (o *object) constantsFit(members map[string]any) bool {
	for name, f := range o.fields {
		if f.limit != nil && f.limit.Const != "" && members[name] != f.limit.Const {
			return false
		}
	}
	return true
}

func (f *field) check(v any) *problem {
	s := f.pick(v)
	if p := s.check(v); p != nil {
		return p
	}
	return f.limit.check(v)
}

// pick chooses the shape that a value is meant to have: among objects the one
// whose required members are there, among scalars the first that fits.
func (f *field) pick(v any) *shape {
	if len(f.shapes) == 1 {
		return f.shapes[0]
	}
	members, isObject := v.(map[string]any)
	for _, s := range f.shapes {
		if isObject && s.kind == kindObject {
			if !slices.ContainsFunc(s.object.required, func(r *field) bool { return members[r.name] == nil }) {
				return s
			}
		} else if !isObject && s.kind != kindObject && s.check(v) == nil {
			return s
		}
	}
	return f.shapes[0]
}

func (l *limit) check(v any) *problem {
	if l == nil {
		return nil
	}
	switch v := v.(type) {
	case string:
		return l.checkText(v)
	case []any:
		if len(v) < l.MinItems || l.MaxItems > 0 && len(v) > l.MaxItems {
			return problemf("has %d members; %d to %d are allowed", len(v), l.MinItems, l.MaxItems)
		}
	case json.Number:
		if n, _ := integer(v); l.Unit == "value" && (n < int64(l.Min) || n > int64(l.Max)) {
			return problemf("is %d; %d to %d are allowed", n, l.Min, l.Max)
		}
	}
	return nil
}

func (l *limit) checkText(v string) *problem {
	if l.Const != "" && v != l.Const {
		return problemf("is %q; only %q is allowed", v, l.Const)
	}
	if l.Enum != nil && !slices.Contains(l.Enum, v) {
		return problemf("is %q; allowed are %s", v, strings.Join(l.Enum, ", "))
	}
	if l.Max > 0 && !l.AfterParsing { // parsed texts are measured by the rule of the method
		n := len(v)
		if l.Unit == "characters" {
			n = units(v)
		}
		if n < l.Min || n > l.Max {
			return problemf("has %d %s; %d to %d are allowed", n, l.Unit, l.Min, l.Max)
		}
	}
	if ok := charsets[l.Charset]; ok != nil && strings.ContainsFunc(v, func(r rune) bool { return !ok(r) }) {
		return problemf("holds a character that is not allowed")
	}
	return nil
}

// charsets are the constraints' sentences about allowed characters, as code.
var charsets = map[string]func(rune) bool{
	"Can contain only lowercase English letters, digits and underscores": func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_'
	},
	"Only characters A-Z, a-z, 0-9, _ and - are allowed": func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-'
	},
}

// units is the length of a text as the API counts it, in UTF-16 code units.
func units(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
