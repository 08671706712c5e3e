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
	var (
		stands  tally // what counter-evidence left
		whole   tally // of that, what it left whole
		said    tally // everything, taken back or not
		refuse  *item
		telling bool // something fired that is worth telling of
		young   bool // the writer is a minor
	)
	for _, f := range s.fired {
		it := &r.items[f.item]
		telling = telling || it.kind != "" || it.outcome == Refuse
		young = young || it.young && f.held != heldNot
		switch {
		case it.outcome == Refuse:
			if refuse == nil && f.held != heldNot {
				refuse = it
			}
			continue
		case f.held == heldHalf:
			stands.add(it, it.points/2)
		case f.held == heldWhole:
			stands.add(it, it.points)
			whole.add(it, it.points)
		}
		said.add(it, it.points)
	}
	if !telling {
		return Verdict{}
	}
	v := Verdict{Evidence: r.evidence(m, s), Young: young}
	lead, second := stands.lead()
	heavy, _ := said.lead()
	switch {
	case lead >= 0 && stands.of(lead) >= checkPoints:
		v.Outcome = Check
		if whole.of(lead) >= dangerPoints {
			v.Outcome = Danger
		}
		if second >= 0 && stands.of(second) >= checkPoints {
			v.Second = Kinds()[second]
		}
		v.decide(stands.best[lead], stands.of(lead))
	case heavy >= 0 && said.rules[heavy] > 0 && said.of(heavy) >= heavyPoints:
		v.Outcome = Check
		v.decide(said.best[heavy], said.of(heavy))
	case refuse != nil:
		v.Outcome = Refuse
		v.decide(refuse, 0)
	}
	return v
}

// decide notes the item that gives a verdict its rule.
func (v *Verdict) decide(it *item, score int) {
	v.Kind, v.Score = it.kind, score
	v.Rule, v.Language, v.Node = it.id, it.language, it.node
}

// tally adds points up: of a kind the strongest rule and every signal, and the
// signals that support all kinds.
type tally struct {
	rules, signals [16]int
	common         int
	best           [16]*item // by kind: the strongest rule, or signal when no rule
}

func (t *tally) add(it *item, points int) {
	k := it.place
	switch {
	case k < 0:
		t.common += points
		return
	case it.outcome == Calm:
		t.signals[k] += points
	default:
		t.rules[k] = max(t.rules[k], points)
	}
	if t.best[k] == nil || stronger(it, t.best[k]) {
		t.best[k] = it
	}
}

func (t *tally) of(kind int) int { return t.rules[kind] + t.signals[kind] + t.common }

// lead gives the kinds with most points, -1 without one. Of equals the more
// urgent leads.
func (t *tally) lead() (first, second int) {
	first, second = -1, -1
	for k, best := range t.best {
		switch {
		case best == nil:
		case first < 0 || t.of(k) > t.of(first):
			first, second = k, first
		case second < 0 || t.of(k) > t.of(second):
			second = k
		}
	}
	return first, second
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
		if f.held == heldHalf {
			e.Points, e.Half = e.Points/2, true
		}
		if f.held == heldNot {
			e.Points, e.TakenBack = -e.Points, true
		}
		if f.held != heldWhole {
			e.against, e.names = s.bits&it.mask, r.names
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Evidence) int { return cmp.Compare(b.Points, a.Points) })
	return out
}
