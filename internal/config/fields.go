package config

import (
	"reflect"
	"slices"
	"strings"
	"time"
)

// field is one key, read from the struct tags of Config.
type field struct {
	key      string // whole, such as "telegram.token_file"
	doc      string
	def      string
	kind     string
	oneof    []string
	min, max time.Duration
	index    []int  // of the struct field; of a `_file` key, that of its secret
	secretOf string // of a `_file` key: the secret's key
	typ      reflect.Type
}

// section is a struct of Config with a key, such as "telegram".
type section struct{ key, doc string }

// table is Config as a list, in the order of the struct.
type table struct {
	fields   []field
	sections []section
	byKey    map[string]*field
}

var secretType = reflect.TypeFor[Secret]()

// newTable reads the tags. A mistake in a tag is a mistake of ours and panics, in
// the first test that runs.
func newTable() *table {
	t := &table{byKey: map[string]*field{}}
	t.add(reflect.TypeFor[Config](), "", nil)
	for i := range t.fields {
		f := &t.fields[i]
		if t.byKey[f.key] != nil || f.doc == "" {
			panic("config: key " + f.key + " is there twice or has no doc")
		}
		t.byKey[f.key] = f
	}
	return t
}

func (t *table) add(typ reflect.Type, prefix string, index []int) {
	for i := range typ.NumField() {
		sf := typ.Field(i)
		name, ok := sf.Tag.Lookup("key")
		if !ok {
			continue
		}
		key, at := prefix+name, append(slices.Clone(index), i)
		if sf.Type.Kind() == reflect.Struct && sf.Type != secretType {
			t.sections = append(t.sections, section{key, sf.Tag.Get("doc")})
			t.add(sf.Type, key+".", at)
			continue
		}
		f := field{
			key: key, doc: sf.Tag.Get("doc"), def: sf.Tag.Get("default"), kind: sf.Tag.Get("kind"),
			index: at, typ: sf.Type,
		}
		if words := sf.Tag.Get("oneof"); words != "" {
			f.oneof = strings.Split(words, ",")
		}
		if r := sf.Tag.Get("range"); r != "" {
			lo, hi, _ := strings.Cut(r, ",")
			f.min, f.max = mustDuration(lo), mustDuration(hi)
		}
		t.fields = append(t.fields, f)
		if sf.Type == secretType {
			t.fields = append(t.fields, field{
				key: key + "_file", doc: "File that holds " + key + ", readable by its owner only (mode 0600).",
				index: at, secretOf: key, typ: reflect.TypeFor[string](),
			})
		}
	}
}

func mustDuration(s string) time.Duration {
	d, err := time.ParseDuration(s)
	if err != nil {
		panic("config: " + err.Error())
	}
	return d
}

// isSection reports whether keys begin with key and a dot.
func (t *table) isSection(key string) bool {
	return slices.ContainsFunc(t.sections, func(s section) bool { return s.key == key })
}

// keys lists all keys, sections too.
func (t *table) keys() []string {
	var out []string
	for _, f := range t.fields {
		out = append(out, f.key)
	}
	for _, s := range t.sections {
		out = append(out, s.key)
	}
	return out
}

// secret reports whether the value itself must never be shown.
func (f *field) secret() bool { return f.typ == secretType }

// list reports whether the value is a list.
func (f *field) list() bool { return f.typ.Kind() == reflect.Slice }

// envName gives the name of a key's variable.
func envName(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "__"))
}
