package compare

import (
	"fmt"
	"strings"
)

// shownFirst is how many conversations and questions of an edit are shown at
// length; the others are named.
const shownFirst = 3

// nothing is what a report without edits says.
const nothing = "Nothing differs between the two versions."

// summary tells the counts in a sentence or two.
func (r *Report) summary() string {
	if len(r.Edits) == 0 {
		return nothing
	}
	c := r.Counts
	return count(c.Edits, "edit", "edits") + ", " + count(c.First, "of which touches", "of which touch") + " danger, help lines or help. " +
		count(c.Conversations, "conversation reads", "conversations read") + " differently. " +
		count(c.Questions, "question leads", "questions lead") + " elsewhere."
}

// alarm warns of questions that told of danger, or is "".
func (r *Report) alarm() string {
	if r.Counts.Lost == 0 {
		return ""
	}
	return count(r.Counts.Lost, "message that told of danger does so less", "messages that told of danger do so less") + "."
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// section is the heading that an edit stands under.
func (e *Edit) section() string {
	if e.First != "" {
		return "Danger, help lines and help"
	}
	if e.rank == rankFollows {
		return "Translations whose English changed"
	}
	if tree, _, ok := strings.Cut(subject(e.What), "/"); ok && !strings.HasPrefix(tree, "\xff") {
		return "Tree " + tree
	}
	return "Words, pictures, matching"
}

// effect tells in a sentence what comes of an edit.
func (e *Edit) effect() string {
	var parts []string
	if n := len(e.Conversations); n > 0 {
		parts = append(parts, count(n, "conversation reads", "conversations read")+" differently.")
	}
	if n := len(e.Questions); n > 0 {
		parts = append(parts, count(n, "question leads", "questions lead")+" elsewhere.")
	}
	switch {
	case len(parts) > 0:
	case e.Follows && e.Stale:
		parts = append(parts, "Its English changed and it did not: it has to be translated again.")
	case e.Follows:
		parts = append(parts, "Its English changed; its own words did not.")
	default:
		parts = append(parts, "By itself it changes no reply.")
	}
	if e.Stale && !e.Follows {
		parts = append(parts, "This translation is older than its English.")
	}
	return strings.Join(parts, " ")
}

// rest names conversations that are counted and not shown: "And in 2 more: …".
func (r *Report) rest(all []Conversation) string {
	if len(all) <= shownFirst {
		return ""
	}
	places := make([]Place, 0, len(all))
	for _, c := range all[shownFirst:] {
		places = append(places, c.Places[0])
	}
	return fmt.Sprintf("And in %d more: %s.", len(places), r.names(Place{}, places))
}

// elsewhere names the other places of a conversation, or is "".
func (r *Report) elsewhere(c *Conversation) string {
	if len(c.Places) == 1 {
		return ""
	}
	return "The same change in: " + r.names(c.Places[0], c.Places[1:]) + "."
}

// names lists places. One that differs from the one before it in a single thing is
// named by that alone: "danger/check, en; country GB; country US; danger/hotlines".
func (r *Report) names(last Place, places []Place) string {
	out := make([]string, 0, len(places))
	run := 0 // how many of the last names are countries of one place
	for _, p := range places {
		name := p.beside(last)
		last = p
		out = append(out, name)
		if name != countryName(p.Country) {
			run = 0
			continue
		}
		if run++; run == r.countries {
			out = append(out[:len(out)-run], "every country")
		}
	}
	return strings.Join(out, "; ")
}

func (p Place) beside(last Place) string {
	for _, one := range []struct {
		same Place
		name string
	}{
		{Place{p.Kind, p.Name, p.Locale, last.Country, p.Told}, countryName(p.Country)},
		{Place{p.Kind, last.Name, p.Locale, p.Country, p.Told}, p.name()},
		{Place{p.Kind, p.Name, last.Locale, p.Country, p.Told}, p.Locale},
	} {
		if one.same == last && one.name != "" {
			return one.name
		}
	}
	return p.String()
}

// String names where a message leads.
func (a Answer) String() string { return fmt.Sprintf("%s (%s)", a.Node, a.Route) }
