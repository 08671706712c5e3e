package dialog

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// Build loads, checks and compiles a content directory. The Bundle is nil when
// any finding is an error: bad content never reaches a parent. now is the day
// against which "out of date" is judged; it changes findings, never the Bundle.
func Build(fsys fs.FS, now time.Time) (*Bundle, []diag.Finding) {
	return build(fsys, now, Check)
}

// Examine is Build for people who write: it also tries every ask with itself
// left out, which takes its time and says nothing about whether content may be
// served.
func Examine(fsys fs.FS, now time.Time) (*Bundle, []diag.Finding) {
	return build(fsys, now, func(content *Content, bundle *Bundle, now time.Time) []diag.Finding {
		return append(Check(content, bundle, now), lost(content, bundle)...)
	})
}

func build(fsys fs.FS, now time.Time, check func(*Content, *Bundle, time.Time) []diag.Finding) (*Bundle, []diag.Finding) {
	content, findings := Load(fsys)
	bundle, more := Compile(content)
	findings = append(findings, more...)
	if bundle != nil {
		findings = append(findings, check(content, bundle, now)...)
	}
	diag.Sort(findings)
	if diag.Failed(findings) {
		return nil, findings
	}
	return bundle, findings
}

// compiler carries what the steps of Compile share.
type compiler struct {
	content  *Content
	bundle   *Bundle
	findings []diag.Finding
	nodes    map[NodeID]*SourceNode
	topics   map[string]bool
	slots    map[string]Slot
	sources  map[string]bool
	pictures map[string]*SourcePicture
}

func (c *compiler) add(code diag.Code, pos diag.Pos, hint, format string, args ...any) {
	c.findings = append(c.findings, finding(code, pos, hint, format, args...))
}

// Compile makes a Bundle of what was loaded and reports what stands in the way:
// things that do not exist, come twice, or do not fit together. The Bundle is
// nil only when there is nothing to serve at all; whoever serves it asks Build.
// The same content gives the same digest on every machine.
func Compile(content *Content) (*Bundle, []diag.Finding) {
	c := &compiler{
		content: content,
		bundle: &Bundle{
			locales:  []string{SourceLocale},
			nodes:    map[NodeID]*Node{},
			heirs:    map[NodeID]NodeID{},
			pictures: map[string]Picture{},
		},
		nodes:    map[NodeID]*SourceNode{},
		topics:   map[string]bool{},
		slots:    map[string]Slot{},
		sources:  map[string]bool{},
		pictures: map[string]*SourcePicture{},
	}
	for i := range content.Locales {
		c.bundle.locales = append(c.bundle.locales, content.Locales[i].Locale)
	}
	c.tables()
	c.declare()
	if len(c.bundle.order) == 0 {
		c.add(reservedNode, diag.Pos{File: "trees"}, "take the trees that ship with Porchlight", "there is no tree to serve")
		return nil, c.findings
	}
	c.resolveChoices()
	c.translations()
	c.rules()
	c.indexes()
	c.bundle.digest = digest(content)
	return c.bundle, c.findings
}

// tables reads topics, slots, sources and pictures.
func (c *compiler) tables() {
	for _, t := range c.content.Topics {
		c.topics[t.Key.Text] = true
		c.bundle.topics = append(c.bundle.topics, t.Key.Text)
	}
	for _, s := range c.content.Slots {
		slot := Slot{Name: s.Name.Text}
		for _, v := range s.Values {
			slot.Values = append(slot.Values, v.Text)
		}
		c.slots[slot.Name] = slot
		c.bundle.slots = append(c.bundle.slots, slot)
	}
	for _, s := range c.content.Sources {
		c.sources[s.ID.Text] = true
	}
	for i := range c.content.Pictures {
		p := &c.content.Pictures[i]
		c.pictures[p.Name.Text] = p
		if p.Description.Text == "" {
			c.add(pictureWithoutWords, p.Name.Pos, "say in a sentence what it shows", "picture %q has no description", p.Name.Text)
		}
		if !c.content.files[p.File.Text] {
			c.add(missingPicture, p.Name.Pos, "put it below pictures/", "picture %q: there is no file %q", p.Name.Text, p.File.Text)
		}
	}
}

