package review

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// State is where an item stands, for people.
type State string

// The states, the most urgent first.
const (
	Overdue      State = "overdue"      // its approval ended; it is served all the same, because help must be there
	Expired      State = "expired"      // its approval ended; it is not served
	Stale        State = "stale"        // the English changed after this translation was made
	Untranslated State = "untranslated" // a text of it is not translated
	Awaiting     State = "awaiting"     // approvals are missing
	Soon         State = "soon"         // its approval ends within soonDays
	Approved     State = "approved"
)

// soonDays is how many days before its end an approval is called for again.
const soonDays = 30

// Row is one item under review.
type Row struct {
	// Item is what stands in the content; one made by dialog.Removed where it was
	// taken out.
	Item     dialog.Item
	Need     Need
	Standing Standing // of Item
	State    State
	// Served is the words that may be served, perhaps older than Item, and their
	// standing; nil: none.
	Served         *dialog.Item
	ServedStanding Standing
}

// Plan is what a ledger lets out of the content.
type Plan struct {
	Rows []Row // every item that needs approval, sorted by name
	// Items are the words that may be served: the last approved ones, and the items that
	// need no approval as they stand. Sorted by name.
	Items []dialog.Item
	// Refused says in sentences why no release can be made; empty when one can.
	Refused []string
}

// Decide works out what may be served. current are the items of the content, sorted by
// name.
//
// Of each item the version whose approval came last is served. A translation is served
// as it was last approved, with the English it belongs to or a later one, except where
// danger and hotlines are concerned: there the newest English is served to which every
// locale has an approved translation, and there must be one. What was approved and was
// then taken out of the content stays until its removal is approved.
func Decide(current []dialog.Item, a *Archive, o *Outcome, now time.Time) *Plan {
	d := newDecision(current, a, o, now)
	for _, what := range slices.Sorted(maps.Keys(d.versions)) {
		if _, translated := dialog.SourceItem(what); !translated {
			d.choose(what)
		}
	}
	d.missLost()
	d.missRules()
	d.dropPictures()
	for _, what := range slices.Sorted(maps.Keys(d.versions)) {
		if row := d.row(what); !row.Item.IsRemoved() || d.waits(&row) {
			d.plan.Rows = append(d.plan.Rows, row)
		}
	}
	for i := range current {
		if !Reviewed(&current[i]) {
			d.plan.Items = append(d.plan.Items, current[i])
		}
	}
	for _, v := range d.served {
		d.plan.Items = append(d.plan.Items, v.item)
	}
	dialog.SortItems(d.plan.Items)
	slices.Sort(d.plan.Refused)
	d.plan.Refused = slices.Compact(d.plan.Refused)
	return &d.plan
}

// version is one state of an item, and where it stands.
type version struct {
	item     dialog.Item
	standing Standing
}

// decision is the work of Decide.
type decision struct {
	today    Day
	soon     Day // the last day that is near
	outcome  *Outcome
	current  map[string]*dialog.Item
	versions map[string][]version // by name; the approval that came last first
	locales  []string             // shipped, without the source locale
	served   map[string]version
	plan     Plan
}

func newDecision(current []dialog.Item, a *Archive, o *Outcome, now time.Time) *decision {
	d := &decision{
		today: DayOf(now), soon: DayOf(now.AddDate(0, 0, soonDays)), outcome: o,
		current: map[string]*dialog.Item{}, versions: map[string][]version{}, served: map[string]version{},
	}
	known := map[dialog.Digest]bool{}
	add := func(item dialog.Item) {
		if !known[item.Digest] {
			known[item.Digest] = true
			d.versions[item.What] = append(d.versions[item.What], version{item, o.Standing(item.What, item.Digest.String(), NeedOf(&item))})
		}
	}
	for i := range current {
		if !Reviewed(&current[i]) {
			continue
		}
		d.current[current[i].What] = &current[i]
		add(current[i])
	}
	for _, item := range a.Items() {
		add(item)
	}
	for what := range d.versions {
		if d.current[what] == nil {
			removed := dialog.Removed(what)
			d.current[what] = &removed
			add(removed)
		}
	}
	for _, all := range d.versions {
		slices.SortStableFunc(all, func(x, y version) int { return cmp.Compare(y.rank(), x.rank()) })
	}
	d.findLocales()
	return d
}

