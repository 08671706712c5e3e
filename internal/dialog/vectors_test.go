package dialog_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

const vectorsFile = "../../docs/digests.jsonl"

// vector is a line of the test vectors that other implementations can use.
type vector struct {
	What   string `json:"what,omitempty"`
	Form   string `json:"form,omitempty"`
	Digest string `json:"digest,omitempty"`
	Root   string `json:"root,omitempty"`
}

// TestVectors keeps the published test vectors true: an item of every kind, and the
// root of them all.
func TestVectors(t *testing.T) {
	fsys := full()
	fsys["triage/en.yaml"] = &fstest.MapFile{Data: append(bytes.Clone(fsys["triage/en.yaml"].Data), `signals:
  - {id: late, kind: missing_child, points: 30, reason: A child who is late., any: [not home], unless: [fiction]}
counters:
  - {id: fiction, scope: message, reason: A film., any: [in the film]}
`...)}
	fsys["locales/es/slots.yaml"] = &fstest.MapFile{Data: []byte("slots:\n  age:\n    \"{n}\": [\"tiene {n} años\"]\nnumbers: [uno, dos]\n")}
	content, findings := dialog.Load(fsys)
	if diag.Failed(findings) {
		t.Fatal(findings)
	}
	items := append(dialog.Items(content), dialog.Removed("node/games/gone@en"))
	dialog.SortItems(items)
	var want bytes.Buffer
	enc := json.NewEncoder(&want)
	enc.SetEscapeHTML(false)
	kinds := map[string]bool{}
	for i := range items {
		kinds[items[i].Kind()] = true
		if err := enc.Encode(vector{What: items[i].What, Form: string(items[i].Form), Digest: items[i].Digest.String()}); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Encode(vector{Root: dialog.Root(items).String()}); err != nil {
		t.Fatal(err)
	}
	if len(kinds) != 17 {
		t.Errorf("%d kinds of items among the vectors: %v", len(kinds), kinds)
	}
	if *update {
		if err := os.WriteFile(vectorsFile, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("the form of items changed: everything approved would have to be approved anew. If that is meant, raise formVersion and run go test ./internal/dialog -run TestVectors -update (-want +got):\n%s", diff)
	}
}

// Every single byte of an item's form that is changed gives another digest, or no
// item.
func TestEveryByteOfAnItemCounts(t *testing.T) {
	content, _ := dialog.Load(full())
	for _, item := range dialog.Items(content) {
		for at := range item.Form {
			for _, to := range []byte{item.Form[at] ^ 1, item.Form[at] ^ 0x20, 0} {
				changed := bytes.Clone(item.Form)
				changed[at] = to
				if got, err := dialog.ParseItem(changed); err == nil && to != item.Form[at] && got.Digest == item.Digest {
					t.Fatalf("%s: byte %d changed and the digest stays", item.What, at)
				}
			}
		}
	}
}

// A proof shows that its item is in the bundle, and shows nothing else.
func TestProof(t *testing.T) {
	content, _ := dialog.Load(full())
	items := dialog.Items(content)
	root := dialog.Root(items)
	for i := range items {
		p := dialog.Prove(items, i)
		if !p.Proves(items[i].Digest, root) {
			t.Fatalf("%s is not shown to be in the bundle", items[i].What)
		}
		other := items[(i+1)%len(items)].Digest
		if p.Proves(other, root) || p.Proves(items[i].Digest, other) {
			t.Fatalf("the proof of %s proves anything", items[i].What)
		}
		for k := range p.Path {
			p.Path[k][0] ^= 1
			if p.Proves(items[i].Digest, root) {
				t.Fatalf("the proof of %s has a hash too many", items[i].What)
			}
			p.Path[k][0] ^= 1
		}
	}
}
