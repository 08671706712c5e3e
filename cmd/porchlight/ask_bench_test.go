package main

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// BenchmarkAskLines measures `ask --jsonl`, answers included, on messages of
// several lengths.
func BenchmarkAskLines(b *testing.B) {
	eng := engine.New(dialogtest.Shipped(b), engine.Options{Drafts: true})
	texts := []string{
		"how do i set up parental controls on his iphone",
		"hes 13 and some1 on roblox wants his snap, is this a groomer and what should i do about it",
		"thanks",
		"my daughter did not come home last night and nobody can reach her",
		"mi hijo pasa toda la noche en roblox con un desconocido y no se que hacer con el",
		"I might be overthinking this. He is 12, always been chatty, and since October he has gone quiet, he guards the tablet, and he has a new friend in a server who says he is in college. What should I look for?",
	}
	var in bytes.Buffer
	const lines = 3000
	for i := range lines {
		fmt.Fprintf(&in, "{\"id\":\"%d\",\"text\":%q}\n", i, texts[i%len(texts)])
	}
	b.Run(fmt.Sprintf("lines=%d", lines), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := askLines(b.Context(), eng, bytes.NewReader(in.Bytes()), io.Discard); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
	})
}
