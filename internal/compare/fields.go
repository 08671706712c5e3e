package compare

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// unsaid are the keys of a form that say nothing of their own: they are in the
// item's name, or follow from its English.
var unsaid = []string{"form", "version", "id", "locale", "language", "of"}

// seenFields are the keys whose text conversations show, by kind of item.
var seenFields = map[string][]string{
	"node": {"kind", "title", "say", "variants", "choices", "picture"},
	"word": {"text"},
}

// fields lists the parts of an item that differ, by name.
func fields(before, after *dialog.Item) []Field {
	b, a := flat(before), flat(after)
	both := maps.Clone(b)
	maps.Copy(both, a)
	out := []Field{}
	for _, name := range slices.Sorted(maps.Keys(both)) {
		if b[name] != a[name] {
			out = append(out, Field{Name: name, Before: b[name], After: a[name]})
		}
	}
	return out
}

// flat gives the values of a form by their names, those inside an object as
// "rule.any". No item has no values.
func flat(item *dialog.Item) map[string]string {
	out := map[string]string{}
	if item == nil {
		return out
	}
	var form map[string]any
	d := json.NewDecoder(bytes.NewReader(item.Form))
	d.UseNumber()
	if err := d.Decode(&form); err != nil {
		panic("the form of an item is JSON: " + err.Error())
	}
	for _, name := range unsaid {
		delete(form, name)
	}
	flatten(out, "", form)
	return out
}

func flatten(out map[string]string, prefix string, object map[string]any) {
	for name, value := range object {
		if inner, ok := value.(map[string]any); ok {
			flatten(out, prefix+name+".", inner)
			continue
		}
		if s := written(value); s != "" {
			out[prefix+name] = s
		}
	}
}

// written gives a value; each entry of a list on a line of its own.
func written(value any) string {
	list, ok := value.([]any)
	if !ok {
		return scalar(value)
	}
	out := make([]string, 0, len(list))
	for _, entry := range list {
		out = append(out, scalar(entry))
	}
	return strings.Join(out, "\n")
}

// scalar writes a value on one line; what is nothing, no and nought is "".
func scalar(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return ""
	case json.Number:
		if v == "0" {
			return ""
		}
		return v.String()
	case []any:
		parts := make([]string, 0, len(v))
		for _, entry := range v {
			parts = append(parts, scalar(entry))
		}
		return strings.Join(parts, " ")
	case map[string]any:
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if s := scalar(v[name]); s != "" {
				parts = append(parts, name+": "+s)
			}
		}
		return strings.Join(parts, ", ")
	default:
		panic("a form holds no such value")
	}
}
