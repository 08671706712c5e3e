package review

import (
	"fmt"
	"slices"
	"time"
)

// Need is what an item needs to be approved. The zero value is one approval that does not
// end by itself.
type Need struct {
	Approvals    int  // by so many people; less than 1 means 1
	Safeguarding bool // one of them in the role safeguarding
	Days         int  // how long an approval lasts; 0: until a decision says otherwise
}

// Approval is an approval that counts.
type Approval struct {
	Who      string
	Role     Role
	Decision Decision // Approve or Stands
	At       time.Time
}

// Standing is where one text of one item stands.
type Standing struct {
	Approved   bool
	Since      time.Time  // when the last approval that was needed came
	Expires    Day        // the last day on which the approval counts, or "": no end
	Approvals  []Approval // those that count; where not Approved, those there are so far
	Submitters []string   // who wrote the text, sorted
	Revoked    bool       // approvals were taken back, and it is not approved since
	Missing    string     // what is still needed, in words; "" where Approved

	place int // of the last approval, in the ledger's order
}

// Serves reports whether the text may be served at an instant.
func (s Standing) Serves(now time.Time) bool { return s.serves(DayOf(now)) }

func (s Standing) serves(day Day) bool { return s.Approved && (s.Expires == "" || day <= s.Expires) }

// Outcome is what the decisions of a ledger come to. It depends on the decisions alone and
// on who knew of which, not on the order in which branches were merged. It is immutable
// and safe for concurrent use.
type Outcome struct {
	lines []line
	place []int          // in the ledger's order, by line
	texts map[text][]int // the lines about a text, in the ledger's order
}

// text is one state of an item.
type text struct{ what, digest string }

// Outcome gives what the decisions come to.
func (l *Ledger) Outcome() *Outcome {
	o := &Outcome{lines: l.lines, place: make([]int, len(l.lines)), texts: map[text][]int{}}
	for place, i := range l.order() {
		o.place[i] = place
		if e := &l.lines[i]; e.Decision != Merge {
			t := text{e.What, e.Digest}
			o.texts[t] = append(o.texts[t], i)
		}
	}
	return o
}

// Standing says where the text with a digest of an item stands.
//
// An approval counts when nobody took it back, that is when it knows of every Revoke of
// the text (has it among the lines before it): a Revoke in one branch beats an approval in
// another. Whoever submitted the text cannot approve it, and where nobody submitted it
// there are no approvals. People count once. When all approvals are there that are
// needed, the text is approved; the next approval begins another round, and when that is
// complete as well the approval is renewed.
func (o *Outcome) Standing(what, digest string, need Need) Standing {
	var s Standing
	all := o.texts[text{what, digest}]
	for _, i := range all {
		if e := &o.lines[i]; e.Decision == Submit && !slices.Contains(s.Submitters, e.Who) {
			s.Submitters = append(s.Submitters, e.Who)
		}
	}
	slices.Sort(s.Submitters)
	live, revoked := o.live(all)

	var counted, round []int
	for _, i := range live {
		e := &o.lines[i]
		if !e.Decision.approves() || len(s.Submitters) == 0 || slices.Contains(s.Submitters, e.Who) {
			continue
		}
		again := slices.IndexFunc(round, func(j int) bool { return o.lines[j].Who == e.Who })
		switch {
		case again < 0:
			round = append(round, i)
		case e.Role == Safeguarding:
			round[again] = i
		}
		if o.meets(round, need) {
			counted, round = round, nil
			s.Approved, s.Since, s.place = true, e.At, o.place[i]
		}
	}
	if s.Approved {
		s.Expires = o.expires(counted, live, s.Since, need)
	} else {
		counted = round
	}
	s.Revoked = revoked && !s.Approved
	for _, i := range counted {
		e := &o.lines[i]
		s.Approvals = append(s.Approvals, Approval{e.Who, e.Role, e.Decision, e.At})
	}
	s.Missing = need.missing(s)
	return s
}

// Latest gives, of the texts that an item had, the approved one whose approval came last,
// and where it stands; "" when none is approved.
func (o *Outcome) Latest(what string, need Need, digests ...string) (digest string, latest Standing) {
	for _, d := range digests {
		if s := o.Standing(what, d, need); s.Approved && (digest == "" || s.place > latest.place) {
			digest, latest = d, s
		}
	}
	return digest, latest
}

// meets reports whether approvals are enough.
func (o *Outcome) meets(approvals []int, need Need) bool {
	if len(approvals) < max(1, need.Approvals) {
		return false
	}
	return !need.Safeguarding || slices.ContainsFunc(approvals, func(i int) bool { return o.lines[i].Role == Safeguarding })
}

// missing says what is still needed.
func (n Need) missing(s Standing) string {
	if s.Approved {
		return ""
	}
	if len(s.Submitters) == 0 {
		return "nobody has said who wrote it"
	}
	left := max(1, max(1, n.Approvals)-len(s.Approvals))
	text := fmt.Sprintf("%d approvals", left)
	if left == 1 {
		text = "1 approval"
	}
	if n.Safeguarding && !slices.ContainsFunc(s.Approvals, func(a Approval) bool { return a.Role == Safeguarding }) {
		if left > 1 {
			text += ", one of them"
		}
		text += " in the role safeguarding"
	}
	if s.Revoked {
		text += ", for the approval was taken back"
	}
	return text
}
