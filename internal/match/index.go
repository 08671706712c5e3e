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
	// Groups says by id what it is about. Ids of one group answer much the same: to
	// lead one's sister needs no margin. An id without a group has no sisters.
	Groups map[string]string
}

// Index finds ids for messages. It is immutable and safe for concurrent use.
type Index struct {
	lex    *lexicon
	spell  speller
	mender *text.Lexicon    // mends spelling; nil in a language that is not spelt
	pairs  map[uint64]int32 // two neighbouring terms to their feature
	pieces map[uint32]int32 // a piece of a word to its feature

	base   []float32 // by feature: its weight in a question
	starts []int32   // by feature: where its postings start
	posts  []posting // of a feature, in the order of the ids

	ids    []string
	number map[string]int32 // the reverse
	group  []int32          // by id; below 0: no sisters
	groups map[string]int32 // their numbers by name
	asksOf []int32          // by id: its asks are row[asksOf[id]:asksOf[id+1]]
	rows   []int32          // row to the ask's place in the asks given to New
	rowOf  []int32          // and back
	idOf   []int32          // by row
	feats  []int32          // terms and pairs of all rows
	from   []int32          // by row: where its features start
	inv    []float32        // by row: 1 / length
	enough []float32        // by row: the known weight from which a question like it is trusted
	center []float32        // by id: length of the mean of its unit rows

	asks    []Ask
	options Options
	cuts    Cuts

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
	smallWeight   = 0.7  // of a small word
	pairWeight    = 0.24 // of two neighbours
	smallPair     = 0.3  // of two neighbours of which one is small
	smallestPair  = 0.15 // and when both are
	pieceWeight   = 0.2  // of a piece of a word
	unknownWeight = 0.9  // of a word that no ask has
	rarityPower   = 0.6  // below 1, so that rare words do not rule alone
	withPieces    = 1.5  // what terms and pairs weigh with their pieces, by those alone
	leastEnough   = 1.5  // the least and the most that must be known of a question
	mostEnough    = 8
)

// New builds an index of asks. An ask without words is never found.
func New(asks []Ask, o Options) *Index {
	ix := build(asks, o)
	ix.cuts = ix.derive()
	return ix
}

// build is New without cuts.
func build(asks []Ask, o Options) *Index {
	ix := &Index{lex: newLexicon(o), pairs: map[uint64]int32{}, pieces: map[uint32]int32{}, asks: slices.Clone(asks), options: o}
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
	if text.Spelt(o.Language) {
		known := slices.Collect(maps.Keys(ix.lex.words))
		ix.mender = text.NewLexicon(known, func(w string) bool { return len(w) >= minSpelled }, nil)
	}
	ix.order(asks)
	ix.weigh(ix.count(messages))
	return ix
}

// sisters numbers the groups.
func (ix *Index) sisters() {
	ix.groups = map[string]int32{}
	for i, id := range ix.ids {
		name := ix.options.Groups[id]
		if name == "" {
			ix.group = append(ix.group, -1-int32(i))
			continue
		}
		n, ok := ix.groups[name]
		if !ok {
			n = int32(len(ix.groups))
			ix.groups[name] = n
		}
		ix.group = append(ix.group, n)
	}
}

