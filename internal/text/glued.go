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

// piece is a word found in a run: how many letters, and what it shows.
type piece struct{ length, found uint8 }

// What a piece shows; both may be, or neither: a small word that proves nothing.
const (
	foundTarget = 1
	foundProof  = 2
	foundKinds  = 4 // how many ways to have found them or not
)

// pieces appends the words that a run may begin with: targets of three letters
// or more, small words, and longer words of general language.
func (l *Lexicon) pieces(run string, to []piece) []piece {
	heard, common, tiny, begun := int32(0), int32(0), int32(0), int32(-1)
	inHeard, inCommon, inTiny := true, true, true
	for k := 0; k < len(run) && isLetterByte(run[k]) && (inHeard || inCommon || inTiny); k++ {
		c, n := run[k], k+1
		found, isWord := uint8(0), false
		if inTiny {
			tiny = smallWords.child(tiny, c)
			inTiny = tiny != 0
			if id := int(smallWords.nodes[tiny].id); id >= 0 {
				isWord = true
				if id < len(provingWords) {
					found |= foundProof
				}
			}
		}
		isTarget := false
		if inHeard {
			if heard = l.heard.child(heard, c); heard == 0 {
				inHeard = false
			} else {
				id := l.heard.nodes[heard].id
				isTarget = id >= 0 && l.targets[id]
				begun = l.heard.nodes[heard].open
			}
		}
		if inCommon {
			common = l.ordinary.child(common, c)
			inCommon = common != 0
		}
		switch {
		case isTarget && n >= 3:
			found |= foundTarget
		case n >= longOrdinary && inCommon && l.ordinary.nodes[common].id >= 0:
			isWord = true
			if isTarget || begun >= 0 && l.targets[begun] {
				found |= foundTarget
			}
		}
		if isWord || found != 0 {
			to = append(to, piece{uint8(n), found})
		}
	}
	return to
}

// glued reads words run together: as few as possible, each a target of three
// letters or more or a small word, three letters each on average. Where
// small is set, one must be a small word that proves the run, or they are two, or
// all long. The pieces are written to store; nil when the word is no such run.
func (l *Lexicon) glued(word string, small bool, store []string) []string {
	if small && len(word) < shortestGlued || len(word) > longestWord || !isPlain(word) {
		return nil
	}
	// best by end and by what was found.
	type way struct {
		pieces, from, before uint8
		is                   bool
	}
	var best [longestWord + 1][foundKinds]way
	var found [longestWord]piece
	best[0][0].is = true
	for i := range len(word) {
		if best[i] == [foundKinds]way{} {
			continue
		}
		for _, p := range l.pieces(word[i:], found[:0]) {
			for had, b := range best[i] {
				to := &best[i+int(p.length)][uint8(had)|p.found]
				if b.is && (!to.is || b.pieces+1 < to.pieces) {
					*to = way{b.pieces + 1, uint8(i), uint8(had), true}
				}
			}
		}
	}
	// cut writes out the pieces of the best run in which a bit set was found.
	cut := func(had uint8) (pieces []string, shortest int) {
		end := len(word)
		if !best[end][had].is {
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
	if pieces, shortest := cut(foundTarget); pieces != nil {
		pair := len(pieces) == 2 && shortest >= 2 && len(word)-shortest >= longPiece
		if !small || shortest >= longPiece || pair {
			return pieces
		}
	}
	pieces, _ := cut(foundTarget | foundProof)
	if len(pieces) > 2 && 3*len(pieces) > len(word) && word[0] != 'i' {
		return nil // scraps, unless it is "i want to die"
	}
	return pieces
}
