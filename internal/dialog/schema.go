package dialog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// schemaNode is a JSON Schema (2020-12), with its keywords in the order they
// are written.
type schemaNode struct {
	Schema               string       `json:"$schema,omitempty"`
	Ref                  string       `json:"$ref,omitempty"`
	Title                string       `json:"title,omitempty"`
	Description          string       `json:"description,omitempty"`
	Type                 string       `json:"type,omitempty"`
	Enum                 []string     `json:"enum,omitempty"`
	AnyOf                []schemaNode `json:"anyOf,omitempty"`
	Pattern              string       `json:"pattern,omitempty"`
	MinLength            int          `json:"minLength,omitempty"`
	MaxLength            int          `json:"maxLength,omitempty"`
	Minimum              int          `json:"minimum,omitempty"`
	Maximum              int          `json:"maximum,omitempty"`
	Examples             []string     `json:"examples,omitempty"`
	Items                *schemaNode  `json:"items,omitempty"`
	MinItems             int          `json:"minItems,omitempty"`
	MaxItems             int          `json:"maxItems,omitempty"`
	UniqueItems          bool         `json:"uniqueItems,omitempty"`
	Required             []string     `json:"required,omitempty"`
	MinProperties        int          `json:"minProperties,omitempty"`
	MaxProperties        int          `json:"maxProperties,omitempty"`
	PropertyNames        *schemaNode  `json:"propertyNames,omitempty"`
	Properties           *schemaTable `json:"properties,omitempty"`
	AdditionalProperties any          `json:"additionalProperties,omitempty"` // false or a *schemaNode
	Definitions          *schemaTable `json:"$defs,omitempty"`
}

// schemaTable is a list of named schemas that keeps its order: editors offer
// keys in the order of the schema.
type schemaTable struct {
	names   []string
	schemas map[string]schemaNode
}

