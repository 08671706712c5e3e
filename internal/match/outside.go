package match

import "slices"

// outsideCost is what a message of nothing but everyday matters loses.
const outsideCost = 0.6

// outside is the share of everyday matters that an id is not about in the words
// that are not small.
func (ix *Index) outside(us []unit, id int32) float32 {
	out, all := 0, 0
	for _, u := range us {
		if u.small || u.also {
			continue
		}
		all++
		if u.term != none && ix.lex.outside[u.term] && !ix.isAbout(id, u.term) {
			out++
		}
	}
	return float32(out) / float32(max(1, all))
}

// aboutShare is the share of an id's asks that hold a word it is about.
const aboutShare = 0.05

// isAbout reports whether an id is about a feature: a story that holds the word
// once is not.
func (ix *Index) isAbout(id, f int32) bool {
	posts := ix.posts[ix.starts[f]:ix.starts[f+1]]
	at, ok := slices.BinarySearchFunc(posts, id, func(p posting, id int32) int { return int(p.id - id) })
	return ok && float32(posts[at].n) >= aboutShare*float32(ix.asksOf[id+1]-ix.asksOf[id])
}