// findLocales lists the shipped locales: those of the content, and those of which
// something was approved and not taken away by an approval. A folder that is gone takes
// nothing away.
func (d *decision) findLocales() {
	for what := range d.versions {
		english, translated := dialog.SourceItem(what)
		if !translated || d.current[what].IsRemoved() && (!d.stands(what) || !d.stands(english)) {
			continue
		}
		if locale := dialog.LocaleOfItem(what); !slices.Contains(d.locales, locale) {
			d.locales = append(d.locales, locale)
		}
	}
}

// stands reports an item whose last approval was not for taking it away.
func (d *decision) stands(what string) bool {
	return d.approvedOnce(what) && !d.versions[what][0].item.IsRemoved()
}

// rank orders the versions of an item: by when the approval came, those without one
// last.
func (v version) rank() int {
	if !v.standing.Approved {
		return -1
	}
	return v.standing.place
}

// choose picks what is served of an item of the source locale, and of its translations.
func (d *decision) choose(what string) {
	translations := d.translations(what)
	for _, v := range d.versions[what] {
		if !v.standing.Approved {
			break
		}
		if v.item.IsRemoved() || d.ended(v) {
			return
		}
		pairs, complete := d.pairs(v, translations)
		if !complete && freshEverywhere(what) {
			continue
		}
		d.served[what] = v
		maps.Copy(d.served, pairs)
		return
	}
	if freshEverywhere(what) && d.approvedOnce(what) {
		d.refuse("%s has no English text to which every locale has an approved translation", what)
	}
}

// missLost refuses danger and hotlines that people approved and whose words are lost: of
// which neither the content nor the archive has any version that may be served.
func (d *decision) missLost() {
	for t := range d.outcome.texts {
		english, translated := dialog.SourceItem(t.what)
		_, served := d.served[t.what]
		_, alone := d.served[english]
		if !freshEverywhere(t.what) || served || translated && !alone || d.knows(t) {
			continue
		}
		lost := d.outcome.Standing(t.what, t.digest, removalNeed(t.what))
		if lost.Approved && lost.place > d.removed(t.what) {
			d.refuse("%s was approved, and neither the content nor %s has its words", t.what, ArchiveFile)
		}
	}
}

// missRules refuses a language of which no danger rule is approved: without any, a message
// that tells of danger would be answered like every other.
func (d *decision) missRules() {
	for _, language := range append([]string{dialog.SourceLocale}, d.locales...) {
		written := false
		served := false
		for what, item := range d.current {
			if strings.HasPrefix(what, "rule/"+language+"/") {
				_, ok := d.served[what]
				served = served || ok
				written = written || !item.IsRemoved()
			}
		}
		if written && !served {
			d.refuse("no danger rule of %s is approved", language)
		}
	}
}

func (d *decision) knows(t text) bool {
	return slices.ContainsFunc(d.versions[t.what], func(v version) bool { return v.item.Digest.String() == t.digest })
}

// removed is the place of the approval of taking an item away, or -1.
func (d *decision) removed(what string) int {
	item := dialog.Removed(what)
	return version{item, d.outcome.Standing(what, item.Digest.String(), NeedOf(&item))}.rank()
}

// ended reports words whose approval ended and that are not served for it.
func (d *decision) ended(v version) bool {
	return !v.standing.serves(d.today) && !essential(v.item.What)
}

func (d *decision) approvedOnce(what string) bool {
	return len(d.versions[what]) > 0 && d.versions[what][0].standing.Approved
}

