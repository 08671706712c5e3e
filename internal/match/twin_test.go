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
	ix.readAll(sc, m, true)
	weights := map[int32]float64{}
	square, full, known := 0.0, 0.0, 0.0
	count := func(f int32, w float64) {
		if _, ok := weights[f]; ok {
			return
		}
		stands := ix.starts[f+1] > ix.starts[f]
		switch {
		case stands:
			w *= float64(ix.base[f])
			weights[f] = w
			known += w
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
			s, f, k := square, full, known
			count(u.term, float64(u.weight))
			square, full, known = s, f, k
			continue
		}
		count(u.term, float64(u.weight))
		if f, ok := ix.pairs[pairKey(before, u.term)]; ok && before != none && !slices.Contains(sc.breaks, int32(i)) {
			count(f, float64(u.weight))
		}
		before = u.term
	}
	pieces := map[int32]float64{}
	for _, key := range ix.piecesOf(sc, sc.units) {
		if f, ok := ix.pieces[key]; ok && pieces[f] == 0 {
			pieces[f] = float64(ix.base[f])
			full += pieces[f]
			known += pieces[f]
		}
	}
	var all []rival
	for id := range int32(len(ix.ids)) {
		share, met := 0.0, false
		asks := ix.asksOf[id+1] - ix.asksOf[id]
		var cosines []float64
		center := map[int32]float64{}
		row, best := none, -1.0
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
		for f, w := range pieces {
			n := int32(0)
			for r := ix.asksOf[id]; r < ix.asksOf[id+1]; r++ {
				ask := new(scratch)
				ix.readAll(ask, text.Scan(ix.asks[ix.rows[r]].Text), false)
				if slices.ContainsFunc(ix.piecesOf(ask, ask.units), func(key uint32) bool { return ix.pieces[key] == f }) {
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
	for i := range all {
		all[i].score *= trust(known, ix.enough[all[0].row])
	}
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
		ix := New(asks, Options{Vocabulary: Vocabulary{Small: []string{"how", "do", "i", "my", "on"}}})
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

// TestSkippedAskCountsForNothing: a search with an ask left out scores the ask's
// own id by the asks that are left, with the rarities of all.
func TestSkippedAskCountsForNothing(t *testing.T) {
	words := strings.Fields("block snapchat nudes stranger roblox game chat blackmail phone rules check photos sent older")
	rapid.Check(t, func(t *rapid.T) {
		var asks []Ask
		for i := range rapid.IntRange(2, 20).Draw(t, "asks") {
			words := rapid.SliceOfN(rapid.SampledFrom(words), 1, 7).Draw(t, fmt.Sprint(i))
			asks = append(asks, Ask{ID: fmt.Sprint(rapid.IntRange(0, 3).Draw(t, "id")), Text: strings.Join(words, " ")})
		}
		ix := New(asks, Options{})
		skipped := rapid.IntRange(0, len(asks)-1).Draw(t, "skipped")
		id := ix.idOf[ix.rowOf[skipped]]
		sc := new(scratch)
		ix.readAll(sc, text.Scan(asks[skipped].Text), true)
		sc.skipped = ix.rowOf[skipped]
		sc.slot = make([]uint8, len(ix.base))
		ix.ask(sc, sc.units)
		others := ix.asksOf[id+1] - ix.asksOf[id] - 1
		want := 0.0
		for _, x := range slices.Concat(sc.query, sc.pieces) {
			n := int32(0)
			for i, a := range asks {
				if i == skipped || a.ID != asks[skipped].ID {
					continue
				}
				ask := new(scratch)
				ix.readAll(ask, text.Scan(a.Text), false)
				row := ix.rowOf[i]
				if slices.Contains(ix.feats[ix.from[row]:ix.from[row+1]], x.f) ||
					slices.ContainsFunc(ix.piecesOf(ask, ask.units), func(key uint32) bool { return ix.pieces[key] == x.f }) {
					n++
				}
			}
			if n > 0 {
				want += float64(x.w) * float64(gain(n, others))
			}
		}
		got := ix.share(sc, sc.query, id) + ix.share(sc, sc.pieces, id)
		if math.Abs(float64(got)-want) > 1e-4 {
			t.Fatalf("share %v, want %v", got, want)
		}
	})
}

// TestReleaseForgets: memory given back to the pool holds no word of a message.
func TestReleaseForgets(t *testing.T) {
	ix := New([]Ask{{"a", "sextortion first steps"}, {"b", "rules for a phone"}}, Options{Language: "en"})
	sc := ix.borrow(none)
	ix.rank(sc, text.Scan("my sxtortion secret, my phonne and blackmailers"), Place{})
	if len(sc.tokens) == 0 || len(sc.keys) == 0 {
		t.Fatal("nothing was read")
	}
	ix.release(sc)
	for _, token := range sc.tokens[:cap(sc.tokens)] {
		if token != (text.Token{}) {
			t.Errorf("token %+v is kept", token)
		}
	}
	for _, key := range sc.keys[:cap(sc.keys)] {
		if key != 0 {
			t.Errorf("piece %x is kept", key)
		}
	}
}
