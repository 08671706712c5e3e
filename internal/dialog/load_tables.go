package dialog

import (
	"strconv"

	"go.yaml.in/yaml/v4"
)

// table reads `name:` followed by a mapping of entries, the shape of all small
// content files.
func (r *reader) table(root *yaml.Node, name string, each func(key, value *yaml.Node)) {
	found := false
	for _, value := range r.pairs(root, "the file", keys{name}) {
		found = true
		for k, v := range r.pairs(value, name, nil) {
			each(k, v)
		}
	}
	if !found && len(r.findings) == 0 {
		r.add(missingKey, r.pos(root), "start the file with `"+name+":`", "the file has no %s", name)
	}
}

func (r *reader) key(n *yaml.Node) Located { return Located{Text: n.Value, Pos: r.pos(n)} }

func (r *reader) entries(root *yaml.Node, name string) []SourceEntry {
	var out []SourceEntry
	r.table(root, name, func(k, v *yaml.Node) {
		if l, ok := r.text(v, k.Value); ok {
			out = append(out, SourceEntry{Key: r.key(k), Text: l})
		}
	})
	return out
}

func readWords(r *reader, root *yaml.Node) func(*Content) {
	entries := r.entries(root, "words")
	return func(c *Content) { c.Words = entries }
}

func readTopics(r *reader, root *yaml.Node) func(*Content) {
	entries := r.entries(root, "topics")
	return func(c *Content) { c.Topics = entries }
}

func readSlots(r *reader, root *yaml.Node) func(*Content) {
	var slots []SourceSlot
	r.table(root, "slots", func(k, v *yaml.Node) {
		slots = append(slots, SourceSlot{Name: r.key(k), Values: r.texts(v, k.Value)})
	})
	return func(c *Content) { c.Slots = slots }
}

var sourceKeys = keys{"name", "url", "year", "checked", "facts"}

func readSources(r *reader, root *yaml.Node) func(*Content) {
	var refs []SourceRef
	r.table(root, "sources", func(k, v *yaml.Node) {
		s := SourceRef{ID: r.key(k)}
		for key, value := range r.pairs(v, "source "+k.Value, sourceKeys) {
			if key.Value == "facts" {
				s.Facts = r.texts(value, "facts")
				continue
			}
			l, ok := r.text(value, key.Value)
			if !ok {
				continue
			}
			switch key.Value {
			case "name":
				s.Name = l
			case "url":
				s.URL = l
			case "year":
				s.Year = l
			case "checked":
				s.Checked = l
			}
		}
		if s.Name.Text == "" || s.Checked.Text == "" {
			r.add(missingKey, s.ID.Pos, "add `name:` and `checked:`", "source %s needs a name and the day it was checked", s.ID.Text)
		}
		refs = append(refs, s)
	})
	return func(c *Content) { c.Sources = refs }
}

var (
	hotlineKeys = keys{"country", "name", "for", "phone", "text", "url", "chat", "hours", "confidence", "verified", "source", "checked"}
	phoneKeys   = keys{"show", "dial"}
	smsKeys     = keys{"to", "word"}
)

func readHotlines(r *reader, root *yaml.Node) func(*Content) {
	var lines []SourceHotline
	r.table(root, "hotlines", func(k, v *yaml.Node) {
		h := SourceHotline{ID: r.key(k)}
		text := func(n *yaml.Node, what string) Located { l, _ := r.text(n, what); return l }
		for key, value := range r.pairs(v, "hotline "+k.Value, hotlineKeys) {
			switch key.Value {
			case "country":
				h.Country = text(value, "country")
			case "name":
				h.Name = text(value, "name")
			case "for":
				h.For = r.texts(value, "for")
			case "phone":
				for key, value := range r.pairs(value, "phone", phoneKeys) {
					if key.Value == "show" {
						h.Show = text(value, "show")
					} else {
						h.Dial = text(value, "dial")
					}
				}
			case "text":
				for key, value := range r.pairs(value, "text", smsKeys) {
					if key.Value == "to" {
						h.TextTo = text(value, "to")
					} else {
						h.TextWord = text(value, "word")
					}
				}
			case "url":
				h.URL = text(value, "url")
			case "chat":
				h.Chat = text(value, "chat")
			case "hours":
				h.Hours = text(value, "hours")
			case "confidence":
				h.Confidence = text(value, "confidence")
			case "verified":
				h.Verified = text(value, "verified")
			case "source":
				h.Source = text(value, "source")
			case "checked":
				h.Checked = text(value, "checked")
			}
		}
		if h.Checked.Text == "" {
			r.add(missingKey, h.ID.Pos, "add `checked:` with the day on which somebody called or looked", "hotline %s has no day on which it was checked", h.ID.Text)
		}
		lines = append(lines, h)
	})
	return func(c *Content) { c.Hotlines = lines }
}

func readPictures(r *reader, root *yaml.Node) func(*Content) {
	var pictures []SourcePicture
	r.table(root, "pictures", func(k, v *yaml.Node) {
		p := SourcePicture{Name: r.key(k)}
		for key, value := range r.pairs(v, "picture "+k.Value, keys{"file", "description"}) {
			l, _ := r.text(value, key.Value)
			if key.Value == "file" {
				p.File = l
			} else {
				p.Description = l
			}
		}
		pictures = append(pictures, p)
	})
	return func(c *Content) { c.Pictures = pictures }
}

func readStyle(r *reader, root *yaml.Node) func(*Content) {
	style := Style{Avoid: map[string][]SourceAvoid{}}
	for key, value := range r.pairs(root, "the file", keys{"grade", "avoid"}) {
		if key.Value == "grade" {
			l, _ := r.text(value, "grade")
			grade, err := strconv.Atoi(l.Text)
			if err != nil || grade < 1 || grade > 16 {
				r.add(yamlShape, r.pos(value), "write a whole number from 1 to 16", "grade is no school grade")
			}
			style.Grade = grade
			continue
		}
		for locale, groups := range r.pairs(value, "avoid", nil) {
			for _, group := range r.items(groups, "avoid") {
				var a SourceAvoid
				for key, value := range r.pairs(group, "a group of words to avoid", keys{"words", "say", "why"}) {
					switch key.Value {
					case "words":
						a.Words = r.texts(value, "words")
					case "say":
						a.Say, _ = r.text(value, "say")
					case "why":
						a.Why, _ = r.text(value, "why")
					}
				}
				style.Avoid[locale.Value] = append(style.Avoid[locale.Value], a)
			}
		}
	}
	return func(c *Content) { c.Style = style }
}
