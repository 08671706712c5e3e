package match

import (
	"cmp"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Spelling limits, in bytes of the normalised word.
const (
	minSpelled  = 4  // shorter words are too easily another word
	longSpelled = 8  // from here on two mistakes are forgiven, below it one
	maxSpelled  = 24 // longer "words" are not looked up
	spellPrefix = 10 // mistakes are looked for in this much of a word, see speller
	maxSpells   = 2  // how many known words an unknown one may stand for
)

// speller finds the known words near an unknown one without looking at all of
// them.
//
// Two words within distance d of each other have a form in common that is made
// from each by leaving out at most d letters. So every known word is filed under
// the hash of each of its shortened forms, and an unknown word is looked up
// under each of its own:
//
//	known    grooming -> grooming, rooming, gooming, groming, ...
//	unknown  groming  -> groming (found), roming, goming, ...
//
// What is found is measured with text.Distance, so that a hash that two forms
// share by accident costs time and nothing else. Only the first spellPrefix
// bytes are shortened: two words within d have prefixes of which the same holds,
// if up to d letters may also be left out at the end. This keeps the file small:
// at most 1+10+45 entries a word.
//
// The file is one array of (hash, word) sorted by hash, and a table by the
// hash's top bits that says where each bucket starts.
type speller struct {
	words   []string // known words of minSpelled letters and more
	stems   []int32  // of each word
	uses    []int32  // in how many asks each word stands
	entries []spellEntry
	starts  []int32
	shift   uint
}

type spellEntry struct {
	hash uint32
	word int32
}

// mistakes is how many mistakes are forgiven in a word of n bytes.
func mistakes(n int) int {
	switch {
	case n < minSpelled || n > maxSpelled:
		return 0
	case n < longSpelled:
		return 1
	default:
		return 2
	}
}

// add makes a word known. Call sort once after the last one.
func (sp *speller) add(word string, stem, uses int32) {
	d := mistakes(len(word))
	if d == 0 || hasDigit(word) {
		return
	}
	n := int32(len(sp.words))
	sp.words = append(sp.words, word)
	sp.stems = append(sp.stems, stem)
	sp.uses = append(sp.uses, uses)
	var hs [shortened]uint32
	for _, h := range shorten(hs[:0], word, d) {
		sp.entries = append(sp.entries, spellEntry{h, n})
	}
}

func (sp *speller) sort() {
	slices.SortFunc(sp.entries, func(a, b spellEntry) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.word, b.word))
	})
	sp.entries = slices.Clip(slices.Compact(sp.entries))
	bits := uint(1)
	for 1<<bits < len(sp.entries)/2 {
		bits++
	}
	sp.shift = 32 - bits
	sp.starts = make([]int32, 1<<bits+1)
	for _, e := range sp.entries {
		sp.starts[e.hash>>sp.shift+1]++
	}
	for i := 1; i < len(sp.starts); i++ {
		sp.starts[i] += sp.starts[i-1]
	}
}

// near gives up to maxSpells known words, nearest first, then those in more
// asks, then by alphabet.
func (sp *speller) near(word string) (best [maxSpells]spelled, n int) {
	d := mistakes(len(word))
	if d == 0 || len(sp.entries) == 0 || hasDigit(word) {
		return best, 0
	}
	var hs [shortened]uint32
	for _, h := range shorten(hs[:0], word, d) {
		bucket := h >> sp.shift
		for _, e := range sp.entries[sp.starts[bucket]:sp.starts[bucket+1]] {
			if e.hash != h || slices.ContainsFunc(best[:n], func(s spelled) bool { return s.word == e.word }) {
				continue
			}
			known := sp.words[e.word]
			limit := min(d, mistakes(len(known)))
			dist := text.Distance(word, known, limit)
			if dist > limit {
				continue
			}
			found := spelled{word: e.word, stem: sp.stems[e.word], dist: int32(dist)}
			for i := range n {
				if sp.before(found, best[i]) {
					found, best[i] = best[i], found
				}
			}
			if n < maxSpells {
				best[n] = found
				n++
			}
		}
	}
	for n > 1 && best[n-1].dist > best[0].dist {
		n-- // a word one mistake away leaves those two away behind
	}
	return best, n
}

type spelled struct{ word, stem, dist int32 }

func (sp *speller) before(a, b spelled) bool {
	return cmp.Or(
		cmp.Compare(a.dist, b.dist),
		cmp.Compare(sp.uses[b.word], sp.uses[a.word]),
		cmp.Compare(sp.words[a.word], sp.words[b.word]),
	) < 0
}

// shortened is how many forms a word has at most: all of it, and spellPrefix
// letters less one or two.
const shortened = 1 + spellPrefix + spellPrefix*(spellPrefix-1)/2

// shorten appends the hashes of the forms of a word's prefix with up to d
// bytes left out.
func shorten(hs []uint32, word string, d int) []uint32 {
	p := word[:min(len(word), spellPrefix)]
	hs = append(hs, hashWithout(p, -1, -1))
	for i := range len(p) {
		hs = append(hs, hashWithout(p, i, -1))
		for j := i + 1; d > 1 && j < len(p); j++ {
			hs = append(hs, hashWithout(p, i, j))
		}
	}
	return hs
}

// hashWithout is FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) of s without
// the bytes at i and j, stirred so that the top bits are good too.
func hashWithout(s string, i, j int) uint32 {
	h := uint32(2166136261)
	for k := range len(s) {
		if k != i && k != j {
			h = (h ^ uint32(s[k])) * 16777619
		}
	}
	h ^= h >> 15
	return h * 0x85ebca6b
}

func hasDigit(w string) bool {
	for i := range len(w) {
		if '0' <= w[i] && w[i] <= '9' {
			return true
		}
	}
	return false
}
