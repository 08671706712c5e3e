package discordtest

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// Types of components, https://discord.com/developers/docs/components/reference#component-object.
const (
	componentRow          = 1
	componentButton       = 2
	componentStringSelect = 3
	componentInput        = 4
	componentLastSelect   = 8 // 5 to 8 are selects whose options Discord fills in
	componentText         = 10
	componentFile         = 13
	componentLabel        = 18
	componentUnknown      = 99 // that no client knows
)

// Styles of buttons.
const (
	styleLink    = 5
	stylePremium = 6
)

func isSelect(kind int) bool {
	return kind == componentStringSelect || kind > 4 && kind <= componentLastSelect
}

// walk visits components and what they hold, outer ones first, with their paths.
func walk(components []any, path []string, visit func(c object, path []string)) {
	for i, v := range components {
		walkOne(v, append(slices.Clip(path), strconv.Itoa(i)), visit)
	}
}

func walkOne(v any, path []string, visit func(c object, path []string)) {
	c, ok := v.(object)
	if !ok {
		return
	}
	visit(c, path)
	walk(list(c, "components"), append(slices.Clip(path), "components"), visit)
	for _, name := range []string{"accessory", "component"} {
		if c[name] != nil {
			walkOne(c[name], append(slices.Clip(path), name), visit)
		}
	}
}

// checkComponents holds what the schemas do not say against the components of a message
// or a modal, which has the rules of flagComponentsV2.
func checkComponents(components []any, v2 bool) []problem {
	var out []problem
	add := func(p *problem, path []string, steps ...string) {
		out = append(out, *p.at(append(slices.Clone(path), steps...)...))
	}
	root := []string{"components"}
	if !v2 && len(components) > maxRows {
		add(problemf("BASE_TYPE_BAD_LENGTH", "Must be between 1 and %d in length.", maxRows), root)
	}
	count, shown := 0, 0
	ids, numbers := map[string]bool{}, map[int]bool{}
	walk(components, root, func(c object, path []string) {
		count++
		kind := whole(c, "type")
		if !v2 && kind > componentLastSelect && kind != componentLabel {
			add(problemf("UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,)."), path, "type")
		}
		if id := str(c, "custom_id"); id != "" {
			if ids[id] {
				add(problemf("COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"), path, "custom_id")
			}
			ids[id] = true
		}
		if id := whole(c, "id"); id != 0 {
			if numbers[id] {
				add(problemf("COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated"), path, "id")
			}
			numbers[id] = true
		}
		var p *problem
		switch {
		case kind == componentRow:
			p = checkRow(c)
		case kind == componentButton:
			p = checkButton(c)
		case isSelect(kind):
			p = checkSelect(c)
		case kind == componentText:
			shown += utf8.RuneCountInString(str(c, "content"))
		}
		if p != nil {
			add(p, path)
		}
	})
	if v2 && count > maxComponents {
		add(problemf("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The total number of components exceeds the maximum of %d", maxComponents), root)
	}
	if shown > maxShown {
		add(problemf("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The total displayable text size exceeds the maximum size of %d", maxShown), root)
	}
	return out
}

func checkRow(c object) *problem {
	members := list(c, "components")
	for _, m := range members {
		if kind := whole(m.(object), "type"); kind != componentButton && len(members) > 1 {
			return problemf("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width").at("components")
		}
	}
	return nil
}

func checkButton(c object) *problem {
	required := func(name string) *problem {
		return problemf("BASE_TYPE_REQUIRED", "This field is required").at(name)
	}
	excluded := func(name string) *problem {
		return problemf("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A button of this style has no %s", name).at(name)
	}
	has := func(name string) bool { return c[name] != nil && c[name] != "" }
	style := whole(c, "style")
	switch {
	case style == styleLink && has("custom_id"):
		return excluded("custom_id")
	case style == styleLink && !has("url"):
		return required("url")
	case style == stylePremium && !has("sku_id"):
		return required("sku_id")
	case style == stylePremium && (has("custom_id") || has("label")):
		return excluded("custom_id")
	case style != styleLink && has("url"):
		return excluded("url")
	case style < styleLink && !has("custom_id"):
		return required("custom_id")
	case style != stylePremium && !has("label") && c["emoji"] == nil:
		return required("label")
	case style == styleLink:
		if p := checkLink(str(c, "url"), "http", "https", "discord"); p != nil {
			return p.at("url")
		}
	}
	return nil
}

func checkSelect(c object) *problem {
	least, most := 1, 1
	if c["min_values"] != nil {
		least = whole(c, "min_values")
	}
	if c["max_values"] != nil {
		most = whole(c, "max_values")
	}
	if least > most {
		return problemf("BASE_TYPE_BAD_INT", "min_values must not be greater than max_values.").at("min_values")
	}
	if whole(c, "type") != componentStringSelect {
		return nil
	}
	options := list(c, "options")
	if most > len(options) {
		return problemf("NUMBER_TYPE_MAX", "max_values must not be greater than the number of options.").at("max_values")
	}
	seen, chosen := map[string]bool{}, 0
	for i, v := range options {
		o := v.(object)
		at := []string{"options", strconv.Itoa(i)}
		switch value := str(o, "value"); {
		case value == "":
			return problemf("BASE_TYPE_REQUIRED", "This field is required").at(append(at, "value")...)
		case str(o, "label") == "":
			return problemf("BASE_TYPE_REQUIRED", "This field is required").at(append(at, "label")...)
		case seen[value]:
			return problemf("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used").at(append(at, "value")...)
		default:
			seen[value] = true
		}
		if flag(o, "default") {
			chosen++
		}
	}
	if chosen > most {
		return problemf("SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "More options are chosen than max_values allows.").at("options")
	}
	return nil
}

// shownBytes is the text of all text displays in UTF-8.
func shownBytes(components []any) int {
	n := 0
	walk(components, nil, func(c object, _ []string) {
		if whole(c, "type") == componentText {
			n += len(str(c, "content"))
		}
	})
	return n
}
