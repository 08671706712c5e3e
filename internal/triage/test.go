package triage

import (
	"fmt"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Test runs the examples and counter-examples of all files, each by the rules
// of its own file. An example must fire its rule and reach at least the rule's
// outcome, with its kind first or second; a counter-example must not fire it.
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
					at.Index, at.Message = k, "example does not fire it"
					problems = append(problems, at)
				} else if msg := wrong(v); msg != "" {
					at.Index, at.Message = k, msg
					problems = append(problems, at)
				}
			}
			at.Field = "counter"
			for k, s := range counter {
				if fires(r.judge(text.Scan(s), f.Language), id) {
					at.Index, at.Message = k, "counter-example fires it"
					problems = append(problems, at)
				}
			}
		}
		for _, rule := range f.Rules {
			check("rules", rule.ID, rule.Examples, rule.Counter, func(v Verdict) string {
				want := outcomes[rule.Outcome]
				switch {
				case v.Outcome < want:
					return fmt.Sprintf("example reaches %s, not %s", v.Outcome, want)
				case rule.Kind != "" && v.Kind != rule.Kind && v.Second != rule.Kind:
					return fmt.Sprintf("example is %s, not %s", v.Kind, rule.Kind)
				}
				return ""
			})
		}
		for _, sg := range f.Signals {
			check("signals", sg.ID, sg.Examples, sg.Counter, func(Verdict) string { return "" })
		}
	}
	return problems
}

// fires reports whether a rule or signal fired and was not taken back. A rule
// that refuses has no points.
func fires(v Verdict, id string) bool {
	return slices.ContainsFunc(v.Evidence, func(e Evidence) bool {
		return e.Rule == id && e.Points >= 0 && !e.TakenBack
	})
}
