package review

import (
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// Next is what the words of a row wait for.
type Next struct {
	Decision Decision // Submit, Approve or Stands; "" when nothing is waited for, or a translator has to translate
	Who      []string // the people who may decide it now, sorted
}

// Waits says what a row waits for, and whom, at an instant. Words that soon end wait for
// new approvals.
func (r *Row) Waits(staff *Staff, day Day) Next {
	if r.State == Approved || r.Item.Untranslated && !r.Standing.Approved {
		return Next{}
	}
	next := Next{Decision: Approve}
	switch {
	case len(r.Standing.Submitters) == 0:
		next.Decision = Submit
	case r.Item.Stale && !r.Standing.Approved:
		next.Decision = Stands
	}
	for _, p := range staff.People() {
		if role, ok := r.RoleFor(staff, p.ID, next.Decision, day); ok && (role == Safeguarding || !r.lacksSafeguarding()) {
			next.Who = append(next.Who, p.ID)
		}
	}
	return next
}

// lacksSafeguarding reports words that nothing but the role safeguarding can approve any
// more.
func (r *Row) lacksSafeguarding() bool {
	given := r.Standing.Approvals
	return r.Need.Safeguarding && !r.Standing.Approved && len(given)+1 >= r.Need.Approvals &&
		!slices.ContainsFunc(given, func(a Approval) bool { return a.Role == Safeguarding })
}

// RoleFor is the role in which a person's decision about the words of a row counts most;
// false when it would not be theirs to make, or would not count.
func (r *Row) RoleFor(staff *Staff, who string, d Decision, day Day) (Role, bool) {
	if d.approves() && slices.Contains(r.Standing.Submitters, who) {
		return "", false
	}
	if d.approves() && r.approvedBy(who) && !r.Standing.Approved {
		return "", false
	}
	roles := Roles()
	slices.Reverse(roles) // safeguarding first
	for _, role := range roles {
		e := Entry{At: day.Time(), Who: who, Role: role, Decision: d, What: r.Item.What}
		if staff.Allows(e) == nil {
			return role, true
		}
	}
	return "", false
}

// approvedBy reports whether an approval of a person counts.
func (r *Row) approvedBy(who string) bool {
	return slices.ContainsFunc(r.Standing.Approvals, func(a Approval) bool { return a.Who == who })
}

// Refusal says why a person's decision about the words of a row would not count, in
// words for them; "" when it would.
func (r *Row) Refusal(staff *Staff, who string, d Decision, day Day) string {
	if _, ok := r.RoleFor(staff, who, d, day); ok {
		switch {
		case d == Submit && r.approvedBy(who):
			return who + " has approved it; an approval of one's own words does not count, so it would no longer be approved"
		case d == Approve && r.Item.Untranslated:
			return "a part of it is not translated yet"
		case d == Approve && r.Item.Stale && !r.Standing.Approved:
			return "its English changed after it was translated: translate it anew, or decide that it stands"
		case d == Stands && !r.Item.Stale:
			return "it is no translation whose English changed: approve it instead"
		case d.approves() && len(r.Standing.Submitters) == 0:
			return "nobody has said who wrote it: `porchlight review submit` comes first"
		}
		return ""
	}
	if d.approves() && slices.Contains(r.Standing.Submitters, who) {
		return who + " wrote it, so somebody else has to approve it"
	}
	if d.approves() && r.approvedBy(who) && !r.Standing.Approved {
		return who + " has approved it already; it waits for somebody else"
	}
	p, known := staff.Person(who)
	if !known {
		return who + " is not in reviewers.yaml"
	}
	for _, role := range p.Roles {
		if err := staff.Allows(Entry{At: day.Time(), Who: who, Role: role, Decision: d, What: r.Item.What}); err != nil {
			return err.Error()
		}
	}
	return who + " has no role in reviewers.yaml"
}

// Matches reports whether a row is meant by a name: that of the item, a node without
// "node/" and its locale, or the beginning of a name and a star.
func (r *Row) Matches(name string) bool { return matches(r.Item.What, name) }

func matches(what, name string) bool {
	if prefix, star := strings.CutSuffix(name, "*"); star {
		return strings.HasPrefix(what, prefix) || strings.HasPrefix(what, "node/"+prefix)
	}
	if what == name || what == "node/"+name {
		return true
	}
	id, isNode := nodeOf(what)
	return isNode && string(id) == name || withoutLocale(what) == name
}

func withoutLocale(what string) string {
	if locale := dialog.LocaleOfItem(what); locale != "" {
		return what[:len(what)-len(locale)-1]
	}
	return what
}
