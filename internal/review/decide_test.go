package review

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Needs of the tests: of an ordinary text, and of a hotline.
var (
	plainNeed   = Need{Approvals: 1, Days: 365}
	hotlineNeed = Need{Approvals: 2, Safeguarding: true, Days: 90}
)

// decisions writes a ledger from one line a decision:
//
//	NAME after NAME[+NAME]: day PERSON DECISION [until DAY]
//
// day counts from the start of the tests' ledgers. Each is about the same text; "merge" has
// two names behind after.
func decisions(t *testing.T, text string) *Ledger {
	t.Helper()
	who := map[string]struct {
		id   string
		role Role
	}{
		"writer": {writerID, Writer}, "editor": {editorID, Editor}, "editor2": {editorID2, Editor}, "safe": {safeID, Safeguarding},
		"all-editor": {everyID, Editor}, "all-safe": {everyID, Safeguarding}, "all-writer": {everyID, Writer},
	}
	hashes := map[string]string{"nothing": Origin}
	var data []byte
	for row := range strings.Lines(text) {
		row = strings.TrimSpace(row)
		if row == "" {
			continue
		}
		var name, after, person, decision string
		var day int
		if _, err := fmt.Sscanf(row, "%s after %s day %d %s %s", &name, &after, &day, &person, &decision); err != nil {
			t.Fatalf("%q: %v", row, err)
		}
		e := Entry{At: start.AddDate(0, 0, day), Who: who[person].id, Role: who[person].role, Decision: Decision(decision)}
		prev, also, _ := strings.Cut(after, "+")
		e.Prev = hashes[prev]
		if e.Decision == Merge {
			e.Also = hashes[also]
		} else {
			e.What, e.Digest = node, digest("a")
		}
		if _, until, ok := strings.Cut(row, "until "); ok {
			e.Expires = Day(until)
		}
		hashes[name] = hashOf(e.line())
		data = append(append(data, e.line()...), '\n')
	}
	return verify(t, data, testRules(t))
}

func at(day int) time.Time { return start.AddDate(0, 0, day) }

