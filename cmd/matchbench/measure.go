package main

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"
)

// result is what one engine made of one exam with one seed.
type result struct {
	asked, typos, hard, outside, choose []answer
	times                               []time.Duration // of asked, sorted
	build                               time.Duration
	bytes                               float64
}

// measures are the tables in the order in which they are printed. of gives NaN
// where the exam lacks what is measured.
var measures = []struct {
	title, unit string
	digits      int
	of          func(r result) float64
}{
	{"top-1: the right topic comes first", "%", 1, func(r result) float64 { return top1(r.asked) }},
	{"top-3: the right topic is among the first three", "%", 1, func(r result) float64 {
		return 100 * share(r.asked, func(a answer) bool { return a.among })
	}},
	{"typos: top-1 with a slip in a third of the words of 4 letters or more", "%", 1, func(r result) float64 { return top1(r.typos) }},
	{"hard typos: the same with two slips in words of 8 letters or more", "%", 1, func(r result) float64 { return top1(r.hard) }},
	{"out of scope declined, by the cut that costs 2 points of top-1 on val", "%", 1, func(r result) float64 {
		return byChosenCut(r, declinedBy, r.outside)
	}},
	{"what that cut costs of top-1 on the part asked", "points", 1, func(r result) float64 {
		return byChosenCut(r, lostBy, r.asked)
	}},
	{"out of scope declined, by the cut that costs 2 points on the part asked", "%", 1, func(r result) float64 {
		return 100 * declinedBy(r.outside, cutAt(r.asked, cost))
	}},
	{"time per message, one core, median", "µs", 1, func(r result) float64 { return micros(quantile(r.times, 0.5)) }},
	{"time per message, one core, 99th percentile", "µs", 1, func(r result) float64 { return micros(quantile(r.times, 0.99)) }},
	{"time to build the index, one core", "ms", 1, func(r result) float64 { return micros(r.build) / 1000 }},
	{"memory of the index", "MB", 1, func(r result) float64 { return r.bytes / 1e6 }},
}

func top1(asked []answer) float64 {
	return 100 * share(asked, func(a answer) bool { return a.right })
}

// byChosenCut is what a cut does that was chosen on other messages; NaN where
// there are none.
func byChosenCut(r result, by func(of []answer, cut float64) float64, of []answer) float64 {
	if len(r.choose) == 0 {
		return math.NaN()
	}
	return 100 * by(of, cutAt(r.choose, cost))
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// quantile of sorted times; 0 of none.
func quantile(sorted []time.Duration, q float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// take lets an engine sit an exam. The seed is that of the typos.
func take(e engine, x exam, lang string, seed int) (result, error) {
	var r result
	before, start := heap(), time.Now()
	a, err := e.build(x.train, lang)
	r.build = time.Since(start)
	if err != nil {
		return r, fmt.Errorf("%s cannot build an index: %w", e.name, err)
	}
	defer a.close()
	r.bytes = max(0, float64(heap())-float64(before))

	as := func(message string) string { return message }
	r.asked, r.outside, r.choose = ask(a, x.asked, as), ask(a, x.outside, as), ask(a, x.choose, as)
	r.times = timed(a, x.asked)
	r.typos = ask(a, x.asked, func(message string) string { return misspell(message, seed, false) })
	r.hard = ask(a, x.asked, func(message string) string { return misspell(message, seed, true) })
	return r, nil
}

// ask asks each item in the words that as makes of it.
func ask(a answerer, items []item, as func(message string) string) []answer {
	answers := make([]answer, len(items))
	for i, it := range items {
		found := a.find(as(it.Text))
		if len(found) > 0 {
			answers[i].score, answers[i].right = found[0].Score, found[0].Label == it.Label
		}
		answers[i].among = slices.ContainsFunc(found, func(h hit) bool { return h.Label == it.Label })
	}
	return answers
}

// timed asks everything four times over. The first time warms up; of the other
// three the middle one counts, so that what else the machine does counts little. The
// times come sorted.
func timed(a answerer, items []item) []time.Duration {
	times := make([]time.Duration, len(items))
	passes := make([][4]time.Duration, len(items))
	for pass := range passes[0] {
		for i, it := range items {
			start := time.Now()
			a.find(it.Text)
			passes[i][pass] = time.Since(start)
		}
	}
	for i, p := range passes {
		slices.Sort(p[1:])
		times[i] = p[2]
	}
	slices.Sort(times)
	return times
}

// heap is how many bytes are in use.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // the first leaves what pools hold
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