// translations names the items of the other locales.
func (d *decision) translations(what string) []string {
	name, _, localised := strings.Cut(what, "@")
	if !localised {
		return nil
	}
	var out []string
	for _, locale := range d.locales {
		out = append(out, name+"@"+locale)
	}
	return out
}

// pairs finds the approved translations that go with an English text. It is complete when
// no locale lacks one, but for those whose people approved to do without.
func (d *decision) pairs(english version, translations []string) (pairs map[string]version, complete bool) {
	pairs, complete = map[string]version{}, true
	for _, what := range translations {
		v, ok := d.translation(what, english)
		switch {
		case ok && !d.ended(v):
			pairs[what] = v
		case d.approvedOnce(what) && !d.stands(what) && d.current[what].IsRemoved():
		default:
			complete = false
		}
	}
	return pairs, complete
}

// translation is the one made of an English text or else, where danger is not concerned,
// the one that was approved last and whose own English still is.
func (d *decision) translation(what string, english version) (version, bool) {
	find := func(goes func(v version) bool) int {
		return slices.IndexFunc(d.versions[what], func(v version) bool {
			return v.standing.Approved && !v.item.IsRemoved() && goes(v)
		})
	}
	if d.approvedOnce(what) && !d.stands(what) {
		return version{}, false
	}
	i := find(func(v version) bool { return v.item.Of() == english.item.Digest })
	if i < 0 && !freshEverywhere(what) {
		i = find(func(v version) bool {
			return d.outcome.Standing(english.item.What, v.item.Of().String(), NeedOf(&v.item)).Approved
		})
	}
	if i < 0 {
		return version{}, false
	}
	return d.versions[what][i], true
}

// dropPictures leaves out pictures whose approved bytes are no longer there, under the
// name that was approved. A picture never holds what the text does not.
func (d *decision) dropPictures() {
	for what, v := range d.served {
		if approved := v.item.Picture(); approved != nil {
			if now := d.current[what].Picture(); now == nil || now.SHA256 != approved.SHA256 || now.File != approved.File {
				delete(d.served, what)
			}
		}
	}
}

func (d *decision) refuse(format string, args ...any) {
	d.plan.Refused = append(d.plan.Refused, fmt.Sprintf(format, args...))
}

func (d *decision) row(what string) Row {
	item := *d.current[what]
	r := Row{Item: item, Need: NeedOf(&item)}
	i := slices.IndexFunc(d.versions[what], func(v version) bool { return v.item.Digest == item.Digest })
	r.Standing = d.versions[what][i].standing
	if v, ok := d.served[what]; ok {
		r.Served, r.ServedStanding = &v.item, v.standing
	}
	r.State = d.state(&r)
	return r
}

// waits reports a removal that somebody still has to decide: what it takes away was
// approved once, and it does not go with its English.
func (d *decision) waits(r *Row) bool {
	if english, translated := dialog.SourceItem(r.Item.What); translated && d.current[english] != nil && d.current[english].IsRemoved() {
		return false
	}
	return !r.Standing.Approved && d.approvedOnce(r.Item.What)
}

func (d *decision) state(r *Row) State {
	switch {
	case r.Served != nil && !r.ServedStanding.serves(d.today):
		return Overdue
	case !r.Standing.Approved && r.Item.Untranslated:
		return Untranslated
	case !r.Standing.Approved && r.Item.Stale:
		return Stale
	case !r.Standing.Approved || d.outdone(r):
		return Awaiting
	case !r.Standing.serves(d.today):
		return Expired
	case r.Standing.Expires != "" && r.Standing.Expires <= d.soon:
		return Soon
	default:
		return Approved
	}
}

// outdone reports words that were approved, but not last: whoever puts them back into
// the content asks for a new approval.
func (d *decision) outdone(r *Row) bool {
	last := d.versions[r.Item.What][0].item.Digest
	return last != r.Item.Digest && (r.Served == nil || r.Served.Digest != r.Item.Digest)
}