// declare gives every node its place, and earlier ids their heirs.
func (c *compiler) declare() {
	b := c.bundle
	for t := range c.content.Trees {
		tree := &c.content.Trees[t]
		for i := range tree.Nodes {
			n := &tree.Nodes[i]
			if first := c.nodes[n.ID]; first != nil {
				c.add(duplicateID, n.Pos, "give one of them another id", "node %s is already in %s", n.ID, first.Pos)
				continue
			}
			c.nodes[n.ID] = n
			b.order = append(b.order, n.ID)
			b.nodes[n.ID] = c.node(n)
		}
	}
	for _, id := range b.order {
		for _, was := range c.nodes[id].Was {
			old := NodeID(was.Text)
			switch {
			case c.nodes[old] != nil:
				c.add(earlierIDTaken, was.Pos, "an id is never given to another node", "%s is a node of its own", old)
			case b.heirs[old] != "":
				c.add(earlierIDTaken, was.Pos, "one earlier id has one heir", "%s already leads to %s", old, b.heirs[old])
			default:
				b.heirs[old] = id
			}
		}
	}
	for _, id := range Reserved() {
		if c.nodes[id] == nil {
			c.add(reservedNode, c.treeOf(id), "the program needs it; take it from the content that ships with Porchlight", "node %s is missing", id)
		}
	}
}

// treeOf is the place of the tree that a node belongs to.
func (c *compiler) treeOf(id NodeID) diag.Pos {
	name, _, _ := strings.Cut(string(id), "/")
	for i := range c.content.Trees {
		if t := &c.content.Trees[i]; t.Name.Text == name {
			return t.Name.Pos
		}
	}
	return diag.Pos{File: "trees"}
}

func (c *compiler) node(n *SourceNode) *Node {
	node := &Node{ID: n.ID, Kind: n.Kind, Topic: n.Topic.Text, Slot: n.Slot.Text, Smalltalk: n.Smalltalk, Asks: len(n.Asks)}
	if n.Topic.Text != "" && !c.topics[n.Topic.Text] {
		c.add(unknownTopic, n.Topic.Pos, didYouMean(n.Topic.Text, c.bundle.topics), "there is no topic %q", n.Topic.Text)
	}
	if n.Slot.Text != "" {
		c.slotPair(SourcePair{Slot: n.Slot})
	}
	for _, v := range n.Variants {
		for _, w := range v.When {
			c.slotPair(w)
		}
	}
	for _, s := range n.Sources {
		if !c.sources[s.Text] {
			c.add(unknownSource, s.Pos, didYouMean(s.Text, slices.Sorted(maps.Keys(c.sources))), "there is no source %q in sources.yaml", s.Text)
		}
		node.Sources = append(node.Sources, s.Text)
	}
	if n.Picture.Text != "" && c.pictures[n.Picture.Text] == nil {
		c.add(missingPicture, n.Picture.Pos, didYouMean(n.Picture.Text, slices.Sorted(maps.Keys(c.pictures))), "there is no picture %q in pictures.yaml", n.Picture.Text)
	}
	return node
}

// slotPair reports a slot or value that slots.yaml does not list. `country` may
// be used in a condition without being listed: its values are country codes.
func (c *compiler) slotPair(p SourcePair) {
	if p.Slot.Text == "country" && len(p.Value.Text) == 2 {
		return
	}
	slot, known := c.slots[p.Slot.Text]
	switch {
	case !known:
		c.add(unknownSlot, p.Slot.Pos, didYouMean(p.Slot.Text, slices.Sorted(maps.Keys(c.slots))), "there is no slot %q in slots.yaml", p.Slot.Text)
	case p.Value.Text != "" && !slices.Contains(slot.Values, p.Value.Text):
		c.add(unknownSlot, p.Value.Pos, didYouMean(p.Value.Text, slot.Values), "slot %s has no value %q", slot.Name, p.Value.Text)
	}
}

// saidIn reads how people of a locale name values, and reports what slots.yaml
// does not list.
func (c *compiler) saidIn(locale string) said {
	source := c.content.said[locale]
	for _, p := range source.Phrases {
		counts := p.Value.Text == numberMark
		pair := SourcePair{Slot: p.Slot}
		if !counts {
			pair.Value = p.Value
		}
		c.slotPair(pair)
		for _, w := range p.Words {
			if strings.Contains(w.Text, numberMark) != counts {
				c.add(unknownSlot, w.Pos, "list phrases with {n} under {n}, and only those", "%q and its value %q do not both count", w.Text, p.Value.Text)
			}
		}
	}
	return newSaid(source, c.bundle.slots)
}

