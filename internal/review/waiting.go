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
	if r.State == Approved || r.State == Untranslated {
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
		if r.CanDecide(staff, p.ID, next.Decision, day) {
			next.Who = append(next.Who, p.ID)
		}
	}
	return next
}

// CanDecide reports whether a decision of a person about the words of a row would be
// theirs to make and would count, in one of their roles.
func (r *Row) CanDecide(staff *Staff, who string, d Decision, day Day) bool {
	_, ok := r.RoleFor(staff, who, d, day)
	return ok
}

// RoleFor is the role in which a person's decision about the words of a row counts most.
func (r *Row) RoleFor(staff *Staff, who string, d Decision, day Day) (Role, bool) {
	if d.approves() && slices.Contains(r.Standing.Submitters, who) {
		return "", false
	}
	roles := Roles()
	slices.Reverse(roles) // safeguarding first
	for _, role := range roles {
		e := Entry{At: day.Time(), Who: who, Role: role, Decision: d, What: r.Item.What}
		if staff.Allows(e) != nil {
			continue
		}
		if again := slices.ContainsFunc(r.Standing.Approvals, func(a Approval) bool { return a.Who == who }); again && d.approves() && !r.Standing.Approved {
			return "", false
		}
		return role, true
	}
	return "", false
}

// Refusal says why a person's decision about the words of a row would not count, in
// words for them; "" when it would.
func (r *Row) Refusal(staff *Staff, who string, d Decision, day Day) string {
	if _, ok := r.RoleFor(staff, who, d, day); ok {
		switch {
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
	if d.approves() && slices.ContainsFunc(r.Standing.Approvals, func(a Approval) bool { return a.Who == who }) {
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
