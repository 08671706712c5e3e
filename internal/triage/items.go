package triage

import (
	"fmt"
	"slices"
)

var outcomes = map[string]Outcome{"danger": Danger, "check": Check, "refuse": Refuse}

// items compiles the rules and signals of a file.
func (c *compiler) items(f *File) {
	seen := map[string]bool{}
	add := func(section, id string, it item, any, unless []string) {
		if id == "" || seen[id] {
			c.report(Problem{
				Language: f.Language, Section: section, ID: id, Field: "id", Index: -1,
				Message: "id is missing or used twice",
			})
		}
		seen[id] = true
		it.id, it.language = id, f.Language
		it.place = slices.Index(Kinds(), it.kind)
		it.mask = c.unless(f.Language, section, id, unless)
		n := int32(len(c.rules.items))
		c.rules.items = append(c.rules.items, it)
		c.anyOf(f.Language, section, id, any, owner{counter: -1, item: n})
	}
	for _, r := range f.Rules {
		add("rules", r.ID, c.rule(f.Language, r), r.Any, r.Unless)
	}
	for _, sg := range f.Signals {
		add("signals", sg.ID, c.signal(f.Language, sg), sg.Any, sg.Unless)
	}
}

// rule checks a rule's own fields.
func (c *compiler) rule(language string, r Rule) item {
	at := func(field, message, hint string) {
		c.report(Problem{
			Language: language, Section: "rules", ID: r.ID, Field: field, Index: -1, Message: message, Hint: hint,
		})
	}
	it := item{kind: r.Kind, outcome: outcomes[r.Outcome], node: r.Node}
	switch it.outcome {
	case Danger:
		it.points = dangerPoints
	case Check:
		it.points = checkPoints
	case Refuse:
		if r.Kind != "" {
			at("kind", "a rule that refuses has no kind", "remove it")
		}
	default:
		at("outcome", fmt.Sprintf("unknown outcome %q", r.Outcome), "danger, check or refuse")
	}
	if it.outcome != Refuse && !slices.Contains(Kinds(), r.Kind) {
		at("kind", fmt.Sprintf("unknown kind %q", r.Kind), nearestKind(r.Kind))
	}
	if r.Owner == "" {
		at("owner", "owner is missing", "")
	}
	if r.Reason == "" {
		at("reason", "reason is missing", "")
	}
	if len(r.Examples) == 0 {
		at("examples", "no example", "add a message that must be found")
	}
	if len(r.Counter) == 0 {
		at("counter", "no counter-example", "add a message that must not be found")
	}
	if r.Firm && len(r.Unless) > 0 {
		at("unless", "a firm rule is never taken back", "remove unless or firm")
	}
	return it
}

// signal checks a signal's own fields.
func (c *compiler) signal(language string, s Signal) item {
	at := func(field, message string) {
		c.report(Problem{
			Language: language, Section: "signals", ID: s.ID, Field: field, Index: -1, Message: message,
		})
	}
	if s.Kind != "" && !slices.Contains(Kinds(), s.Kind) {
		at("kind", fmt.Sprintf("unknown kind %q", s.Kind))
	}
	if s.Points < 1 || s.Points >= dangerPoints {
		at("points", fmt.Sprintf("points must be 1 to %d", dangerPoints-1))
	}
	if s.Reason == "" {
		at("reason", "reason is missing")
	}
	return item{kind: s.Kind, points: s.Points, young: s.Young}
}

func nearestKind(k Kind) string {
	all := map[string]bool{}
	for _, kind := range Kinds() {
		all[string(kind)] = true
	}
	return didYouMean(string(k), all, "")
}