// resolveChoices makes sure that every choice leads somewhere.
func (c *compiler) resolveChoices() {
	ids := c.ids()
	for _, id := range c.bundle.order {
		n := c.nodes[id]
		labels := map[string]bool{}
		for i := range n.Choices {
			ch := &n.Choices[i]
			if labels[ch.Label.Text] {
				c.add(duplicateLabel, ch.Label.Pos, "two buttons of one node need different words", "the label %q stands here twice", ch.Label.Text)
			}
			labels[ch.Label.Text] = true
			for _, p := range ch.Set {
				c.slotPair(p)
			}
			if len(ch.Set) > 1 {
				c.add(unknownSlot, ch.Label.Pos, "ask for one thing at a time", "a choice sets one slot at most")
			}
			if ch.to.IsCommand() {
				if _, _, _, ok := Command(string(ch.to)); !ok {
					c.add(missingTarget, ch.Target.Pos, didYouMean(string(ch.to), slices.Sorted(maps.Keys(commandNodes))), "there is no command %q", ch.to)
				}
				continue
			}
			if c.nodes[NodeID(ch.to)] == nil {
				hint := didYouMean(string(ch.to), ids)
				if heir := c.bundle.heirs[NodeID(ch.to)]; heir != "" {
					hint = "it is called " + string(heir) + " today"
				}
				c.add(missingTarget, ch.Target.Pos, hint, "there is no node %q", ch.to)
			}
		}
	}
}

// translations makes the views of every node, the words and the hotline lines,
// in every locale.
func (c *compiler) translations() {
	b := c.bundle
	for i, locale := range b.locales {
		tr := func(context, english string) (string, bool) { return english, false }
		if i > 0 {
			t := newTranslator(&c.content.Locales[i-1])
			tr = func(context, english string) (string, bool) {
				if str, stale, _ := t.find(context, english); str != "" {
					return str, stale
				}
				return english, true
			}
		}
		words := map[string]string{}
		for _, w := range c.content.Words {
			words[w.Key.Text], _ = tr("words "+w.Key.Text, w.Text.Text)
		}
		b.words = append(b.words, words)
		b.lines = append(b.lines, c.lines(words, tr))
		for _, id := range b.order {
			b.nodes[id].views = append(b.nodes[id].views, c.view(c.nodes[id], locale, tr))
		}
	}
	known := Words()
	for _, key := range known {
		if _, ok := b.words[0][key]; !ok {
			c.add(missingWord, diag.Pos{File: "words.yaml", Line: 1, Col: 1}, "add it; the program shows it", "the word %q is missing", key)
		}
	}
	for _, w := range c.content.Words {
		if !slices.Contains(known, w.Key.Text) {
			c.add(unknownWord, w.Key.Pos, didYouMean(w.Key.Text, known), "the program never shows the word %q", w.Key.Text)
		}
	}
}

func (c *compiler) view(n *SourceNode, locale string, tr func(context, english string) (string, bool)) View {
	var v View
	id := string(n.ID)
	say := func(context string, l Located) []*markup.Doc {
		text, stale := tr(context, l.Text)
		v.Stale = v.Stale || stale
		doc, _ := markup.Parse(text)
		return []*markup.Doc{&doc}
	}
	v.Title, _ = tr(id+" title", n.Title.Text)
	for _, variant := range n.Variants {
		when := make([]SlotValue, 0, len(variant.When))
		for _, w := range variant.When {
			when = append(when, SlotValue{w.Slot.Text, w.Value.Text})
		}
		v.Variants = append(v.Variants, Variant{When: when, Body: say(id+" say "+whenKey(variant.When), variant.Say)})
	}
	v.Variants = append(v.Variants, Variant{Body: say(id+" say", n.Say)})
	for _, ch := range n.Choices {
		choice := Choice{To: ch.to}
		choice.Label, _ = tr(id+" choice", ch.Label.Text)
		if len(ch.Set) > 0 {
			choice.Set = SlotValue{ch.Set[0].Slot.Text, ch.Set[0].Value.Text}
		}
		choice.Payload = Payload{Locale: locale, To: ch.to, Set: choice.Set}.String()
		v.Choices = append(v.Choices, choice)
		v.Labels = append(v.Labels, strings.Fields(text.Normal(choice.Label)))
	}
	if p := c.pictures[n.Picture.Text]; p != nil {
		alt, _ := tr("picture "+p.Name.Text, p.Description.Text)
		v.Picture = &Picture{Name: p.Name.Text, File: p.File.Text, Alt: alt}
		c.bundle.pictures[p.Name.Text] = Picture{Name: p.Name.Text, File: p.File.Text}
	}
	return v
}

