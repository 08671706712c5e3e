package text

import (
	"math/bits"
	"slices"
	"strings"
)

// trie is a set of words as one array: the children of a node lie side by side,
// sorted by their letter. Node 0 is the root.
type trie struct {
	nodes  []node
	root   [256]int32 // by first byte: the node, 0 without one
	before []uint32   // by hash of a word's end: the letters a to z that stand before it, a bit each
}

type node struct {
	below   int32  // its first child
	letters uint32 // which of a to z lead to a child, a bit each
	count   uint8  // how many children
	early   uint8  // how many of them come before a
	letter  byte   // on the way to it
	id      int32  // of the word that ends here, -1 without one
	open    int32  // id of the longest listed beginning on the way here, -1 without one
}

// newTrie makes a trie of words; the id of a word is its place in the list. A
// word that ends in "*" is a beginning: it stands for every word that begins so.
func newTrie(words []string) trie {
	type entry struct {
		word string
		id   int32
		deep bool
	}
	entries := make([]entry, 0, len(words))
	for k, w := range words {
		stem, deep := strings.CutSuffix(w, "*")
		if stem != "" && len(stem) <= longestWord {
			entries = append(entries, entry{stem, int32(k), deep})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if c := strings.Compare(a.word, b.word); c != 0 {
			return c
		}
		return int(a.id) - int(b.id)
	})
	t := trie{nodes: make([]node, 1, 3*len(entries)+1)}
	t.nodes[0] = node{id: -1, open: -1}
	// Breadth first, each node with the entries that run through it.
	type span struct{ from, to, depth int }
	spans := []span{{0, len(entries), 0}}
	for n := 0; n < len(spans); n++ {
		sp := spans[n]
		at := &t.nodes[n]
		i := sp.from
		for i < sp.to && len(entries[i].word) == sp.depth {
			if entries[i].deep {
				at.open = entries[i].id
			} else if at.id < 0 {
				at.id = entries[i].id
			}
			i++
		}
		at.below = int32(len(t.nodes))
		open, children := at.open, 0
		for i < sp.to {
			c, j := entries[i].word[sp.depth], i
			for j < sp.to && entries[j].word[sp.depth] == c {
				j++
			}
			t.nodes = append(t.nodes, node{letter: c, id: -1, open: open})
			spans = append(spans, span{i, j, sp.depth + 1})
			children++
			i = j
		}
		at = &t.nodes[n]
		at.count = uint8(children)
		for _, child := range t.nodes[at.below:] {
			switch c := child.letter; {
			case c < 'a':
				at.early++
			case c <= 'z':
				at.letters |= 1 << (c - 'a')
			}
		}
	}
	for k := int32(0); k < int32(t.nodes[0].count); k++ {
		n := t.nodes[0].below + k
		t.root[t.nodes[n].letter] = n
	}
	t.before = make([]uint32, 1<<bits.Len(uint(len(t.nodes))))
	for _, e := range entries {
		rest := uint32(0)
		for k := len(e.word) - 1; k >= 0 && !e.deep; k-- {
			t.before[t.slot(rest)] |= letterBit(e.word[k])
			rest = longer(rest, e.word[k])
		}
	}
	return t
}

// letterBit is the place of a letter in a set of letters, 0 for what is not a to z.
func letterBit(c byte) uint32 { return 1 << (c - 'a') & (1<<26 - 1) }

// firstLetter is the first in a set of letters that is not empty.
func firstLetter(set uint32) byte { return 'a' + byte(bits.TrailingZeros32(set)) }

// longer is the hash of a word's end that has one letter more before it, 0 being
// that of none. Multiplied by 2^32 over the golden ratio, neighbours lie apart.
func longer(rest uint32, c byte) uint32 { return (rest + uint32(c)) * 0x9E3779B1 }

// slot is where before has a word's end.
func (t *trie) slot(rest uint32) uint32 {
	return uint32(uint64(rest) * uint64(len(t.before)) >> 32)
}

// beforeRests gives, for each place of a word and its end, the letters that stand
// before the rest of it in words of the trie; seldom a few more, where two rests
// have the same hash.
func (t *trie) beforeRests(word string, letters *[longestWord + 1]uint32) {
	rest := uint32(0)
	for k := len(word); ; k-- {
		letters[k] = t.before[t.slot(rest)]
		if k == 0 {
			return
		}
		rest = longer(rest, word[k-1])
	}
}

// child is the node after one more letter, 0 without one.
func (t *trie) child(n int32, c byte) int32 {
	if n == 0 {
		return t.root[c]
	}
	at := &t.nodes[n]
	if isLetterByte(c) {
		bit := letterBit(c)
		if at.letters&bit == 0 {
			return 0
		}
		return at.next(bit)
	}
	for k := at.below; k < at.below+int32(at.count); k++ {
		if t.nodes[k].letter == c {
			return k
		}
	}
	return 0
}

// next is the node after one of a node's letters, given as its bit.
func (n *node) next(bit uint32) int32 {
	return n.below + int32(n.early) + int32(bits.OnesCount32(n.letters&(bit-1)))
}

// find looks a word up: its id, and the id of the longest listed beginning that
// it has; -1 each without one.
func (t *trie) find(word string) (id, beginning int32) {
	if len(t.nodes) == 0 {
		return -1, -1
	}
	n := int32(0)
	beginning = -1
	for k := range len(word) {
		if n = t.child(n, word[k]); n == 0 {
			return -1, beginning
		}
		beginning = t.nodes[n].open
	}
	if n == 0 {
		return -1, -1
	}
	return t.nodes[n].id, beginning
}

// after is the id of the word that ends after more letters a to z, -1 without
// one. n is not the root.
func (t *trie) after(n int32, letters string) int32 {
	at := &t.nodes[n]
	for k := range len(letters) {
		bit := letterBit(letters[k])
		if at.letters&bit == 0 {
			return -1
		}
		at = &t.nodes[at.next(bit)]
	}
	return at.id
}