// MarshalJSON writes an object.
func (t *schemaTable) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range t.names {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		value, err := marshalPlain(t.schemas[name])
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// marshalPlain leaves < and > as they are, for people who read the schema.
func marshalPlain(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

const kebabPattern = `[a-z0-9]+(-[a-z0-9]+)*`

// The parts that schemas are made of.

func object(order keys, required []string, of map[string]schemaNode) schemaNode {
	return schemaNode{Type: "object", Required: required, Properties: &schemaTable{order, of}, AdditionalProperties: false}
}

func textSchema(description string) schemaNode {
	return schemaNode{Description: description, Type: "string", Pattern: `\S`}
}

func listSchema(description string, of schemaNode) schemaNode {
	return schemaNode{Description: description, Type: "array", Items: &of}
}

func refSchema(name, description string) schemaNode {
	return schemaNode{Ref: "#/$defs/" + name, Description: description}
}

// labelSchema is a text that fits on a button.
func labelSchema(description string) schemaNode {
	s := textSchema(description + "; at most " + fmt.Sprint(maxLabel) + " characters.")
	s.MaxLength = maxLabel
	return s
}

// nameSchema is the name of a tree, a course or a node.
func nameSchema(description string) schemaNode {
	return schemaNode{Description: description, Type: "string", Pattern: "^" + kebabPattern + "$"}
}

// namedSchema is a mapping of nodes by name.
func namedSchema(description, of string) schemaNode {
	return schemaNode{
		Description: description, Type: "object", MinProperties: 1,
		PropertyNames:        &schemaNode{Pattern: "^" + kebabPattern + "$"},
		AdditionalProperties: &schemaNode{Ref: "#/$defs/" + of},
	}
}

// pick takes the schemas of some keys.
func pick(from map[string]schemaNode, some keys) map[string]schemaNode {
	out := map[string]schemaNode{}
	for _, key := range some {
		if s, ok := from[key]; ok {
			out[key] = s
		}
	}
	return out
}

// nodeSchemas are the schemas of what a node may have, by key.
func nodeSchemas() map[string]schemaNode {
	was := listSchema("Earlier ids of this node, in full, so that old buttons still find it.",
		schemaNode{Type: "string", Pattern: "^" + kebabPattern + "/" + kebabPattern + "$", Examples: []string{"grooming/warning-signs"}})
	was.UniqueItems = true
	sources := listSchema("Where the claims come from: ids of sources.yaml. A text with a figure or a law needs one.",
		schemaNode{Type: "string", Pattern: `\S`})
	sources.UniqueItems = true
	asks := listSchema("Questions in the words parents type, typos and all; 10 to 20.", schemaNode{Type: "string", Pattern: `\S`})
	asks.UniqueItems = true
	choices := listSchema("The buttons, in the order shown; at most 5 in most nodes. The help button is added by the program.",
		schemaNode{Ref: "#/$defs/choice"})
	choices.MaxItems = maxChoices
	return map[string]schemaNode{
		"was":       was,
		"title":     labelSchema("How the node is offered as a button, in a parent's words"),
		"topic":     textSchema("What the node is about: a slug of topics.yaml."),
		"kind":      {Description: "What the node is for; most nodes just say something and need no kind.", Type: "string", Enum: []string{"say", "quiz", "lesson"}},
		"ask":       textSchema("The slot that this node asks for, so that a typed answer (\"she is 12\") is understood too. One of slots.yaml."),
		"smalltalk": {Description: "true marks greetings, thanks and the like.", Type: "boolean"},
		"say":       {Ref: "#/$defs/say"},
		"variants":  listSchema("Texts for parents who told us something. The first that fits is said; none: `say`.", schemaNode{Ref: "#/$defs/variant"}),
		"picture":   textSchema("A picture of pictures.yaml, by its name."),
		"sources":   sources,
		"review-days": {
			Description: "How many days an approval of this text stands, where that is less than for texts of its kind.",
			Type:        "integer", Minimum: 1, Maximum: maxReviewDays,
		},
		"asks":    asks,
		"choices": choices,
	}
}

// sharedSchemas are the definitions that nodes refer to.
func sharedSchemas() map[string]schemaNode {
	commands := slices.Sorted(maps.Keys(commandNodes))
	return map[string]schemaNode{
		"say": {
			Description: "What the bot says. Write `say: |` and then one sentence a line. An empty line starts a paragraph, `- ` a list item, `1. ` a numbered one. " +
				"**bold**, *italic*, [words](https://…), {hotline.child}. At most " + fmt.Sprint(longText) + " characters fit one screen.",
			Type: "string", Pattern: `\S`,
		},
		"variant": object(variantKeys, []string{"when", "say"}, map[string]schemaNode{
			"when": refSchema("slots", "What a parent must have told us, such as {age: 5-7}. Slots and values are those of slots.yaml."),
			"say":  refSchema("say", "The text that is said instead."),
		}),
		"choice": {
			Description:   "A button, as `label: target`. A label has at most " + fmt.Sprint(maxLabel) + " characters.",
			Type:          "object",
			MinProperties: 1, MaxProperties: 1,
			PropertyNames: &schemaNode{Pattern: `\S`, MaxLength: maxLabel},
			AdditionalProperties: &schemaNode{AnyOf: []schemaNode{
				{Ref: "#/$defs/target"},
				object(choiceKeys, []string{"to"}, map[string]schemaNode{
					"to":  {Ref: "#/$defs/target"},
					"set": refSchema("slots", "What the choice remembers, such as {age: 11-13}."),
				}),
			}},
		},
		"target": {
			Description: "Where the choice leads: a node of this tree (`first-steps`), a node of another tree (`talk/start`) or a command (`/menu`).",
			Type:        "string",
			Pattern:     fmt.Sprintf(`^(%[1]s(/%[1]s)?|(%[2]s)( .+)?)$`, kebabPattern, strings.Join(commands, "|")),
			Examples:    append([]string{"first-steps", "talk/start"}, commands...),
		},
		"slots": {
			Type: "object", MinProperties: 1,
			PropertyNames:        &schemaNode{Pattern: "^" + kebabPattern + "$"},
			AdditionalProperties: &schemaNode{Type: "string", Pattern: `\S`},
		},
	}
}

// Schema gives the JSON Schema of tree files, for editors that complete and
// check while one types. It knows the form, not the content: whether a source, a
// topic or a target exists is for Check to say. The bytes are always the same.
func Schema() []byte {
	node := object(nodeKeys, []string{"title", "topic", "say"}, nodeSchemas())
	node.Description = "One thing the bot says, and what may follow."
	root := object(treeKeys, treeKeys, map[string]schemaNode{
		"tree":  nameSchema("The name of the tree, in small letters, digits and hyphens. It is the first half of its nodes' ids and stays for ever."),
		"title": textSchema("The name of the tree for people."),
		"nodes": namedSchema("The nodes by name: small letters, digits and hyphens. A name stays for ever; a renamed node lists its earlier id in `was`.", "node"),
	})
	root.Title = "Porchlight dialog tree"
	root.Description = "A file of dialogs/trees: what Porchlight says about one subject."
	definitions := sharedSchemas()
	definitions["node"] = node
	return root.bytes("node", definitions)
}

// bytes writes a schema with its own definitions, the one named first before those
// that nodes share.
func (s schemaNode) bytes(first string, definitions map[string]schemaNode) []byte {
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.Definitions = &schemaTable{[]string{first, "say", "variant", "choice", "target", "slots"}, definitions}
	compact, err := marshalPlain(s)
	if err != nil {
		panic("a schema of plain values always has a JSON form: " + err.Error())
	}
	var out bytes.Buffer
	if err := json.Indent(&out, compact, "", "  "); err != nil {
		panic("JSON that was just written can be read: " + err.Error())
	}
	out.WriteByte('\n')
	return out.Bytes()
}
