package dialog

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// ErrIncomplete is returned for items that make no bundle that could be served.
var ErrIncomplete = errors.New("these items make no bundle that can be served")

// Assemble makes a bundle of items, whichever version of each: of those in a
// folder, of those that review let out, of those in a release file. The same
// items give the same bundle in whatever order they come. Two items of one name,
// or one that the program cannot do without, are an error that wraps
// ErrIncomplete.
//
// A node that has no item in a locale is said in English there. A choice that
// leads to a node that is not among the items is left out.
func Assemble(items []Item) (*Bundle, error) {
	items = slices.Clone(items)
	SortItems(items)
	for i := 1; i < len(items); i++ {
		if items[i].What == items[i-1].What {
			return nil, fmt.Errorf("%s comes twice: %w", items[i].What, ErrIncomplete)
		}
	}
	b, problems := assemble(items)
	for _, id := range Reserved() {
		if b.nodes[id] == nil {
			return nil, fmt.Errorf("the node %s is not among them: %w", id, ErrIncomplete)
		}
	}
	for _, key := range shownWords() {
		if _, ok := b.words[0][key]; !ok {
			return nil, fmt.Errorf("the text word/%s is not among them: %w", key, ErrIncomplete)
		}
	}
	if len(problems) > 0 {
		p := problems[0]
		return nil, fmt.Errorf("the danger rules of %s do not fit together, %s %s: %s: %w", p.Language, p.Section, p.ID, p.Message, ErrIncomplete)
	}
	return b, nil
}

// assemble makes a bundle of sorted items, and tells what is wrong with the
// danger rules.
func assemble(items []Item) (*Bundle, []triage.Problem) {
	b := &Bundle{nodes: map[NodeID]*Node{}, heirs: map[NodeID]NodeID{}, pictures: map[string]bool{}, digest: Root(items).String()}
	a := assembly{
		bundle: b, nodes: map[string]map[NodeID]*NodeForm{}, words: map[string]map[string]string{},
		hotlines: map[string]map[string]*HotlineForm{}, pictures: map[string]map[string]*PictureForm{},
		asks: map[string]map[NodeID][]string{}, rules: map[string]*triage.File{}, vocabularies: map[string]match.Vocabulary{},
		said: map[string]*saidForm{},
	}
	for i := range items {
		a.take(items[i].form)
	}
	a.locales()
	a.declare()
	// What takes long is made side by side.
	var problems []triage.Problem
	var wg sync.WaitGroup
	b.indexes = make([]*match.Index, len(b.locales))
	for i, locale := range b.locales {
		wg.Go(func() { b.indexes[i] = a.index(locale) })
	}
	wg.Go(func() { b.languages = match.NewLanguages(a.vocabularies) })
	wg.Go(func() { b.rules, problems = a.compileRules() })
	for i, locale := range b.locales {
		b.words = append(b.words, a.wordsOf(locale))
		b.lines = append(b.lines, a.lines(i))
		for _, id := range b.order {
			n := b.nodes[id]
			n.views = append(n.views, a.view(id, locale))
		}
		b.said = append(b.said, newSaid(a.said[locale], b.slots))
	}
	wg.Wait()
	stale(b, items)
	return b, problems
}

func (a *assembly) compileRules() (*triage.Rules, []triage.Problem) {
	files := make([]triage.File, 0, len(a.rules))
	for _, language := range slices.Sorted(maps.Keys(a.rules)) {
		files = append(files, *a.rules[language])
	}
	return triage.Compile(files)
}

// assembly is the work of assemble: forms by locale and name.
type assembly struct {
	bundle       *Bundle
	nodes        map[string]map[NodeID]*NodeForm
	words        map[string]map[string]string
	hotlines     map[string]map[string]*HotlineForm
	pictures     map[string]map[string]*PictureForm
	asks         map[string]map[NodeID][]string
	rules        map[string]*triage.File // by language
	vocabularies map[string]match.Vocabulary
	said         map[string]*saidForm
	order        []string // of the hotlines
}

