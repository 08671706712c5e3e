package review

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/internal/canonical"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// planWorld is a few items that people edit and decide about in any order: an ordinary
// node, a danger node and a hotline, in English and, while its folder is there, Spanish.
type planWorld struct {
	t       *rapid.T
	words   map[string]int // the number of each item's words; 0: the English is not in the content
	spanish bool
	now     time.Time
	staff   *Staff
	ledger  *Ledger
	archive *Archive
	ever    map[string]dialog.Item // all items that there ever were, by digest
	known   map[string]dialog.Item // those whose words are in the content or the archive
}

var planNames = []string{"node/games/chat", "node/danger/extra", "hotline/us-line"}

// item makes the item of a name in a locale.
func (w *planWorld) item(name, locale string, of dialog.Digest) dialog.Item {
	kind, id, _ := strings.Cut(name, "/")
	text := map[string]string{"form": kind, "version": "1", "id": id, "locale": locale}
	words := strconv.Itoa(w.words[name+"@"+locale])
	if kind == "hotline" {
		text["name"] = words
	} else {
		text["say"] = words
	}
	if !of.IsZero() {
		text["of"] = of.String()
	}
	item, err := dialog.ParseItem(canonical.Form(text))
	if err != nil {
		w.t.Fatal(err)
	}
	return item
}

// current are the items as the content has them.
func (w *planWorld) current() []dialog.Item {
	var out []dialog.Item
	for _, name := range planNames {
		if w.words[name+"@en"] == 0 {
			continue
		}
		english := w.item(name, "en", dialog.Digest{})
		out = append(out, english)
		if w.spanish {
			out = append(out, w.item(name, "es", english.Digest))
		}
	}
	dialog.SortItems(out)
	return out
}

// step lets one thing happen, and says what a Revoke was about.
func (w *planWorld) step() (revoked string) {
	name := rapid.SampledFrom(planNames).Draw(w.t, "item")
	locale := rapid.SampledFrom([]string{"en", "es"}).Draw(w.t, "locale")
	what := name + "@" + locale
	switch rapid.SampledFrom([]string{"edit", "edit", "decide", "decide", "decide", "decide", "decide", "days", "folder", "lose"}).Draw(w.t, "step") {
	case "edit":
		w.words[what] = rapid.IntRange(0, 2).Draw(w.t, "words")
		if locale == "es" {
			w.words[what]++
		}
	case "folder":
		w.spanish = !w.spanish
	case "lose":
		if lost := w.archive.Items(); len(lost) > 0 {
			delete(w.archive.items, rapid.SampledFrom(lost).Draw(w.t, "lost").Digest)
		}
	case "days":
		w.now = w.now.AddDate(0, 0, rapid.IntRange(1, 200).Draw(w.t, "days"))
	case "decide":
		item := dialog.Removed(what)
		if i := slices.IndexFunc(w.current(), func(i dialog.Item) bool { return i.What == what }); i >= 0 {
			item = w.current()[i]
		}
		return w.decide(item)
	}
	return ""
}

// decide writes a decision about an item, one that the staff may take.
func (w *planWorld) decide(item dialog.Item) (revoked string) {
	e := Entry{
		Who:      rapid.SampledFrom([]string{planWriter, planEditor, planOther, planSafe}).Draw(w.t, "who"),
		Decision: rapid.SampledFrom([]Decision{Submit, Approve, Approve, Approve, Approve, Revoke, Expire}).Draw(w.t, "decision"),
		What:     item.What, Digest: item.Digest.String(), Prev: w.ledger.Head(), At: w.now,
	}
	e.Role = planRole[e.Who]
	if e.Decision == Expire {
		e.Expires = DayOf(w.now.AddDate(0, 0, rapid.IntRange(-30, 400).Draw(w.t, "end")))
	}
	standing := w.ledger.Outcome().Standing(item.What, e.Digest, NeedOf(&item))
	if (&Row{Item: item, Standing: standing}).approvedBy(e.Who) && e.Decision == Submit || w.staff.Allows(e) != nil {
		return "" // the program refuses it
	}
	if f := w.ledger.add(e, e.line(), Rules{Staff: w.staff}); f != nil {
		w.t.Fatal(f)
	}
	w.archive.Add(item)
	if e.Decision == Revoke {
		return item.What
	}
	return ""
}

// planTwin reads the decisions about some words from the first to the last: whether they
// are approved, and which decision made it so.
func planTwin(entries []Entry, item *dialog.Item) (place int, approved bool) {
	need, writers := NeedOf(item), map[string]bool{}
	about := func(e Entry) bool { return e.What == item.What && e.Digest == item.Digest.String() }
	for _, e := range entries {
		if about(e) && e.Decision == Submit {
			writers[e.Who] = true
		}
	}
	people, careful := map[string]bool{}, false
	for i, e := range entries {
		switch {
		case !about(e):
		case e.Decision == Revoke:
			approved, people, careful = false, map[string]bool{}, false
		case e.Decision == Approve && len(writers) > 0 && !writers[e.Who]:
			people[e.Who], careful = true, careful || e.Role == Safeguarding
			if len(people) >= need.Approvals && (careful || !need.Safeguarding) {
				place, approved, people, careful = i, true, map[string]bool{}, false
			}
		}
	}
	return place, approved
}

