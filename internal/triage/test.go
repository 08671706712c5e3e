package triage

import (
	"fmt"
	"maps"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Test runs the examples and counter-examples of all files, each by the rules
// of its own file. An example must fire its rule and reach at least the rule's
// outcome, with its kind first or second; a counter-example must not fire it.
// Harmless messages must raise no alarm by the rules of any file.
func (r *Rules) Test() []Problem {
	var problems []Problem
	if r == nil {
		return nil
	}
	for _, f := range r.files {
		check := func(section, id string, examples, counter []string, wrong func(Verdict) string) {
			at := Problem{Language: f.Language, Section: section, ID: id, Field: "examples"}
			for k, s := range examples {
				v := r.judge(text.Scan(s), f.Language)
				if !fires(v, id) {
					at.Index, at.Message = k, fmt.Sprintf("example %q does not fire it", s)
					at.Hint = "ask --why shows what it fires"
					problems = append(problems, at)
				} else if msg := wrong(v); msg != "" {
					at.Index, at.Message = k, fmt.Sprintf("example %q %s", s, msg)
					problems = append(problems, at)
				}
			}
			at.Field = "counter"
			for k, s := range counter {
				if fires(r.judge(text.Scan(s), f.Language), id) {
					at.Index, at.Message = k, fmt.Sprintf("counter-example %q fires it", s)
					problems = append(problems, at)
				}
			}
		}
		for _, rule := range f.Rules {
			check("rules", rule.ID, rule.Examples, rule.Counter, func(v Verdict) string {
				want := outcomes[rule.Outcome]
				switch {
				case v.Outcome < want:
					return fmt.Sprintf("reaches %s, not %s", v.Outcome, want)
				case rule.Kind != "" && v.Kind != rule.Kind && v.Second != rule.Kind:
					return fmt.Sprintf("is %s, not %s", v.Kind, rule.Kind)
				}
				return ""
			})
		}
		for _, sg := range f.Signals {
			check("signals", sg.ID, sg.Examples, sg.Counter, func(Verdict) string { return "" })
		}
		for k, s := range f.Harmless {
			if v := r.JudgeText(s); v.Outcome >= Check {
				problems = append(problems, Problem{
					Language: f.Language, Section: "harmless", Index: k,
					Message: fmt.Sprintf("harmless message %q raises %s %s, by %s of %s", s, v.Outcome, v.Kind, v.Rule, v.Language),
					Hint:    "narrow that rule, or add a counter to it; ask --why shows its words",
				})
			}
		}
	}
	return problems
}

// Idle reports the rules that decide nothing: of whose examples each is decided
// by another rule. If one other rule fires on them all, it is named.
func (r *Rules) Idle() []Problem {
	var problems []Problem
	if r == nil {
		return nil
	}
	for _, f := range r.files {
		for _, rule := range f.Rules {
			decides := false
			var others map[string]bool // what fires on every example
			for _, s := range rule.Examples {
				v := r.judge(text.Scan(s), f.Language)
				decides = decides || v.Rule == rule.ID
				fired := map[string]bool{}
				for _, e := range v.Evidence {
					it := slices.IndexFunc(f.Rules, func(o Rule) bool { return o.ID == e.Rule })
					if !e.TakenBack && it >= 0 && e.Rule != rule.ID && f.Rules[it].Kind == rule.Kind && outcomes[f.Rules[it].Outcome] >= outcomes[rule.Outcome] {
						fired[e.Rule] = others == nil || others[e.Rule]
					}
				}
				others = fired
			}
			if decides {
				continue
			}
			p := Problem{
				Language: f.Language, Section: "rules", ID: rule.ID, Field: "examples", Index: -1,
				Message: "every example is decided by another rule", Hint: "add an example that only this rule finds, or delete the rule",
			}
			for _, id := range slices.Sorted(maps.Keys(others)) {
				if others[id] {
					p.Message = "finds nothing that " + id + " does not find"
					break
				}
			}
			problems = append(problems, p)
		}
	}
	return problems
}

// steps are the points that signals have: slight, some, clear, strong. Other
// points say nothing to a reader.
var steps = [...]int{10, 20, 30, 45}

// Uneven reports the signals whose points are none of the four steps.
func (r *Rules) Uneven() []Problem {
	var problems []Problem
	if r == nil {
		return nil
	}
	for _, f := range r.files {
		for _, s := range f.Signals {
			if !slices.Contains(steps[:], s.Points) {
				problems = append(problems, Problem{
					Language: f.Language, Section: "signals", ID: s.ID, Field: "points", Index: -1,
					Message: fmt.Sprintf("%d is none of the four steps", s.Points), Hint: "10 is slight, 20 some, 30 clear, 45 strong",
				})
			}
		}
	}
	return problems
}

// fires reports whether a rule or signal fired, with nothing against it. A rule
// that refuses has no points.
func fires(v Verdict, id string) bool {
	return slices.ContainsFunc(v.Evidence, func(e Evidence) bool {
		return e.Rule == id && e.Points >= 0 && !e.TakenBack && !e.Half
	})
}
