package review

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// items are names of items of every kind, and whether they belong to another locale than
// the source one.
var items = map[string]bool{
	"node/sextortion/first-steps@en": false, "node/sextortion/first-steps@es": true, "word/help-now@pt-BR": true,
	"hotline/us-988@en": false, "hotline/us-988@es": true, "picture/steps@en": false, "asks/grooming/signs@es": true,
	"rule/en/not-come-home": false, "rule/es/not-come-home": true, "group/es/child": true, "signal/en/age-gap": false,
	"counter/es/fiction": true, "spelling/es": true, "harmless/en": false, "vocabulary/es": true, "said/es": true,
	"order/hotlines": false, "topics": false, "slots": false,
}

// TestWhoMayDoWhat asks every role for every decision on every kind of item, of one's own
// text and of another's, and what comes of it.
func TestWhoMayDoWhat(t *testing.T) {
	r := testRules(t)
	for _, role := range Roles() {
		for _, d := range Decisions() {
			for what, translation := range items {
				for _, own := range []bool{true, false} {
					name := fmt.Sprintf("%s/%s/%s/own=%v", role, d, what, own)
					submitter := Entry{Who: writerID, Role: Writer, Decision: Submit, What: what, Digest: digest("a")}
					if own {
						submitter.Who = everyID
					}
					e := Entry{Who: everyID, Role: role, Decision: d, What: what, Digest: digest("a"), At: at(1)}
					var data []byte
					switch d {
					case Merge:
						other := Entry{Who: editorID2, Role: Editor, Decision: Revoke, What: what, Digest: digest("b")}
						e.What, e.Digest, e.Also = "", "", lastHash(chain(Origin, start, other))
						data = append(chain(Origin, start, other), chain(Origin, start, submitter)...)
					case Expire:
						e.Expires = "2026-12-01"
						fallthrough
					default:
						data = chain(Origin, start, submitter)
					}
					scope := role.May(d)
					allowed := scope == Everything || scope == Translations && translation
					l, err := verifyLines(data, r)
					if err != nil {
						t.Fatal(err)
					}
					e.Prev = lastHash(data)

					// The line stands in a ledger if the role may decide so at all ...
					_, err = Verify(append(data, append(e.line(), '\n')...), r)
					if (err == nil) != allowed {
						t.Errorf("%s: verified: %v, want allowed %v", name, err, allowed)
					}
					if (r.Staff.Allows(e) == nil) != allowed {
						t.Errorf("%s: allowed: %v, want %v", name, r.Staff.Allows(e), allowed)
					}
					// ... is written if it does not approve one's own text ...
					err = l.write(t.Context(), e, nil, r)
					if written := allowed && !(own && d.approves()); (err == nil) != written {
						t.Errorf("%s: written: %v, want %v", name, err, written)
					}
					if err != nil {
						continue
					}
					// ... and counts as an approval of another's text alone.
					s := l.Outcome().Standing(what, digest("a"), Need{})
					if s.Approved != d.approves() || s.Approved && own {
						t.Errorf("%s: approved: %v", name, s.Approved)
					}
					s = l.Outcome().Standing(what, digest("a"), Need{Safeguarding: true})
					if s.Approved != (d.approves() && role == Safeguarding) {
						t.Errorf("%s: approved with safeguarding: %v", name, s.Approved)
					}
				}
			}
		}
	}
}

