package review

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"
	"pgregory.net/rapid"
)

// merger is who merges in the tests.
func merger(at time.Time) Entry { return Entry{Who: editorID, Role: Editor, At: at, Note: "merged"} }

func merged(t testing.TB, r Rules, by Entry, branches ...[]byte) *Ledger {
	t.Helper()
	var named []Branch
	for i, b := range branches {
		named = append(named, Branch{File: fmt.Sprintf("branch-%d", i), Data: b})
	}
	l, err := MergeBranches(t.Context(), r, by, nil, named...)
	if err != nil {
		t.Fatal(err)
	}
	verify(t, l.Bytes(), r)
	return l
}

// TestMerge joins two branches that git has kept in every way it does.
func TestMerge(t *testing.T) {
	both, heads := forked()
	lines := bytes.SplitAfter(both, []byte("\n"))
	base, a, b := bytes.Join(lines[:4], nil), lines[4], lines[5]
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	r := testRules(t)
	by := merger(start.Add(2 * time.Hour))
	want := merged(t, r, by, join(base, a), join(base, b)).Bytes()
	if n := bytes.Count(want, []byte("\n")); n != 7 {
		t.Fatalf("%d lines", n)
	}
	if m := verify(t, want, r).Entries()[6]; m.Decision != Merge || !slices.Contains(heads[:], m.Prev) || !slices.Contains(heads[:], m.Also) || m.Prev == m.Also {
		t.Errorf("the merge does not join the heads: %+v", m)
	}
	for name, branches := range map[string][][]byte{
		"the other is ours":      {join(base, b), join(base, a)},
		"union":                  {both},
		"union, other way round": {join(base, b, a)},
		"marks":                  {join(base, []byte("<<<<<<< HEAD\n"), a, []byte("=======\n"), b, []byte(">>>>>>> other\n"))},
		"marks with a base":      {join([]byte("<<<<<<< HEAD\n"), base, a, []byte("||||||| old\n"), base, []byte("=======\n"), base, b, []byte(">>>>>>> other\n"))},
		"lines out of order":     {join(b, a, base)},
		"an older copy as well":  {join(base, a), base, join(base, b), nil},
		"a torn line":            {join(base, a, []byte(`{"at"`)), join(base, b)},
	} {
		if diff := cmp.Diff(string(want), string(merged(t, r, by, branches...).Bytes())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	// What is one already stays as it is, and nobody needs to sign for it.
	for _, one := range [][]byte{want, base, nil} {
		l, err := MergeBranches(t.Context(), r, Entry{}, nil, Branch{Data: one}, Branch{Data: one}, Branch{Data: base[:len(lines[0])*min(1, len(one))]})
		if err != nil || string(l.Bytes()) != string(one) {
			t.Errorf("merging with itself: %v", err)
		}
	}
}

func TestMergeOfLedgersThatBeganApart(t *testing.T) {
	a := chain(Origin, start, sample()[0])
	b := chain(Origin, start, Entry{Who: writerID, Role: Writer, Decision: Submit, What: node, Digest: digest("b")})
	l := merged(t, testRules(t), merger(start.Add(time.Hour)), a, b)
	if len(l.Entries()) != 3 {
		t.Errorf("%d lines", len(l.Entries()))
	}
}

func TestMergeIsSigned(t *testing.T) {
	r := testRules(t)
	key := testKey(t, 3)
	r.Signers = readSigners(t, signersOf(map[string]ssh.Signer{safeID: key}, `valid-after="20261103"`), r.Staff)
	both, _ := forked()
	by := Entry{Who: safeID, Role: Safeguarding, At: start.AddDate(0, 0, 1)}
	if _, err := MergeBranches(t.Context(), r, by, nil, Branch{"x", both}); err == nil || !strings.Contains(err.Error(), "is not signed") {
		t.Errorf("got %v", err)
	}
	l, err := MergeBranches(t.Context(), r, by, signWith(t, key), Branch{"x", both})
	if err != nil {
		t.Fatal(err)
	}
	verify(t, l.Bytes(), r)
}

func TestMergeRefuses(t *testing.T) {
	both, _ := forked()
	lines := bytes.SplitAfter(both, []byte("\n"))
	late := merger(start.Add(2 * time.Hour))
	known := digest("x")
	for _, c := range []struct {
		name string
		by   Entry
		head string
		data []byte
		want string
	}{
		{"a line that is not there", late, "", bytes.Join(lines[1:], nil), "x:1:158: the line that this one follows is not above it: a line was changed, moved or taken away; " + restore},
		{"a changed line", late, "", bytes.Replace(both, []byte(safeID), []byte(writerID), 1), "x:3:209: s-01 does not have the role safeguarding, but writer; roles are given in reviewers.yaml"},
		{"no ledger", late, "", []byte("hello\n"), "x:1:1: this line is not as Porchlight writes it; " + restore},
		{"clock", merger(start), "", both, "the clock of this computer says 2026-11-02T09:00:00Z, but the last decision was made at 2026-11-02T10:00:00Z; set the clock right"},
		{"a writer", Entry{Who: writerID, Role: Writer, At: start.Add(2 * time.Hour)}, "", both, `the decision "merge" is not for the role "writer"; this is for: editor, safeguarding`},
		{"a known line is gone", late, known, both, "reviews.jsonl:7:1: the decision " + known[:12] + "… was made and is not here: lines were changed or taken away; " + restore},
		{"too big", late, "", make([]byte, maxLedger+1), "x: the ledger has 64 MB, more than the 64 MB that it may have; is this the right file?"},
	} {
		r := testRules(t)
		r.Head = c.head
		l, err := MergeBranches(t.Context(), r, c.by, nil, Branch{"x", c.data})
		if err == nil || l != nil || err.Error() != c.want {
			t.Errorf("%s: got  %v\nwant %s", c.name, err, c.want)
		}
	}
}

func TestMergeOnDisk(t *testing.T) {
	f, base := newFile(t)
	both, _ := forked()
	lines := bytes.SplitAfter(both, []byte("\n"))
	overwrite(t, f.path, string(base)+string(lines[4]))
	f.now = func() time.Time { return start.Add(2 * time.Hour) }
	l, err := f.Merge(t.Context(), merger(time.Time{}), nil, Branch{"theirs", append(base, lines[5]...)})
	if err != nil || string(read(t, f)) != string(l.Bytes()) || len(l.Entries()) != 7 {
		t.Fatalf("%v", err)
	}
	overwrite(t, f.path, string(both))
	if _, err := f.Append(t.Context(), another, nil); code(err) != ledgerBranches {
		t.Errorf("added to a ledger of two branches: %v", err)
	}
	if l, err = f.Merge(t.Context(), merger(time.Time{}), nil); err != nil || len(l.Entries()) != 7 {
		t.Errorf("%v", err)
	}
}

// world draws a few copies of a ledger that grow apart and come together.
type world struct {
	rules  Rules
	now    time.Time
	copies [][]byte
}

// standings is where every text of a ledger stands, by every need.
func standings(l *Ledger) map[string]Standing {
	out := map[string]Standing{}
	o := l.Outcome()
	for _, e := range l.Entries() {
		for _, need := range []Need{{}, {Approvals: 2, Safeguarding: true, Days: 90}, {Days: 30}} {
			s := o.Standing(e.What, e.Digest, need)
			s.place = 0 // merges have places as well; what comes after what is compared by Latest
			out[fmt.Sprintf("%s %.4s %v", e.What, e.Digest, need)] = s
			d, _ := o.Latest(e.What, need, digest("0"), digest("1"))
			out[fmt.Sprintf("%s %v: %s", e.What, need, d)] = Standing{}
		}
	}
	return out
}

func drawWorld(t *rapid.T, r Rules) *world {
	w := &world{rules: r, now: start, copies: make([][]byte, rapid.IntRange(2, 4).Draw(t, "copies"))}
	for range rapid.IntRange(1, 25).Draw(t, "steps") {
		i := rapid.IntRange(0, len(w.copies)-1).Draw(t, "copy")
		// Clocks stand still now and then, so that times alone do not decide.
		w.now = w.now.Add(time.Duration(rapid.IntRange(0, 1).Draw(t, "seconds")) * time.Second)
		if rapid.IntRange(0, 5).Draw(t, "pull") == 0 {
			from := rapid.IntRange(0, len(w.copies)-1).Draw(t, "from")
			w.copies[i] = w.merge(t, i, from).Bytes()
			continue
		}
		l, err := Verify(w.copies[i], r)
		if err != nil {
			t.Fatal(err)
		}
		e := Entry{
			At: w.now, Prev: l.Head(),
			Who:      rapid.SampledFrom([]string{editorID, editorID2, safeID, everyID}).Draw(t, "who"),
			Decision: rapid.SampledFrom([]Decision{Submit, Approve, Approve, Revoke, Expire}).Draw(t, "decision"),
			What:     rapid.SampledFrom([]string{node, "hotline/us-988@en"}).Draw(t, "what"),
			Digest:   digest(fmt.Sprint(rapid.IntRange(0, 1).Draw(t, "digest"))),
		}
		p, _ := r.Staff.Person(e.Who)
		e.Role = p.Roles[len(p.Roles)-1]
		if e.Decision == Expire || e.Decision == Approve && rapid.Bool().Draw(t, "with a day") {
			e.Expires = DayOf(start.AddDate(0, 0, rapid.IntRange(1, 200).Draw(t, "days")))
		}
		if l.write(t.Context(), e, nil, r) == nil { // one's own text is refused
			w.copies[i] = l.Bytes()
		}
	}
	return w
}

func (w *world) merge(t *rapid.T, order ...int) *Ledger {
	var all []Branch
	for _, i := range order {
		all = append(all, Branch{fmt.Sprint(i), w.copies[i]})
	}
	by := merger(w.now)
	by.Note = fmt.Sprint("merge ", order)
	l, err := MergeBranches(t.Context(), w.rules, by, nil, all...)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestMergeLaws: the outcome does not depend on who merges what first, merging with
// oneself changes nothing, and nothing is lost.
func TestMergeLaws(t *testing.T) {
	r := testRules(t)
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t, r)
		order := make([]int, len(w.copies))
		for i := range order {
			order[i] = i
		}
		// All at once, and one after the other.
		one := w.merge(t, order...)
		other := w.copies[0]
		for n, i := range rapid.Permutation(order).Draw(t, "order") {
			if n == 0 {
				other = w.copies[i]
				continue
			}
			by := Entry{Who: safeID, Role: Safeguarding, At: w.now.Add(time.Duration(n) * time.Second)}
			l, err := MergeBranches(t.Context(), r, by, nil, Branch{"a", w.copies[i]}, Branch{"b", other})
			if err != nil {
				t.Fatal(err)
			}
			other = l.Bytes()
		}
		two, err := Verify(other, r)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(standings(one), standings(two), cmp.AllowUnexported(Standing{})); diff != "" {
			t.Fatalf("the order of merging changes the outcome:\n%s", diff)
		}
		for _, l := range []*Ledger{one, two} {
			same, err := MergeBranches(t.Context(), r, Entry{}, nil, Branch{"a", l.Bytes()}, Branch{"b", l.Bytes()})
			if err != nil || !bytes.Equal(same.Bytes(), l.Bytes()) {
				t.Fatalf("merging with itself: %v", err)
			}
			for _, c := range w.copies {
				for line := range bytes.Lines(c) {
					if !bytes.Contains(l.Bytes(), line) {
						t.Fatalf("lost: %s", line)
					}
				}
			}
			if _, err := Verify(l.Bytes(), r); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestKnowsIsTheWayBack compares with every way back, walked whole.
func TestKnowsIsTheWayBack(t *testing.T) {
	r := testRules(t)
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t, r)
		l := w.merge(t, 0, 1)
		o := l.Outcome()
		before := make([]map[int]bool, len(l.lines))
		for i, ln := range l.lines {
			before[i] = map[int]bool{}
			for _, p := range ln.parents {
				before[i][p] = true
				maps.Copy(before[i], before[p])
			}
			for j := range l.lines {
				if o.knows(i, j) != before[i][j] {
					t.Fatalf("line %d knows line %d: %v, want %v", i, j, o.knows(i, j), before[i][j])
				}
			}
		}
	})
}
