package match

import (
	"cmp"
	"math"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Limits of one search, so that its time does not grow with the index.
const (
	maxFeatures = 120  // of a question; the most common ones beyond are left out
	maxPostings = 1500 // looked at before what is left is only checked on the candidates
	maxRivals   = 16   // ids whose asks are compared one by one
	minRivals   = 6    // at least so many, however many asks they have
	maxRows     = 250  // asks compared one by one
)

// scratch is the memory of a search, reused between searches of one index.
type scratch struct {
	stems   []int32
	word    []byte
	units   []unit
	breaks  []int32 // where in units each sentence starts, and the end
	query   []feature
	slot    []uint8 // by feature of the index: its place in query and 1, or 0
	val     [256]float32
	cnt     [256]int32
	acc     []float32 // by id: the share found, 0 when not met
	met     []int32   // ids met
	rivals  []rival
	found   []rival // of all segments
	skipped int32   // row that must not be found, or none
	dirty   bool    // slot is in use
}

// feature is a term or pair of a question.
type feature struct {
	f int32
	w float32 // its weight in the question
	n int32   // how many postings it has
}

// rival is an id that may be meant.
type rival struct {
	id    int32
	row   int32 // its best ask
	score float32
	part  int32 // the sentence that found it, or none for the message as a whole
}

// question is what is left of a run of units: features, rarest first, in
// scratch.query, and two lengths that count unknown words too.
type question struct {
	norm float64 // of its weights, as a vector
	full float64 // the sum of its weights
	body float64 // the sum over words that are not small
}

// ask fills sc.query from units.
func (ix *Index) ask(sc *scratch, us []unit) question {
	var q question
	sc.query, sc.dirty = sc.query[:0], true
	sum := 0.0
	add := func(f int32, w float32) {
		if f == none {
			return
		}
		w *= ix.base[f]
		n := ix.starts[f+1] - ix.starts[f]
		if n == 0 || sc.skipped != none && n == 1 && ix.posts[ix.starts[f]].n == 1 {
			w, n = unknownWeight, 0 // known from the vocabulary, or from the skipped ask, only
			if f >= int32(len(ix.lex.canon)) || ix.lex.small[f] {
				return
			}
		}
		if sc.slot[f] != 0 {
			return
		}
		sum += float64(w * w)
		q.full += float64(w)
		if n > 0 {
			sc.slot[f] = 1
			sc.query = append(sc.query, feature{f, w, n})
		}
	}
	before := none
	for _, u := range us {
		if u.first {
			before = none
		}
		switch {
		case u.how == unknown:
			sum += unknownWeight * unknownWeight
			q.full += unknownWeight
			q.body += unknownWeight
			before = none
			continue
		case u.also:
			s, f := sum, q.full
			add(u.term, u.weight)
			sum, q.full = s, f // the word is counted once, by its first reading
			continue
		}
		add(u.term, u.weight)
		if !u.small {
			q.body += float64(u.weight * ix.base[u.term])
		}
		if before != none {
			if f, ok := ix.pairs[pairKey(before, u.term)]; ok {
				add(f, u.weight)
			}
		}
		before = u.term
	}
	q.norm = math.Sqrt(sum)
	for _, x := range sc.query {
		sc.slot[x.f] = 0
	}
	sc.dirty = false
	slices.SortFunc(sc.query, func(a, b feature) int {
		return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.f, b.f))
	})
	sc.query = sc.query[:min(len(sc.query), maxFeatures)]
	return q
}

// search ranks ids for one run of units and appends what it finds to sc.found.
//
// It works in two steps. The first asks of every id: how much of the question
// do its asks explain? Each feature of the question has a list of the ids that
// use it, each with a gain between 0 and 1, and an id's share is the sum of
// weight x gain. The second step takes the maxRivals ids with the largest shares
// and compares the question with each of their asks.
//
// Lists are read rarest first, and only maxPostings entries of them:
//
//	sextortion  (3 ids)    ***
//	roblox      (9 ids)    *********
//	blackmail   (12 ids)   ************
//	my          (900 ids)  .................... not read
//
// What is not read is not lost: the features left over are counted on the
// rivals when their asks are compared, so every score that is given is exact. The
// cap decides only who the rivals are. An id can miss becoming one by at most the
// weight of what was not read, which is the most common part of the question:
// words that many ids share weigh little, and being shared, they lift the
// others too. On the training parts of CLINC150, BANKING77 and HWU64, raising the
// caps to 250,000 postings, 100 rivals and 20,000 asks changes how many first
// ids are right by 0.1 points at most. A question whose rarest word is beyond
// the cap says next to nothing; it gets some of the ids with that word.
func (ix *Index) search(sc *scratch, us []unit, part int32) question {
	q := ix.ask(sc, us)
	if len(sc.query) == 0 || q.norm == 0 {
		return q
	}
	read := ix.gather(sc)
	ix.pick(sc)
	sc.dirty = true
	for i, x := range sc.query {
		sc.slot[x.f] = uint8(i + 1)
		sc.val[i+1] = x.w * ix.base[x.f]
	}
	rows := int32(0)
	for i := range sc.rivals {
		r := &sc.rivals[i]
		rows += ix.asksOf[r.id+1] - ix.asksOf[r.id]
		if i >= minRivals && rows > maxRows {
			break
		}
		if ix.compare(sc, q, r, read) {
			r.part = part
			sc.found = append(sc.found, *r)
		}
	}
	for _, x := range sc.query {
		sc.slot[x.f] = 0
	}
	sc.dirty = false
	return q
}

