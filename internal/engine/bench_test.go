package engine_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// sized is a bundle of the shipped program nodes and n more, with asks asks.
func sized(b *testing.B, nodes, asks int) *dialog.Bundle {
	b.Helper()
	fsys := fstest.MapFS{}
	dialogtest.CopyProgramNodes(b, dialogs.FS, fsys)
	dialogtest.AddNodes(fsys, nodes, asks)
	content, _ := dialog.Load(fsys)
	bundle, findings := dialog.Compile(content)
	if bundle == nil {
		b.Fatal(findings)
	}
	return bundle
}

func BenchmarkTap(b *testing.B) {
	for _, nodes := range []int{200, 2_000, 20_000} {
		e := engine.New(sized(b, nodes, 2_000), engine.Options{})
		s := engine.State{Locale: "en", Country: "US", Node: dialog.Menu}
		in := engine.Input{Kind: engine.Tap, Payload: "1en:made-0/node-1"}
		b.Run(fmt.Sprintf("nodes=%d", nodes), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e.Turn(s, in)
			}
		})
	}
}

const hundred = "hes 13 and some1 on roblox wants his snap, is this a groomer and what should i do about it right away"

func BenchmarkTyped100(b *testing.B) {
	for _, nodes := range []int{200, 2_000, 20_000} {
		e := engine.New(sized(b, nodes, 2_000), engine.Options{})
		s := engine.State{Locale: "en", Country: "US", Node: dialog.Menu}
		in := engine.Input{Kind: engine.Text, Text: hundred[:100]}
		b.Run(fmt.Sprintf("asks=2000/nodes=%d", nodes), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				e.Turn(s, in)
			}
		})
		b.Run(fmt.Sprintf("parallel/asks=2000/nodes=%d", nodes), func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					e.Turn(s, in)
				}
			})
		})
	}
}