func (c *compiler) lines(words map[string]string, tr func(context, english string) (string, bool)) map[string]*Lines {
	builder := lineBuilder{
		hotlines: c.content.Hotlines,
		words:    words,
		name: func(h *SourceHotline) string {
			name, _ := tr("hotline "+h.ID.Text+" name", h.Name.Text)
			return name
		},
		hours: func(h *SourceHotline) string {
			hours, _ := tr("hotline "+h.ID.Text+" hours", h.Hours.Text)
			return hours
		},
	}
	all := map[string]*Lines{
		NoCountry:    builder.lines(NoCountry),
		OtherCountry: builder.lines(OtherCountry),
	}
	for i := range c.content.Hotlines {
		country := c.content.Hotlines[i].Country.Text
		if all[country] == nil && country != international {
			all[country] = builder.lines(country)
		}
	}
	return all
}

// rules compiles the danger rules of all languages.
func (c *compiler) rules() {
	if c.content.rulesUnread {
		return // files name groups of each other: what is missing would be reported in all
	}
	files := make([]triage.File, 0, len(c.content.Rules))
	for i := range c.content.Rules {
		files = append(files, c.content.Rules[i].Rules)
	}
	rules, problems := triage.Compile(files)
	c.bundle.rules = rules
	c.ruleProblems(ruleProblem, problems)
	for i := range files {
		for k := range files[i].Rules {
			if node := files[i].Rules[k].Node; node != "" && c.nodes[NodeID(node)] == nil {
				c.add(missingTarget, c.content.Rules[i].Place["rules/"+files[i].Rules[k].ID],
					"name a node of the tree danger", "rule %s hands off to %q, which is no node", files[i].Rules[k].ID, node)
			}
		}
	}
}

func (c *compiler) ruleProblems(code diag.Code, problems []triage.Problem) {
	c.findings = append(c.findings, ruleFindings(c.content, code, problems)...)
}

func ruleFindings(content *Content, code diag.Code, problems []triage.Problem) []diag.Finding {
	var out []diag.Finding
	for _, p := range problems {
		pos := diag.Pos{File: "triage"}
		for i := range content.Rules {
			if content.Rules[i].Rules.Language == p.Language {
				pos = diag.Pos{File: content.Rules[i].File, Line: 1, Col: 1}
				place := content.Rules[i].Place
				entry := fmt.Sprintf("%s/%s/%s/%d", p.Section, p.ID, p.Field, p.Index)
				if p.ID == "" {
					entry = fmt.Sprintf("%s//%d", p.Section, p.Index)
				}
				if at, ok := place[entry]; ok {
					pos = at
				} else if at, ok := place[p.Section+"/"+p.ID]; ok {
					pos = at
				}
			}
		}
		what := p.Section
		if p.ID != "" {
			what += "/" + p.ID
		}
		if p.Field != "" {
			what += " " + p.Field
		}
		if p.Index >= 0 {
			what += fmt.Sprintf(" %d", p.Index+1)
		}
		out = append(out, finding(code, pos, p.Hint, "%s: %s", what, p.Message))
	}
	return out
}

// indexes builds the match index of every locale and reports asks that lead
// nowhere or to two nodes.
func (c *compiler) indexes() {
	b := c.bundle
	vocabularies := map[string]match.Vocabulary{}
	for i, locale := range b.locales {
		var asks []match.Ask
		for _, id := range b.order {
			for _, a := range c.content.asksOf(i, id) {
				asks = append(asks, match.Ask{ID: string(id), Text: a.Text})
			}
		}
		b.said = append(b.said, c.saidIn(locale))
		vocabulary := c.content.vocabularies[locale]
		vocabularies[locale] = vocabulary
		b.indexes = append(b.indexes, match.New(asks, match.Options{Language: locale, Vocabulary: vocabulary}))
		if i == 0 {
			continue
		}
		for _, at := range c.content.Locales[i-1].AskOrder {
			if c.nodes[NodeID(at.Text)] == nil {
				c.add(missingTarget, at.Pos, didYouMean(at.Text, c.ids()), "there is no node %q", at.Text)
			}
		}
	}
	b.languages = match.NewLanguages(vocabularies)
}

func (c *compiler) ids() []string {
	ids := make([]string, 0, len(c.bundle.order))
	for _, id := range c.bundle.order {
		ids = append(ids, string(id))
	}
	return ids
}
