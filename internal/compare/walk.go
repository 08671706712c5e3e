package compare

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// walk looks at every place of two versions. Its methods may be used by several
// goroutines once list has returned.
type walk struct {
	before, after *version
	edited        map[string]bool // the names of items that differ
	locales       []string        // of both versions, the source locale first
	countries     []string        // all that may read something else than people without one
	lines         sync.Map        // lineKey to line
}

// sight is a place where something reads differently.
type sight struct {
	place         Place
	before, after *Shown
	key           string // the same for conversations that change alike
	causes        []string
}

// situation is a place and what the person there told.
type situation struct {
	Place
	slots []dialog.SlotValue // without the country
}

func newWalk(before, after *version) *walk {
	w := &walk{before: before, after: after, edited: map[string]bool{}}
	w.locales = union(before.bundle.Locales(), after.bundle.Locales())
	countries := map[string]bool{dialog.OtherCountry: true}
	for _, v := range []*version{before, after} {
		for _, c := range v.bundle.Countries() {
			countries[c] = true
		}
		for _, id := range v.bundle.NodeIDs() {
			n, _ := v.bundle.Node(id)
			for _, variant := range n.View(0).Variants {
				for _, s := range variant.When {
					if s.Slot == countrySlot {
						countries[s.Value] = true
					}
				}
			}
		}
	}
	w.countries = slices.Sorted(maps.Keys(countries))
	return w
}

// countrySlot is the slot that is no slot of slots.yaml: the person's country.
const countrySlot = "country"

// union is a and then what of b is not in it.
func union[T comparable](a, b []T) []T {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(a, x) {
			out = append(out, x)
		}
	}
	return out
}

// sights lists every place that reads differently, in a stable order: nodes,
// those of danger first, frames, words, each in every locale.
func (w *walk) sights() []sight {
	subjects := w.subjects()
	found := make([][]sight, len(subjects))
	each(len(subjects), func(i int) { found[i] = w.subject(subjects[i]) })
	return slices.Concat(found...)
}

func (w *walk) subjects() []Place {
	var out []Place
	names := map[string]bool{}
	for _, v := range []*version{w.before, w.after} {
		for _, id := range v.bundle.NodeIDs() {
			names[string(id)] = true
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(names), dangerFirst) {
		out = append(out, Place{Kind: NodePlace, Name: id})
	}
	for i := range frames {
		out = append(out, Place{Kind: FramePlace, Name: frames[i].name})
	}
	for _, key := range dialog.Words() {
		out = append(out, Place{Kind: WordPlace, Name: key})
	}
	return out
}

// dangerFirst sorts node ids, those that people in danger read before the others.
func dangerFirst(a, b string) int {
	danger := func(id string) int {
		if strings.HasPrefix(id, "danger/") {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(danger(a), danger(b)), cmp.Compare(a, b))
}

func (w *walk) subject(p Place) []sight {
	var out []sight
	for _, locale := range w.locales {
		p.Locale = locale
		for _, slots := range w.told(p) {
			p.Told = tell(slots)
			out = w.situation(out, situation{p, slots})
		}
	}
	return out
}

// situation appends what differs for a person without a country, and in each
// country where it reads otherwise than for them.
func (w *walk) situation(out []sight, s situation) []sight {
	before, after := w.before.look(s), w.after.look(s)
	if !same(before, after) {
		out = append(out, w.sight(s, before, after))
	}
	if !before.byCountry() && !after.byCountry() {
		return out
	}
	for _, s.Country = range w.countries {
		b, a := w.before.look(s), w.after.look(s)
		if !same(b, a) && (!same(b, before) || !same(a, after)) {
			out = append(out, w.sight(s, b, a))
		}
	}
	return out
}

func (w *walk) sight(s situation, before, after *reply) sight {
	return sight{
		place: s.Place, before: before.shown(), after: after.shown(),
		key: w.key(s, before) + "\x00" + w.key(s, after), causes: w.causes(s, before, after),
	}
}

// key is a reply in which the hotlines that did not change stand by their names.
func (w *walk) key(s situation, r *reply) string {
	if r == nil {
		return "\x01"
	}
	shown := *r.shown()
	shown.Text = r.text(w.unchanged(s, r))
	var b strings.Builder
	for _, part := range []string{shown.Title, shown.Text, shown.picture()} {
		b.WriteString(part)
		b.WriteByte('\x02')
	}
	for _, c := range shown.Buttons {
		b.WriteString(c.String())
		b.WriteByte('\x03')
	}
	return b.String()
}

// told lists what a person may have told that a node has a text for: nothing, and
// the conditions of each variant of either version.
func (w *walk) told(p Place) [][]dialog.SlotValue {
	out := [][]dialog.SlotValue{nil}
	if p.Kind != NodePlace {
		return out
	}
	for _, v := range []*version{w.before, w.after} {
		n, ok := v.bundle.Node(dialog.NodeID(p.Name))
		locale, spoken := v.locale(p.Locale)
		if !ok || !spoken {
			continue
		}
		for _, variant := range n.View(locale).Variants {
			slots := slices.Clone(variant.When)
			slots = slices.DeleteFunc(slots, func(s dialog.SlotValue) bool { return s.Slot == countrySlot })
			if !slices.ContainsFunc(out, func(o []dialog.SlotValue) bool { return slices.Equal(o, slots) }) {
				out = append(out, slots)
			}
		}
	}
	return out
}

func tell(slots []dialog.SlotValue) string {
	var parts []string
	for _, s := range slots {
		parts = append(parts, s.Slot+"="+s.Value)
	}
	return strings.Join(parts, ", ")
}
