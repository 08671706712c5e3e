package triage

import "github.com/porchlight-chat/porchlight/internal/text"

// trie holds every phrase of every group. A node is a number; its children are
// in one map keyed by node and symbol, which is smaller than a map a node and as
// fast.
type trie struct {
	first  []int32          // by symbol: child of the root, 0 = none
	next   map[uint64]int32 // node<<32 | symbol
	below  []uint64         // by node: bit symbol%64 set for each child, so that most misses cost no look into the map
	groups [][]int32        // by node: groups that hold the phrase that ends here
}

func edge(node, symbol int32) uint64 { return uint64(node)<<32 | uint64(uint32(symbol)) }

func newTrie() *trie {
	return &trie{next: map[uint64]int32{}, below: []uint64{0}, groups: [][]int32{nil}}
}

// add puts a phrase of a group in.
func (t *trie) add(phrase []int32, group int32) {
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
			t.below[node] |= 1 << (sym & 63)
			if k == 0 {
				t.first[sym] = to
			} else {
				t.next[edge(node, sym)] = to
			}
		}
		node = to
	}
	for _, g := range t.groups[node] {
		if g == group {
			return
		}
	}
	t.groups[node] = append(t.groups[node], group)
}

// hit is a phrase of a group found in tokens [start, end).
type hit struct {
	start, end, sentence int32
}

// The limits of one walk down the trie.
const (
	// maxSkips is how many fillers in a row a phrase may hold between two words.
	maxSkips = 2
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
		filler := word[0] >= 0xE2 && isPicture(word)
		for _, sym := range s.symbols[s.at[i]:] {
			filler = filler || r.filler[sym]
		}
		s.filler = append(s.filler, filler)
	}
	s.at = append(s.at, int32(len(s.symbols)))
	for i := range m.Tokens {
		start := int32(i)
		for _, sym := range s.symbols[s.at[i]:s.at[i+1]] {
			if int(sym) < len(r.trie.first) {
				if node := r.trie.first[sym]; node != 0 {
					r.step(m, s, node, start, start+1)
				}
			}
		}
	}
}

// step is at a node after the tokens [start, end).
func (r *Rules) step(m text.Message, s *scratch, node, start, end int32) {
	sentence := int32(m.Tokens[start].Sentence)
	for _, g := range r.trie.groups[node] {
		s.add(g, hit{start, end, sentence})
	}
	below := r.trie.below[node]
	if below == 0 {
		return
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
				r.step(m, s, to, start, end+1)
			}
		}
		if !s.filler[end] {
			return
		}
		end++
	}
}
