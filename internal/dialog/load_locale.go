package dialog

import (
	"path"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// localeOf is the locale of a file such as locales/es/asks.yaml.
func (r *reader) localeOf() (string, bool) {
	locale := path.Base(path.Dir(r.file))
	tag, err := language.Parse(locale)
	if err != nil || tag.String() != locale {
		r.add(unknownLocale, diag.Pos{File: r.file}, "name the folder by its language tag, such as es or pt-BR", "%q is no language tag", locale)
		return "", false
	}
	return locale, true
}

// locale finds or adds the entry of a locale.
func (c *Content) locale(name string) *SourceLocaleFiles {
	for i := range c.Locales {
		if c.Locales[i].Locale == name {
			return &c.Locales[i]
		}
	}
	c.Locales = append(c.Locales, SourceLocaleFiles{Locale: name, Asks: map[NodeID][]Located{}})
	return &c.Locales[len(c.Locales)-1]
}

func readSaid(r *reader, root *yaml.Node) func(*Content) {
	locale, ok := r.localeOf()
	if !ok {
		return nil
	}
	var said SourceSaid
	for key, value := range r.pairs(root, "the file", keys{"numbers", "slots"}) {
		if key.Value == "numbers" {
			said.Numbers = r.texts(value, "numbers")
			continue
		}
		for slot, values := range r.pairs(value, "slots", nil) {
			for name, words := range r.pairs(values, "slot "+slot.Value, nil) {
				said.Phrases = append(said.Phrases, SourceSaidValue{Slot: r.key(slot), Value: r.key(name), Words: r.texts(words, name.Value)})
			}
		}
	}
	return func(c *Content) { c.said[locale] = said }
}

func readAsks(r *reader, root *yaml.Node) func(*Content) {
	locale, ok := r.localeOf()
	if !ok {
		return nil
	}
	asks := map[NodeID][]Located{}
	var order []Located
	r.table(root, "asks", func(k, v *yaml.Node) {
		asks[NodeID(k.Value)] = r.texts(v, "asks")
		order = append(order, r.key(k))
	})
	return func(c *Content) {
		l := c.locale(locale)
		l.Asks, l.AskOrder = asks, order
	}
}
