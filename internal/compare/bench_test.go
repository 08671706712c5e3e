package compare_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/compare"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// grown is the shipped content with made nodes in three locales and 2,000 made asks
// in English.
func grown(tb testing.TB, nodes int) []dialog.Item {
	tb.Helper()
	fsys := fstest.MapFS{}
	dialogtest.CopyProgramNodes(tb, dialogs.FS, fsys)
	dialogtest.AddNodes(fsys, nodes, 2000)
	content, _ := dialog.Load(fsys)
	items := dialog.Items(content)
	for _, i := range slices.Clone(items) {
		if n := i.Node(); n != nil && n.Locale == dialog.SourceLocale {
			french := bytes.Replace(i.Form, []byte(`"locale":"en"`), []byte(`"locale":"fr"`), 1)
			items = append(items, parse(tb, bytes.Replace(french, []byte(`"say":"`), []byte(`"say":"Oui. `), 1)))
		}
	}
	return items
}

func parse(tb testing.TB, form []byte) dialog.Item {
	tb.Helper()
	item, err := dialog.ParseItem(form)
	if err != nil {
		tb.Fatal(err)
	}
	return item
}

// changed changes the words of every node, and of every ask where asks is set.
func changed(tb testing.TB, items []dialog.Item, asks bool) []dialog.Item {
	tb.Helper()
	out := slices.Clone(items)
	for i := range out {
		switch {
		case strings.HasPrefix(out[i].What, "node/"):
			out[i] = parse(tb, bytes.Replace(out[i].Form, []byte(`"say":"`), []byte(`"say":"This is changed. `), 1))
		case asks && strings.HasPrefix(out[i].What, "asks/"):
			out[i] = parse(tb, bytes.Replace(out[i].Form, []byte(`"asks":["`), []byte(`"asks":["tell me, `), 1))
		}
	}
	return out
}

// BenchmarkVersions measures a change of every node in three locales, as
// `review diff` meets it after a rewrite.
func BenchmarkVersions(b *testing.B) {
	for _, asks := range []bool{false, true} {
		name := "nodes=2000"
		if asks {
			name += ",asks=2000"
		}
		before := grown(b, 2000)
		after := changed(b, before, asks)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := compare.Versions(before, after); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkWrite measures the forms of such a report.
func BenchmarkWrite(b *testing.B) {
	before := grown(b, 2000)
	r, err := compare.Versions(before, changed(b, before, false))
	if err != nil {
		b.Fatal(err)
	}
	for name, write := range map[string]func(io.Writer) error{
		"text": func(w io.Writer) error { return r.Text(w, 80) },
		"JSON": r.JSON,
		"HTML": func(w io.Writer) error { return r.HTML(w, compare.Options{}) },
	} {
		b.Run(fmt.Sprintf("%s/edits=%d", name, len(r.Edits)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
