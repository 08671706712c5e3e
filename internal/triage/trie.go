package triage

import "github.com/porchlight-chat/porchlight/internal/text"

// trie holds every phrase of every group. A node is a number; its children are
// in one map keyed by node and symbol, which is smaller than a map a node and as
// fast.
type trie struct {
	first     []int32          // by symbol: child of the root, 0 = none
	next      map[uint64]int32 // node<<32 | symbol
	below     []uint64         // by node: bit symbol%64 set for each child, so that most misses cost no look into the map
	groups    [][]int32        // by node: groups that hold the phrase that ends here
	languages []uint16         // by node: of the phrases that run through it, a bit each
}

func edge(node, symbol int32) uint64 { return uint64(node)<<32 | uint64(uint32(symbol)) }

func newTrie() *trie {
	return &trie{next: map[uint64]int32{}, below: []uint64{0}, groups: [][]int32{nil}, languages: []uint16{0}}
}

// add puts a phrase of a group of some language in.
func (t *trie) add(phrase []int32, group int32, language uint16) {
	node := int32(0)
	for k, sym := range phrase {
		for int(sym) >= len(t.first) {
			t.first = append(t.first, 0)
		}
		var to int32
		if k == 0 {
			to = t.first[sym]
		} else {
			to = t.next[edge(node, sym)]
		}
		if to == 0 {
			to = int32(len(t.groups))
			t.groups = append(t.groups, nil)
			t.below = append(t.below, 0)
			t.languages = append(t.languages, 0)
			t.below[node] |= 1 << (sym & 63)
			if k == 0 {
				t.first[sym] = to
			} else {
				t.next[edge(node, sym)] = to
			}
		}
		node = to
		t.languages[node] |= language
	}
	for _, g := range t.groups[node] {
		if g == group {
			return
		}
	}
	t.groups[node] = append(t.groups[node], group)
}

// child is the node below another along a symbol, 0 when there is none.
func (t *trie) child(node, symbol int32) int32 {
	if node != 0 {
		return t.next[edge(node, symbol)]
	}
	if int(symbol) < len(t.first) {
		return t.first[symbol]
	}
	return 0
}

// hit is a phrase of a group found in tokens [start, end).
type hit struct {
	start, end, sentence int32
}

// The limits of one walk down the trie.
const (
	// maxSkips is how many fillers in a row a phrase may hold between two words.
	maxSkips = 2
	// everyLanguage has the bit of each.
	everyLanguage = ^uint16(0)
	// maxHit is how many tokens a phrase with its fillers may take; longer ones
	// are not found. It bounds the look back in chains.
	maxHit = 20
)

// find walks the trie from every token and hands each phrase to s. A token
// has a handful of symbols and phrases are short, so that the work depends on
// the length of the message and not on the number of phrases.
func (r *Rules) find(m text.Message, s *scratch) {
	s.symbols, s.at = s.symbols[:0], s.at[:0]
	s.filler = s.filler[:0]
	for i := range m.Tokens {
		word := m.Tokens[i].Norm
		s.at = append(s.at, int32(len(s.symbols)))
		s.symbols = r.words.appendSymbols(s.symbols, word)
		filler := uint16(0)
		if word[0] >= 0xE2 && isPicture(word) {
			filler = everyLanguage
		}
		for _, sym := range s.symbols[s.at[i]:] {
			filler |= r.filler[sym]
		}
		s.filler = append(s.filler, filler)
	}
	s.at = append(s.at, int32(len(s.symbols)))
	for i := range m.Tokens {
		start := int32(i)
		if r.atStart != 0 && (i == 0 || m.Tokens[i-1].Sentence != m.Tokens[i].Sentence) {
			r.step(m, s, r.atStart, start, start, everyLanguage)
		}
		if r.atAsked != 0 && m.EndsAsked(i) {
			r.step(m, s, r.atAsked, start, start+1, everyLanguage)
		}
		for _, sym := range s.symbols[s.at[i]:s.at[i+1]] {
			if int(sym) < len(r.trie.first) {
				if node := r.trie.first[sym]; node != 0 {
					r.step(m, s, node, start, start+1, everyLanguage)
				}
			}
		}
	}
}

// step is at a node after the tokens [start, end). languages are those in which
// every word that was passed over is a filler.
func (r *Rules) step(m text.Message, s *scratch, node, start, end int32, languages uint16) {
	sentence := int32(m.Tokens[start].Sentence)
	for _, g := range r.trie.groups[node] {
		if r.languages[g]&languages != 0 {
			s.add(g, hit{start, end, sentence})
		}
	}
	below := r.trie.below[node]
	if below == 0 {
		return
	}
	if r.askedSymbol >= 0 && below&(1<<(r.askedSymbol&63)) != 0 && end > start && m.EndsAsked(int(end)-1) {
		if to, ok := r.trie.next[edge(node, r.askedSymbol)]; ok {
			r.step(m, s, to, start, end, languages)
		}
	}
	for skipped := 0; skipped <= maxSkips; skipped++ {
		if int(end) >= len(m.Tokens) || end-start >= maxHit || m.Tokens[end].Sentence != int(sentence) {
			return
		}
		for _, sym := range s.symbols[s.at[end]:s.at[end+1]] {
			if below&(1<<(sym&63)) == 0 {
				continue
			}
			if to, ok := r.trie.next[edge(node, sym)]; ok {
				r.step(m, s, to, start, end+1, languages)
			}
		}
		languages &= s.filler[end] & r.trie.languages[node]
		if languages == 0 || start == end {
			return
		}
		end++
	}
}
