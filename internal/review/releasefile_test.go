package review

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/canonical"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// planReviewed is a desk on which everything is approved, and of one node older words as
// well.
var planReviewed = sync.OnceValue(func() *planDesk {
	d := newPlanDesk(planPanics{}, planContent())
	d.approve("*")
	planEdit(d)
	d.translate()
	d.approve("games/chat")
	d.expire(planEditor, planNode, 300)
	return d
})

// planPanics is a testing.TB for what is made once for several tests.
type planPanics struct{ testing.TB }

func (planPanics) Helper()                   {}
func (planPanics) Fatal(args ...any)         { panic(args) }
func (planPanics) Fatalf(s string, a ...any) { panic(s) }

// release is the desk's release file.
func (d *planDesk) release() []byte {
	d.t.Helper()
	pictures := map[string][]byte{}
	for name, f := range d.files {
		pictures[name] = f.Data
	}
	r := &Records{Staff: d.staff, Ledger: d.ledger, Archive: d.archive, Files: map[string][]byte{StaffFile: []byte(planStaff)}}
	data, err := WriteRelease(d.plan(), r, pictures)
	if err != nil {
		d.t.Fatal(err)
	}
	return data
}

func TestReleaseIsReproducible(t *testing.T) {
	d := planReviewed().copyFor(t)
	want := d.release()
	if !bytes.Equal(want, d.release()) {
		t.Fatal("the same content and ledger give other bytes")
	}
	// Read from files, of which one is in another order.
	lines := bytes.SplitAfter(d.archive.Bytes(), []byte("\n"))
	slices.Reverse(lines)
	archive, err := ReadArchive(ArchiveFile, bytes.Join(lines, nil))
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := Verify(d.ledger.Bytes(), d.rules())
	if err != nil {
		t.Fatal(err)
	}
	d.archive, d.ledger = archive, ledger
	if !bytes.Equal(want, d.release()) {
		t.Error("the bytes depend on the order of the archive")
	}
}

func TestReleaseComesBack(t *testing.T) {
	d := planReviewed().copyFor(t)
	built, err := d.plan().Release()
	if err != nil {
		t.Fatal(err)
	}
	f, err := ReadRelease("a.release", d.release(), d.now)
	if err != nil {
		t.Fatal(err)
	}
	if f.Bundle().Digest() != built.Bundle().Digest() || f.Bundle().Digest() != f.Root.String() {
		t.Errorf("built %s, read %s, root %s", built.Bundle().Digest(), f.Bundle().Digest(), f.Root)
	}
	if f.Head != d.ledger.Head() || f.Drafts() || f.IsSafe() || f.Policy() != Enforce || len(f.Overdue()) > 0 {
		t.Errorf("head %s, policy %s, overdue %v", f.Head, f.Policy(), f.Overdue())
	}
	if diff := cmp.Diff("<svg/>", string(f.Files["pictures/window.svg"])); diff != "" {
		t.Errorf("the picture (-want +got):\n%s", diff)
	}
	if back := f.TakenBack(d.ledger.Outcome()); len(back) > 0 {
		t.Errorf("taken back: %v", back)
	}
	d.decide(planOther, Revoke, planNode, planLine)
	if diff := cmp.Diff([]string{planLine, planNode}, f.TakenBack(d.ledger.Outcome())); diff != "" {
		t.Errorf("taken back (-want +got):\n%s", diff)
	}
}

// A translation that lags behind is in the release with the English that is served, and
// comes back so.
func TestReleaseWithALaggingLocale(t *testing.T) {
	d := planReviewed().copyFor(t)
	d.edit("trees/games.yaml", "Ask again who", "Ask them who")
	d.approve(planNode)
	f, err := ReadRelease("a.release", d.release(), d.now)
	if err != nil {
		t.Fatal(err)
	}
	for what, want := range map[string]string{planNode: `"Ask them who they play with."`, planNodeES: `"Es: Ask again who they play with."`} {
		if r := planRow(f.Plan, what); r == nil || r.Served == nil || planWords(r.Served) != want {
			t.Errorf("%s: not %s", what, want)
		}
	}
	if f.Bundle().Digest() != f.Root.String() {
		t.Error("another bundle came back")
	}
}

