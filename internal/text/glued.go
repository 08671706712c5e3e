package text

import (
	"slices"
	"strings"
)

// smallWords hold others together. Words that were run together nearly always
// hold one, names and compounds seldom do. Those that also begin or end longer
// words ("a ran", "in come") are found inside a run and prove nothing.
var (
	smallWords = newTrie(append(provingWords, strings.Fields(
		"a in on up so or us of am by at be do go to im de en se la lo le al va te da el es un los las")...))
	provingWords = strings.Fields("i my me he she it is our the and you we if her him his was has not no dont wont with that this they them for who " +
		"what mi mis que con por una del esta fue yo tu su si ya")
)

// shortestGlued is how many letters words run together have.
const shortestGlued = 5

// longPiece is how many letters a word has that proves a run by itself, and
// longOrdinary how many a word of general language has that is found in one.
const (
	longPiece    = 4
	longOrdinary = 5
)

// glued reads words run together: as few as possible, each a target of three
// letters or more or a small word, three letters each on average. Where
// small is set, one must be a small word that proves the run, or they are two, or
// all long. The pieces are written to store; nil when the word is no such run.
func (l *Lexicon) glued(word string, small bool, store []string) []string {
	if small && len(word) < shortestGlued || len(word) > longestWord || !isPlain(word) {
		return nil
	}
	const none = 255
	// best by end and by what was found: bit 0 a target, bit 1 a small word.
	var best [longestWord + 1][4]struct {
		pieces, from, before uint8
	}
	for k := range best {
		for j := range best[k] {
			best[k][j].pieces = none
		}
	}
	best[0][0].pieces = 0
	for i := range len(word) {
		reached := false
		for _, b := range best[i] {
			reached = reached || b.pieces != none
		}
		if !reached {
			continue
		}
		heard, common, tiny := int32(0), int32(0), int32(0)
		inHeard, inCommon, inTiny := true, true, true
		for j := i; j < len(word) && (inHeard || inCommon || inTiny); j++ {
			c := word[j]
			if inCommon {
				common = l.ordinary.child(common, c)
				inCommon = common != 0
			}
			if inHeard {
				heard = l.heard.child(heard, c)
				inHeard = heard != 0
			}
			if inTiny {
				tiny = smallWords.child(tiny, c)
				inTiny = tiny != 0
			}
			found, isSmall := uint8(0), false
			if inTiny && smallWords.nodes[tiny].id >= 0 {
				if int(smallWords.nodes[tiny].id) < len(provingWords) {
					found |= 2
				}
				isSmall = true
			}
			if inHeard && j-i+1 >= 3 {
				if id := l.heard.nodes[heard].id; id >= 0 && l.targets[id] {
					found |= 1
				}
			}
			isWord := inCommon && j-i+1 >= longOrdinary && l.ordinary.nodes[common].id >= 0
			if isWord && l.isTarget(word[i:j+1]) {
				found |= 1
			}
			if found == 0 && !isSmall && !isWord {
				continue
			}
			for had := range uint8(4) {
				b := best[i][had]
				if b.pieces == none {
					continue
				}
				to := &best[j+1][had|found]
				if b.pieces+1 < to.pieces {
					to.pieces, to.from, to.before = b.pieces+1, uint8(i), had
				}
			}
		}
	}
	// cut writes out the pieces of the best run in which a bit set was found.
	cut := func(had uint8) (pieces []string, shortest int) {
		end := len(word)
		if best[end][had].pieces == none {
			return nil, 0
		}
		pieces, shortest = store[:0], end
		for end > 0 {
			b := best[end][had]
			piece := word[b.from:end]
			pieces, shortest = append(pieces, piece), min(shortest, len(piece))
			end, had = int(b.from), b.before
		}
		slices.Reverse(pieces)
		return pieces, shortest
	}
	// Whole words prove it too, and letters set apart need no proof.
	if pieces, shortest := cut(1); pieces != nil {
		pair := len(pieces) == 2 && shortest >= 2 && len(word)-shortest >= longPiece
		if !small || shortest >= longPiece || pair {
			return pieces
		}
	}
	pieces, _ := cut(3)
	if len(pieces) > 2 && 3*len(pieces) > len(word) && word[0] != 'i' {
		return nil // scraps, unless it is "i want to die"
	}
	return pieces
}
