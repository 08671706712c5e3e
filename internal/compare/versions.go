package compare

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// Versions compares two versions of the content, each the list of its items in
// any order. An error says which of them makes no bundle, and wraps
// dialog.ErrIncomplete.
func Versions(before, after []dialog.Item) (*Report, error) {
	var pair [2]*version
	var problems [2]error
	each(2, func(i int) { pair[i], problems[i] = newVersion([][]dialog.Item{before, after}[i]) })
	for i, name := range []string{"earlier", "later"} {
		if problems[i] != nil {
			return nil, fmt.Errorf("the %s version: %w", name, problems[i])
		}
	}
	w := newWalk(pair[0], pair[1])
	r := &Report{
		Before: w.before.bundle.Digest(), After: w.after.bundle.Digest(), Edits: w.list(),
		Together: Together{Edits: []string{}, Questions: []Question{}}, countries: len(w.countries),
	}
	if len(r.Edits) == 0 {
		return r, nil
	}
	r.group(w.sights())
	r.spread(w, w.questions(r.Edits))
	r.describe(w)
	r.sort()
	return r, nil
}

// version is one side of the comparison.
type version struct {
	items  map[string]*dialog.Item // by name
	bundle *dialog.Bundle
	engine *engine.Engine

	hotlines []*dialog.HotlineForm // in English
}

func newVersion(items []dialog.Item) (*version, error) {
	b, err := dialog.Assemble(items)
	if err != nil {
		return nil, err
	}
	v := &version{items: make(map[string]*dialog.Item, len(items)), bundle: b, engine: engine.New(b, engine.Options{})}
	for i := range items {
		v.items[items[i].What] = &items[i]
		if h := items[i].Hotline(); h != nil && h.Locale == dialog.SourceLocale {
			v.hotlines = append(v.hotlines, h)
		}
	}
	return v, nil
}

// locale is the index of a locale; ok is false where this version does not speak it.
func (v *version) locale(name string) (index int, ok bool) {
	index = slices.Index(v.bundle.Locales(), name)
	return index, index >= 0
}

// said names the item that is read in a locale: its own, or the English one that
// stands in its place.
func (v *version) said(name, locale string) string {
	if own := name + "@" + locale; v.items[own] != nil {
		return own
	}
	return name + "@" + dialog.SourceLocale
}

// list is the edits, by name, without what they cause.
func (w *walk) list() []Edit {
	out := []Edit{}
	add := func(e Edit) {
		e.Conversations, e.Questions = []Conversation{}, []Question{}
		out = append(out, e)
	}
	for what, old := range w.before.items {
		switch later := w.after.items[what]; {
		case later == nil:
			add(Edit{What: what, Change: Removed, Before: old.Digest.String()})
		case later.Digest != old.Digest:
			add(Edit{What: what, Change: Changed, Before: old.Digest.String(), After: later.Digest.String(), Stale: later.Stale})
		}
	}
	for what, later := range w.after.items {
		if w.before.items[what] == nil {
			add(Edit{What: what, Change: Added, After: later.Digest.String(), Stale: later.Stale})
		}
	}
	slices.SortFunc(out, func(a, b Edit) int { return cmp.Compare(a.What, b.What) })
	for _, e := range out {
		w.edited[e.What] = true
	}
	return out
}

// group gives each edit the conversations it causes; those that read alike become
// one.
func (r *Report) group(sights []sight) {
	at := make(map[string]int, len(r.Edits))
	for i := range r.Edits {
		at[r.Edits[i].What] = i
	}
	type fold struct {
		edit int
		key  string
	}
	folds := map[fold]int{}
	keys := map[string]bool{}
	for i := range sights {
		s := &sights[i]
		keys[s.key] = true
		for _, cause := range s.causes {
			e := &r.Edits[at[cause]]
			k := fold{at[cause], s.key}
			c, ok := folds[k]
			if !ok {
				c = len(e.Conversations)
				folds[k] = c
				e.Conversations = append(e.Conversations, Conversation{Before: s.before, After: s.after})
			}
			e.Conversations[c].Places = append(e.Conversations[c].Places, s.place)
		}
	}
	r.Counts.Conversations = len(keys)
}

// each calls f with 0 to n-1 on all processors and returns when all are done.
func each(n int, f func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	all.Wait()
}
