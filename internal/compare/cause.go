package compare

import (
	"maps"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// causes lists the edits that make a place read differently, sorted. There is
// always one.
func (w *walk) causes(s situation, before, after *reply) []string {
	c := causes{w: w, found: map[string]bool{}}
	switch s.Kind {
	case WordPlace:
		c.word(s.Name, s.Locale)
	case FramePlace:
		i := slices.IndexFunc(frames, func(f frame) bool { return f.name == s.Name })
		for _, key := range frames[i].words {
			c.word(key, s.Locale)
		}
	}
	c.nodes(s, before, after)
	c.slots(s)
	for _, key := range union(before.placeholders(), after.placeholders()) {
		for _, what := range w.line(s, key).causes {
			c.add(what)
		}
	}
	if len(c.found) == 0 {
		c.anything(s.Locale)
	}
	return slices.Sorted(maps.Keys(c.found))
}

type causes struct {
	w     *walk
	found map[string]bool
}

// add takes a name that is the name of an edit.
func (c *causes) add(what string) {
	if c.w.edited[what] {
		c.found[what] = true
	}
}

// read adds the items that are read for a name in a locale.
func (c *causes) read(name, locale string) {
	for _, v := range []*version{c.w.before, c.w.after} {
		if what := v.said(name, locale); v.items[what] != nil {
			c.add(what)
		}
	}
}

// word adds a short text that differs.
func (c *causes) word(key, locale string) {
	if c.w.before.text(key, locale) != c.w.after.text(key, locale) {
		c.read("word/"+key, locale)
	}
}

// text is a short text in a locale.
func (v *version) text(key, locale string) string {
	i, ok := v.locale(locale)
	if !ok {
		return ""
	}
	return v.bundle.Word(i, key)
}

// nodes adds the nodes whose own words, title, buttons or picture differ, and
// nodes that came or went and with them the buttons that lead there.
func (c *causes) nodes(s situation, before, after *reply) {
	var ids []dialog.NodeID
	for _, r := range []*reply{before, after} {
		if r != nil && r.node != nil {
			ids = append(ids, r.node.ID)
		}
	}
	if len(ids) == 0 {
		return
	}
	if len(ids) == 1 || ids[0] != ids[1] {
		for _, id := range ids {
			c.read("node/"+string(id), s.Locale)
		}
		return
	}
	name := "node/" + string(ids[0])
	old, later := c.w.before.form(name, s.Locale), c.w.after.form(name, s.Locale)
	s.Kind, s.Name = NodePlace, string(ids[0])
	b, a := c.w.before.look(s), c.w.after.look(s)
	if b.text(nil) != a.text(nil) || !slices.Equal(b.placeholders(), a.placeholders()) || old.Title != later.Title ||
		old.Picture != later.Picture || !slices.EqualFunc(old.Choices, later.Choices, sameChoice) {
		c.read(name, s.Locale)
	}
	if old.Picture != "" && old.Picture == later.Picture {
		if p, q := b.shown().picture(), a.shown().picture(); p != q {
			c.read("picture/"+old.Picture, s.Locale)
		}
	}
	for _, choice := range old.Choices {
		if !slices.ContainsFunc(later.Choices, func(c dialog.ChoiceForm) bool { return c.To == choice.To }) {
			continue
		}
		_, was := c.w.before.bundle.Node(dialog.NodeID(choice.To))
		if _, is := c.w.after.bundle.Node(dialog.NodeID(choice.To)); was != is {
			c.add("node/" + string(choice.To) + "@" + dialog.SourceLocale)
		}
	}
}

// form is the form of a node that is there, as it is read in a locale.
func (v *version) form(name, locale string) *dialog.NodeForm {
	return v.items[v.said(name, locale)].Node()
}

func sameChoice(a, b dialog.ChoiceForm) bool {
	return a.Label == b.Label && a.To == b.To && slices.Equal(a.Set, b.Set)
}

// slots adds the list of slots where something that was told can be told in one
// version alone.
func (c *causes) slots(s situation) {
	for _, told := range s.slots {
		if c.w.before.knows(told) != c.w.after.knows(told) {
			c.add("slots")
		}
	}
}

func (v *version) knows(told dialog.SlotValue) bool {
	slot, ok := v.bundle.Slot(told.Slot)
	return ok && slices.Contains(slot.Values, told.Value)
}

// anything is the answer when nothing nearer is found, such as for a locale that
// came or went: every edit in the locale, else every edit.
func (c *causes) anything(locale string) {
	for what := range c.w.edited {
		if dialog.LocaleOfItem(what) == locale {
			c.found[what] = true
		}
	}
	if len(c.found) == 0 {
		maps.Copy(c.found, c.w.edited)
	}
}
