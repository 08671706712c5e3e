package match

import (
	"math"
	"slices"
)

// rival is an id that may be meant.
type rival struct {
	id    int32
	row   int32 // its best ask
	score float32
	part  int32   // the sentence that found it, or none for the message as a whole
	alone float32 // the score by the words alone, where the place changed it; else 0
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
// What is not read is not lost: the features left over are looked up for the
// rivals, so every score that is given is exact. The cap decides only who the
// rivals are. An id can miss becoming one by at most the weight of what was not
// read, which is the most common part of the question: words that many ids share
// weigh little, and being shared, they lift the others too. Of pieces of words
// only the rarest are asked for at all.
func (ix *Index) search(sc *scratch, us []unit, part int32, rivals int) {
	q := ix.ask(sc, us)
	if len(sc.query)+len(sc.pieces) == 0 || q.norm == 0 {
		return
	}
	ix.gather(sc, q)
	pick(sc, rivals)
	sc.dirty = true
	for i, x := range sc.query {
		sc.slot[x.f] = uint8(i + 1)
		sc.val[i+1] = x.w * ix.base[x.f]
	}
	at, rows := len(sc.found), int32(0)
	for i := range sc.rivals {
		r := &sc.rivals[i]
		rows += ix.asksOf[r.id+1] - ix.asksOf[r.id]
		if i >= minRivals && rows > maxRows {
			break
		}
		if ix.compare(sc, q, r) {
			r.part = part
			sc.found = append(sc.found, *r)
		}
	}
	if len(sc.near) > 0 {
		ix.compareNear(sc, q, at)
	}
	var best rival
	for _, r := range sc.found[at:] {
		if r.score > best.score {
			best = r
		}
	}
	lower := trust(q.known, ix.enough[best.row]) * (1 - outsideCost*ix.outside(us, best.id))
	for i := range sc.found[at:] {
		sc.found[at+i].score *= lower
	}
	for _, x := range sc.query {
		sc.slot[x.f] = 0
	}
	sc.dirty = false
}

// gather is the first step: it fills sc.acc.
func (ix *Index) gather(sc *scratch, q question) {
	clear(sc.acc)
	for _, fs := range [...][]feature{sc.query[:q.read], sc.pieces} {
		for _, x := range fs {
			for _, p := range ix.posts[ix.starts[x.f]:ix.starts[x.f+1]] {
				sc.acc[p.id] += x.w * p.gain
			}
		}
	}
}

// pick puts up to most ids with the largest shares into sc.rivals, best first.
func pick(sc *scratch, most int) {
	rs, least := sc.rivals[:0], float32(0)
	for id, share := range sc.acc {
		if share <= least {
			continue
		}
		if len(rs) < most {
			rs = append(rs, rival{})
		}
		at := len(rs) - 1
		for ; at > 0 && share > rs[at-1].score; at-- {
			rs[at] = rs[at-1]
		}
		rs[at] = rival{id: int32(id), score: share}
		if len(rs) == most {
			least = rs[most-1].score
		}
	}
	sc.rivals = rs
}

// compare is the second step for one id; it reports whether it has an ask to
// compare with.
func (ix *Index) compare(sc *scratch, q question, r *rival) bool {
	own := sc.skipped != none && ix.idOf[sc.skipped] == r.id
	var best [3]float32
	asks, sum, inner := int32(0), float32(0), float32(0)
	r.row = none
	for row := ix.asksOf[r.id]; row < ix.asksOf[r.id+1]; row++ {
		if row == sc.skipped {
			continue
		}
		dot := float32(0)
		for _, f := range ix.feats[ix.from[row]:ix.from[row+1]] {
			dot += sc.val[sc.slot[f]]
		}
		dot *= ix.inv[row]
		asks++
		sum += dot
		if own {
			inner += dot * ix.inv[sc.skipped]
		}
		if dot > best[0] || r.row == none {
			r.row = row
		}
		if dot > best[2] {
			best = place(best, dot)
		}
	}
	if asks == 0 {
		return false
	}
	share := r.score
	center := float64(ix.center[r.id])
	if own {
		share = ix.share(sc, sc.query, r.id) + ix.share(sc, sc.pieces, r.id)
		// |all - skipped|^2 = |all|^2 - 2 all.skipped + 1, and all.skipped = inner + 1
		center = math.Sqrt(max(1e-6, center*center-2*float64(inner)-1))
	} else {
		share += ix.share(sc, sc.query[q.read:], r.id)
	}
	if share <= 0 {
		return false
	}
	k := min(asks, 3)
	three := float32(0)
	for _, b := range best[:k] {
		three += b / float32(k)
	}
	r.score = mix(float64(best[0])/q.norm, float64(three)/q.norm, float64(sum)/center/q.norm, float64(share)/q.full)
	return true
}

// share is how much of the features an id explains. The skipped ask does not
// count.
func (ix *Index) share(sc *scratch, fs []feature, id int32) float32 {
	sum := float32(0)
	own := sc.skipped != none && ix.idOf[sc.skipped] == id
	for _, x := range fs {
		posts := ix.posts[ix.starts[x.f]:ix.starts[x.f+1]]
		at, ok := slices.BinarySearchFunc(posts, id, func(p posting, id int32) int { return int(p.id - id) })
		switch {
		case !ok:
		case !own:
			sum += x.w * posts[at].gain
		default:
			n := posts[at].n
			if ix.isSkipped(sc, x.f) {
				n--
			}
			if n > 0 {
				sum += x.w * gain(n, ix.asksOf[id+1]-ix.asksOf[id]-1)
			}
		}
	}
	return sum
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

// trust is what scores of a question are multiplied with, so that they can be
// compared between messages: one of which less is known than the best ask found
// for it would have proves less.
func trust(known float64, enough float32) float32 {
	return float32(min(1, math.Sqrt(math.Sqrt(known/float64(enough)))))
}

// gain is how much of a feature an id explains when n of its asks have it: 1
// when all do, and much already for the first one.
func gain(n, asks int32) float32 {
	return float32(math.Log1p(float64(n)/float64(asks)/gainStart) / gainFull)
}

const gainStart = 0.005

var gainFull = math.Log1p(1 / gainStart)

func pairKey(a, b int32) uint64 { return uint64(a)<<32 | uint64(uint32(b)) }
