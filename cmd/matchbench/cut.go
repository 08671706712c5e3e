package main

import (
	"math"
	"slices"
)

// cost is how many of the asked messages may be lost to a cut: 2 points.
const cost = 0.02

// answer is what became of a message: the score of the first topic, 0 where there
// is none, whether it is the right one, and whether that is among those found.
type answer struct {
	score        float64
	right, among bool
}

// cutAt gives the highest cut on the score that loses at most a share of cost of
// the asked messages: those that were right and score below it. Where nothing was
// right there is nothing to lose, and the cut is +Inf.
func cutAt(asked []answer, cost float64) float64 {
	var right []float64
	for _, a := range asked {
		if a.right {
			right = append(right, a.score)
		}
	}
	slices.Sort(right)
	lost := int(cost*float64(len(asked)) + 1e-9) // 0.02 of 50 is 1, not 0.9999
	if lost >= len(right) {
		return math.Inf(1)
	}
	return right[lost]
}

// lostBy is the share of asked messages that a cut loses.
func lostBy(asked []answer, cut float64) float64 {
	return share(asked, func(a answer) bool { return a.right && a.score < cut })
}

// declinedBy is the share of messages that a cut declines.
func declinedBy(outside []answer, cut float64) float64 {
	return share(outside, func(a answer) bool { return a.score < cut })
}

// share is NaN of nothing.
func share[T any](all []T, is func(T) bool) float64 {
	n := 0
	for _, a := range all {
		if is(a) {
			n++
		}
	}
	return float64(n) / float64(len(all))
}
