package triage

import (
	"cmp"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// verdict adds up what was found.
func (r *Rules) verdict(m text.Message, s *scratch) Verdict {
	if len(s.fired) == 0 {
		return Verdict{}
	}
	kinds := Kinds()
	telling := false // something fired that is worth telling of
	var (
		rules, sums [16]int
		best        [16]*item // by kind: the strongest rule, or signal when no rule
		common      int
		refuse      *item
	)
	for _, f := range s.fired {
		it := &r.items[f.item]
		telling = telling || it.kind != "" || it.outcome == Refuse
		if f.taken {
			continue
		}
		k := it.place
		switch {
		case it.outcome == Refuse:
			if refuse == nil {
				refuse = it
			}
			continue
		case k < 0:
			common += it.points
			continue
		case it.outcome == Calm:
			sums[k] += it.points
		default:
			rules[k] = max(rules[k], it.points)
		}
		if best[k] == nil || stronger(it, best[k]) {
			best[k] = it
		}
	}
	if !telling {
		return Verdict{}
	}
	v := Verdict{Evidence: r.evidence(m, s)}
	lead, second := -1, -1
	for k := range kinds {
		if best[k] == nil {
			continue
		}
		sums[k] += rules[k] + common
		switch {
		case lead < 0 || sums[k] > sums[lead]:
			lead, second = k, lead
		case second < 0 || sums[k] > sums[second]:
			second = k
		}
	}
	if lead >= 0 && sums[lead] >= checkPoints {
		it := best[lead]
		v.Outcome, v.Kind, v.Score = Check, kinds[lead], sums[lead]
		v.Rule, v.Language, v.Node = it.id, it.language, it.node
		if v.Score >= dangerPoints {
			v.Outcome = Danger
		}
		if second >= 0 && sums[second] >= checkPoints {
			v.Second = kinds[second]
		}
		return v
	}
	if refuse != nil {
		v.Outcome, v.Rule, v.Language, v.Node = Refuse, refuse.id, refuse.language, refuse.node
	}
	return v
}

// stronger says which of two items of a kind gives the verdict its rule: a
// rule before a signal, then more points. Of equals the first stays.
func stronger(a, b *item) bool {
	if (a.outcome == Calm) != (b.outcome == Calm) {
		return b.outcome == Calm
	}
	return a.points > b.points
}

// evidence lists what fired, strongest first. What was taken back has negative
// points.
func (r *Rules) evidence(m text.Message, s *scratch) []Evidence {
	out := make([]Evidence, 0, len(s.fired))
	for _, f := range s.fired {
		it := &r.items[f.item]
		e := Evidence{Rule: it.id, Points: it.points, Spans: r.spans(m, s, &r.patterns[f.pattern], f.mask)}
		if f.taken {
			e.Points, e.TakenBack = -e.Points, true
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Evidence) int { return cmp.Compare(b.Points, a.Points) })
	return out
}
