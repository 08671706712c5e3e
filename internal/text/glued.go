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
		"a i in on up so or us of is am by at be do go it he to im de en se la lo le al va te da el es un los las")...))
	provingWords = strings.Fields("my me she the and you we if her him his was has not no dont wont with that this they them for who " +
		"what mi mis que con por una del esta fue yo tu su si ya")
)

// shortestGlued is how many letters words run together have.
const shortestGlued = 6

// glued reads words run together: as few as possible, each a target of three
// letters or more or a small word, three letters each on average. Where small is
// set one must be a small word that proves it.
// The pieces are appended to store; nil when the word is no such run.
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
		heard, tiny := int32(0), int32(0)
		inHeard, inTiny := true, true
		for j := i; j < len(word) && (inHeard || inTiny); j++ {
			c := word[j]
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
			if found == 0 && !isSmall {
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
	end, had := len(word), uint8(3)
	if !small && best[end][1].pieces < best[end][3].pieces {
		had = 1
	}
	if n := int(best[end][had].pieces); n == none || 3*n > len(word) {
		return nil // scraps: "hurt a do" is a surname
	}
	for end > 0 {
		b := best[end][had]
		store = append(store, word[b.from:end])
		end, had = int(b.from), b.before
	}
	slices.Reverse(store)
	return store
}
