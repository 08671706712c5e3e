package telegramtest

import (
	"embed"
	"encoding/json"
	"strings"
	"sync"
)

//go:embed spec/*.json
var specFiles embed.FS

// A kind is what a value of the API looks like.
type kind uint8

const (
	kindString kind = iota
	kindInteger
	kindFloat
	kindBoolean
	kindFile
	kindArray
	kindObject
)

// A shape is one type that a field may have: elem is the shape of an array's
// members, object the type of an object.
type shape struct {
	kind   kind
	elem   *shape
	object *object
}

// A field is a parameter of a method or a member of an object.
type field struct {
	name     string
	required bool
	shapes   []*shape
	limit    *limit
}

// An object is a type with members, or a union of such types.
type object struct {
	name     string
	fields   map[string]*field
	required []*field
	subtypes []*object
	rule     func(map[string]any) *problem // what the tables cannot say; nil: nothing
}

// A method is one call of the API. Its parameters are the members of an object.
type method struct {
	object
	returns []*shape
}

// A limit bounds a value; zero Max means no upper bound.
type limit struct {
	Min, Max     int
	Unit         string
	AfterParsing bool `json:"after_entities_parsing"`
	MinItems     int  `json:"min_items"`
	MaxItems     int  `json:"max_items"`
	Enum         []string
	Const        string
	Charset      string `json:"charset_text"`
}

// tables are the specification compiled for look-up; never changed once made,
// so any number of servers share them.
type tables struct {
	methods map[string]*method // by lower-case name
	types   map[string]*object
	other   map[string]bool // lower-case names of methods that exist and are not answered
}

var spec = sync.OnceValue(compile)

type rawField struct {
	Name     string
	Types    []string
	Required bool
}

func compile() *tables {
	var api struct {
		Methods map[string]struct {
			Returns []string
			Fields  []rawField
		}
		Types map[string]struct {
			Subtypes []string
			Fields   []rawField
		}
		Other []string `json:"other_methods"`
	}
	var limits struct {
		Methods, Types map[string]map[string]*limit
	}
	mustRead("spec/bot-api.json", &api)
	mustRead("spec/constraints.json", &limits)

	t := &tables{methods: map[string]*method{}, types: map[string]*object{}, other: map[string]bool{}}
	for name := range api.Types {
		t.types[name] = &object{name: name, rule: rules[name]}
	}
	for name, raw := range api.Types {
		o := t.types[name]
		t.fill(o, raw.Fields, limits.Types[name])
		for _, sub := range raw.Subtypes {
			o.subtypes = append(o.subtypes, t.types[sub])
		}
	}
	for name, raw := range api.Methods {
		m := &method{object: object{name: name, rule: rules[name]}}
		t.fill(&m.object, raw.Fields, limits.Methods[name])
		for _, r := range raw.Returns {
			m.returns = append(m.returns, t.shape(r))
		}
		t.methods[strings.ToLower(name)] = m
	}
	for _, name := range api.Other {
		t.other[strings.ToLower(name)] = true
	}
	return t
}

func mustRead(name string, into any) {
	data, err := specFiles.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		panic(err)
	}
}

func (t *tables) fill(o *object, raw []rawField, limits map[string]*limit) {
	o.fields = make(map[string]*field, len(raw))
	for _, r := range raw {
		f := &field{name: r.Name, required: r.Required, limit: limits[r.Name]}
		for _, name := range r.Types {
			f.shapes = append(f.shapes, t.shape(name))
		}
		o.fields[f.name] = f
		if f.required {
			o.required = append(o.required, f)
		}
	}
}

var scalars = map[string]kind{
	"String": kindString, "Integer": kindInteger, "Float": kindFloat,
	"Boolean": kindBoolean, "True": kindBoolean, "InputFile": kindFile,
}

func (t *tables) shape(name string) *shape {
	if elem, ok := strings.CutPrefix(name, "Array of "); ok {
		return &shape{kind: kindArray, elem: t.shape(elem)}
	}
	if k, ok := scalars[name]; ok {
		return &shape{kind: k}
	}
	o := t.types[name]
	if o == nil {
		panic("the specification names a type it does not have: " + name)
	}
	return &shape{kind: kindObject, object: o}
}

// compound reports whether the field travels as JSON text in a form.
func (f *field) compound() bool {
	k := f.shapes[0].kind
	return k == kindArray || k == kindObject
}
