package match

import "github.com/porchlight-chat/porchlight/internal/text"

// Limits of one search, so that its time hardly grows with the index.
const (
	maxFeatures   = 120  // terms and pairs of a question; the most common ones beyond are left out
	maxPieces     = 200  // pieces of its words, likewise
	maxPostings   = 4000 // of terms and pairs read before what is left is only looked up for the rivals
	maxPiecePosts = 2000 // of pieces; what is left is left out
	maxRivals     = 12   // ids whose asks are compared one by one
	minRivals     = 6    // at least so many, however many asks they have
	maxRows       = 250  // asks compared one by one
)

// scratch is the memory of a search, reused between searches of one index.
type scratch struct {
	tokens  []text.Token // of the message, mended
	raw     []unit       // before phrases are found
	stems   []int32      // by raw unit; none for what no ask has
	units   []unit
	breaks  []int32 // where in units each sentence starts, and the end
	keys    []uint32
	query   []feature // terms and pairs
	pieces  []feature
	slot    []uint8 // by feature of the index: its place in query and 1, or 0
	val     [maxFeatures + 1]float32
	acc     []float32 // by id: the share found
	rivals  []rival
	near    []int32 // ids that are compared in any case
	silent  bool    // no word of the message tells anything
	found   []rival // of the message and its sentences
	also    rival   // of a second question, if its score is above 0
	joins   []int32 // where in units a joiner stands
	parts   []part
	skipped int32 // row that must not be found, or none
	dirty   bool  // slot is in use
}

// borrow takes scratch memory of the right size.
func (ix *Index) borrow(skip int32) *scratch {
	sc := ix.pool.Get().(*scratch)
	if sc.slot == nil {
		sc.slot = make([]uint8, len(ix.base))
		sc.acc = make([]float32, len(ix.ids))
	}
	sc.units, sc.breaks, sc.joins, sc.found = sc.units[:0], sc.breaks[:0], sc.joins[:0], sc.found[:0]
	sc.near = sc.near[:0]
	sc.also, sc.skipped = rival{}, skip
	return sc
}

// release gives scratch memory back, without the words it was used for. Memory
// that a panic left in the middle of a search is dropped.
func (ix *Index) release(sc *scratch) {
	clear(sc.tokens[:cap(sc.tokens)])
	clear(sc.keys[:cap(sc.keys)])
	if !sc.dirty {
		ix.pool.Put(sc)
	}
}
