package compare_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/compare"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// choose draws some of the pool's edits.
func choose(t testing.TB, r *rand.Rand) []dialog.Item {
	t.Helper()
	var some []edit
	for _, e := range pool {
		if r.IntN(2) == 0 {
			some = append(some, e)
		}
	}
	return itemsOf(t, edited(t, some...))
}

// TestLaws holds what is true of every two versions.
func TestLaws(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // draws that can be drawn again
			before, after := choose(t, r), choose(t, r)
			there, back := versions(t, before, after), versions(t, after, before)
			everyEditOnce(t, there, before, after)
			nothingMissing(t, there, before, after)
			if diff := cmp.Diff(facts(back, true), facts(there, false)); diff != "" {
				t.Errorf("the way back is no mirror (-back +there):\n%s", diff)
			}
		})
	}
}

// everyEditOnce checks that each item whose digest differs is one edit.
func everyEditOnce(t testing.TB, r *compare.Report, before, after []dialog.Item) {
	t.Helper()
	old, later := digests(before), digests(after)
	both := maps.Clone(old)
	maps.Copy(both, later)
	want := map[string]int{}
	for what := range both {
		if old[what] != later[what] {
			want[what] = 1
		}
	}
	got := map[string]int{}
	for _, e := range r.Edits {
		got[e.What]++
		if e.Before != old[e.What] || e.After != later[e.What] {
			t.Errorf("%s has the digests %q and %q", e.What, e.Before, e.After)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("edits (-want +got):\n%s", diff)
	}
}

func digests(items []dialog.Item) map[string]string {
	out := map[string]string{}
	for _, i := range items {
		out[i.What] = i.Digest.String()
	}
	return out
}

// facts lists all that a report says, in no order, with the sides changed or not.
func facts(r *compare.Report, swap bool) []string {
	var out []string
	say := func(parts ...any) {
		data, _ := json.Marshal(parts)
		out = append(out, string(data))
	}
	turn := func(a, b any) []any {
		if swap {
			return []any{b, a}
		}
		return []any{a, b}
	}
	change := map[compare.Change]compare.Change{compare.Changed: compare.Changed, compare.Added: compare.Removed, compare.Removed: compare.Added}
	questions := func(cause string, all []compare.Question) {
		for _, q := range all {
			say(cause, q.Text, q.Locale, turn(q.Before, q.After))
		}
	}
	for _, e := range r.Edits {
		kind := e.Change
		if swap {
			kind = change[kind]
		}
		say(e.What, kind, turn(e.Before, e.After), e.Follows)
		for _, f := range e.Fields {
			say(e.What, f.Name, turn(f.Before, f.After))
		}
		for _, c := range e.Conversations {
			say(e.What, c.Places, turn(c.Before, c.After))
		}
		questions(e.What, e.Questions)
	}
	questions("together", r.Together.Questions)
	slices.Sort(out)
	return out
}

// nothingMissing walks both versions slowly: every node, locale, country and thing
// told. What differs in plain text has to be in the report, at its place or at that
// of people without a country who read the same.
func nothingMissing(t testing.TB, r *compare.Report, before, after []dialog.Item) {
	t.Helper()
	listed := map[compare.Place]bool{}
	for _, e := range r.Edits {
		for _, c := range e.Conversations {
			for _, p := range c.Places {
				listed[p] = true
			}
		}
	}
	a, b := engineOf(t, before), engineOf(t, after)
	walked := 0
	for _, id := range union(a.Bundle().NodeIDs(), b.Bundle().NodeIDs()) {
		for _, locale := range union(a.Bundle().Locales(), b.Bundle().Locales()) {
			for _, told := range toldOf(a, b, id) {
				place := compare.Place{Kind: compare.NodePlace, Name: string(id), Locale: locale}
				if told.Slot != "" {
					place.Told = told.Slot + "=" + told.Value
				}
				first := [2]string{plain(a, place, told), plain(b, place, told)}
				for _, country := range append([]string{""}, union(a.Bundle().Countries(), b.Bundle().Countries())...) {
					walked++
					here := place
					here.Country = country
					pair := [2]string{plain(a, here, told), plain(b, here, told)}
					if pair[0] != pair[1] && !listed[here] && (pair != first || !listed[place]) {
						t.Errorf("%s is not in the report: %q, %q", here, pair[0], pair[1])
					}
				}
			}
		}
	}
	if walked == 0 {
		t.Error("nothing was walked")
	}
}

func union[T comparable](a, b []T) []T {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

func engineOf(t testing.TB, items []dialog.Item) *engine.Engine {
	t.Helper()
	b, err := dialog.Assemble(items)
	if err != nil {
		t.Fatal(err)
	}
	return engine.New(b, engine.Options{})
}

// toldOf lists the single slots that a node of either version has a text for.
func toldOf(a, b *engine.Engine, id dialog.NodeID) []dialog.SlotValue {
	out := []dialog.SlotValue{{}}
	for _, e := range []*engine.Engine{a, b} {
		n, ok := e.Bundle().Node(id)
		if !ok {
			continue
		}
		for _, v := range n.View(0).Variants {
			if len(v.When) == 1 && v.When[0].Slot != "country" && !slices.Contains(out, v.When[0]) {
				out = append(out, v.When[0])
			}
		}
	}
	return out
}

func plain(e *engine.Engine, p compare.Place, told dialog.SlotValue) string {
	if _, ok := e.Bundle().Node(dialog.NodeID(p.Name)); !ok || !slices.Contains(e.Bundle().Locales(), p.Locale) {
		return "not there"
	}
	payload := dialog.Payload{Locale: p.Locale, To: dialog.Target(p.Name), Set: told}.String()
	_, r, _ := e.Turn(engine.State{Country: p.Country}, engine.Input{Kind: engine.Tap, Payload: payload})
	text := r.Plain()
	for _, c := range r.Choices {
		text += "\n[" + c.Label + "]"
	}
	return text
}

var shippedItems = sync.OnceValue(func() []dialog.Item {
	content, _ := dialog.Load(dialogs.FS)
	return dialog.Items(content)
})

// TestShippedHotline changes one number of the shipped content. All that shows it
// is in the report, of that edit alone, and comes first.
func TestShippedHotline(t *testing.T) {
	if testing.Short() {
		t.Skip("a walk through all content, which go test takes without -short")
	}
	before := shippedItems()
	after := slices.Clone(before)
	i := slices.IndexFunc(after, func(i dialog.Item) bool { return i.What == "hotline/us-nhth@en" })
	item, err := dialog.ParseItem(bytes.Replace(before[i].Form, []byte("1-888-373-7888"), []byte("1-888-373-7889"), 1))
	if err != nil {
		t.Fatal(err)
	}
	after[i] = item
	r := versions(t, before, after)
	everyEditOnce(t, r, before, after)
	nothingMissing(t, r, before, after)
	if len(r.Edits) != 1 || r.Edits[0].First == "" || len(r.Edits[0].Conversations) < 10 {
		t.Fatal(outline(r))
	}
	for _, c := range r.Edits[0].Conversations {
		if !strings.Contains(c.After.Text, "1-888-373-7889") {
			t.Errorf("%s does not show it: %s", c.Places[0], c.After.Text)
		}
	}
}

// TestShippedTogether takes the asks of a tree and a node away and makes every
// English signal weak at once.
func TestShippedTogether(t *testing.T) {
	if testing.Short() {
		t.Skip("a walk through all content, which go test takes without -short")
	}
	before := shippedItems()
	after := slices.DeleteFunc(slices.Clone(before), func(i dialog.Item) bool {
		return strings.HasPrefix(i.What, "asks/grooming/") || strings.HasPrefix(i.What, "node/grooming/signs@")
	})
	points := regexp.MustCompile(`"points":\d+`)
	for i := range after {
		if strings.HasPrefix(after[i].What, "signal/en/") {
			weak, err := dialog.ParseItem(points.ReplaceAll(after[i].Form, []byte(`"points":1`)))
			if err != nil {
				t.Fatal(err)
			}
			after[i] = weak
		}
	}
	r := versions(t, before, after)
	everyEditOnce(t, r, before, after)
	nothingMissing(t, r, before, after)
	if c := r.Counts; c.Lost == 0 || c.Questions < 20 || len(r.Together.Questions) == 0 || !r.Together.Questions[0].Lost {
		t.Errorf("counts %+v, %d together", c, len(r.Together.Questions))
	}
}