// TestStanding reads what decisions come to. The ledgers begin on 2026-11-02.
func TestStanding(t *testing.T) {
	editorApproves := func(day int) Approval { return Approval{editorID, Editor, Approve, at(day)} }
	safeApproves := func(day int) Approval { return Approval{safeID, Safeguarding, Approve, at(day)} }
	wrote := []string{writerID}
	for _, c := range []struct {
		name, ledger string
		need         Need
		want         Standing
	}{
		{"nothing", ``, plainNeed, Standing{Missing: "nobody has said who wrote it"}},
		{"submitted", `a after nothing day 0 writer submit`, plainNeed, Standing{Submitters: wrote, Missing: "1 approval"}},
		{
			"submitted, for a hotline", `a after nothing day 0 writer submit`, hotlineNeed,
			Standing{Submitters: wrote, Missing: "2 approvals, one of them in the role safeguarding"},
		},
		{
			"approved", `a after nothing day 0 writer submit
			b after a day 1 editor approve`, plainNeed,
			Standing{Approved: true, Since: at(1), Expires: "2027-11-03", Approvals: []Approval{editorApproves(1)}, Submitters: wrote},
		},
		{
			"without an end", `a after nothing day 0 writer submit
			b after a day 1 editor approve`,
			Need{},
			Standing{Approved: true, Since: at(1), Approvals: []Approval{editorApproves(1)}, Submitters: wrote},
		},
		{
			"approved before it was submitted", `b after nothing day 1 editor approve
			a after b day 2 writer submit`, plainNeed,
			Standing{Approved: true, Since: at(1), Expires: "2027-11-03", Approvals: []Approval{editorApproves(1)}, Submitters: wrote},
		},
		{"nobody wrote it", `b after nothing day 1 editor approve`, plainNeed, Standing{Missing: "nobody has said who wrote it"}},
		{"own text, submitted first", `a after nothing day 0 editor submit
			b after a day 1 editor approve`, plainNeed, Standing{Submitters: []string{editorID}, Missing: "1 approval"}},
		{"own text, approved first", `a after nothing day 0 editor approve
			b after a day 1 editor submit`, plainNeed, Standing{Submitters: []string{editorID}, Missing: "1 approval"}},
		{
			"two wrote it", `a after nothing day 0 editor submit
			b after a day 1 writer submit
			c after b day 2 editor approve
			d after c day 2 safe approve`, plainNeed,
			Standing{Approved: true, Since: at(2), Expires: "2027-11-04", Approvals: []Approval{safeApproves(2)}, Submitters: []string{writerID, editorID}},
		},

		{
			"one of two", `a after nothing day 0 writer submit
			b after a day 1 editor approve`, hotlineNeed,
			Standing{Submitters: wrote, Approvals: []Approval{editorApproves(1)}, Missing: "1 approval in the role safeguarding"},
		},
		{
			"one person counts once", `a after nothing day 0 writer submit
			b after a day 1 safe approve
			c after b day 2 safe approve`, hotlineNeed,
			Standing{Submitters: wrote, Approvals: []Approval{safeApproves(2)}, Missing: "1 approval"},
		},
		{
			"two without safeguarding", `a after nothing day 0 writer submit
			b after a day 1 editor approve
			c after b day 2 editor2 approve`, hotlineNeed,
			Standing{Submitters: wrote, Approvals: []Approval{editorApproves(1), {editorID2, Editor, Approve, at(2)}}, Missing: "1 approval in the role safeguarding"},
		},
		{
			"two with safeguarding", `a after nothing day 0 writer submit
			b after a day 1 editor approve
			c after b day 2 safe approve`, hotlineNeed,
			Standing{Approved: true, Since: at(2), Expires: "2027-02-02", Approvals: []Approval{editorApproves(1), safeApproves(2)}, Submitters: wrote},
		},
		{
			"one person in two roles is one person", `a after nothing day 0 writer submit
			b after a day 1 all-editor approve
			c after b day 2 all-safe approve`, hotlineNeed,
			Standing{Submitters: wrote, Approvals: []Approval{{everyID, Safeguarding, Approve, at(2)}}, Missing: "1 approval"},
		},
		{
			"and may add the role", `a after nothing day 0 writer submit
			b after a day 1 all-editor approve
			c after b day 2 editor approve
			d after c day 3 all-safe approve`, hotlineNeed,
			Standing{Approved: true, Since: at(3), Expires: "2027-02-03", Approvals: []Approval{{everyID, Safeguarding, Approve, at(3)}, editorApproves(2)}, Submitters: wrote},
		},

		{
			"revoked", `a after nothing day 0 writer submit
			b after a day 1 editor approve
			c after b day 2 editor2 revoke`, plainNeed,
			Standing{Submitters: wrote, Revoked: true, Missing: "1 approval, for the approval was taken back"},
		},
		{
			"approved again", `a after nothing day 0 writer submit
			b after a day 1 editor approve
			c after b day 2 editor2 revoke
			d after c day 3 editor approve`, plainNeed,
			Standing{Approved: true, Since: at(3), Expires: "2027-11-05", Approvals: []Approval{editorApproves(3)}, Submitters: wrote},
		},
		{
			"revoked in one branch, approved later in the other", `a after nothing day 0 writer submit
			b after a day 1 editor2 revoke
			c after a day 2 editor approve
			m after b+c day 3 editor merge`, plainNeed,
			Standing{Submitters: wrote, Revoked: true, Missing: "1 approval, for the approval was taken back"},
		},
		{
			"approved after the branches met", `a after nothing day 0 writer submit
			b after a day 1 editor2 revoke
			c after a day 2 editor approve
			m after c+b day 3 editor merge
			d after m day 4 editor approve`, plainNeed,
			Standing{Approved: true, Since: at(4), Expires: "2027-11-06", Approvals: []Approval{editorApproves(4)}, Submitters: wrote},
		},
		{
			"taken back in both branches, approved in one", `a after nothing day 0 writer submit
			b after a day 1 editor2 revoke
			d after b day 4 editor approve
			c after a day 2 editor revoke
			m after d+c day 5 editor merge`, plainNeed,
			Standing{Submitters: wrote, Revoked: true, Missing: "1 approval, for the approval was taken back"},
		},

		{
			"an earlier day", `a after nothing day 0 writer submit
			b after a day 1 editor approve until 2026-12-01`, plainNeed,
			Standing{Approved: true, Since: at(1), Expires: "2026-12-01", Approvals: []Approval{editorApproves(1)}, Submitters: wrote},
		},
		{
			"a later day is for safeguarding", `a after nothing day 0 writer submit
			b after a day 1 editor approve until 2030-12-01`, plainNeed,
			Standing{Approved: true, Since: at(1), Expires: "2027-11-03", Approvals: []Approval{editorApproves(1)}, Submitters: wrote},
		},
		{
			"a later day by safeguarding", `a after nothing day 0 writer submit
			b after a day 1 safe approve until 2030-12-01`, plainNeed,
			Standing{Approved: true, Since: at(1), Expires: "2030-12-01", Approvals: []Approval{safeApproves(1)}, Submitters: wrote},
		},
		{
			"of two days in one approval the earlier", `a after nothing day 0 writer submit
			b after a day 1 safe approve until 2026-12-01
			c after b day 2 editor approve until 2026-12-24`, hotlineNeed,
			Standing{Approved: true, Since: at(2), Expires: "2026-12-01", Approvals: []Approval{safeApproves(1), editorApproves(2)}, Submitters: wrote},
		},
		{
			"another day", `a after nothing day 0 writer submit
			b after a day 1 editor approve until 2026-12-01
			c after b day 2 editor2 expire until 2026-11-20`, plainNeed,
			Standing{Approved: true, Since: at(1), Expires: "2026-11-20", Approvals: []Approval{editorApproves(1)}, Submitters: wrote},
		},
		{
			"the last day that was set", `a after nothing day 0 writer submit
			b after a day 1 editor approve
			c after b day 2 editor2 expire until 2026-11-20
			d after c day 3 editor expire until 2026-12-24`, plainNeed,
			Standing{Approved: true, Since: at(1), Expires: "2026-12-24", Approvals: []Approval{editorApproves(1)}, Submitters: wrote},
		},
		{
			"days of two branches", `a after nothing day 0 writer submit
			b after a day 1 editor approve
			c after b day 2 editor2 expire until 2026-11-20
			d after b day 3 editor expire until 2026-12-24
			m after d+c day 4 editor merge`, plainNeed,
			Standing{Approved: true, Since: at(1), Expires: "2026-11-20", Approvals: []Approval{editorApproves(1)}, Submitters: wrote},
		},
		{
			"a day between two approvals", `a after nothing day 0 writer submit
			b after a day 1 editor approve
			c after b day 2 safe expire until 2026-11-20
			d after c day 3 safe approve`, hotlineNeed,
			Standing{Approved: true, Since: at(3), Expires: "2026-11-20", Approvals: []Approval{editorApproves(1), safeApproves(3)}, Submitters: wrote},
		},
		{
			"renewed", `a after nothing day 0 writer submit
			b after a day 1 editor approve
			c after b day 2 editor2 expire until 2026-11-20
			d after c day 30 editor approve`, plainNeed,
			Standing{Approved: true, Since: at(30), Expires: "2027-12-02", Approvals: []Approval{editorApproves(30)}, Submitters: wrote},
		},
		{
			"renewed by one of two", `a after nothing day 0 writer submit
			b after a day 1 editor approve
			c after b day 2 safe approve
			d after c day 80 safe approve`, hotlineNeed,
			Standing{Approved: true, Since: at(2), Expires: "2027-02-02", Approvals: []Approval{editorApproves(1), safeApproves(2)}, Submitters: wrote},
		},
		{
			"renewed by both", `a after nothing day 0 writer submit
			b after a day 1 editor approve
			c after b day 2 safe approve
			d after c day 80 safe approve
			e after d day 85 editor approve`, hotlineNeed,
			Standing{Approved: true, Since: at(85), Expires: "2027-04-26", Approvals: []Approval{safeApproves(80), editorApproves(85)}, Submitters: wrote},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := decisions(t, c.ledger).Outcome().Standing(node, digest("a"), c.need)
			if diff := cmp.Diff(c.want, got, cmpopts.IgnoreUnexported(Standing{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
