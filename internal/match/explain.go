package match

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Explanation says why an id got its score. Of the message it holds positions
// only; the words in it are those of the asks. Matched words are a part of what
// the person wrote all the same, so it redacts itself in logs.
type Explanation struct {
	ID       string
	Place    int     // 1 is first; 0 when the id was not found at all
	Score    float64 // 0 to 1
	Decision Decision
	Cuts     Cuts
	Ask      int         // index of the ask that fits best
	Text     string      // of that ask
	Sentence int         // of the message, from 0, that fits best, or -1 for all of it
	Words    []Word      // that the message and the ask have in common, heaviest first
	Unread   []Span      // words of the message that no ask has
	Others   []Candidate // best of the other ids
}

// Word is a word, or two neighbours, that a message and an ask have in common.
type Word struct {
	Ask     string  // as the ask has it
	Span    Span    // where it stands in the message
	Share   float64 // of what all the words here weigh together
	Mended  string  // the known word a misspelt one was taken for, or ""
	Reading string  // "", "joined", "parted" or "respelled"
	Pair    bool    // two neighbours, beside their single words
}

// Span is a piece of the original message in bytes: text[Start:End].
type Span struct{ Start, End int }

// Explain says why id got its score for a message.
func (ix *Index) Explain(m text.Message, id string) Explanation {
	e := Explanation{ID: id, Ask: -1, Sentence: -1, Cuts: ix.cuts}
	sc := ix.borrow(none)
	defer ix.release(sc)
	ix.rank(sc, m)
	e.Decision = ix.result(sc.found).Decision
	for _, u := range sc.units {
		if u.how == unknown {
			e.Unread = append(e.Unread, span(m, u.from, u.to))
		}
	}
	var r rival
	for i, f := range sc.found {
		if ix.ids[f.id] == id {
			r, e.Place = f, i+1
		} else if len(e.Others) < MaxCandidates {
			e.Others = append(e.Others, Candidate{ID: ix.ids[f.id], Score: float64(f.score), Ask: int(ix.rows[f.row])})
		}
	}
	if e.Place == 0 {
		return e
	}
	e.Score, e.Ask, e.Sentence = float64(r.score), int(ix.rows[r.row]), int(r.part)
	e.Text = ix.asks[e.Ask].Text
	us := sc.units
	if r.part != none {
		us = us[sc.breaks[r.part]:sc.breaks[r.part+1]]
	}
	e.Words = ix.common(us, m, r.row)
	return e
}

// common lists what units share with a row.
func (ix *Index) common(us []unit, m text.Message, row int32) []Word {
	feats := ix.feats[ix.from[row]:ix.from[row+1]]
	seen := map[int32]bool{}
	ask := ix.asks[ix.rows[row]].Text
	askMessage := text.Scan(ask)
	sc := ix.borrow(none)
	defer ix.release(sc)
	ix.readAll(sc, askMessage)
	var words []Word
	total := 0.0
	before := unit{term: none}
	for _, u := range us {
		if u.first {
			before = unit{term: none}
		}
		if u.term == none {
			before = u
			continue
		}
		if _, ok := slices.BinarySearch(feats, u.term); ok && !seen[u.term] {
			seen[u.term] = true
			w := Word{Span: span(m, u.from, u.to), Share: float64(u.weight * ix.base[u.term] * ix.base[u.term])}
			w.Ask = written(ask, askMessage, sc.units, u.term)
			switch u.how {
			case joined:
				w.Reading = "joined"
			case parted:
				w.Reading = "parted"
			case respelled:
				w.Reading, w.Mended = "respelled", ix.spell.words[u.word]
			}
			total += w.Share
			words = append(words, w)
		}
		if u.also {
			continue
		}
		if f, ok := ix.pairs[pairKey(before.term, u.term)]; ok && before.term != none && !seen[f] {
			if _, ok := slices.BinarySearch(feats, f); ok {
				seen[f] = true
				w := Word{Span: span(m, before.from, u.to), Share: float64(u.weight * ix.base[f] * ix.base[f]), Pair: true}
				w.Ask = written(ask, askMessage, sc.units, before.term) + " " + written(ask, askMessage, sc.units, u.term)
				total += w.Share
				words = append(words, w)
			}
		}
		before = u
	}
	for i := range words {
		if total > 0 {
			words[i].Share /= total
		}
	}
	slices.SortStableFunc(words, func(a, b Word) int {
		switch {
		case a.Share > b.Share:
			return -1
		case a.Share < b.Share:
			return 1
		}
		return 0
	})
	return words
}

// written is a term as an ask has it.
func written(ask string, m text.Message, us []unit, term int32) string {
	for _, u := range us {
		if u.term == term {
			s := span(m, u.from, u.to)
			return ask[s.Start:s.End]
		}
	}
	return ""
}

func span(m text.Message, from, to int32) Span {
	return Span{m.Tokens[from].Start, m.Tokens[to-1].End}
}

// String gives the lines that `why` prints.
func (e Explanation) String() string {
	var b strings.Builder
	if e.Place == 0 {
		fmt.Fprintf(&b, "%s: not found, no word in common\n", e.ID)
	} else {
		fmt.Fprintf(&b, "%s: place %d, score %.2f", e.ID, e.Place, e.Score)
		if e.Sentence >= 0 {
			fmt.Fprintf(&b, ", by sentence %d", e.Sentence+1)
		}
		fmt.Fprintf(&b, "\n  ask: %s\n", e.Text)
	}
	for _, w := range e.Words {
		fmt.Fprintf(&b, "  %3.0f%% %s (at %d-%d", 100*w.Share, w.Ask, w.Span.Start, w.Span.End)
		switch {
		case w.Mended != "":
			fmt.Fprintf(&b, ", read as %s", w.Mended)
		case w.Reading != "":
			fmt.Fprintf(&b, ", %s", w.Reading)
		case w.Pair:
			b.WriteString(", side by side")
		}
		b.WriteString(")\n")
	}
	if len(e.Unread) > 0 {
		fmt.Fprintf(&b, "  words no ask has: %d\n", len(e.Unread))
	}
	for _, c := range e.Others {
		fmt.Fprintf(&b, "  other: %s %.2f\n", c.ID, c.Score)
	}
	fmt.Fprintf(&b, "  decision: %s (suggest from %.2f, answer from %.2f with a lead of %.2f)\n",
		e.Decision, e.Cuts.Suggest, e.Cuts.Answer, e.Cuts.Margin)
	return b.String()
}

// LogValue redacts, so that no log shows words.
func (e Explanation) LogValue() slog.Value { return slog.StringValue("match explanation") }

// GoString redacts, so that %#v shows no words.
func (e Explanation) GoString() string { return "match.Explanation{redacted}" }
