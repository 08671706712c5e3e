package review

import (
	"fmt"
	"maps"
	"testing"
	"testing/fstest"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// planSized is a desk with made nodes in English and two translations, all approved by as
// few people as may be, and its ledger as it stands in a file.
func planSized(b *testing.B, nodes int) (d *planDesk, ledger []byte) {
	b.Helper()
	fsys := fstest.MapFS{}
	maps.Copy(fsys, planContent())
	dialogtest.AddNodes(fsys, nodes, nodes)
	for _, locale := range []string{"es", "fr"} {
		fsys["locales/"+locale+"/dialogs.po"] = &fstest.MapFile{Data: planTranslation(fsys)}
	}
	d = newPlanDesk(b, fsys)
	prev := Origin
	for _, item := range d.items() {
		if !Reviewed(&item) {
			continue
		}
		d.archive.Add(item)
		for _, who := range []string{planWriter, planEditor, planSafe}[:1+NeedOf(&item).Approvals] {
			e := Entry{Who: who, Role: planRole[who], Decision: Approve, What: item.What, Digest: item.Digest.String(), Prev: prev, At: d.now}
			if who == planWriter {
				e.Decision = Submit
			}
			line := e.line()
			prev = hashOf(line)
			ledger = append(append(ledger, line...), '\n')
		}
	}
	return d, ledger
}

// What starting costs with the policy enforce, after the files are read: the items, their
// root, the ledger, and what it lets out.
func BenchmarkDigestAndVerify(b *testing.B) {
	const nodes = 2000
	d, data := planSized(b, nodes)
	content, _ := dialog.Load(d.files)
	items := dialog.Items(content)
	ledger, err := Verify(data, d.rules())
	if err != nil {
		b.Fatal(err)
	}
	outcome := ledger.Outcome()
	verify := func() *Ledger {
		l, err := Verify(data, d.rules())
		if err != nil {
			b.Fatal(err)
		}
		return l
	}
	for _, part := range []struct {
		name string
		do   func()
	}{
		{"all", func() {
			items := dialog.Items(content)
			dialog.Root(items)
			Decide(items, d.archive, verify().Outcome(), d.now)
		}},
		{"items", func() { dialog.Items(content) }},
		{"root", func() { dialog.Root(items) }},
		{"verify", func() { verify() }},
		{"outcome", func() { ledger.Outcome() }},
		{"decide", func() { Decide(items, d.archive, outcome, d.now) }},
	} {
		b.Run(fmt.Sprintf("nodes=%d/items=%d/lines=%d/%s", nodes, len(items), len(ledger.lines), part.name), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				part.do()
			}
		})
	}
}

func BenchmarkReadRelease(b *testing.B) {
	for _, nodes := range []int{0, 2000} {
		d, data := planSized(b, nodes)
		ledger, err := Verify(data, d.rules())
		if err != nil {
			b.Fatal(err)
		}
		d.ledger = ledger
		file := d.release()
		b.Run(fmt.Sprintf("nodes=%d/MB=%.1f", nodes, float64(len(file))/1e6), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ReadRelease("a.release", file, d.now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
