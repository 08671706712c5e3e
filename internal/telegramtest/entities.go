package telegramtest

import (
	"slices"
	"strings"
	"unicode/utf16"
)

// An Entity formats a part of a text. Offset and Length count UTF-16 units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
}

func (e Entity) end() int { return e.Offset + e.Length }

func entitiesOf(list []any) []Entity {
	out := make([]Entity, len(list))
	for i, v := range list {
		m := v.(map[string]any)
		offset, _ := integer(m["offset"])
		length, _ := integer(m["length"])
		kind, _ := m["type"].(string)
		link, _ := m["url"].(string)
		lang, _ := m["language"].(string)
		out[i] = Entity{kind, int(offset), int(length), link, lang}
	}
	return out
}

// checkEntity is about one entity alone.
func checkEntity(v map[string]any) *problem {
	switch v["type"] {
	case "text_link":
		if link, _ := v["url"].(string); link == "" {
			return problemf("of type text_link has no url")
		}
	case "text_mention":
		if v["user"] == nil {
			return problemf("of type text_mention has no user")
		}
	case "custom_emoji":
		if v["custom_emoji_id"] == nil {
			return problemf("of type custom_emoji has no custom_emoji_id")
		}
	}
	return nil
}

// checkEntities is about the entities of one text of n units: inside it, on whole
// characters, at most 100, and nested as the documentation allows.
func checkEntities(text string, n int, list []Entity) *problem {
	if len(list) == 0 {
		return nil
	}
	if len(list) > maxEntities {
		return problemf("has %d members; those after the 100th are ignored", len(list))
	}
	var wide []uint16 // only where a text has characters of two units
	if n != len(text) {
		wide = utf16.Encode([]rune(text))
	}
	for _, e := range list {
		if e.Offset < 0 || e.Length <= 0 || e.end() > n {
			p := problemf("holds %s at %d+%d, outside a text of %d", e.Type, e.Offset, e.Length, n)
			p.answer = "ENTITY_BOUNDS_INVALID"
			return p
		}
		if splits(wide, e.Offset) || splits(wide, e.end()) {
			return problemf("holds %s at %d+%d, which splits a character", e.Type, e.Offset, e.Length)
		}
	}
	return checkNesting(list)
}

func splits(wide []uint16, at int) bool {
	return at < len(wide) && wide[at] >= 0xDC00 && wide[at] <= 0xDFFF
}

func checkNesting(list []Entity) *problem {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b Entity) int {
		if a.Offset != b.Offset {
			return a.Offset - b.Offset
		}
		return b.Length - a.Length
	})
	var open []Entity
	for _, e := range sorted {
		for len(open) > 0 && open[len(open)-1].end() <= e.Offset {
			open = open[:len(open)-1]
		}
		for _, o := range open {
			if e.end() > o.end() {
				return problemf("hold %s at %d+%d and %s at %d+%d, which overlap in part", o.Type, o.Offset, o.Length, e.Type, e.Offset, e.Length)
			}
			if !mayContain(o.Type, e.Type) {
				return problemf("hold %s inside %s, which is not allowed", e.Type, o.Type)
			}
		}
		open = append(open, e)
	}
	return nil
}

// mayContain follows https://core.telegram.org/bots/api#formatting-options.
func mayContain(outer, inner string) bool {
	style := func(t string) bool {
		return slices.Contains([]string{"bold", "italic", "underline", "strikethrough", "spoiler"}, t)
	}
	mono := func(t string) bool { return t == "code" || t == "pre" }
	quote := func(t string) bool { return strings.HasSuffix(t, "blockquote") }
	switch {
	case mono(outer):
		return false
	case style(outer):
		return !mono(inner)
	case quote(outer):
		return !quote(inner)
	}
	return outer != inner
}
