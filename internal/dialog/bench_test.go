package dialog_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// grown is the shipped content with made nodes and 2,000 made asks.
func grown(tb testing.TB, nodes int) fstest.MapFS {
	fsys := fstest.MapFS{}
	dialogtest.CopyProgramNodes(tb, dialogs.FS, fsys)
	dialogtest.AddNodes(fsys, nodes, 2000)
	return fsys
}

var sizes = []int{200, 2000, 20000}

// BenchmarkLoad measures what `serve` waits for before it can answer: reading
// and compiling.
func BenchmarkLoad(b *testing.B) {
	for _, nodes := range sizes {
		b.Run(fmt.Sprintf("nodes=%d", nodes), func(b *testing.B) {
			fsys := grown(b, nodes)
			b.ReportAllocs()
			for b.Loop() {
				content, _ := dialog.Load(fsys)
				if bundle, _ := dialog.Compile(content); bundle == nil {
					b.Fatal("nothing was compiled")
				}
			}
		})
	}
}

// BenchmarkBuild adds every check.
func BenchmarkBuild(b *testing.B) {
	for _, nodes := range sizes {
		b.Run(fmt.Sprintf("nodes=%d", nodes), func(b *testing.B) {
			fsys := grown(b, nodes)
			b.ReportAllocs()
			for b.Loop() {
				dialog.Build(fsys, today)
			}
		})
	}
}
