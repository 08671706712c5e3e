// Package canonical is the one written form of a value, for digests and signatures:
// its JSON by RFC 8785, the keys of an object sorted, no white space, no escapes but
// those that JSON demands. Only objects, lists, texts, whole numbers and true occur.
// Of a struct's fields, those that are empty are left out: "", 0, false, nil, and
// lists and maps with nothing in them.
//
// The package is a leaf: it imports nothing of ours. Its functions may be used by
// several goroutines.
package canonical

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// ErrForm is returned for bytes that are not in the canonical form.
var ErrForm = errors.New("not in the canonical form")

// Form gives the canonical form of a value made of structs with json tags, pointers
// to them, maps with text keys, slices, texts, ints and bools. Text that is no UTF-8
// gets U+FFFD where it is none, as encoding/json has it.
func Form(v any) []byte { return appendValue(nil, reflect.ValueOf(v)) }

// Parse reads into a struct or map what Form wrote, and nothing else: an unknown key,
// another order or a space too many gives ErrForm.
func Parse(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if d.Decode(into) != nil {
		return ErrForm
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return ErrForm
	}
	if !bytes.Equal(Form(reflect.ValueOf(into).Elem().Interface()), data) {
		return ErrForm
	}
	return nil
}

func appendValue(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Pointer:
		return appendValue(b, v.Elem())
	case reflect.String:
		return appendText(b, v.String())
	case reflect.Int, reflect.Int64, reflect.Uint8:
		if v.CanInt() {
			return strconv.AppendInt(b, v.Int(), 10)
		}
		return strconv.AppendUint(b, v.Uint(), 10)
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case reflect.Slice, reflect.Array:
		b = append(b, '[')
		for i := range v.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendValue(b, v.Index(i))
		}
		return append(b, ']')
	case reflect.Map:
		keys := make([]string, 0, v.Len())
		for _, k := range v.MapKeys() {
			keys = append(keys, k.String())
		}
		slices.Sort(keys)
		b = append(b, '{')
		for i, key := range keys {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, key), ':')
			b = appendValue(b, v.MapIndex(reflect.ValueOf(key).Convert(v.Type().Key())))
		}
		return append(b, '}')
	case reflect.Struct:
		b = append(b, '{')
		first := true
		for _, f := range fieldsOf(v.Type()) {
			value := v.FieldByIndex(f.index)
			if empty(value) {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			b = append(appendText(b, f.key), ':')
			b = appendValue(b, value)
		}
		return append(b, '}')
	default:
		panic("no canonical form for a " + v.Type().String())
	}
}

func empty(v reflect.Value) bool {
	if k := v.Kind(); k == reflect.Slice || k == reflect.Map {
		return v.Len() == 0
	}
	return v.IsZero()
}

type jsonField struct {
	key   string
	index []int
}

var jsonFields sync.Map // of reflect.Type to []jsonField, sorted by key

// fieldsOf lists the fields of a struct that JSON shows, those of embedded structs
// among them.
func fieldsOf(t reflect.Type) []jsonField {
	if known, ok := jsonFields.Load(t); ok {
		return known.([]jsonField)
	}
	var fields []jsonField
	for _, f := range reflect.VisibleFields(t) {
		if key, _, _ := strings.Cut(f.Tag.Get("json"), ","); key != "" && key != "-" {
			fields = append(fields, jsonField{key, f.Index})
		}
	}
	slices.SortFunc(fields, func(a, b jsonField) int { return strings.Compare(a.key, b.key) })
	jsonFields.Store(t, fields)
	return fields
}

// appendText appends a text as JSON by RFC 8785, 3.2.2.2.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				b = append(append(b, s[start:i]...), "\uFFFD"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= 0x20 && c != '"' && c != '\\' {
			i++
			continue
		}
		b = appendEscape(append(b, s[start:i]...), c)
		i++
		start = i
	}
	return append(append(b, s[start:]...), '"')
}