// gather is the first step: it fills sc.acc and sc.met, and says how many
// features it read to the end.
func (ix *Index) gather(sc *scratch) (read int) {
	left := int32(maxPostings)
	for _, id := range sc.met {
		sc.acc[id] = 0
	}
	sc.met = sc.met[:0]
	for i, x := range sc.query {
		if x.n > left && i > 0 {
			return i
		}
		left -= x.n
		posts := ix.posts[ix.starts[x.f]:ix.starts[x.f+1]]
		for _, p := range posts[:min(len(posts), maxPostings)] {
			if sc.acc[p.id] == 0 {
				sc.met = append(sc.met, p.id)
			}
			sc.acc[p.id] += x.w * p.gain
		}
		if left < 0 {
			return 0 // even the rarest word is in too many ids: some of them, counted anew
		}
	}
	return len(sc.query)
}

// pick puts the ids with the largest shares into sc.rivals, best first.
func (ix *Index) pick(sc *scratch) {
	rs := sc.rivals[:0]
	for _, id := range sc.met {
		share := sc.acc[id]
		if len(rs) == maxRivals && !better(share, id, rs[maxRivals-1]) {
			continue
		}
		at := len(rs)
		for at > 0 && better(share, id, rs[at-1]) {
			at--
		}
		if len(rs) < maxRivals {
			rs = append(rs, rival{})
		}
		copy(rs[at+1:], rs[at:])
		rs[at] = rival{id: id, score: share}
	}
	sc.rivals = rs
}

func better(score float32, id int32, than rival) bool {
	return score > than.score || score == than.score && id < than.id
}

// compare is the second step for one id; it reports whether it has an ask to
// compare with.
func (ix *Index) compare(sc *scratch, q question, r *rival, read int) bool {
	own := sc.skipped != none && ix.idOf[sc.skipped] == r.id
	if own {
		read = 0
	}
	share := r.score
	clear(sc.cnt[:len(sc.query)+1])
	var best [3]float32
	asks, sum, inner := 0, float32(0), float32(0)
	r.row = none
	for row := ix.asksOf[r.id]; row < ix.asksOf[r.id+1]; row++ {
		if row == sc.skipped {
			continue
		}
		dot := float32(0)
		feats := ix.feats[ix.from[row]:ix.from[row+1]]
		for _, f := range feats {
			dot += sc.val[sc.slot[f]]
		}
		if read < len(sc.query) {
			for _, f := range feats {
				sc.cnt[sc.slot[f]]++
			}
		}
		dot *= ix.inv[row]
		asks++
		sum += dot
		if own {
			inner += dot * ix.inv[sc.skipped]
		}
		if dot > best[0] {
			r.row = row
		}
		if dot > best[2] {
			best = place(best, dot)
		}
	}
	if asks == 0 || r.row == none {
		return false
	}
	if read < len(sc.query) {
		if read == 0 {
			share = 0
		}
		for i, x := range sc.query[read:] {
			if n := sc.cnt[read+i+1]; n > 0 {
				share += x.w * gain(n, int32(asks))
			}
		}
	}
	k := min(asks, 3)
	three := float32(0)
	for _, b := range best[:k] {
		three += b / float32(k)
	}
	center := float64(ix.center[r.id])
	if own {
		// |all - skipped|^2 = |all|^2 - 2 all.skipped + 1, and all.skipped = inner + 1
		center = math.Sqrt(max(1e-6, center*center-2*float64(inner)-1))
	}
	r.score = mix(float64(best[0])/q.norm, float64(three)/q.norm, float64(sum)/center/q.norm, float64(share)/q.full)
	return true
}

func place(best [3]float32, x float32) [3]float32 {
	for i := range best {
		if x > best[i] {
			x, best[i] = best[i], x
		}
	}
	return best
}

// mix makes one score of four, each 0 to 1: the cosine with the best ask, the
// mean cosine with the best three, the cosine with the mean of all asks, and the
// share of the question that the id explains. A question that is nearly an ask
// word for word is that ask, however many other asks the id has.
func mix(best, three, center, share float64) float32 {
	s := 0.15*best + 0.2*three + 0.15*center + 0.5*share
	word := best * best
	word *= word
	return float32(min(1, max(s, word*word)))
}

// gain is how much of a feature an id explains when n of its asks have it: 1
// when all do, and much already for the first one.
func gain(n, asks int32) float32 {
	return float32(math.Log1p(float64(n)/float64(asks)/gainStart) / gainFull)
}

const gainStart = 0.02

var gainFull = math.Log1p(1 / gainStart)

func pairKey(a, b int32) uint64 { return uint64(a)<<32 | uint64(uint32(b)) }

// borrow takes scratch memory of the right size.
func (ix *Index) borrow(skip int32) *scratch {
	sc := ix.pool.Get().(*scratch)
	if sc.slot == nil {
		sc.slot = make([]uint8, len(ix.base))
		sc.acc = make([]float32, len(ix.ids))
	}
	sc.units, sc.breaks, sc.found, sc.skipped = sc.units[:0], sc.breaks[:0], sc.found[:0], skip
	return sc
}

// release gives scratch memory back, without the words it was used for. Memory
// that a panic left in the middle of a search is dropped.
func (ix *Index) release(sc *scratch) {
	clear(sc.word[:cap(sc.word)])
	if !sc.dirty {
		ix.pool.Put(sc)
	}
}

// readAll turns a message into units, sentence by sentence.
func (ix *Index) readAll(sc *scratch, m text.Message) {
	for i := 0; i < len(m.Tokens); {
		end := i + 1
		for end < len(m.Tokens) && m.Tokens[end].Sentence == m.Tokens[i].Sentence {
			end++
		}
		sc.breaks = append(sc.breaks, int32(len(sc.units)))
		start := len(sc.units)
		sc.units = ix.read(sc.units, sc, m.Tokens[i:end], i)
		sc.units[start].first = true
		i = end
	}
	sc.breaks = append(sc.breaks, int32(len(sc.units)))
}
