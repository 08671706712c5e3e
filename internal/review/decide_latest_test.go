package review

import (
	"testing"
	"time"
)

func TestServes(t *testing.T) {
	noon := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		s    Standing
		want bool
	}{
		{Standing{}, false},
		{Standing{Expires: "2027-01-01"}, false},
		{Standing{Approved: true}, true},
		{Standing{Approved: true, Expires: "2026-12-02"}, true},
		{Standing{Approved: true, Expires: "2026-12-01"}, true}, // the last day counts
		{Standing{Approved: true, Expires: "2026-11-30"}, false},
	} {
		if got := c.s.Serves(noon); got != c.want {
			t.Errorf("%+v serves: %v", c.s, got)
		}
	}
}

func TestLatest(t *testing.T) {
	approve := func(text string, day int) []Entry {
		return []Entry{
			{Who: writerID, Role: Writer, Decision: Submit, What: node, Digest: digest(text), At: at(day)},
			{Who: editorID, Role: Editor, Decision: Approve, What: node, Digest: digest(text), At: at(day)},
		}
	}
	var all []Entry
	all = append(all, approve("old", 0)...)
	all = append(all, approve("next", 1)...)
	all = append(all, approve("same day", 1)...)
	all = append(all, approve("draft", 2)[:1]...)
	o := verify(t, chain(Origin, start, all...), testRules(t)).Outcome()
	for _, c := range []struct {
		digests []string
		want    string
	}{
		{nil, ""},
		{[]string{"draft"}, ""},
		{[]string{"old", "draft"}, "old"},
		{[]string{"draft", "next", "old"}, "next"},
		{[]string{"same day", "old", "next"}, "same day"},
		{[]string{"old", "next", "same day", "unknown"}, "same day"},
	} {
		var digests []string
		for _, d := range c.digests {
			digests = append(digests, digest(d))
		}
		got, s := o.Latest(node, plainNeed, digests...)
		if c.want == "" && got != "" || c.want != "" && (got != digest(c.want) || !s.Approved) {
			t.Errorf("of %v: %q, %+v; want %s", c.digests, got, s, c.want)
		}
	}
	if got, _ := o.Latest("node/other/one@en", plainNeed, digest("old")); got != "" {
		t.Error("an approval counts for another item")
	}
}
