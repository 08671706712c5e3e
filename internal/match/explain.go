package match

import (
	"cmp"
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
	Near     []int       // indexes of the next best asks of the id, up to two
	Sentence int         // of the message, from 0, that fits best, or -1 for all of it
	Words    []Word      // that the message and the ask have in common, heaviest first
	Unread   []Span      // words of the message that no ask has
	Others   []Candidate // best of the other ids
	Also     Candidate   // as in Result
}

// Word is a word, or two neighbours, that a message and an ask have in common.
type Word struct {
	Ask     string  // as the ask has it
	Span    Span    // where it stands in the message
	Share   float64 // of what all the words here weigh together
	Mended  string  // the known word a misspelt one was taken for, or ""
	Reading string  // "", or how the word was taken: "mended", "respelled" or "heard"
	Pair    bool    // two neighbours, beside their single words
}

// readings are the words for how a word was taken. Mended: text.Lexicon knew
// what was meant. Respelled: a known word is one or two mistakes away. Heard: the
// vocabulary says that the word also means this.
var readings = [...]string{mended: "mended", respelled: "respelled", heard: "heard"}

// Span is a piece of the original message in bytes: text[Start:End].
type Span struct{ Start, End int }

// Explain says why id got its score for a message, by its words alone.
func (ix *Index) Explain(m text.Message, id string) Explanation {
	e := Explanation{ID: id, Ask: -1, Sentence: -1, Cuts: ix.cuts}
	sc := ix.borrow(none)
	defer ix.release(sc)
	ix.rank(sc, m, Place{})
	result := ix.result(sc)
	e.Decision, e.Also = result.Decision, result.Also
	for _, u := range sc.units {
		if u.how == unknown {
			e.Unread = append(e.Unread, span(sc.tokens, u.from, u.to))
		}
	}
	var r rival
	for i, f := range sc.found {
		if ix.ids[f.id] == id {
			r, e.Place = f, i+1
		} else if len(e.Others) < MaxCandidates {
			e.Others = append(e.Others, ix.candidate(f))
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
	e.Near = ix.nearAsks(sc, us, r)
	e.Words = ix.common(sc.tokens, us, r.row)
	return e
}

// Unread lists the words of a message, as text.Normal has them, that no ask and
// no vocabulary has.
func (ix *Index) Unread(m text.Message) []string {
	sc := ix.borrow(none)
	defer ix.release(sc)
	if len(m.Tokens) == 0 {
		return nil
	}
	ix.readAll(sc, m, true)
	var words []string
	for _, u := range sc.units {
		if u.how == unknown {
			words = append(words, sc.tokens[u.from].Norm)
		}
	}
	return words
}

// nearAsks are the best asks of an id beside its best.
func (ix *Index) nearAsks(sc *scratch, us []unit, r rival) []int {
	ix.ask(sc, us)
	weights := map[int32]float32{}
	for _, x := range sc.query {
		weights[x.f] = x.w * ix.base[x.f]
	}
	type near struct {
		ask int
		dot float32
	}
	var all []near
	for row := ix.asksOf[r.id]; row < ix.asksOf[r.id+1]; row++ {
		dot := float32(0)
		for _, f := range ix.feats[ix.from[row]:ix.from[row+1]] {
			dot += weights[f] * ix.inv[row]
		}
		if row != r.row && dot > 0 {
			all = append(all, near{int(ix.rows[row]), dot})
		}
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Compare(b.dot, a.dot) })
	var asks []int
	for _, n := range all[:min(2, len(all))] {
		asks = append(asks, n.ask)
	}
	return asks
}

// common lists what units share with a row.
func (ix *Index) common(tokens []text.Token, us []unit, row int32) []Word {
	feats := ix.feats[ix.from[row]:ix.from[row+1]]
	seen := map[int32]bool{}
	ask := asked{text: ix.asks[ix.rows[row]].Text}
	sc := ix.borrow(none)
	defer ix.release(sc)
	ix.readAll(sc, text.Scan(ask.text), false)
	ask.tokens, ask.units = sc.tokens, sc.units
	var words []Word
	total := 0.0
	// add notes a feature that both have, once.
	add := func(f int32, w Word, weight float32) {
		if _, ok := slices.BinarySearch(feats, f); !ok || seen[f] {
			return
		}
		seen[f] = true
		w.Share = float64(weight * ix.base[f] * ix.base[f])
		total += w.Share
		words = append(words, w)
	}
	before := unit{term: none}
	for _, u := range us {
		if u.first {
			before = unit{term: none}
		}
		if u.term == none {
			before = u
			continue
		}
		w := Word{Span: span(tokens, u.from, u.to), Ask: ask.written(u.term)}
		switch u.how {
		case mended:
			w.Reading, w.Mended = readings[mended], tokens[u.from].Norm
			for _, t := range tokens[u.from+1 : u.to] {
				w.Mended += " " + t.Norm
			}
		case respelled:
			w.Reading, w.Mended = readings[respelled], ix.spell.words[u.word]
		case heard:
			w.Reading = readings[heard]
		}
		add(u.term, w, u.weight)
		if u.also {
			continue
		}
		if f, ok := ix.pairs[pairKey(before.term, u.term)]; ok && before.term != none {
			pair := ask.written(before.term) + " " + ask.written(u.term)
			add(f, Word{Span: span(tokens, before.from, u.to), Ask: pair, Pair: true}, u.weight)
		}
		before = u
	}
	for i := range words {
		if total > 0 {
			words[i].Share /= total
		}
	}
	slices.SortStableFunc(words, func(a, b Word) int { return cmp.Compare(b.Share, a.Share) })
	return words
}

// asked is an ask as it was read.
type asked struct {
	text   string
	tokens []text.Token
	units  []unit
}

// written is a term as the ask has it.
func (a asked) written(term int32) string {
	for _, u := range a.units {
		if u.term == term {
			s := span(a.tokens, u.from, u.to)
			return a.text[s.Start:s.End]
		}
	}
	return ""
}

func span(tokens []text.Token, from, to int32) Span {
	return Span{tokens[from].Start, tokens[to-1].End}
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
			b.WriteString(", also means this")
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
	if e.Also.ID != "" {
		fmt.Fprintf(&b, "  also asked: %s %.2f\n", e.Also.ID, e.Also.Score)
	}
	fmt.Fprintf(&b, "  decision: %s (suggest from %.2f, answer from %.2f with a lead of %.2f)\n",
		e.Decision, e.Cuts.Suggest, e.Cuts.Answer, e.Cuts.Margin)
	return b.String()
}

// LogValue redacts, so that no log shows words.
func (e Explanation) LogValue() slog.Value { return slog.StringValue("match explanation") }

// GoString redacts, so that %#v shows no words.
func (e Explanation) GoString() string { return "match.Explanation{redacted}" }
