package discordtest

import (
	"cmp"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// maxModalParts is for a modal; the schema allows more.
const maxModalParts = 5

// checkModal holds what the schemas do not say against a modal.
func checkModal(body object) *apiError {
	parts := list(body, "components")
	problems := checkComponents(parts, true)
	if len(parts) > maxModalParts {
		problems = append(problems, *problemf("BASE_TYPE_BAD_LENGTH", "Must be between 1 and %d in length.", maxModalParts).at("components"))
	}
	walk(parts, []string{"components"}, func(c object, path []string) {
		least, most := whole(c, "min_length"), whole(c, "max_length")
		if whole(c, "type") == componentInput && most > 0 && least > most {
			problems = append(problems, *problemf("BASE_TYPE_BAD_INT", "min_length must not be greater than max_length.").at(append(path, "min_length")...))
		}
	})
	if problems != nil {
		return invalid(problems...)
	}
	return nil
}

// modal is the form as the person sees it.
func modal(body object) *Modal {
	out := &Modal{CustomID: str(body, "custom_id"), Title: str(body, "title"), parts: numbered(list(body, "components"))}
	label := object{}
	walk(out.parts, nil, func(c object, _ []string) {
		switch kind := whole(c, "type"); {
		case kind == componentLabel:
			label = c
		case kind == componentText:
			out.Texts = append(out.Texts, str(c, "content"))
		case kind == componentInput || isSelect(kind) || kind > componentLabel:
			out.Fields = append(out.Fields, input(c, label))
			label = object{}
		}
	})
	return out
}

func input(c, label object) Input {
	in := Input{
		CustomID: str(c, "custom_id"), Label: str(label, "label"), Description: str(label, "description"),
		Placeholder: str(c, "placeholder"), Value: str(c, "value"), Kind: whole(c, "type"), Required: true,
		Min: whole(c, "min_length"), Max: whole(c, "max_length"), Options: selection(c).Options,
	}
	in.Label = cmp.Or(in.Label, str(c, "label")) // inputs in rows have their own
	if v, ok := c["required"].(bool); ok {
		in.Required = v
	}
	if in.Max == 0 {
		in.Max = 4000
	}
	return in
}

// fill is the data of a submitted form: values are text or []string, by custom id or label.
func (m *Modal) fill(values map[string]any) (object, error) {
	known := map[string]any{}
	for _, in := range m.Fields {
		v, ok := values[in.CustomID]
		if !ok {
			v, ok = values[in.Label]
		}
		if !ok {
			v = in.Value
		}
		said, isText := v.(string)
		n := utf8.RuneCountInString(said)
		switch {
		case isText && n == 0 && in.Required:
			return nil, fmt.Errorf("%q must be filled in", in.Label)
		case isText && in.Kind == componentInput && n > 0 && (n < in.Min || n > in.Max):
			return nil, fmt.Errorf("%q has %d characters; %d to %d are allowed", in.Label, n, in.Min, in.Max)
		}
		known[in.CustomID] = v
	}
	for name := range values {
		if _, ok := known[name]; !ok && !m.labelled(name) {
			return nil, fmt.Errorf("the form has no field %q", name)
		}
	}
	parts := clone(m.parts).([]any)
	out := make([]any, len(parts))
	for i, v := range parts {
		out[i] = submitted(v.(object), known)
	}
	return object{"custom_id": m.CustomID, "components": out}, nil
}

func (m *Modal) labelled(name string) bool {
	for _, in := range m.Fields {
		if in.Label == name {
			return true
		}
	}
	return false
}

// submitted is a component as a submitted form holds it.
func submitted(c object, values map[string]any) object {
	id, _ := strconv.Atoi(fmt.Sprint(c["id"]))
	out := object{"type": c["type"], "id": id}
	if name := str(c, "custom_id"); name != "" {
		out["custom_id"] = name
		switch v := values[name].(type) {
		case []string:
			out["values"] = v
		case string:
			if whole(c, "type") == componentInput {
				out["value"] = v
			} else if v != "" {
				out["values"] = []string{v}
			} else {
				out["values"] = []string{}
			}
		}
	}
	if inner := child(c, "component"); inner != nil {
		out["component"] = submitted(inner, values)
	}
	if rows := list(c, "components"); rows != nil {
		all := make([]any, len(rows))
		for i, v := range rows {
			all[i] = submitted(v.(object), values)
		}
		out["components"] = all
	}
	return out
}