func put[K comparable, V any](into map[string]map[K]V, locale string, key K, value V) {
	if into[locale] == nil {
		into[locale] = map[K]V{}
	}
	into[locale][key] = value
}

func (a *assembly) take(f form) {
	switch f := f.(type) {
	case *NodeForm:
		put(a.nodes, f.Locale, f.ID, f)
	case *WordForm:
		put(a.words, f.Locale, f.Key, f.Text)
	case *HotlineForm:
		put(a.hotlines, f.Locale, f.ID, f)
	case *PictureForm:
		put(a.pictures, f.Locale, f.Name, f)
	case *AsksForm:
		put(a.asks, f.Locale, f.ID, f.Asks)
	case *RuleForm:
		a.rule(f)
	case *vocabularyForm:
		a.vocabularies[f.Locale] = f.Vocabulary
	case *saidForm:
		a.said[f.Locale] = f
	case *slotsForm:
		a.bundle.slots = f.Slots
	case *listForm:
		switch f.Form {
		case topicsItem:
			a.bundle.topics = f.Items
		case orderItem:
			a.order = f.Items
		case harmlessItem:
			a.file(f.ID).Harmless = f.Items
		}
	}
}

func (a *assembly) file(language string) *triage.File {
	if a.rules[language] == nil {
		a.rules[language] = &triage.File{Language: language, Groups: map[string]triage.Group{}}
	}
	return a.rules[language]
}

func (a *assembly) rule(r *RuleForm) {
	f := a.file(r.Language)
	switch {
	case r.Rule != nil:
		f.Rules = append(f.Rules, *r.Rule)
	case r.Signal != nil:
		f.Signals = append(f.Signals, *r.Signal)
	case r.Counter != nil:
		f.Counters = append(f.Counters, *r.Counter)
	case r.Form == groupItem:
		f.Groups[r.ID] = r.Group
	case r.Form == spellingItem:
		f.Fillers, f.Breaks = r.Fillers, r.Breaks
		if r.Spelling != nil {
			f.Spelling = *r.Spelling
		}
	}
}

// locales are those of the nodes and words, the source locale first.
func (a *assembly) locales() {
	seen := map[string]bool{SourceLocale: true}
	a.bundle.locales = []string{SourceLocale}
	for _, locale := range append(slices.Sorted(maps.Keys(a.words)), slices.Sorted(maps.Keys(a.nodes))...) {
		if !seen[locale] {
			seen[locale] = true
			a.bundle.locales = append(a.bundle.locales, locale)
		}
	}
}

// declare gives every node its place, and earlier ids their heirs.
func (a *assembly) declare() {
	b := a.bundle
	source := a.nodes[SourceLocale]
	b.order = slices.Sorted(maps.Keys(source))
	for _, id := range b.order {
		f := source[id]
		kind, _ := parseKind(f.Kind)
		b.nodes[id] = &Node{
			ID: id, Kind: kind, Topic: f.Topic, Slot: f.Slot, Sources: f.Sources, Smalltalk: f.Smalltalk,
			Asks: len(a.asks[SourceLocale][id]),
		}
	}
	for _, id := range b.order {
		for _, was := range source[id].Was {
			if old := NodeID(was); source[old] == nil && b.heirs[old] == "" {
				b.heirs[old] = id
			}
		}
	}
}

// wordsOf are the texts of the program in a locale.
func (a *assembly) wordsOf(locale string) map[string]string {
	words := maps.Clone(a.words[SourceLocale])
	maps.Copy(words, a.words[locale])
	return words
}

