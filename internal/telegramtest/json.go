package telegramtest

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Every request holds JSON and every answer is JSON, so a load test would spend most
// of its time in encoding/json. The few lines here read and write the same
// (json_test.go holds them against it) in a third of the time.

var errJSON = errors.New("is no JSON")

// maxDepth bounds how deep arrays and objects nest.
const maxDepth = 64

// decode reads one JSON value: nil, bool, string, json.Number, []any, map[string]any.
func decode(data []byte) (any, error) {
	r := reader{data: data}
	v, ok := r.value(0)
	r.space()
	if !ok || r.at != len(data) || !utf8.Valid(data) {
		return nil, errJSON
	}
	return v, nil
}

type reader struct {
	data []byte
	at   int
}

func (r *reader) space() {
	for r.at < len(r.data) {
		switch r.data[r.at] {
		case ' ', '\n', '\t', '\r':
			r.at++
		default:
			return
		}
	}
}

// next skips space and takes the byte c, if it is there.
func (r *reader) next(c byte) bool {
	r.space()
	if r.at < len(r.data) && r.data[r.at] == c {
		r.at++
		return true
	}
	return false
}

func (r *reader) value(depth int) (any, bool) {
	if r.space(); r.at == len(r.data) || depth > maxDepth {
		return nil, false
	}
	switch r.data[r.at] {
	case '"':
		return r.text()
	case '{':
		return r.object(depth)
	case '[':
		return r.array(depth)
	}
	return r.word()
}

func (r *reader) object(depth int) (any, bool) {
	r.at++
	out := map[string]any{}
	if r.next('}') {
		return out, true
	}
	for {
		r.space()
		name, ok := r.text()
		if !ok || !r.next(':') {
			return nil, false
		}
		v, ok := r.value(depth + 1)
		if !ok {
			return nil, false
		}
		out[name] = v
		if r.next('}') {
			return out, true
		}
		if !r.next(',') {
			return nil, false
		}
	}
}

func (r *reader) array(depth int) (any, bool) {
	r.at++
	out := []any{}
	if r.next(']') {
		return out, true
	}
	for {
		v, ok := r.value(depth + 1)
		if !ok {
			return nil, false
		}
		out = append(out, v)
		if r.next(']') {
			return out, true
		}
		if !r.next(',') {
			return nil, false
		}
	}
}

func (r *reader) text() (string, bool) {
	if r.at == len(r.data) || r.data[r.at] != '"' {
		return "", false
	}
	start, plain := r.at, true
	for r.at++; r.at < len(r.data); r.at++ {
		switch c := r.data[r.at]; {
		case c == '\\':
			plain = false
			r.at++
		case c < ' ':
			return "", false
		case c == '"':
			r.at++
			if plain {
				return string(r.data[start+1 : r.at-1]), true
			}
			var s string
			err := json.Unmarshal(r.data[start:r.at], &s)
			return s, err == nil
		}
	}
	return "", false
}

// word reads a number, true, false or null.
func (r *reader) word() (any, bool) {
	start := r.at
	for ; r.at < len(r.data); r.at++ {
		if c := r.data[r.at]; c == ',' || c == ']' || c == '}' || c <= ' ' {
			break
		}
	}
	word := r.data[start:r.at]
	if !json.Valid(word) {
		return nil, false
	}
	switch word[0] {
	case 't':
		return true, true
	case 'f':
		return false, true
	case 'n':
		return nil, true
	}
	return json.Number(word), true
}

// appendValue writes what decode read; members in the order of their names.
func appendValue(out []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendText(out, v)
	case json.Number:
		return append(out, v...)
	case bool:
		return strconv.AppendBool(out, v)
	case []any:
		out = append(out, '[')
		for i, member := range v {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendValue(out, member)
		}
		return append(out, ']')
	case map[string]any:
		names := make([]string, 0, 16) // few objects have more: no allocation
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		o := begin(out)
		for _, name := range names {
			o.name(name)
			o.out = appendValue(o.out, v[name])
		}
		return o.end()
	}
	return append(out, "null"...)
}

func appendText(out []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			return append(out, encode(s)...)
		}
	}
	out = append(out, '"')
	out = append(out, s...)
	return append(out, '"')
}

// members is a JSON object that is being written.
type members struct {
	out []byte
	any bool
}

func begin(out []byte) *members { return &members{out: append(out, '{')} }

func (m *members) name(name string) {
	if m.any {
		m.out = append(m.out, ',')
	}
	m.any = true
	m.out = append(m.out, '"')
	m.out = append(m.out, name...) // names are of the specification: nothing to escape
	m.out = append(m.out, `":`...)
}

func (m *members) number(name string, n int64) {
	m.name(name)
	m.out = strconv.AppendInt(m.out, n, 10)
}

func (m *members) bool(name string, b bool) {
	m.name(name)
	m.out = strconv.AppendBool(m.out, b)
}

// text and raw leave out what is empty.
func (m *members) text(name, s string) {
	if s != "" {
		m.name(name)
		m.out = appendText(m.out, s)
	}
}

func (m *members) raw(name string, value []byte) {
	if len(value) > 0 {
		m.name(name)
		m.out = append(m.out, value...)
	}
}

func (m *members) end() []byte { return append(m.out, '}') }
