package triage

import (
	"cmp"
	"slices"
	"sync"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Points and thresholds.
const (
	dangerPoints = 100 // of a rule with outcome danger, and what makes danger
	checkPoints  = 50  // of a rule with outcome check, and what makes check
	// heavyPoints, with a rule among them, are never taken back whole: it is a
	// check. So much is seldom said of nothing.
	heavyPoints = 250
	// Two rules of "check" are not danger: they mostly see the same words.
	// A check rule and signals worth 50 are.
)

// Rules are compiled rule files. They never change and may be used by several
// goroutines. The zero value finds nothing.
type Rules struct {
	words     *words
	trie      *trie
	filler    []uint16 // by symbol: the languages whose filler it is, a bit each
	languages []uint16 // by group: the bit of its language
	breaks    []int32
	patterns  []pattern
	owners    []owner   // by pattern
	anchors   [][]int32 // by group: patterns whose rarest group it is
	items     []item
	counters  []counter
	names     []string // ids of counters, by bit
	half      uint64   // the bits of counters that leave half
	files     []File
	titles    []string // by group: its name, "" for plain words
	pool      *sync.Pool
}

// owner says whose a pattern is: a counter or an item.
type owner struct {
	counter int32 // -1: an item
	item    int32
}

// item is a compiled rule or signal.
type item struct {
	id, language string
	kind         Kind
	place        int     // of the kind in Kinds, -1 without one
	outcome      Outcome // of a rule; Calm for a signal
	points       int
	young        bool
	node         string
	mask         uint64 // counters that take it back
}

type counter struct {
	id, language string
	scope        scope
	bit          int
}

// scope is how far counter-evidence reaches.
type scope uint8

const (
	scopeMessage  scope = iota
	scopeSentence       // to the breaks of the sentence around it
	scopeClause         // the clauses that the words stand in
	scopeForward        // from the cue to the next break or end of the sentence
)

var scopes = map[string]scope{
	"message": scopeMessage, "sentence": scopeSentence, "clause": scopeClause, "forward": scopeForward,
}

// scratch is the memory of one judgement, used again for the next.
type scratch struct {
	tokens  []text.Token // as they were read
	symbols []int32      // of the tokens, one token's after the other's
	at      []int32      // by token: its first symbol; one more at the end
	filler  []uint16     // by token: the languages whose filler it is
	hits    [][]hit      // by group
	touched []int32
	found   []int32 // patterns all of whose groups were found
	block   []uint64
	alive   []alive
	lists   [][2]int32
	marks   []int64 // by sentence
	mark    int64
	bits    uint64 // counters that were found
	fired   []fired
}

// fired is a rule or signal that was found, and the pattern that held.
type fired struct {
	item    int32
	pattern int32
	held    held
	mask    uint64 // the counters under which the pattern held
}

// held says how much of a rule or signal stands against counter-evidence.
type held uint8

const (
	heldNot held = iota // taken back
	heldHalf
	heldWhole
)

func (s *scratch) add(group int32, h hit) {
	hits := s.hits[group]
	for k := len(hits) - 1; k >= 0 && hits[k].start == h.start; k-- {
		if hits[k].end == h.end {
			return
		}
	}
	if len(hits) == 0 {
		s.touched = append(s.touched, group)
	}
	s.hits[group] = append(hits, h)
}

func (s *scratch) reset(m text.Message) {
	for _, g := range s.touched {
		s.hits[g] = s.hits[g][:0]
	}
	s.touched, s.found, s.bits = s.touched[:0], s.found[:0], 0
	s.fired = s.fired[:0]
	s.block = append(s.block[:0], make([]uint64, len(m.Tokens))...)
	for len(s.marks) < m.Sentences {
		s.marks = append(s.marks, 0)
	}
}

// forget drops the words of the message: what a person wrote does not outlive the
// turn. All capacity is cleared, for an earlier message may have been longer.
func (s *scratch) forget() {
	clear(s.tokens[:cap(s.tokens)])
	clear(s.symbols[:cap(s.symbols)])
}

// JudgeText is Judge for a plain string.
func (r *Rules) JudgeText(s string) Verdict { return r.Judge(text.Scan(s)) }

// Judge says whether a message tells of danger. The rules of all languages are
// asked, whatever language the chat is in. It runs in time linear in the
// message and never fails.
func (r *Rules) Judge(m text.Message) Verdict { return r.judge(m, "") }

// judge asks the rules of one language only, or of all when language is "".
func (r *Rules) judge(m text.Message, language string) Verdict {
	if r == nil || r.pool == nil || len(m.Tokens) == 0 {
		return Verdict{}
	}
	s := r.pool.Get().(*scratch)
	defer func() {
		s.forget()
		r.pool.Put(s)
	}()
	return r.verdict(r.judgeInto(m, s, language), s)
}

// judgeInto leaves what fired in s and gives the message as it was read.
func (r *Rules) judgeInto(m text.Message, s *scratch, language string) text.Message {
	m = r.words.lexicon.Mend(m, s.tokens)
	s.tokens = m.Tokens
	s.reset(m)
	r.find(m, s)
	r.candidates(s)
	decided := int32(-1)
	for _, k := range s.found {
		own, p := r.owners[k], &r.patterns[k]
		if own.counter >= 0 {
			r.cover(m, s, p, r.counters[own.counter])
			continue
		}
		it := &r.items[own.item]
		if own.item == decided || language != "" && it.language != language {
			continue
		}
		if r.fire(s, k, own.item) {
			decided = own.item
		}
	}
	return m
}

// candidates lists the patterns all of whose groups were found, counters first,
// then in the order of the files. A pattern is looked at only when its rarest
// group was found, so that most rules cost nothing in most messages.
func (r *Rules) candidates(s *scratch) {
	for _, g := range s.touched {
	next:
		for _, k := range r.anchors[g] {
			for _, ban := range r.patterns[k].absent {
				if len(s.hits[ban]) > 0 {
					continue next
				}
			}
			for _, need := range r.patterns[k].need {
				if len(s.hits[need]) == 0 {
					continue next
				}
			}
			s.found = append(s.found, k)
		}
	}
	slices.Sort(s.found)
}

// fire matches a pattern of an item and notes the item when it holds. It reports
// true when the item needs no other pattern.
func (r *Rules) fire(s *scratch, k, id int32) bool {
	p, mask := &r.patterns[k], r.items[id].mask&s.bits
	if !s.matchPattern(p, 0, nil) {
		return false
	}
	now := fired{item: id, pattern: k, held: heldWhole, mask: mask}
	if mask != 0 && !s.matchPattern(p, mask, nil) {
		now.held, now.mask = heldHalf, mask&^r.half
		if now.mask == mask || now.mask != 0 && !s.matchPattern(p, now.mask, nil) {
			now.held, now.mask = heldNot, 0
		}
	}
	n := len(s.fired)
	if n > 0 && s.fired[n-1].item == id { // an earlier pattern of it held less
		if s.fired[n-1].held >= now.held {
			return false
		}
		s.fired = s.fired[:n-1]
	}
	s.fired = append(s.fired, now)
	return now.held == heldWhole
}

// spans gives the words of the first match of each chain of a pattern that holds.
func (r *Rules) spans(m text.Message, s *scratch, p *pattern, mask uint64) []Span {
	out := make([]Span, 0, len(p.need))
	var done chainMatch
	s.matchPattern(p, mask, func(cm chainMatch, c chain, a alive) {
		if len(done.lists) > 0 && &done.lists[0] == &cm.lists[0] {
			return
		}
		done = cm
		for k := len(cm.lists) - 1; ; k-- {
			out = append(out, Span{m.Tokens[a.start].Start, m.Tokens[a.end-1].End, r.titles[c[k].group]})
			if k == 0 {
				break
			}
			a = s.alive[a.from]
		}
	})
	slices.SortFunc(out, func(a, b Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	return slices.Compact(out)
}

// cover marks the words in the scope of a counter.
func (r *Rules) cover(m text.Message, s *scratch, p *pattern, c counter) {
	bit := uint64(1) << c.bit
	mark := func(from, to int) {
		for k := from; k < to; k++ {
			s.block[k] |= bit
		}
	}
	s.bits |= bit
	// The last stretch covered here: a match inside it would cover no more. Only
	// stretches of this pattern count: another one of the same counter, or of the
	// same id in another language, may reach less far.
	from, to := 0, 0
	s.matchPattern(p, 0, func(_ chainMatch, _ chain, a alive) {
		first, last := int(a.begin), int(a.end)-1
		if from <= first && last < to {
			return
		}
		switch c.scope {
		case scopeMessage:
			from, to = 0, len(m.Tokens)
			mark(from, to)
			return
		case scopeForward:
			// from the cue itself
		case scopeClause:
			clause := m.Tokens[first].Clause
			for first > 0 && m.Tokens[first-1].Clause == clause && !r.isBreak(s, first) {
				first--
			}
		case scopeSentence:
			for first > 0 && m.Tokens[first-1].Sentence == m.Tokens[last].Sentence && !r.isBreak(s, first) {
				first--
			}
		}
		end := last + 1
		for end < len(m.Tokens) && m.Tokens[end].Sentence == m.Tokens[last].Sentence && !r.isBreak(s, end) {
			if c.scope == scopeClause && m.Tokens[end].Clause != m.Tokens[last].Clause {
				break
			}
			end++
		}
		from, to = first, end
		mark(from, to)
	})
}

// isBreak reports whether a token is a break word.
func (r *Rules) isBreak(s *scratch, token int) bool {
	for _, sym := range s.symbols[s.at[token]:s.at[token+1]] {
		if slices.Contains(r.breaks, sym) {
			return true
		}
	}
	return false
}
