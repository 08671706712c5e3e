package triage

import (
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// trie holds every phrase of every group. A phrase is a number: that of its last
// word on the way from the root, which is phrase 0 and has no words. A phrase
// comes after all that it begins with.
//
// The way down is a hash table of numbers alone: slot k holds a phrase whose hash
// is k, or lay on a full stretch of slots before it. At least half of the slots
// are 0, which is none, so that stretches are short.
type trie struct {
	words []step
	table []int32
	nodes []node  // by phrase; made by seal
	first []int32 // by symbol: the phrase of this word alone, 0 when no group has one
	held  []int32 // groups that hold a phrase, of one phrase after the other's
}

// step is the last word of a phrase and the phrase without it.
type step struct {
	up, symbol int32
}

// node is what is asked of a phrase when messages are read. A phrase that only
// served to make others has no languages and is found in no message.
type node struct {
	below     uint64 // bit symbol%64 set for each word that may follow, so that most misses cost no look into the table
	held      int32  // where its groups begin in held; those of the next phrase come after them
	languages uint16 // of the groups whose phrases run through it, a bit each
}

// fewestSlots is how large the table is at first: a power of 2, like every size.
const fewestSlots = 1 << 10

func newTrie() *trie {
	return &trie{words: make([]step, 1), table: make([]int32, fewestSlots)}
}

// slot is where the longer phrase is in the table, or would be.
func (t *trie) slot(longer step) int {
	key := uint64(longer.up)<<32 | uint64(longer.symbol)
	k := key * 0x9E3779B97F4A7C15 >> 32 // the golden ratio spreads what lies side by side
	for {
		k &= uint64(len(t.table) - 1)
		if p := t.table[k]; p == 0 || t.words[p] == longer {
			return int(k)
		}
		k++
	}
}

// child is the phrase with one more word, 0 when there is none.
func (t *trie) child(phrase, symbol int32) int32 {
	return t.table[t.slot(step{phrase, symbol})]
}

// extend gives the phrase with one more word.
func (t *trie) extend(phrase, symbol int32) int32 {
	longer := step{phrase, symbol}
	k := t.slot(longer)
	if t.table[k] != 0 {
		return t.table[k]
	}
	p := int32(len(t.words))
	t.words = append(t.words, longer)
	t.table[k] = p
	if 2*len(t.words) > len(t.table) {
		t.table = make([]int32, 2*len(t.table))
		for k, w := range t.words[1:] {
			t.table[t.slot(w)] = int32(k + 1)
		}
	}
	return p
}

// join gives a phrase with all words of another after it.
func (t *trie) join(head, tail int32) int32 {
	if tail == 0 {
		return head
	}
	w := t.words[tail]
	return t.extend(t.join(head, w.up), w.symbol)
}

// seal readies the trie for messages. It is given the phrases and the language of
// each group, and how many symbols there are.
func (t *trie) seal(phrases [][]int32, languages []uint16, symbols int) {
	t.nodes = make([]node, len(t.words)+1) // one more, where the groups of the last end
	for g, list := range phrases {
		for _, p := range list {
			t.nodes[p].held++
			t.nodes[p].languages |= languages[g]
		}
	}
	// Each phrase's groups are written from the last to the first.
	end := int32(0)
	for p := range t.nodes {
		end += t.nodes[p].held
		t.nodes[p].held = end
	}
	t.held = make([]int32, end)
	for g, list := range slices.Backward(phrases) {
		for _, p := range list {
			t.nodes[p].held--
			t.held[t.nodes[p].held] = int32(g)
		}
	}
	t.first = make([]int32, symbols)
	for p := len(t.words) - 1; p > 0; p-- {
		w, spoken := t.words[p], t.nodes[p].languages
		if spoken == 0 {
			continue
		}
		up := &t.nodes[w.up]
		up.languages |= spoken
		up.below |= 1 << (w.symbol & 63)
		if w.up == 0 {
			t.first[w.symbol] = int32(p)
		}
	}
}

// groups are those that hold a phrase.
func (t *trie) groups(phrase int32) []int32 {
	return t.held[t.nodes[phrase].held:t.nodes[phrase+1].held]
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
	atStart, atAsked := r.trie.first[startSymbol], r.trie.first[askedSymbol]
	for i := range m.Tokens {
		start := int32(i)
		if atStart != 0 && (i == 0 || m.Tokens[i-1].Sentence != m.Tokens[i].Sentence) {
			r.step(m, s, atStart, start, start, everyLanguage)
		}
		if atAsked != 0 && m.EndsAsked(i) {
			r.step(m, s, atAsked, start, start+1, everyLanguage)
		}
		for _, sym := range s.symbols[s.at[i]:s.at[i+1]] {
			if node := r.trie.first[sym]; node != 0 {
				r.step(m, s, node, start, start+1, everyLanguage)
			}
		}
	}
}

// step is at a node after the tokens [start, end). languages are those in which
// every word that was passed over is a filler.
func (r *Rules) step(m text.Message, s *scratch, node, start, end int32, languages uint16) {
	sentence := int32(m.Tokens[start].Sentence)
	for _, g := range r.trie.groups(node) {
		if r.languages[g]&languages != 0 {
			s.add(g, hit{start, end, sentence})
		}
	}
	below := r.trie.nodes[node].below
	if below == 0 {
		return
	}
	if below&(1<<askedSymbol) != 0 && end > start && m.EndsAsked(int(end)-1) {
		if to := r.trie.child(node, askedSymbol); to != 0 {
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
			if to := r.trie.child(node, sym); to != 0 {
				r.step(m, s, to, start, end+1, languages)
			}
		}
		languages &= s.filler[end] & r.trie.nodes[node].languages
		if languages == 0 || start == end {
			return
		}
		end++
	}
}