// order sorts the asks by id, in the order in which ids first appear.
func (ix *Index) order(asks []Ask) {
	ix.number = map[string]int32{}
	id := make([]int32, len(asks))
	for i, a := range asks {
		n, ok := ix.number[a.ID]
		if !ok {
			n = int32(len(ix.ids))
			ix.number[a.ID] = n
			ix.ids = append(ix.ids, a.ID)
		}
		id[i] = n
	}
	ix.sisters()
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

// rowPieces are the pieces of words of all rows, by the number of the piece.
// They are needed only until they are counted by id.
type rowPieces struct {
	pieces []int32
	from   []int32 // by row
}

// count finds the features of every ask: its terms, its pairs of neighbours and
// the pieces of its words, each once.
func (ix *Index) count(messages []text.Message) rowPieces {
	sc := new(scratch)
	ix.from = make([]int32, len(ix.rows)+1)
	rp := rowPieces{from: make([]int32, len(ix.rows)+1)}
	for row, ask := range ix.rows {
		sc.units, sc.breaks = sc.units[:0], sc.breaks[:0]
		ix.readAll(sc, messages[ask], false)
		start := len(ix.feats)
		for i, u := range sc.units {
			ix.feats = append(ix.feats, u.term)
			if !u.first {
				ix.feats = append(ix.feats, ix.pair(sc.units[i-1].term, u.term))
			}
		}
		ix.feats = sortUnique(ix.feats, start)
		ix.from[row+1] = int32(len(ix.feats))
		start = len(rp.pieces)
		for _, key := range ix.piecesOf(sc, sc.units) {
			n, ok := ix.pieces[key]
			if !ok {
				n = int32(len(ix.pieces))
				ix.pieces[key] = n
			}
			rp.pieces = append(rp.pieces, n)
		}
		rp.pieces = sortUnique(rp.pieces, start)
		rp.from[row+1] = int32(len(rp.pieces))
	}
	ix.feats = slices.Clip(ix.feats)
	first := int32(len(ix.lex.canon) + len(ix.pairs))
	for key := range ix.pieces {
		ix.pieces[key] += first
	}
	for i := range rp.pieces {
		rp.pieces[i] += first
	}
	return rp
}

// sortUnique sorts what follows start and leaves each number once.
func sortUnique(s []int32, start int) []int32 {
	slices.Sort(s[start:])
	return s[:start+len(slices.Compact(s[start:]))]
}

// pair is the feature of two neighbours, learned when it is met first. Features
// below len(lex.canon) are terms; pieces follow the pairs.
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
func (ix *Index) weigh(rp rowPieces) {
	n := len(ix.lex.canon) + len(ix.pairs) + len(ix.pieces)
	eachFeature := func(visit func(row, feature int32)) {
		for row := range int32(len(ix.rows)) {
			for _, f := range ix.feats[ix.from[row]:ix.from[row+1]] {
				visit(row, f)
			}
			for _, f := range rp.pieces[rp.from[row]:rp.from[row+1]] {
				visit(row, f)
			}
		}
	}
	ix.starts = make([]int32, n+1)
	last := make([]int32, n)
	for f := range last {
		last[f] = none
	}
	eachFeature(func(row, f int32) {
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
	eachFeature(func(row, f int32) {
		id := ix.idOf[row]
		if last[f] != id {
			last[f] = id
			ix.posts[at[f]] = posting{id: id}
			at[f]++
		}
		ix.posts[at[f]-1].n++
	})
	for i := range ix.posts {
		p := &ix.posts[i]
		p.gain = gain(p.n, ix.asksOf[p.id+1]-ix.asksOf[p.id])
	}
	ix.weighFeatures(n)
	ix.measure()
	ix.centers()
}

// weighFeatures gives each of n features its weight in a question.
func (ix *Index) weighFeatures(n int) {
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
	for _, f := range ix.pieces {
		ix.base[f] *= pieceWeight
	}
}

// measure gives every ask its length and its weight.
func (ix *Index) measure() {
	ix.inv, ix.enough = make([]float32, len(ix.rows)), make([]float32, len(ix.rows))
	for row := range ix.rows {
		weight, square := float32(0), 0.0
		for _, f := range ix.feats[ix.from[row]:ix.from[row+1]] {
			weight += ix.base[f]
			square += float64(ix.base[f]) * float64(ix.base[f])
		}
		if square > 0 {
			ix.inv[row] = float32(1 / math.Sqrt(square))
		}
		ix.enough[row] = min(mostEnough, max(leastEnough, withPieces*weight))
	}
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
