package discordtest

import (
	"bytes"
	_ "embed"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed spec/api.json
var specFile []byte

const specURL = "mem:///discord.json"

// schemas are the bodies of requests, compiled; never changed once made, so any
// number of servers share them.
type schemas struct {
	callbacks map[int]*jsonschema.Schema // by the type of the callback
	create    *jsonschema.Schema         // a message
	edit      *jsonschema.Schema
	followup  *jsonschema.Schema
	webEdit   *jsonschema.Schema // of a message through the token of an interaction
	dm        *jsonschema.Schema
	commands  *jsonschema.Schema
}

var spec = sync.OnceValue(compile)

func compile() *schemas {
	doc := document()
	strict(doc, doc["components"].(map[string]any)["schemas"].(map[string]any))
	c := jsonschema.NewCompiler()
	if err := c.AddResource(specURL, doc); err != nil {
		panic(err)
	}
	named := func(name string) *jsonschema.Schema {
		return c.MustCompile(specURL + "#/components/schemas/" + name)
	}
	out := &schemas{
		create:   named("MessageCreateRequest"),
		edit:     named("MessageEditRequestPartial"),
		followup: named("IncomingWebhookRequestPartial"),
		webEdit:  named("IncomingWebhookUpdateRequestPartial"),
		dm:       named("CreatePrivateChannelRequest"),
		commands: c.MustCompile(specURL + "#/paths/~1applications~1%7Bapplication_id%7D~1commands/put/requestBody/content/application~1json/schema"),
	}
	message, update := named("CreateMessageInteractionCallbackRequest"), named("UpdateMessageInteractionCallbackRequest")
	out.callbacks = map[int]*jsonschema.Schema{
		callbackPong:       named("PongInteractionCallbackRequest"),
		callbackMessage:    message,
		callbackDefer:      message,
		callbackDeferEdit:  update,
		callbackEdit:       update,
		callbackCompletion: named("ApplicationCommandAutocompleteCallbackRequest"),
		callbackModal:      named("ModalInteractionCallbackRequest"),
	}
	return out
}

func document() map[string]any {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(specFile))
	if err != nil {
		panic(err)
	}
	return doc.(map[string]any)
}

// strict makes the schemas refuse what they are silent about: members they do not
// name. It takes digits in strings for whole numbers, as the API does, and gives
// unions of objects, which tell their kind by "type", one branch to be held against,
// so that a refusal names what is wrong in that one. Bodies hold no nulls any more
// when they are checked.
func strict(v any, named map[string]any) {
	switch v := v.(type) {
	case []any:
		for _, member := range v {
			strict(member, named)
		}
	case map[string]any:
		for _, member := range v {
			strict(member, named)
		}
		_, composed := v["allOf"]
		_, open := v["additionalProperties"]
		if _, ok := v["properties"].(map[string]any); ok && !composed && !open {
			v["additionalProperties"] = false
		}
		if v["enum"] == nil && v["properties"] == nil && holds(v["type"], "integer") {
			v["type"] = []any{"integer", "string"}
			v["pattern"] = "^-?[0-9]+$"
		}
		if list, ok := v["oneOf"].([]any); ok {
			discriminate(v, list, named)
		}
	}
}

func holds(kind any, want string) bool {
	if list, ok := kind.([]any); ok {
		for _, k := range list {
			if k == want {
				return true
			}
		}
	}
	return kind == want
}

// discriminate replaces a union: of one type and null by that type, of objects with
// a constant "type" by the choice of one of them.
func discriminate(v map[string]any, list []any, named map[string]any) {
	var kinds, branches []any
	var rest []any
	for _, member := range list {
		branch := member.(map[string]any)
		if branch["type"] == "null" {
			continue
		}
		rest = append(rest, member)
		ref, _ := branch["$ref"].(string)
		if kind, ok := constantType(named, ref); ok {
			kinds = append(kinds, kind)
			branches = append(branches, map[string]any{
				"if":   map[string]any{"properties": map[string]any{"type": map[string]any{"enum": []any{kind}}}, "required": []any{"type"}},
				"then": branch,
			})
		}
	}
	switch {
	case len(rest) == 1:
		delete(v, "oneOf")
		v["allOf"] = rest
	case len(branches) == len(rest):
		delete(v, "oneOf")
		v["type"] = "object"
		v["required"] = []any{"type"}
		v["properties"] = map[string]any{"type": map[string]any{"enum": kinds}}
		v["allOf"] = branches
	}
}

// constantType is the one value that "type" of a named schema may have.
func constantType(named map[string]any, ref string) (any, bool) {
	const prefix = "#/components/schemas/"
	if len(ref) < len(prefix) {
		return nil, false
	}
	object, _ := named[ref[len(prefix):]].(map[string]any)
	members, _ := object["properties"].(map[string]any)
	kind, _ := members["type"].(map[string]any)
	list, _ := kind["enum"].([]any)
	if len(list) != 1 {
		return nil, false
	}
	return list[0], true
}