func (a *assembly) view(id NodeID, locale string) View {
	f := a.nodes[locale][id]
	if f == nil {
		f = a.nodes[SourceLocale][id]
	}
	v := View{Title: f.Title}
	say := func(s string) []*markup.Doc {
		doc, _ := markup.Parse(s)
		return []*markup.Doc{&doc}
	}
	for _, variant := range f.Variants {
		when := make([]SlotValue, 0, len(variant.When))
		for _, w := range variant.When {
			when = append(when, SlotValue{w[0], w[1]})
		}
		v.Variants = append(v.Variants, Variant{When: when, Body: say(variant.Say)})
	}
	v.Variants = append(v.Variants, Variant{Body: say(f.Say)})
	for _, c := range f.Choices {
		if !a.leads(c.To) {
			continue
		}
		choice := Choice{Label: c.Label, To: c.To}
		if len(c.Set) == 2 {
			choice.Set = SlotValue{c.Set[0], c.Set[1]}
		}
		choice.Payload = Payload{Locale: locale, To: c.To, Set: choice.Set}.String()
		v.Choices = append(v.Choices, choice)
		v.Labels = append(v.Labels, strings.Fields(text.Normal(choice.Label)))
	}
	if p := a.picture(f.Picture, locale); p != nil {
		v.Picture = &Picture{Name: p.Name, File: p.File, Alt: p.Text}
		a.bundle.pictures[p.File] = true
	}
	return v
}

// leads reports whether a target is there.
func (a *assembly) leads(to Target) bool {
	if to.IsCommand() {
		return true
	}
	_, ok := a.bundle.Node(NodeID(to))
	return ok
}

func (a *assembly) picture(name, locale string) *PictureForm {
	if p := a.pictures[locale][name]; p != nil {
		return p
	}
	return a.pictures[SourceLocale][name]
}

// lines are the hotlines by country in a locale, by locale index.
func (a *assembly) lines(locale int) map[string]*Lines {
	builder := lineBuilder{words: a.bundle.words[locale]}
	source, translated := a.hotlines[SourceLocale], a.hotlines[a.bundle.locales[locale]]
	ids := slices.Sorted(maps.Keys(source))
	slices.SortStableFunc(ids, func(x, y string) int { return cmp.Compare(a.place(x), a.place(y)) })
	for _, id := range ids {
		h := *source[id]
		if t := translated[id]; t != nil {
			h.Name, h.Hours = t.Name, t.Hours
		}
		builder.hotlines = append(builder.hotlines, h)
	}
	all := map[string]*Lines{NoCountry: builder.lines(NoCountry), OtherCountry: builder.lines(OtherCountry)}
	for i := range builder.hotlines {
		if country := builder.hotlines[i].Country; all[country] == nil && country != international {
			all[country] = builder.lines(country)
		}
	}
	return all
}

// place is where a hotline stands in the order; those that it does not list come
// last.
func (a *assembly) place(id string) int {
	if i := slices.Index(a.order, id); i >= 0 {
		return i
	}
	return len(a.order)
}

func (a *assembly) index(locale string) *match.Index {
	var asks []match.Ask
	for _, id := range a.bundle.order {
		for _, s := range a.asks[locale][id] {
			asks = append(asks, match.Ask{ID: string(id), Text: s})
		}
	}
	return match.New(asks, match.Options{Language: locale, Vocabulary: a.vocabularies[locale], Groups: a.groups()})
}

// groups are the topics of the nodes: nodes of one topic answer much the same. Small
// talk does not.
func (a *assembly) groups() map[string]string {
	groups := map[string]string{}
	for id, n := range a.bundle.nodes {
		if !n.Smalltalk {
			groups[string(id)] = n.Topic
		}
	}
	return groups
}

// stale marks the views of translations that are older than their English.
func stale(b *Bundle, items []Item) {
	for i := range items {
		n := items[i].Node()
		if n == nil || !items[i].Stale && !items[i].Untranslated {
			continue
		}
		if at, ok := b.Locale(n.Locale); ok && b.nodes[n.ID] != nil {
			b.nodes[n.ID].views[at].Stale = true
		}
	}
}
