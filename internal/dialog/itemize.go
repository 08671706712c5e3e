package dialog

import (
	"maps"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/triage"
)

// Items lists everything of the content that can change a reply, sorted by name.
func Items(c *Content) []Item {
	z := itemizer{content: c, translators: make([]*translator, len(c.Locales))}
	for i := range c.Locales {
		z.translators[i] = newTranslator(&c.Locales[i])
	}
	z.pictures()
	for t := range c.Trees {
		for i := range c.Trees[t].Nodes {
			z.node(&c.Trees[t].Nodes[i])
		}
	}
	for _, w := range c.Words {
		z.localised("words "+w.Key.Text, func(l localised) form {
			return &WordForm{head: l.head(wordItem), Key: w.Key.Text, Locale: l.locale, Of: l.of, Text: l.text(w.Text)}
		})
	}
	z.hotlines()
	z.add(&listForm{head: newHead(topicsItem), Items: keysOf(c.Topics)})
	slots := &slotsForm{head: newHead(slotsItem)}
	for _, s := range c.Slots {
		slots.Slots = append(slots.Slots, Slot{Name: s.Name.Text, Values: texts(s.Values)})
	}
	z.add(slots)
	for i := range c.Rules {
		z.rules(&c.Rules[i].Rules)
	}
	z.matching()
	SortItems(z.items)
	return z.items
}

type itemizer struct {
	content     *Content
	translators []*translator // by locale, without the source locale
	items       []Item
}

func newHead(kind string) head { return head{Form: kind, Version: formVersion} }

func (z *itemizer) add(f form) { z.items = append(z.items, newItem(f)) }

func texts(list []Located) []string {
	var out []string
	for _, l := range list {
		out = append(out, l.Text)
	}
	return out
}

func keysOf(table []SourceEntry) []string {
	var out []string
	for _, e := range table {
		out = append(out, e.Key.Text)
	}
	return out
}

// localised is an item in one locale while its form is made.
type localised struct {
	context             string // of its only text; see Message
	locale              string
	of                  string // the digest of the English item
	translate           *translator
	stale, untranslated *bool
}

func (l localised) head(kind string) head { return newHead(kind) }

// text is the only text of the item, in its locale.
func (l localised) text(english Located) string { return l.part(l.context, english) }

// part is a text of the item, in its locale; English stands in for one that is not
// translated.
func (l localised) part(context string, english Located) string {
	if l.translate == nil || english.Text == "" {
		return english.Text
	}
	str, stale, _ := l.translate.find(context, english.Text)
	if str == "" {
		*l.untranslated = true
		return english.Text
	}
	*l.stale = *l.stale || stale
	return str
}

// localised adds an item in every locale.
func (z *itemizer) localised(context string, make func(localised) form) {
	of := ""
	for i := range len(z.content.Locales) + 1 {
		var stale, untranslated bool
		l := localised{context: context, locale: SourceLocale, of: of, stale: &stale, untranslated: &untranslated}
		if i > 0 {
			l.locale = z.content.Locales[i-1].Locale
			l.translate = z.translators[i-1]
		}
		item := newItem(make(l))
		item.Stale, item.Untranslated = stale, untranslated
		if i == 0 {
			of = item.Digest.String()
		}
		z.items = append(z.items, item)
	}
}

