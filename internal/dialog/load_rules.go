package dialog

import (
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/match"
)

func readRules(r *reader, root *yaml.Node) func(*Content) {
	rules := SourceRules{File: r.file, Place: map[string]diag.Pos{}}
	r.decode(root, reflect.ValueOf(&rules.Rules).Elem(), "a triage file")
	r.places(root, rules.Place)
	return func(c *Content) { c.Rules = append(c.Rules, rules) }
}

func readVocabulary(r *reader, root *yaml.Node) func(*Content) {
	locale, ok := r.localeOf()
	if !ok {
		return nil
	}
	var v match.Vocabulary
	r.decode(root, reflect.ValueOf(&v).Elem(), "a vocabulary")
	for i := 0; i+1 < len(root.Content); i += 2 {
		if key, entries := root.Content[i], root.Content[i+1]; key.Value == "means" && entries.Kind == yaml.SequenceNode {
			for k, m := range v.Means {
				if len(m.Words) == 0 || len(m.Means) == 0 {
					r.add(missingKey, r.pos(entries.Content[k]), "write `words: [a, b]` and `means: [c]`", "this entry needs words and what they mean")
				}
			}
		}
	}
	return func(c *Content) { c.vocabularies[locale] = v }
}

// places notes where the entries of a file stand: "section/key" for mappings,
// "section/id" for lists of mappings with an id, "section/id/field/n" for what is
// listed in them, and "section//n" for plain lists, n from 0.
func (r *reader) places(root *yaml.Node, into map[string]diag.Pos) {
	if root.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		section, value := root.Content[i].Value, root.Content[i+1]
		for k := 0; k < len(value.Content); k++ {
			entry := value.Content[k]
			switch {
			case value.Kind == yaml.MappingNode && k%2 == 0:
				into[section+"/"+entry.Value] = r.pos(entry)
			case value.Kind == yaml.SequenceNode && entry.Kind == yaml.MappingNode:
				r.itemPlaces(section, entry, into)
			case value.Kind == yaml.SequenceNode:
				into[section+"//"+strconv.Itoa(k)] = r.pos(entry)
			}
		}
	}
}

// itemPlaces notes where an item with an id and its listed entries stand.
func (r *reader) itemPlaces(section string, item *yaml.Node, into map[string]diag.Pos) {
	id := ""
	for f := 0; f+1 < len(item.Content); f += 2 {
		if item.Content[f].Value == "id" {
			id = item.Content[f+1].Value
		}
	}
	into[section+"/"+id] = r.pos(item)
	for f := 0; f+1 < len(item.Content); f += 2 {
		field := item.Content[f].Value
		for k, entry := range item.Content[f+1].Content {
			into[section+"/"+id+"/"+field+"/"+strconv.Itoa(k)] = r.pos(entry)
		}
	}
}

var unmarshaler = reflect.TypeFor[yaml.Unmarshaler]()

// decode fills a value from YAML by its yaml tags, as strictly as trees are
// read: unknown and double keys, wrong shapes and empty texts are findings.
func (r *reader) decode(n *yaml.Node, v reflect.Value, what string) {
	if !r.plain(n) {
		return
	}
	if v.CanAddr() && v.Addr().Type().Implements(unmarshaler) {
		if err := v.Addr().Interface().(yaml.Unmarshaler).UnmarshalYAML(n); err != nil {
			r.add(yamlShape, r.pos(n), "see dialogs/README.md for its form", "%s cannot be read", what)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		fields, names := map[string]int{}, keys{}
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			fields[name] = i
			names = append(names, name)
		}
		for key, value := range r.pairs(n, what, names) {
			r.decode(value, v.Field(fields[key.Value]), key.Value)
		}
	case reflect.Map:
		m := reflect.MakeMap(v.Type())
		for key, value := range r.pairs(n, what, nil) {
			item := reflect.New(v.Type().Elem()).Elem()
			r.decode(value, item, key.Value)
			m.SetMapIndex(reflect.ValueOf(key.Value), item)
		}
		v.Set(m)
	case reflect.Slice:
		for _, entry := range r.items(n, what) {
			item := reflect.New(v.Type().Elem()).Elem()
			r.decode(entry, item, "an entry of "+what)
			v.Set(reflect.Append(v, item))
		}
	case reflect.String:
		if l, ok := r.text(n, what); ok {
			v.SetString(l.Text)
		}
	case reflect.Bool:
		v.SetBool(r.flag(n, what))
	default:
		if err := n.Decode(v.Addr().Interface()); err != nil {
			r.add(yamlShape, r.pos(n), "write a number", "%s must be a number", what)
		}
	}
}
