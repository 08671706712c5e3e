package match_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// sample makes n asks, eight an id, of words that are as unevenly common as
// words are (Zipf), each id with a few words of its own. The same n gives the
// same asks.
func sample(n int) []match.Ask {
	r := rand.New(rand.NewPCG(1, 2))
	small := strings.Fields(smallWords)
	zipf := rand.NewZipf(r, 1.1, 3, uint64(min(400+n/3, 6000)))
	asks := make([]match.Ask, 0, n)
	var own [4]string
	for i := range n {
		if i%8 == 0 {
			for k := range own {
				own[k] = word(int(zipf.Uint64()))
			}
		}
		var b strings.Builder
		for range 4 + r.IntN(7) {
			switch r.IntN(10) {
			case 0, 1, 2, 3, 4:
				b.WriteString(small[int(float64(len(small))*r.Float64()*r.Float64())])
			case 5, 6, 7:
				b.WriteString(own[r.IntN(len(own))])
			default:
				b.WriteString(word(int(zipf.Uint64())))
			}
			b.WriteByte(' ')
		}
		asks = append(asks, match.Ask{ID: fmt.Sprintf("tree/node-%d", i/8), Text: b.String()})
	}
	return asks
}

// word makes the nth word out of syllables.
func word(n int) string {
	syllables := []string{"ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "du", "fan", "gor", "hel", "pim", "zur", "chat"}
	w := ""
	for n += 20; n > 0; n /= len(syllables) {
		w += syllables[n%len(syllables)]
	}
	return w
}

const smallWords = "i my the a to is and he she it on in of do how what can with for that her his me you they not have was at if from about when has be so who this are"

var options = match.Options{Language: "en", Vocabulary: match.Vocabulary{Small: strings.Fields(smallWords)}}

// question makes a message of about 100 bytes in the words of the asks.
func question(asks []match.Ask, n int) string {
	s := ""
	for i := n * 31; len(s) < 100; i += 17 {
		parts := strings.Fields(asks[i%len(asks)].Text)
		s += strings.Join(parts[:min(len(parts), 5)], " ") + " "
		if i%2 == 1 && !strings.Contains(s, ".") {
			s += "zorbling. "
		}
	}
	return s[:100]
}

var sizes = []int{200, 2000, 4000, 40000}

func BenchmarkFind(b *testing.B) {
	for _, n := range sizes {
		asks := sample(n)
		ix := match.New(asks, options)
		var messages []text.Message
		for i := range 64 {
			messages = append(messages, text.Scan(question(asks, i)))
		}
		b.Run(fmt.Sprintf("asks=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				ix.Find(messages[i%len(messages)])
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for _, n := range sizes {
		asks := sample(n)
		b.Run(fmt.Sprintf("asks=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			var before, after runtime.MemStats
			var ix *match.Index
			for b.Loop() {
				ix = match.New(asks, options)
			}
			runtime.GC()
			runtime.ReadMemStats(&before)
			runtime.KeepAlive(ix)
			ix = nil
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(before.HeapAlloc-after.HeapAlloc)/1e6, "MB/index")
		})
	}
}

func BenchmarkCollisions(b *testing.B) {
	for _, n := range sizes {
		asks := sample(n)
		b.Run(fmt.Sprintf("asks=%d", n), func(b *testing.B) {
			ix := match.New(asks, options)
			for b.Loop() {
				ix.Collisions()
			}
		})
	}
}
