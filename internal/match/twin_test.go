package match

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// slowFind is Find for a message that is one question, as it is defined: no
// posting lists, no cap, no reused memory.
func slowFind(ix *Index, m text.Message) []rival {
	sc := new(scratch)
	ix.readAll(sc, m)
	weights := map[int32]float64{}
	square, full := 0.0, 0.0
	count := func(f int32, w float64) {
		if _, ok := weights[f]; ok {
			return
		}
		stands := ix.starts[f+1] > ix.starts[f]
		switch {
		case stands:
			w *= float64(ix.base[f])
			weights[f] = w
		case ix.lex.small[f]:
			return
		default:
			w = unknownWeight
		}
		square += w * w
		full += w
	}
	before := none
	for i, u := range sc.units {
		switch {
		case u.how == unknown:
			square += unknownWeight * unknownWeight
			full += unknownWeight
			before = none
			continue
		case u.also:
			s, f := square, full
			count(u.term, float64(u.weight))
			square, full = s, f
			continue
		}
		count(u.term, float64(u.weight))
		if f, ok := ix.pairs[pairKey(before, u.term)]; ok && before != none && !slices.Contains(sc.breaks, int32(i)) {
			count(f, float64(u.weight))
		}
		before = u.term
	}
	var all []rival
	for id := range int32(len(ix.ids)) {
		share, met := 0.0, false
		asks := ix.asksOf[id+1] - ix.asksOf[id]
		var cosines []float64
		center := map[int32]float64{}
		row, best := none, 0.0
		for r := ix.asksOf[id]; r < ix.asksOf[id+1]; r++ {
			dot := 0.0
			for _, f := range ix.feats[ix.from[r]:ix.from[r+1]] {
				dot += weights[f] * float64(ix.base[f]*ix.inv[r])
				center[f] += float64(ix.base[f] * ix.inv[r])
			}
			if dot > best {
				best, row = dot, r
			}
			cosines = append(cosines, dot/math.Sqrt(square))
		}
		inner, length := 0.0, 0.0
		for f, c := range center {
			length += c * c
			inner += c * weights[f]
		}
		for f, w := range weights {
			n := int32(0)
			for r := ix.asksOf[id]; r < ix.asksOf[id+1]; r++ {
				if slices.Contains(ix.feats[ix.from[r]:ix.from[r+1]], f) {
					n++
				}
			}
			if n > 0 {
				share += w * float64(gain(n, asks))
				met = true
			}
		}
		if !met {
			continue
		}
		slices.Sort(cosines)
		slices.Reverse(cosines)
		three := 0.0
		top := cosines[:min(3, len(cosines))]
		for _, c := range top {
			three += c / float64(len(top))
		}
		score := mix(cosines[0], three, inner/math.Sqrt(length*square), share/full)
		all = append(all, rival{id: id, row: row, score: score})
	}
	slices.SortStableFunc(all, func(a, b rival) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	return all
}

// TestFindIsSlowFind: on an index whose ids are all rivals the fast search and
// its slow twin give the same scores.
func TestFindIsSlowFind(t *testing.T) {
	vocabulary := strings.Fields("how do i block someone on snapchat my son daughter got nudes stranger roblox game chat blackmail phone rules check")
	rapid.Check(t, func(t *rapid.T) {
		sentence := func(label string, least int) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), least, 9).Draw(t, label), " ")
		}
		var asks []Ask
		for i := range rapid.IntRange(1, 40).Draw(t, "asks") {
			asks = append(asks, Ask{ID: fmt.Sprint(rapid.IntRange(0, maxRivals-1).Draw(t, "id")), Text: sentence(fmt.Sprint(i), 1)})
		}
		ix := New(asks, Options{Language: "en", Vocabulary: Vocabulary{Small: []string{"how", "do", "i", "my", "on"}}})
		m := text.Scan(sentence("message", 0) + rapid.SampledFrom([]string{"", " blok", " zebra", " snap chat", "? son"}).Draw(t, "end"))
		got := ix.Find(m)
		if len(m.Tokens) == 0 {
			if got != (Result{}) {
				t.Fatalf("no words found %+v", got)
			}
			return
		}
		want := slowFind(ix, m)
		if n := min(len(want), MaxCandidates); got.N != n {
			t.Fatalf("N = %d, want %d", got.N, n)
		}
		for i, c := range got.Candidates[:got.N] {
			if math.Abs(c.Score-float64(want[i].score)) > 1e-4 {
				t.Fatalf("candidate %d = %+v, want score %v of %s", i, c, want[i].score, ix.ids[want[i].id])
			}
		}
	})
}

// TestNearIsEveryNearWord: the deletion neighbourhood finds a known word whenever
// one is within reach.
func TestNearIsEveryNearWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringMatching(`[abc]{4,14}`)
		known := rapid.SliceOfNDistinct(letters, 1, 12, func(s string) string { return s }).Draw(t, "known")
		var sp speller
		for i, w := range known {
			sp.add(w, int32(i), 1)
		}
		sp.sort()
		word := letters.Draw(t, "word")
		least := 99
		for _, w := range known {
			limit := min(mistakes(len(word)), mistakes(len(w)))
			if d := text.Distance(word, w, limit); d <= limit {
				least = min(least, d)
			}
		}
		best, n := sp.near(word)
		switch {
		case n == 0 && least < 99:
			t.Fatalf("nothing near %s in %v, want distance %d", word, known, least)
		case n > 0 && int(best[0].dist) != least:
			t.Fatalf("distance %d of %s in %v, want %d", best[0].dist, word, known, least)
		}
	})
}