// What was taken away by an approval is not missed when the release is read.
func TestReleaseWithoutWhatWasTakenAway(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(d *planDesk)
	}{
		{"a hotline", func(d *planDesk) {
			lines := string(d.files["hotlines.yaml"].Data)
			d.files["hotlines.yaml"] = &fstest.MapFile{Data: []byte(lines[:strings.Index(lines, "  us-line:")])}
			d.approve(planLine, "order/hotlines")
		}},
		{"a locale", func(d *planDesk) {
			delete(d.files, "locales/es/dialogs.po")
			var names []string
			for _, i := range d.plan().Items {
				if i.Locale() == "es" {
					names = append(names, i.What)
				}
			}
			d.approve(names...)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := planReviewed().copyFor(t)
			tt.do(d)
			f, err := ReadRelease("a.release", d.release(), d.now)
			if err != nil {
				t.Fatal(err)
			}
			if f.Bundle().Digest() != f.Root.String() || planRow(f.Plan, planLineES) != nil {
				t.Error("it is there all the same")
			}
		})
	}
}

// What a release says depends on the day: ordinary words go when their approval ends, danger and
// hotlines stay and are named.
func TestReleaseGrowsOld(t *testing.T) {
	d := planReviewed().copyFor(t)
	data := d.release()
	for _, tt := range []struct {
		days          int
		node, overdue bool // the ordinary node is said; something is overdue
		ends          bool // the release of the day before has to be worked out anew
	}{
		{90, true, false, false},
		{91, true, true, true},
		{300, true, true, false},
		{301, false, true, true},
		{366, false, true, true},
	} {
		day := planStart.AddDate(0, 0, tt.days)
		f, err := ReadRelease("a.release", data, day)
		if err != nil {
			t.Fatalf("day %d: %v", tt.days, err)
		}
		yesterday, err := ReadRelease("a.release", data, day.AddDate(0, 0, -1))
		if err != nil {
			t.Fatal(err)
		}
		if got := yesterday.Ends(day); got != tt.ends || f.Ends(day) {
			t.Errorf("day %d: the release of the day before ends: %v, that of the day: %v", tt.days, got, f.Ends(day))
		}
		if _, got := f.Bundle().Node("games/chat"); got != tt.node {
			t.Errorf("day %d: the ordinary node is there: %v", tt.days, got)
		}
		if (len(f.Overdue()) > 0) != tt.overdue {
			t.Errorf("day %d: overdue are %v", tt.days, f.Overdue())
		}
		for _, country := range []string{"US", ""} {
			if len(f.Bundle().Lines(0, country).Fill("hotline.child")) == 0 {
				t.Errorf("day %d: the hotline is gone", tt.days)
			}
		}
	}
}

func TestWriteReleaseRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(d *planDesk)
		want string
	}{
		{"nothing is approved", func(d *planDesk) { d.ledger = &Ledger{index: map[string]int{}} }, "no release can be made"},
		{"danger was taken back", func(d *planDesk) { d.decide(planEditor, Revoke, planDanger) }, "danger/missing-child"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := planReviewed().copyFor(t)
			tt.do(d)
			data, err := WriteRelease(d.plan(), &Records{Ledger: d.ledger}, nil)
			if data != nil || !errors.Is(err, ErrNoRelease) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%d bytes, %v", len(data), err)
			}
		})
	}
	d := planReviewed().copyFor(t)
	for _, picture := range []string{"", "<svg>another</svg>"} {
		data, err := WriteRelease(d.plan(), &Records{Ledger: d.ledger}, map[string][]byte{"pictures/window.svg": []byte(picture)})
		if data != nil || err == nil || !strings.Contains(err.Error(), "the picture window is not the one that was approved") {
			t.Errorf("%q: %d bytes, %v", picture, len(data), err)
		}
	}
}

// planTiny is a release file of one item. It is whole, and lets out too little to be
// served.
func planTiny(t testing.TB) []byte {
	d := planReviewed().copyFor(t)
	whole := planForge(t, d.release(), d.now)
	item := whole.items[whole.at(planNode)]
	f := &planForgery{t: t, items: []dialog.Item{item}, files: map[string][]byte{StaffFile: []byte("staff:\n  s-01: {roles: [writer]}\n  s-02: {roles: [editor]}\n")}}
	submit := Entry{Who: planWriter, Role: Writer, Decision: Submit, What: item.What, Digest: item.Digest.String(), Prev: Origin, At: d.now}
	f.files[LedgerFile] = append(submit.line(), '\n')
	f.decide(d.now, item, Entry{Who: planEditor, Role: Editor, Decision: Approve})
	return f.seal()
}

