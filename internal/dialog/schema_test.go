package dialog

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

func compileSchema(t testing.TB, schema []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("tree.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("tree.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate checks YAML as an editor does: as the JSON it stands for.
func validate(t testing.TB, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	var v any
	if err := yaml.Load(data, &v); err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

func TestSchemaAcceptsShippedTrees(t *testing.T) {
	s := compileSchema(t, Schema())
	for name, data := range contentFiles(t) {
		if !strings.HasPrefix(name, "trees/") {
			continue
		}
		formatted, _ := Format(name, data)
		for _, form := range [][]byte{data, formatted} {
			if err := validate(t, s, form); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

const goodTree = `tree: a
title: A
nodes:
  one:
    was: [b/two]
    title: One
    topic: t
    kind: say
    ask: age
    smalltalk: true
    say: |
      Text.
    variants:
      - when: {age: 5-7}
        say: Text.
    picture: p
    sources: [s]
    asks: [why]
    choices:
      - Menu: /menu
      - Spanish: /language es
      - Here: two
      - There: b/two
      - Told: {to: two, set: {age: 5-7}}
`

// A tree that the schema refuses is refused by the loader or by check too; the
// table names the ones that an editor should show at once.
func TestSchemaRefusesBrokenTrees(t *testing.T) {
	s := compileSchema(t, Schema())
	if err := validate(t, s, []byte(goodTree)); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, from, to string }{
		{"unknown key of the tree", "title: A", "title: A\ntitel: A"},
		{"unknown key of a node", "topic: t", "topic: t\n    topics: t"},
		{"unknown key of a variant", "- when: {age: 5-7}", "- when: {age: 5-7}\n        text: x"},
		{"unknown key of a choice", "{to: two, set", "{to: two, sets"},
		{"no tree", "tree: a\n", ""},
		{"no title of the tree", "title: A\n", ""},
		{"no title", "    title: One\n", ""},
		{"no topic", "    topic: t\n", ""},
		{"no text", "    say: |\n      Text.\n", ""},
		{"empty text", "    say: |\n      Text.\n", "    say: \" \"\n"},
		{"text is a list", "    say: |\n      Text.\n", "    say: [Text]\n"},
		{"tree name not kebab-case", "tree: a", "tree: A_b"},
		{"node name not kebab-case", "  one:", "  One:"},
		{"earlier id without its tree", "[b/two]", "[two]"},
		{"label too long", "- Menu:", "- A label that has far too many letters for a button:"},
		{"unknown command", "/menu", "/menus"},
		{"target with a space", "Here: two", "Here: t wo"},
		{"choice as text", "- Here: two", "- Here"},
		{"two choices in one", "- Here: two", "- {Here: two, Now: two}"},
		{"choice that leads nowhere", "{to: two, set", "{set"},
		{"sets nothing", "set: {age: 5-7}", "set: {}"},
		{"variant for everybody", "- when: {age: 5-7}", "- when: {}"},
		{"variant without text", "        say: Text.\n", ""},
		{"smalltalk is a word", "smalltalk: true", "smalltalk: sure"},
		{"unknown kind", "kind: say", "kind: poem"},
		{"sources are no list", "[s]", "s"},
		{"ask twice", "[why]", "[why, why]"},
		{"ask is a mapping", "[why]", "[{why: not}]"},
		{"no nodes", goodTree[strings.Index(goodTree, "  one:"):], "  {}\n"},
	} {
		broken := strings.Replace(goodTree, tc.from, tc.to, 1)
		if broken == goodTree {
			t.Fatalf("%s: nothing is broken", tc.name)
		}
		if validate(t, s, []byte(broken)) == nil {
			t.Errorf("%s: accepted", tc.name)
		}
	}
}

// The schema has the keys of the loader, each with a description.
func TestSchemaHasTheLoadersKeys(t *testing.T) {
	type object struct {
		Properties           map[string]map[string]any
		AdditionalProperties json.RawMessage
		AnyOf                []object
	}
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	var target object
	if err := json.Unmarshal(schema.Defs["choice"].AdditionalProperties, &target); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		have object
		want keys
	}{
		{"a tree", schema.object, treeKeys},
		{"a node", schema.Defs["node"], nodeKeys},
		{"a variant", schema.Defs["variant"], variantKeys},
		{"a choice", target.AnyOf[1], choiceKeys},
	} {
		var have []string
		for key, s := range tc.have.Properties {
			have = append(have, key)
			if s["description"] == nil && s["$ref"] == nil {
				t.Errorf("%s: %s has no description", tc.name, key)
			}
		}
		slices.Sort(have)
		want := slices.Sorted(slices.Values(tc.want))
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
	if len(schema.Defs) != 6 {
		t.Errorf("%d definitions", len(schema.Defs))
	}
}

// Every kind that the schema offers loads, and the schema offers every command.
func TestSchemaKindsAndCommands(t *testing.T) {
	s := compileSchema(t, Schema())
	for _, kind := range []string{"say", "quiz", "lesson"} {
		tree := []byte(strings.Replace(goodTree, "kind: say", "kind: "+kind, 1))
		if err := validate(t, s, tree); err != nil {
			t.Error(err)
		}
		if _, findings := loadOne("trees/a.yaml", tree); len(findings) > 0 {
			t.Errorf("kind %s: %v", kind, findings)
		}
	}
	for command := range commandNodes {
		if err := validate(t, s, []byte(strings.Replace(goodTree, "/menu", command, 1))); err != nil {
			t.Errorf("%s: %v", command, err)
		}
	}
}