// TestRoleTable compares with the table that people agreed on.
func TestRoleTable(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("testdata", "roles.md"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), RoleTable()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLocaleOf(t *testing.T) {
	for what, want := range map[string]string{
		"node/a/b@pt-BR": "pt-BR", "rule/es/x": "es", "spelling/en": "en", "topics": "en", "order/hotlines": "en", "rule": "en",
	} {
		if got := localeOf(what); got != want {
			t.Errorf("localeOf(%q) = %q, want %q", what, got, want)
		}
	}
}

func TestReadStaff(t *testing.T) {
	s, findings := ReadStaff("reviewers.yaml", []byte(`# who decides
staff:
  s-12: {roles: [editor, safeguarding], locales: [en, es], from: 2026-11-01, until: 2027-03-01}
  s-07:
    roles:
      - writer
`))
	want := []Person{
		{ID: "s-07", Roles: []Role{Writer}},
		{ID: "s-12", Roles: []Role{Editor, Safeguarding}, Locales: []string{"en", "es"}, From: "2026-11-01", Until: "2027-03-01"},
	}
	if diff := cmp.Diff(want, s.People()); diff != "" || len(findings) > 0 {
		t.Errorf("%v (-want +got):\n%s", findings, diff)
	}
	if _, ok := s.Person("s-99"); ok {
		t.Error("s-99 is there")
	}
	if nobody := (*Staff)(nil); nobody.People() != nil || nobody.Allows(sample()[0]) == nil {
		t.Error("somebody is in a staff of nobody")
	}
}

func TestReadStaffFindings(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "1:1: the file is empty; write `staff:` and the people below it"},
		{"empty with a comment", "# nobody\n", "1:1: the file is empty; write `staff:` and the people below it"},
		{"no mapping", "- a\n", "1:1: this file must be a mapping; write it as `key: value` lines, without anchors"},
		{"other key", "staf: {}\n", `1:1: this file has no key "staf"; did you mean "staff"?`},
		{"role", "staff:\n  s-01: {roles: [editr]}\n", `2:18: there is no role "editr"; did you mean "editor"?`},
		{"no roles", "staff:\n  s-01: {locales: [en]}\n", "2:3: s-01 has no roles; known are writer, translator, editor, safeguarding"},
		{"roles as a word", "staff:\n  s-01: {roles: editor}\n", "2:17: roles must be a list; write it as [a, b]\n2:3: s-01 has no roles; known are writer, translator, editor, safeguarding"},
		{"list in a list", "staff:\n  s-01: {roles: [[editor]]}\n", "2:18: roles is a list of words; write it as [a, b]\n2:3: s-01 has no roles; known are writer, translator, editor, safeguarding"},
		{"key", "staff:\n  s-01: {roles: [editor], locale: [en]}\n", `2:27: s-01 has no key "locale"; did you mean "locales"?`},
		{"day", "staff:\n  s-01: {roles: [editor], from: 2026-13-01}\n", "2:33: from is not a day, such as 2026-11-22"},
		{"days", "staff:\n  s-01: {roles: [editor], from: 2026-12-01, until: 2026-11-01}\n", "2:3: s-01 leaves before the first day; is one of them mistyped?"},
		{"name", "staff:\n  Some One: {roles: [editor]}\n", `2:3: "Some One" is no id: lower-case letters, digits and hyphens; take an id that tells no name, such as s-07`},
		{"twice", "staff:\n  s-01: {roles: [editor]}\n  s-01: {roles: [writer]}\n", `3:3: "s-01" stands here twice; keep one of them`},
		{"anchor", "staff:\n  s-01: &a {roles: [editor]}\n  s-02: *a\n", "2:9: s-01 must be a mapping; write it as `key: value` lines, without anchors\n" +
			"2:3: s-01 has no roles; known are writer, translator, editor, safeguarding\n" +
			"3:9: s-02 must be a mapping; write it as `key: value` lines, without anchors\n" +
			"3:3: s-02 has no roles; known are writer, translator, editor, safeguarding"},
		{"syntax", "staff:\n  s-01: {roles: [editor}\n", "2:24: YAML: did not find expected ',' or ']'; look at this line and the one before: indentation, colons, quotes"},
		{"two documents", "staff: {}\n---\nstaff: {}\n", "2:1: a second document starts here; one document a file"},
		{"big", strings.Repeat("# a\n", maxStaff/4+1), "1:1: the file has more than 1 MB; is this the right file?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, findings := ReadStaff("reviewers.yaml", []byte(c.text))
			var got []string
			for _, f := range findings {
				text := strings.TrimPrefix(f.Pos.String(), "reviewers.yaml:") + ": " + f.Message
				if f.Hint != "" {
					text += "; " + f.Hint
				}
				got = append(got, text)
			}
			want := strings.Split(c.want, "\n")
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" || s != nil {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestDaysOfStaff asks on the days around the first and the last.
func TestDaysOfStaff(t *testing.T) {
	s, _ := ReadStaff("reviewers.yaml", []byte("staff: {s-01: {roles: [editor], from: 2026-11-10, until: 2026-11-12}}"))
	for day, want := range map[int]bool{9: false, 10: true, 12: true, 13: false} {
		for _, hour := range []int{0, 23} {
			e := Entry{Who: "s-01", Role: Editor, Decision: Approve, What: node, At: time.Date(2026, 11, day, hour, 59, 0, 0, time.UTC)}
			if err := s.Allows(e); (err == nil) != want {
				t.Errorf("on day %d at %d: %v", day, hour, err)
			}
		}
	}
}

// FuzzReadStaff reads anything, and gives a staff or says why not.
func FuzzReadStaff(f *testing.F) {
	f.Add(staffText)
	f.Add("staff: {<<: *a}")
	f.Fuzz(func(t *testing.T, text string) {
		if s, findings := ReadStaff("reviewers.yaml", []byte(text)); (s == nil) == (len(findings) == 0) {
			t.Errorf("%v, %v", s, findings)
		}
	})
}
