package match

import (
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Options say how an index reads words. The zero value works: no stems, no
// small words.
type Options struct {
	Language   string // of text.Stem: "en", "es"; others keep words whole
	Vocabulary Vocabulary
}

// Index finds ids for messages. It is immutable and safe for concurrent use.
type Index struct {
	lex   *lexicon
	spell speller
	pairs map[uint64]int32 // two neighbouring terms to their feature

	base   []float32 // by feature: its weight in a question
	starts []int32   // by feature: where its postings start
	posts  []posting

	ids    []string
	asksOf []int32   // by id: its asks are row[asksOf[id]:asksOf[id+1]]
	rows   []int32   // row to the ask's place in the asks given to New
	rowOf  []int32   // and back
	idOf   []int32   // by row
	feats  []int32   // of all rows
	from   []int32   // by row: where its features start
	inv    []float32 // by row: 1 / length
	center []float32 // by id: length of the mean of its unit rows

	asks []Ask
	cuts Cuts

	pool sync.Pool
}

// posting says that a feature stands in n of an id's asks.
type posting struct {
	id   int32
	n    int32   // in how many of the id's asks
	gain float32 // how much of the feature the id explains; see gain
}

// How much a feature weighs beside its rarity. Chosen on training parts of
// the sets named in the package's manual.
const (
	smallWeight   = 0.5 // of a small word
	pairWeight    = 0.4 // of two neighbours
	smallPair     = 0.5 // of two neighbours of which one is small
	smallestPair  = 0.25
	unknownWeight = 0.5 // of a word that no ask has
	rarityPower   = 0.8 // below 1, so that rare words do not rule alone
)

// New builds an index of asks. An ask without words is never found.
func New(asks []Ask, o Options) *Index {
	ix := build(asks, o)
	ix.cuts = ix.derive()
	return ix
}

// build is New without cuts.
func build(asks []Ask, o Options) *Index {
	ix := &Index{lex: newLexicon(o), pairs: map[uint64]int32{}, asks: slices.Clone(asks)}
	ix.pool.New = func() any { return new(scratch) }
	messages := make([]text.Message, len(asks))
	uses := map[string]int32{}
	for i, a := range asks {
		messages[i] = text.Scan(a.Text)
		for _, t := range messages[i].Tokens {
			ix.lex.word(t.Norm)
			uses[t.Norm]++
		}
	}
	for _, w := range slices.Sorted(maps.Keys(ix.lex.words)) {
		ix.spell.add(w, ix.lex.words[w], uses[w])
	}
	ix.spell.sort()
	ix.order(asks)
	ix.count(messages)
	ix.weigh()
	return ix
}

// order sorts the asks by id, in the order in which ids first appear.
func (ix *Index) order(asks []Ask) {
	number := map[string]int32{}
	id := make([]int32, len(asks))
	for i, a := range asks {
		n, ok := number[a.ID]
		if !ok {
			n = int32(len(ix.ids))
			number[a.ID] = n
			ix.ids = append(ix.ids, a.ID)
		}
		id[i] = n
	}
	ix.asksOf = make([]int32, len(ix.ids)+1)
	for _, n := range id {
		ix.asksOf[n+1]++
	}
	for n := range ix.ids {
		ix.asksOf[n+1] += ix.asksOf[n]
	}
	at := slices.Clone(ix.asksOf)
	ix.rows, ix.rowOf, ix.idOf = make([]int32, len(asks)), make([]int32, len(asks)), make([]int32, len(asks))
	for i, n := range id {
		ix.rows[at[n]], ix.rowOf[i], ix.idOf[at[n]] = int32(i), at[n], n
		at[n]++
	}
}

// count finds the features of every ask: its terms and its pairs of neighbours,
// each once.
func (ix *Index) count(messages []text.Message) {
	sc := new(scratch)
	ix.from = make([]int32, len(ix.rows)+1)
	for row, ask := range ix.rows {
		sc.units, sc.breaks = sc.units[:0], sc.breaks[:0]
		ix.readAll(sc, messages[ask])
		start := len(ix.feats)
		for i, u := range sc.units {
			ix.feats = append(ix.feats, u.term)
			if !u.first {
				ix.feats = append(ix.feats, ix.pair(sc.units[i-1].term, u.term))
			}
		}
		mine := ix.feats[start:]
		slices.Sort(mine)
		ix.feats = ix.feats[:start+len(slices.Compact(mine))]
		ix.from[row+1] = int32(len(ix.feats))
	}
	ix.feats = slices.Clip(ix.feats)
}

// pair is the feature of two neighbours, learned when it is met first. Features
// below len(lex.canon) are terms.
func (ix *Index) pair(a, b int32) int32 {
	key := pairKey(a, b)
	f, ok := ix.pairs[key]
	if !ok {
		f = int32(len(ix.lex.canon) + len(ix.pairs))
		ix.pairs[key] = f
	}
	return f
}

// weigh fills the posting lists and all weights.
func (ix *Index) weigh() {
	n := len(ix.lex.canon) + len(ix.pairs)
	ix.starts = make([]int32, n+1)
	last := make([]int32, n)
	for f := range last {
		last[f] = none
	}
	ix.eachFeature(func(row, f int32) {
		if id := ix.idOf[row]; last[f] != id {
			last[f] = id
			ix.starts[f+1]++
		}
	})
	for f := range n {
		ix.starts[f+1] += ix.starts[f]
	}
	ix.posts = make([]posting, ix.starts[n])
	at := slices.Clone(ix.starts[:n])
	for f := range last {
		last[f] = none
	}
	ix.eachFeature(func(row, f int32) {
		id := ix.idOf[row]
		if last[f] != id {
			last[f] = id
			ix.posts[at[f]] = posting{id: id}
			at[f]++
		}
		ix.posts[at[f]-1].n++
	})
	ix.base = make([]float32, n)
	for f := range n {
		ix.base[f] = float32(rarity(ix.posts[ix.starts[f]:ix.starts[f+1]], len(ix.ids)))
	}
	for s, small := range ix.lex.small {
		if small {
			ix.base[s] *= smallWeight
		}
	}
	for key, f := range ix.pairs {
		first, second := ix.lex.small[key>>32], ix.lex.small[uint32(key)]
		switch {
		case first && second:
			ix.base[f] *= smallestPair
		case first || second:
			ix.base[f] *= smallPair
		default:
			ix.base[f] *= pairWeight
		}
	}
	for i := range ix.posts {
		p := &ix.posts[i]
		p.gain = gain(p.n, ix.asksOf[p.id+1]-ix.asksOf[p.id])
	}
	ix.inv = make([]float32, len(ix.rows))
	for row := range ix.rows {
		sum := 0.0
		for _, f := range ix.feats[ix.from[row]:ix.from[row+1]] {
			sum += float64(ix.base[f]) * float64(ix.base[f])
		}
		if sum > 0 {
			ix.inv[row] = float32(1 / math.Sqrt(sum))
		}
	}
	ix.centers()
}

// centers measures the mean of each id's asks. sums is a vector that is filled and
// emptied id by id.
func (ix *Index) centers() {
	ix.center = make([]float32, len(ix.ids))
	sums := make([]float32, len(ix.base))
	for id := range ix.ids {
		rows := ix.feats[ix.from[ix.asksOf[id]]:ix.from[ix.asksOf[id+1]]]
		for row := ix.asksOf[id]; row < ix.asksOf[id+1]; row++ {
			for _, f := range ix.feats[ix.from[row]:ix.from[row+1]] {
				sums[f] += ix.inv[row] * ix.base[f]
			}
		}
		square := 0.0
		for _, f := range rows {
			square += float64(sums[f]) * float64(sums[f])
			sums[f] = 0
		}
		ix.center[id] = float32(math.Sqrt(square))
	}
}

func (ix *Index) eachFeature(visit func(row, feature int32)) {
	for row := range int32(len(ix.rows)) {
		for _, f := range ix.feats[ix.from[row]:ix.from[row+1]] {
			visit(row, f)
		}
	}
}

// rarity is how much a feature tells: 1 for one that only one of n ids uses, near 0
// for one that all use alike. Ids count by the entropy of their use, so that a
// word of one id that slipped into a few others stays rare.
func rarity(posts []posting, n int) float64 {
	total, h := 0.0, 0.0
	for _, p := range posts {
		total += float64(p.n)
	}
	if total == 0 {
		return 0
	}
	for _, p := range posts {
		share := float64(p.n) / total
		h -= share * math.Log(share)
	}
	return math.Pow(math.Log1p(float64(n)/math.Exp(h))/math.Log1p(float64(n)), rarityPower)
}
