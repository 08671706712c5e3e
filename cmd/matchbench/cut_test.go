package main

import (
	"math"
	"testing"
)

func TestCutAt(t *testing.T) {
	// Fifty messages with scores 1 to 50, of which the odd ones are right.
	var asked []answer
	for i := 1; i <= 50; i++ {
		asked = append(asked, answer{score: float64(i), right: i%2 == 1})
	}
	for _, tt := range []struct {
		name      string
		asked     []answer
		cost      float64
		cut, lost float64
	}{
		{"nothing may be lost", asked, 0, 1, 0},
		{"one of fifty", asked, 0.02, 3, 0.02},
		{"three of fifty", asked, 0.06, 7, 0.06},
		{"not quite two", asked, 0.039, 3, 0.02},
		{"everything", asked, 1, math.Inf(1), 0.5},
		{"nothing is right", []answer{{score: 3}}, 0.02, math.Inf(1), 0},
		{"equal scores stay together", []answer{{5, true, true}, {5, true, true}}, 0.5, 5, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cut := cutAt(tt.asked, tt.cost)
			if cut != tt.cut || lostBy(tt.asked, cut) != tt.lost {
				t.Errorf("the cut is %v and loses %v, want %v and %v", cut, lostBy(tt.asked, cut), tt.cut, tt.lost)
			}
		})
	}
}

func TestDeclinedBy(t *testing.T) {
	outside := []answer{{score: 0}, {score: 2}, {score: 3}, {score: 4}}
	for cut, want := range map[float64]float64{1: 0.25, 3: 0.5, math.Inf(1): 1} {
		if got := declinedBy(outside, cut); got != want {
			t.Errorf("a cut at %v declines %v, want %v", cut, got, want)
		}
	}
	if got := declinedBy(nil, 1); !math.IsNaN(got) {
		t.Errorf("of no messages %v are declined", got)
	}
}