// planRefused reports a file that is refused with a sentence and a place, for what was
// done to it.
func planRefused(t testing.TB, data []byte, what string, at int) {
	t.Helper()
	_, err := ReadRelease("a.release", data, planStart)
	broken, ok := errors.AsType[*Broken](err)
	if !ok || broken.Finding.Message == "" || broken.Finding.Hint == "" || broken.Finding.Pos.File == "" || broken.Finding.Pos.Line < 1 {
		t.Fatalf("%s at byte %d: %v", what, at, err)
	}
}

// planDamage changes one byte in three ways, and takes it out.
func planDamage(t testing.TB, data []byte, at int) {
	t.Helper()
	changed := slices.Clone(data)
	for _, b := range []byte{data[at] ^ 1, data[at] ^ 0x20, data[at] + 13} {
		changed[at] = b
		planRefused(t, changed, "changed", at)
	}
	planRefused(t, slices.Delete(changed, at, at+1), "taken out", at)
}

func TestEveryByteOfARelease(t *testing.T) {
	tiny := planTiny(t)
	if _, err := ReadRelease("a.release", tiny, planStart); !errors.Is(err, ErrNoRelease) {
		t.Fatalf("unchanged: %v", err)
	}
	for at := range tiny {
		planDamage(t, tiny, at)
		planRefused(t, tiny[:at], "cut", at)
	}
	planRefused(t, append(slices.Clone(tiny), '\n'), "lengthened", len(tiny))
	t.Logf("%d bytes", len(tiny))

	whole := planReviewed().copyFor(t).release()
	step := len(whole)/200 | 1
	for at := 0; at < len(whole); at += step {
		planDamage(t, whole, at)
		planRefused(t, whole[:at], "cut", at)
	}
	t.Logf("%d bytes, every %dth", len(whole), step)
}

// Broken lines are refused although the seal is right.
func TestReleaseLines(t *testing.T) {
	whole := planReviewed().copyFor(t).release()
	lines := bytes.Split(bytes.TrimSuffix(whole, []byte("\n")), []byte("\n"))
	head, body := string(lines[0]), lines[1:len(lines)-1]
	for _, tt := range []struct {
		name, head, want string
		body             [][]byte
	}{
		{"another form", strings.Replace(head, releaseForm, "something-else", 1), "no release file of a kind", body},
		{"a later version", strings.Replace(head, `"version":"1"`, `"version":"2"`, 1), "no release file of a kind", body},
		{"a space in the head", strings.Replace(head, ",", ", ", 1), "no release file of a kind", body},
		{"one more key", strings.Replace(head, `{"form"`, `{"also":"","form"`, 1), "no release file of a kind", body},
		{"a root that is none", head[:strings.Index(head, `"root":"`)+8] + "x" + head[strings.Index(head, `"root":"`)+9:], "the root is no digest", body},
		{"a number that is none", strings.Replace(head, `"items":"`, `"items":"-`, 1), "the number of items is wrong", body},
		{"too high a number", strings.Replace(head, `"items":"`, `"items":"9`, 1), "the number of items is wrong", body},
		{"too low a number", head[:strings.Index(head, `"items":"`)+9] + "1" + head[strings.Index(head, `","ledger"`):], "not those that the root names", body},
		{"an item twice", head, "the items are not in their order", append([][]byte{body[0]}, body...)},
		{"no item", head, "this line is no item", append([][]byte{[]byte("{}")}, body...)},
		{"no file", head, "this line is no file", append(slices.Clone(body), []byte("{}"))},
		{"a file twice", head, "this line is no file", append(slices.Clone(body), body[len(body)-1])},
		{"an empty line", head, "this line is no file", append(slices.Clone(body), nil)},
		{"no line", "", "no release file of a kind", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := append(bytes.Join(append([][]byte{[]byte(tt.head)}, tt.body...), []byte("\n")), '\n')
			sum := sha256.Sum256(data)
			data = append(append(data, canonical.Form(map[string]string{"form": "end", "sha256": hex.EncodeToString(sum[:])})...), '\n')
			_, err := ReadRelease("a.release", data, planStart)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
