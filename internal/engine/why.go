package engine

import (
	"fmt"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// TopicsOf lists the topics of the first three candidates, best first, the
// reply's own topic leading, without repeats.
func (e *Engine) TopicsOf(r *Reply) []string {
	topics := make([]string, 0, 1+r.Match.N)
	add := func(topic string) {
		for _, t := range topics {
			if t == topic {
				return
			}
		}
		if topic != "" && len(topics) < 3 {
			topics = append(topics, topic)
		}
	}
	if r.Route == Answer || r.Route == Smalltalk {
		add(r.Topic)
	}
	for _, c := range r.Match.Candidates[:r.Match.N] {
		if n, ok := e.bundle.Node(dialog.NodeID(c.ID)); ok {
			add(n.Topic)
		}
	}
	return topics
}

// Why says in one line which rule or ask decided. It holds none of the person's
// words.
func (e *Engine) Why(r *Reply) string {
	var b strings.Builder
	if r.Verdict.Outcome != triage.Calm {
		fmt.Fprintf(&b, "rule %s: %s %s, %d points. ", r.Verdict.Rule, r.Verdict.Outcome, r.Verdict.Kind, r.Verdict.Score)
	}
	for i, c := range r.Match.Candidates[:r.Match.N] {
		if i == 0 {
			fmt.Fprintf(&b, "closest ask of %s (%s): %q", c.ID, score(c), e.bundle.Index(r.Asked).AskText(c.Ask))
			continue
		}
		fmt.Fprintf(&b, "; then %s (%s)", c.ID, score(c))
	}
	if b.Len() == 0 {
		return "nothing in the asks or the danger rules fits"
	}
	return strings.TrimSpace(b.String())
}

// score is a candidate's score, and what its words alone are worth where the node on
// screen counted too.
func score(c match.Candidate) string {
	if c.Alone == c.Score {
		return fmt.Sprintf("%.2f", c.Score)
	}
	return fmt.Sprintf("%.2f after what is on screen, %.2f alone", c.Score, c.Alone)
}

// Explain says at length why a text got a reply: every rule with its words and
// points, and the words that led to the node. It quotes the text and is for the
// person at the terminal only.
func (e *Engine) Explain(in Input, r *Reply) string {
	var b strings.Builder
	b.WriteString("Why: " + e.Why(r) + "\n")
	for _, ev := range r.Verdict.Evidence {
		fmt.Fprintf(&b, "  %+d %s", ev.Points, ev.Rule)
		if counters := ev.Counters(); len(counters) > 0 {
			how := "half, for "
			if ev.TakenBack {
				how = "taken back by "
			}
			b.WriteString(" (" + how + strings.Join(counters, ", ") + ")")
		}
		for _, s := range ev.Spans {
			if s.Start >= 0 && s.End <= len(in.Text) && s.Start < s.End {
				fmt.Fprintf(&b, " %q", in.Text[s.Start:s.End])
				if s.Group != "" {
					b.WriteString(" @" + s.Group)
				}
			}
		}
		b.WriteByte('\n')
	}
	e.explainLanguage(&b, in)
	if r.Match.N > 0 {
		b.WriteString(e.bundle.Index(r.Asked).Explain(text.Scan(in.Text), r.Match.Candidates[0].ID).String())
	}
	return strings.TrimRight(b.String(), "\n")
}

// explainLanguage says which words told the language of a text.
func (e *Engine) explainLanguage(b *strings.Builder, in Input) {
	m := text.Scan(in.Text)
	_, told := e.bundle.Language(m, in.Text)
	switch {
	case told.Language == "":
		b.WriteString("  language: none of ours")
	case told.Sure:
		b.WriteString("  language: " + told.Language)
	default:
		b.WriteString("  language: perhaps " + told.Language)
	}
	if told.Mixed {
		b.WriteString(", mixed with another")
	}
	for i, s := range e.bundle.LanguageSigns(m, in.Text) {
		sep := ", "
		if i == 0 {
			sep = "; by "
		}
		fmt.Fprintf(b, "%s%q (%s)", sep, in.Text[s.Start:s.End], strings.Join(s.Languages, " "))
	}
	b.WriteByte('\n')
}
