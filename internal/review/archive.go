package review

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// archiveLine is the finding for a line of the archive that is not as it was written.
const archiveLine = "archive-line"

// maxArchive is the size of an archive in bytes: a hundred versions of every text.
const maxArchive = 512 << 20

// Archive is the words of everything that was ever handed to review, so that the last
// approved words of a node can be served while it is being edited, and so that people
// can see what changed. In the file approved.jsonl each is one line, the canonical form
// of the item, sorted by name and then by digest; two branches are joined by keeping the
// lines of both. What a line is worth the ledger says: a line that was changed has
// another digest, which nobody approved. Not safe for concurrent writing.
type Archive struct{ items map[dialog.Digest]dialog.Item }

// ReadArchive reads the lines of an archive, in any order. file is its name in findings;
// the error is a *Broken.
func ReadArchive(file string, data []byte) (*Archive, error) {
	a := &Archive{items: map[dialog.Digest]dialog.Item{}}
	if len(data) > maxArchive {
		return nil, tooBig(file, int64(len(data)))
	}
	for raw, number := range rawLines(data) {
		if isConflictMark(raw) {
			continue // both branches' lines count
		}
		item, err := dialog.ParseItem(raw)
		if err != nil {
			return nil, faulty(archiveLine, "", restore, "this line is not as Porchlight writes it").at(file, number, raw)
		}
		a.items[item.Digest] = item
	}
	return a, nil
}

// Add keeps items, and reports whether one of them was not there.
func (a *Archive) Add(items ...dialog.Item) bool {
	before := len(a.items)
	for _, item := range items {
		a.items[item.Digest] = item
	}
	return len(a.items) > before
}

// Items lists everything, sorted by name, then by digest.
func (a *Archive) Items() []dialog.Item {
	return slices.SortedFunc(maps.Values(a.items), func(x, y dialog.Item) int {
		return cmp.Or(cmp.Compare(x.What, y.What), bytes.Compare(x.Digest[:], y.Digest[:]))
	})
}

// Bytes is the archive as it stands in a file.
func (a *Archive) Bytes() []byte {
	var out []byte
	for _, item := range a.Items() {
		out = append(append(out, item.Form...), '\n')
	}
	return out
}
