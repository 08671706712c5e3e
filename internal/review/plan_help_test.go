package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// The staff of the tests, by what they do.
const (
	planWriter     = "s-01"
	planEditor     = "s-02"
	planOther      = "s-03" // another editor
	planSafe       = "s-04"
	planTranslator = "s-05"

	planStaff = `staff:
  s-01: {roles: [writer]}
  s-02: {roles: [editor]}
  s-03: {roles: [editor]}
  s-04: {roles: [safeguarding]}
  s-05: {roles: [translator], locales: [es]}
`
)

var planRole = map[string]Role{planWriter: Writer, planEditor: Editor, planOther: Editor, planSafe: Safeguarding, planTranslator: Translator}

// planStart is when the reviews of the tests begin.
var planStart = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// planDesk is content under review, in memory. Time stands still but for days.
type planDesk struct {
	t       testing.TB
	files   fstest.MapFS
	now     time.Time
	staff   *Staff
	ledger  *Ledger
	archive *Archive
}

// planContent is the smallest content with a picture, and its translation.
func planContent() fstest.MapFS {
	fsys := dialogtest.Minimal()
	fsys["trees/photo.yaml"] = &fstest.MapFile{Data: []byte(`tree: photo
title: A tree with a picture
nodes:
  window:
    title: A chat
    topic: games
    picture: window
    say: |
      This is what a chat looks like.
    choices:
      - Menu: /menu
`)}
	fsys["pictures.yaml"] = &fstest.MapFile{Data: []byte("pictures:\n  window:\n    file: pictures/window.svg\n    description: A chat window.\n")}
	fsys["pictures/window.svg"] = &fstest.MapFile{Data: []byte("<svg/>")}
	fsys["locales/es/dialogs.po"] = &fstest.MapFile{Data: planTranslation(fsys)}
	return fsys
}

// planTranslation translates every text of the content.
func planTranslation(fsys fstest.MapFS) []byte {
	content, _ := dialog.Load(fsys)
	quoted := func(s string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
	}
	var b strings.Builder
	for _, m := range dialog.Messages(content) {
		fmt.Fprintf(&b, "msgctxt %s\nmsgid %s\nmsgstr %s\n\n", quoted(m.Context), quoted(m.ID), quoted("Es: "+m.ID))
	}
	return []byte(b.String())
}

func newPlanDesk(t testing.TB, files fstest.MapFS) *planDesk {
	t.Helper()
	staff, findings := ReadStaff(StaffFile, []byte(planStaff))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return &planDesk{
		t: t, files: files, now: planStart, staff: staff,
		ledger: &Ledger{index: map[string]int{}}, archive: &Archive{items: map[dialog.Digest]dialog.Item{}},
	}
}

// copyFor is the same desk for another test.
func (d *planDesk) copyFor(t testing.TB) *planDesk {
	c := *d
	c.t, c.files = t, maps.Clone(d.files)
	c.ledger = &Ledger{lines: slices.Clone(d.ledger.lines), index: maps.Clone(d.ledger.index)}
	c.archive = &Archive{items: maps.Clone(d.archive.items)}
	return &c
}

func (d *planDesk) rules() Rules { return Rules{File: LedgerFile, Staff: d.staff} }

func (d *planDesk) items() []dialog.Item {
	content, _ := dialog.Load(d.files)
	return dialog.Items(content)
}

func (d *planDesk) plan() *Plan {
	return Decide(d.items(), d.archive, d.ledger.Outcome(), d.now)
}

// edit replaces words of a file; a translation of them goes stale.
func (d *planDesk) edit(file, old, with string) {
	d.t.Helper()
	text := string(d.files[file].Data)
	if !strings.Contains(text, old) {
		d.t.Fatalf("%q is not in %s", old, file)
	}
	d.files[file] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, old, with))}
}

// translate translates the content as it stands.
func (d *planDesk) translate() {
	d.files["locales/es/dialogs.po"] = &fstest.MapFile{Data: planTranslation(d.files)}
}

// days lets days pass.
func (d *planDesk) days(n int) { d.now = d.now.AddDate(0, 0, n) }

// write writes a line of the ledger as somebody might who goes round the program: it has
// to be in order, and need not make sense.
func (d *planDesk) write(e Entry) {
	d.t.Helper()
	e.Prev, e.At = d.ledger.Head(), d.now.UTC().Truncate(time.Second)
	if e.Role == "" {
		e.Role = planRole[e.Who]
	}
	if f := d.ledger.add(e, e.line(), d.rules()); f != nil {
		d.t.Fatalf("%s by %s about %s: %s", e.Decision, e.Who, e.What, f)
	}
}

// decide writes a decision about items as they stand, or, where they were taken out of
// the content, about that. A name is that of an item, or its beginning and a star.
func (d *planDesk) decide(who string, decision Decision, names ...string) {
	d.t.Helper()
	all := d.items()
	for _, name := range names {
		var found []dialog.Item
		for _, i := range all {
			if Reviewed(&i) && matches(i.What, name) {
				found = append(found, i)
			}
		}
		if len(found) == 0 {
			found = append(found, dialog.Removed(name))
		}
		for _, i := range found {
			d.archive.Add(i)
			d.write(Entry{Who: who, Decision: decision, What: i.What, Digest: i.Digest.String()})
		}
	}
}

// approve submits items and lets as many people approve as any item needs.
func (d *planDesk) approve(names ...string) {
	d.t.Helper()
	d.decide(planWriter, Submit, names...)
	d.decide(planEditor, Approve, names...)
	d.decide(planSafe, Approve, names...)
}

// expire sets another end for an item as it stands, so many days from today.
func (d *planDesk) expire(who, what string, days int) {
	d.t.Helper()
	all := d.items()
	i := slices.IndexFunc(all, func(i dialog.Item) bool { return i.What == what })
	d.write(Entry{Who: who, Decision: Expire, What: what, Digest: all[i].Digest.String(), Expires: DayOf(d.now.AddDate(0, 0, days))})
}

// planRow finds the row of an item.
func planRow(p *Plan, what string) *Row {
	for i := range p.Rows {
		if p.Rows[i].Item.What == what {
			return &p.Rows[i]
		}
	}
	return nil
}

// tell says where an item stands: its state, the words that are served of it, and what
// is waited for.
func (d *planDesk) tell(p *Plan, what string) string {
	r := planRow(p, what)
	if r == nil {
		return "not under review"
	}
	out := string(r.State)
	if r.Served != nil {
		out += ", serves " + planWords(r.Served)
	}
	if next := r.Waits(d.staff, DayOf(d.now)); next.Decision != "" {
		out += ", " + string(next.Decision) + " by " + strings.Join(next.Who, " ")
	}
	return out
}

// planWords are the words of an item, enough to tell two versions apart.
func planWords(i *dialog.Item) string {
	switch {
	case i.Node() != nil:
		return fmt.Sprintf("%q", strings.TrimSpace(i.Node().Say))
	case i.Hotline() != nil:
		return fmt.Sprintf("%q", i.Hotline().Name+" "+i.Hotline().Show)
	case i.Picture() != nil:
		return fmt.Sprintf("%q", i.Picture().Text)
	default:
		return "it"
	}
}
