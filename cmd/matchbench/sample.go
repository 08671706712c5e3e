package main

import (
	"hash/fnv"
	"math/rand/v2"
)

// sample draws up to n examples of each topic and keeps their order; 0 takes all.
// A topic that has fewer gives what it has. The draw of a topic depends on the
// seed, its label and how many examples it has, and on no other topic.
func sample(train []item, n, seed int) []item {
	if n == 0 {
		return train
	}
	drawn, _ := part(train, seed, func(int) int { return n })
	return drawn
}

// holdOut takes a fifth of each topic's examples away, at least one of a topic
// that has two. It is the same fifth in every run.
func holdOut(train []item) (rest, held []item) {
	held, rest = part(train, 0, func(has int) int {
		if has < 2 {
			return 0
		}
		return max(1, has/5)
	})
	return rest, held
}

// part divides items by topic: as many as want says of those a topic has are
// drawn, the others stay. Both keep their order.
func part(items []item, seed int, want func(has int) int) (drawn, others []item) {
	places := map[string][]int{}
	for i, it := range items {
		places[it.Label] = append(places[it.Label], i)
	}
	taken := make([]bool, len(items))
	for label, at := range places {
		order := dice(seed, label).Perm(len(at))
		for _, k := range order[:min(want(len(at)), len(at))] {
			taken[at[k]] = true
		}
	}
	for i, it := range items {
		if taken[i] {
			drawn = append(drawn, it)
		} else {
			others = append(others, it)
		}
	}
	return drawn, others
}

// enough reports whether a sample of n leaves nothing to chance.
func enough(train []item, n int) bool {
	return n == 0 || len(sample(train, n, 1)) == len(train)
}

// dice are the same for the same seed and name.
func dice(seed int, name string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(name))
	return rand.New(rand.NewPCG(uint64(seed), h.Sum64()))
}
