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
		all, firm tally     // everything; without what counts half
		best      [16]*item // by kind: the strongest rule, or signal when no rule
		refuse    *item
	)
	for _, f := range s.fired {
		it := &r.items[f.item]
		telling = telling || it.kind != "" || it.outcome == Refuse
		if f.held == taken {
			continue
		}
		k := it.place
		if it.outcome == Refuse {
			if refuse == nil {
				refuse = it
			}
			continue
		}
		if f.held == half {
			all.add(it, it.points/2)
		} else {
			all.add(it, it.points)
			firm.add(it, it.points)
		}
		if k < 0 {
			continue
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
		switch {
		case lead < 0 || all.of(k) > all.of(lead):
			lead, second = k, lead
		case second < 0 || all.of(k) > all.of(second):
			second = k
		}
	}
	if lead >= 0 && all.of(lead) >= checkPoints {
		it := best[lead]
		v.Outcome, v.Kind, v.Score = Check, kinds[lead], all.of(lead)
		v.Rule, v.Language, v.Node = it.id, it.language, it.node
		if firm.of(lead) >= dangerPoints {
			v.Outcome = Danger
		}
		if second >= 0 && all.of(second) >= checkPoints {
			v.Second = kinds[second]
		}
		return v
	}
	if refuse != nil {
		v.Outcome, v.Rule, v.Language, v.Node = Refuse, refuse.id, refuse.language, refuse.node
	}
	return v
}

// tally adds points up: of a kind the strongest rule and every signal, and the
// signals that support all kinds.
type tally struct {
	rules, signals [16]int
	common         int
}

func (t *tally) add(it *item, points int) {
	switch {
	case it.place < 0:
		t.common += points
	case it.outcome == Calm:
		t.signals[it.place] += points
	default:
		t.rules[it.place] = max(t.rules[it.place], points)
	}
}

func (t *tally) of(kind int) int { return t.rules[kind] + t.signals[kind] + t.common }

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
		if f.held == half {
			e.Points, e.Half = e.Points/2, true
		}
		if f.held == taken {
			e.Points, e.TakenBack = -e.Points, true
		}
		if f.held != whole {
			e.against, e.names = s.bits&it.mask, r.names
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Evidence) int { return cmp.Compare(b.Points, a.Points) })
	return out
}
