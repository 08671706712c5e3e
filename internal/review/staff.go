package review

import (
	"slices"
)

// Person is somebody who decides. Who it is stands nowhere in the content: an id is
// opaque, and the organisation keeps the list of names.
type Person struct {
	ID      string
	Roles   []Role
	Locales []string // the locales whose items the person decides on; none: all
	From    Day      // the first day on which the person decides, or ""
	Until   Day      // the last one, or ""
}

// Staff is the people who decide, by their ids. It is immutable and safe for concurrent
// use. In a nil Staff there is nobody.
type Staff struct {
	people map[string]Person
	ids    []string // sorted
}

// People lists the staff by id.
func (s *Staff) People() []Person {
	if s == nil {
		return nil
	}
	out := make([]Person, len(s.ids))
	for i, id := range s.ids {
		out[i] = s.people[id]
	}
	return out
}

// Person gives somebody by id.
func (s *Staff) Person(id string) (p Person, ok bool) {
	if s == nil {
		return Person{}, false
	}
	p, ok = s.people[id]
	return p, ok
}

// Allows says why a person may not make a decision, in words for them; nil if they may.
// Whose text it is does not matter here: see [Outcome].
func (s *Staff) Allows(e Entry) error {
	if f := s.allows(e); f != nil {
		return f
	}
	return nil
}

func (s *Staff) allows(e Entry) *fault {
	if f := checkRole(ledgerPerson, e.Role); f != nil {
		return f
	}
	p, known := s.Person(e.Who)
	if !known {
		return faulty(ledgerPerson, "who", "mend the id, or add the person there", "%s is not in reviewers.yaml", e.Who)
	}
	if !slices.Contains(p.Roles, e.Role) {
		return faulty(ledgerPerson, "role", "roles are given in reviewers.yaml", "%s does not have the role %s, but %s", e.Who, e.Role, named(p.Roles))
	}
	day := DayOf(e.At)
	if p.From != "" && day < p.From {
		return faulty(ledgerPerson, "at", "days are given in reviewers.yaml", "%s decides from %s on, and this is of %s", e.Who, p.From, day)
	}
	if p.Until != "" && day > p.Until {
		return faulty(ledgerPerson, "at", "days are given in reviewers.yaml", "%s decided until %s, and this is of %s", e.Who, p.Until, day)
	}
	locale := localeOf(e.What)
	switch scope := e.Role.May(e.Decision); {
	case scope == Nothing:
		return faulty(ledgerPerson, "role", "this is for: "+whoMay(e.Decision), "the decision %q is not for the role %q", e.Decision, e.Role)
	case e.Decision == Merge:
		return nil // of no item, and in no locale
	case scope == Translations && locale == sourceLocale:
		return faulty(ledgerPerson, "what", "", "the decision %q of the role %q is for translations, and %s is none", e.Decision, e.Role, e.What)
	case len(p.Locales) > 0 && !slices.Contains(p.Locales, locale):
		return faulty(ledgerPerson, "what", "locales are given in reviewers.yaml", "%s decides on %s, not on %s", e.Who, named(p.Locales), locale)
	}
	return nil
}
