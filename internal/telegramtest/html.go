package telegramtest

import (
	"html"
	"strings"
)

// tags are the elements of parse_mode HTML and the entities they make.
var tags = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"span": "spoiler", "tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
	"blockquote": "blockquote", "tg-emoji": "custom_emoji",
}

// visible is the text that a person sees, and its entities where parse_mode makes them.
func visible(text, mode string) (string, []Entity, *problem) {
	switch strings.ToLower(mode) {
	case "":
		return text, nil, nil
	case "html":
		return parseHTML(text)
	}
	return "", nil, problemf("has parse_mode %q, which is not supported by this fake; send entities or HTML", mode)
}

func cannotParse(what string) *problem {
	return &problem{what: "is no valid HTML", answer: "can't parse entities: " + what}
}

func parseHTML(text string) (string, []Entity, *problem) {
	type opened struct {
		tag    string
		entity int
	}
	var shown strings.Builder
	var list []Entity
	var stack []opened
	at := 0 // UTF-16 units shown
	show := func(s string) {
		s = html.UnescapeString(s)
		shown.WriteString(s)
		at += units(s)
	}
	for text != "" {
		start := strings.IndexByte(text, '<')
		if start < 0 {
			show(text)
			break
		}
		show(text[:start])
		end := strings.IndexByte(text[start:], '>')
		if end < 0 {
			return "", nil, cannotParse("unclosed start tag")
		}
		inside := text[start+1 : start+end]
		text = text[start+end+1:]
		if name, closing := strings.CutPrefix(inside, "/"); closing {
			if len(stack) == 0 || stack[len(stack)-1].tag != strings.ToLower(strings.TrimSpace(name)) {
				return "", nil, cannotParse("unmatched end tag")
			}
			e := &list[stack[len(stack)-1].entity]
			e.Length = at - e.Offset
			stack = stack[:len(stack)-1]
			continue
		}
		name, attributes, _ := strings.Cut(inside, " ")
		name = strings.ToLower(name)
		kind := tags[name]
		if kind == "" {
			return "", nil, cannotParse("unsupported start tag \"" + name + "\"")
		}
		stack = append(stack, opened{name, len(list)})
		list = append(list, Entity{Type: kind, Offset: at, URL: attribute(attributes, "href")})
	}
	if len(stack) > 0 {
		return "", nil, cannotParse("can't find end tag corresponding to start tag \"" + stack[len(stack)-1].tag + "\"")
	}
	return shown.String(), nonEmpty(list), nil
}

func attribute(all, name string) string {
	_, rest, ok := strings.Cut(all, name+"=")
	if !ok || rest == "" {
		return ""
	}
	quote := rest[0]
	if quote != '"' && quote != '\'' {
		return strings.Fields(rest)[0]
	}
	value, _, _ := strings.Cut(rest[1:], string(quote))
	return html.UnescapeString(value)
}

func nonEmpty(list []Entity) []Entity {
	var out []Entity
	for _, e := range list {
		if e.Length > 0 {
			out = append(out, e)
		}
	}
	return out
}