// last is what the twin finds approved last of an item; ok is false where nothing is.
func (w *planWorld) last(what string, among map[string]dialog.Item) (found dialog.Item, ok bool) {
	at := -1
	for _, item := range among {
		place, approved := planTwin(w.ledger.Entries(), &item)
		if item.What == what && approved && place > at {
			found, ok, at = item, true, place
		}
	}
	return found, ok
}

// note remembers the items that there are.
func (w *planWorld) note() {
	w.known = map[string]dialog.Item{}
	there := map[string]bool{}
	for _, i := range w.current() {
		there[i.What] = true
		w.known[i.Digest.String()] = i
	}
	for _, i := range w.archive.Items() {
		w.known[i.Digest.String()] = i
	}
	for what := range w.words {
		removed := dialog.Removed(what)
		w.ever[removed.Digest.String()] = removed
		if !there[what] {
			w.known[removed.Digest.String()] = removed
		}
	}
	maps.Copy(w.ever, w.known)
}

// wrong says what is wrong with a plan, by itself; "" when nothing is.
func (w *planWorld) wrong(p *Plan) string {
	served := map[string]dialog.Item{}
	for _, i := range p.Items {
		served[i.What] = i
	}
	for what, i := range served {
		if _, approved := planTwin(w.ledger.Entries(), &i); !approved || i.IsRemoved() {
			return fmt.Sprintf("%s is served and nobody approved it", what)
		}
		name, translated := dialog.SourceItem(what)
		if !translated {
			if last, _ := w.last(what, w.known); !freshEverywhere(what) && last.Digest != i.Digest {
				return fmt.Sprintf("%s is served as it was before the last approval", what)
			}
			continue
		}
		english, ok := served[name]
		of := w.ever[i.Of().String()]
		switch _, approved := planTwin(w.ledger.Entries(), &of); {
		case !ok:
			return fmt.Sprintf("%s is served without its English", what)
		case freshEverywhere(what) && i.Of() != english.Digest:
			return fmt.Sprintf("%s belongs to another English text", what)
		case !approved:
			return fmt.Sprintf("%s belongs to an English text that nobody approved", what)
		}
	}
	return ""
}

// gone reports that people took an item away: the removal of it, or of its English, was
// approved last.
func (w *planWorld) gone(what string) bool {
	english, _ := dialog.SourceItem(what)
	for _, what := range []string{what, english} {
		if last, ok := w.last(what, w.ever); ok && last.IsRemoved() {
			return true
		}
	}
	return false
}

// Whatever people do, in whatever order: nothing is served that was not approved, and
// danger and hotlines that are served stay so, in every locale, unless somebody takes them
// back or their removal is approved. Where that cannot be, no release is made.
func TestPlanHolds(t *testing.T) {
	staff := newPlanDesk(t, nil).staff
	stayed, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := &planWorld{
			t: t, spanish: true, now: planStart, staff: staff, words: map[string]int{},
			ledger: &Ledger{index: map[string]int{}}, archive: &Archive{items: map[dialog.Digest]dialog.Item{}}, ever: map[string]dialog.Item{},
		}
		for _, name := range planNames {
			w.words[name+"@en"], w.words[name+"@es"] = 1, 1
		}
		if rapid.Bool().Draw(t, "approved to begin with") {
			for _, i := range w.current() {
				w.archive.Add(i)
				for _, who := range []string{planWriter, planEditor, planSafe} {
					e := Entry{Who: who, Role: planRole[who], Decision: Approve, What: i.What, Digest: i.Digest.String(), Prev: w.ledger.Head(), At: w.now}
					if who == planWriter {
						e.Decision = Submit
					}
					if f := w.ledger.add(e, e.line(), Rules{Staff: staff}); f != nil {
						t.Fatal(f)
					}
				}
			}
		}
		var before []string          // what was served of danger and hotlines
		revoked := map[string]bool{} // since
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			revoked[w.step()] = true
			w.note()
			plan := Decide(w.current(), w.archive, w.ledger.Outcome(), w.now)
			if wrong := w.wrong(plan); wrong != "" {
				t.Fatal(wrong)
			}
			var after []string
			for _, i := range plan.Items {
				if essential(i.What) {
					after = append(after, i.What)
				}
			}
			for _, what := range before {
				english, _ := dialog.SourceItem(what)
				spanish := strings.Replace(english, "@en", "@es", 1)
				told := slices.ContainsFunc(plan.Refused, func(s string) bool { return strings.HasPrefix(s, english+" ") || strings.HasPrefix(s, what+" ") })
				switch {
				case slices.Contains(after, what):
					stayed++
				case told:
					refused++
				case !revoked[english] && !revoked[spanish] && !w.gone(what):
					t.Fatalf("%s is no longer served", what)
				}
			}
			if len(plan.Refused) == 0 {
				before = after // else what was served goes on
				clear(revoked)
			}
		}
	})
	if stayed == 0 {
		t.Error("danger and hotlines were never served: the test proves nothing")
	}
	t.Logf("danger and hotlines stayed %d times, and kept a release from being made %d times", stayed, refused)
}