func (z *itemizer) node(n *SourceNode) {
	id := string(n.ID)
	z.localised("", func(l localised) form {
		say := func(context string, english Located) string {
			return n.Lead.before(l.part(n.Lead.context(), n.Lead.Word.Text), l.part(context, english))
		}
		f := &NodeForm{
			head: l.head(nodeItem), ID: n.ID, Locale: l.locale, Of: l.of, Was: texts(n.Was), Kind: n.Kind.String(),
			Title: l.part(n.titleContext(), n.Title), Topic: n.Topic.Text, Slot: n.Slot.Text, Smalltalk: n.Smalltalk,
			Say: say(id+" say", n.Say), Sources: texts(n.Sources), Picture: n.Picture.Text, ReviewDays: n.ReviewDays,
		}
		for _, v := range n.Variants {
			variant := VariantForm{Say: say(id+" say "+whenKey(v.When), v.Say)}
			for _, w := range v.When {
				variant.When = append(variant.When, [2]string{w.Slot.Text, w.Value.Text})
			}
			slices.SortFunc(variant.When, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
			f.Variants = append(f.Variants, variant)
		}
		for _, c := range n.Choices {
			choice := ChoiceForm{Label: l.part(c.context(n.ID), c.Label), To: c.to}
			if len(c.Set) > 0 {
				choice.Set = []string{c.Set[0].Slot.Text, c.Set[0].Value.Text}
			}
			f.Choices = append(f.Choices, choice)
		}
		return f
	})
	if asks := z.content.asks[n.ID]; len(asks) > 0 {
		z.add(&AsksForm{head: newHead(asksItem), ID: n.ID, Locale: SourceLocale, Asks: texts(asks)})
	}
	for _, l := range z.content.Locales {
		if asks := l.Asks[n.ID]; len(asks) > 0 {
			z.add(&AsksForm{head: newHead(asksItem), ID: n.ID, Locale: l.Locale, Asks: texts(asks)})
		}
	}
}

// hotlines adds the entries that may be shown, and their order, which decides
// which one serves a purpose.
func (z *itemizer) hotlines() {
	order := &listForm{head: newHead(orderItem), ID: "hotlines"}
	for i := range z.content.Hotlines {
		h := &z.content.Hotlines[i]
		if !h.shown() {
			continue
		}
		order.Items = append(order.Items, h.ID.Text)
		context := "hotline " + h.ID.Text
		z.localised(context, func(l localised) form {
			f := &HotlineForm{
				head: l.head(hotlineItem), ID: h.ID.Text, Locale: l.locale, Of: l.of,
				Name: l.part(context+" name", h.Name), Hours: h.Hours.Text,
			}
			if h.Hours.Text != always {
				f.Hours = l.part(context+" hours", h.Hours)
			}
			if l.translate == nil {
				f.Country, f.For, f.Show, f.Dial = h.Country.Text, texts(h.For), h.Show.Text, h.Dial.Text
				f.TextTo, f.TextWord, f.URL, f.Chat = h.TextTo.Text, h.TextWord.Text, h.URL.Text, h.Chat.Text
				f.Confidence, f.Verified, f.Source, f.Checked = h.Confidence.Text, h.Verified.Text, h.Source.Text, h.Checked.Text
			}
			return f
		})
	}
	z.add(order)
}

func (z *itemizer) pictures() {
	for _, p := range z.content.Pictures {
		z.localised("picture "+p.Name.Text, func(l localised) form {
			file := z.content.pictureIn(&p, l.locale)
			return &PictureForm{
				head: l.head(pictureItem), Name: p.Name.Text, Locale: l.locale, Of: l.of,
				File: file, SHA256: z.content.pictures[file], Text: l.text(p.Description),
			}
		})
	}
}

// rules adds what a danger rule file says.
func (z *itemizer) rules(f *triage.File) {
	lang := f.Language
	for i := range f.Rules {
		z.add(&RuleForm{head: newHead(ruleItem), Language: lang, ID: f.Rules[i].ID, Rule: &f.Rules[i]})
	}
	for i := range f.Signals {
		z.add(&RuleForm{head: newHead(signalItem), Language: lang, ID: f.Signals[i].ID, Signal: &f.Signals[i]})
	}
	for i := range f.Counters {
		z.add(&RuleForm{head: newHead(counterItem), Language: lang, ID: f.Counters[i].ID, Counter: &f.Counters[i]})
	}
	for _, name := range slices.Sorted(maps.Keys(f.Groups)) {
		z.add(&RuleForm{head: newHead(groupItem), Language: lang, ID: name, Group: f.Groups[name]})
	}
	spelling := f.Spelling
	z.add(&RuleForm{head: newHead(spellingItem), Language: lang, Fillers: f.Fillers, Breaks: f.Breaks, Spelling: &spelling})
	z.add(&listForm{head: newHead(harmlessItem), ID: lang, Items: f.Harmless})
}

// matching adds what decides, beside the asks, which node a question finds.
func (z *itemizer) matching() {
	c := z.content
	for _, locale := range slices.Sorted(maps.Keys(c.vocabularies)) {
		z.add(&vocabularyForm{head: newHead(vocabularyItem), Locale: locale, Vocabulary: c.vocabularies[locale]})
	}
	for _, locale := range slices.Sorted(maps.Keys(c.said)) {
		said := c.said[locale]
		f := &saidForm{head: newHead(saidItem), Locale: locale, Numbers: texts(said.Numbers)}
		for _, p := range said.Phrases {
			f.Phrases = append(f.Phrases, saidFormPart{Slot: p.Slot.Text, Value: p.Value.Text, Words: texts(p.Words)})
		}
		z.add(f)
	}
}
