package review

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// Rules are what a ledger is verified against. They are only read, and may be
// shared.
type Rules struct {
	File    string   // the ledger's name in findings, such as "reviews.jsonl"
	Staff   *Staff   // who may decide; nil: nobody
	Signers *Signers // whose decisions carry a signature; nil: nobody's
	Head    string   // the hash of a line that must be in it, or ""
}

// Broken is the error of a ledger that is not to be trusted. It says what is wrong
// with the first line that is, where, and what to do.
type Broken struct{ Finding diag.Finding }

// Error gives the place and the words.
func (b *Broken) Error() string {
	text := b.Finding.Pos.String() + ": " + b.Finding.Message
	if b.Finding.Hint != "" {
		text += "; " + b.Finding.Hint
	}
	return text
}

// Ledger is a verified ledger: lines that each name the hash of the line before, so
// that no line can be changed, taken out or moved unseen, down to one last line, the
// head. It is immutable and safe for concurrent use. The zero value is empty.
type Ledger struct {
	lines []line
	index map[string]int // of lines, by hash
	torn  bool
}

// line is a line of a ledger.
type line struct {
	Entry
	raw     []byte
	hash    string
	parents []int // of lines: Prev and Also; none where Prev is Origin
	depth   int   // the length of the longest way back to Origin
	passed  bool  // another line names this one
}

// Verify reads a ledger. The error, if any, is a *Broken. It keeps data, which must not
// be changed afterwards.
func Verify(data []byte, r Rules) (*Ledger, error) {
	l, err := verifyLines(data, r)
	if err != nil {
		return nil, err
	}
	if heads := l.heads(); len(heads) > 1 {
		fork := l.lines[heads[0]]
		f := faulty(ledgerBranches, "", "run `porchlight review merge`", "the ledger has two branches, and this is the last line of one")
		return nil, f.at(r.File, heads[0]+1, fork.raw)
	}
	if err := l.knows(r); err != nil {
		return nil, err
	}
	return l, nil
}

// knows reports a known line that is not there.
func (l *Ledger) knows(r Rules) error {
	if _, found := l.index[r.Head]; found || r.Head == "" || r.Head == Origin {
		return nil
	}
	f := faulty(ledgerMissing, "", restore, "the decision %.12s… was made and is not here: lines were changed or taken away", r.Head)
	return f.at(r.File, max(1, len(l.lines)), nil)
}

// verifyLines is Verify without the question whether the branches meet.
func verifyLines(data []byte, r Rules) (*Ledger, error) {
	if len(data) > maxLedger {
		return nil, tooBig(r.File, int64(len(data)))
	}
	l := &Ledger{index: map[string]int{}}
	for raw, number := range rawLines(data) {
		e, f := readLine(raw)
		if f != nil && f.code == ledgerLine && isLast(data, raw) {
			l.torn = true
			break
		}
		if f == nil {
			f = l.add(e, raw, r)
		}
		if f != nil {
			return nil, f.at(r.File, number, raw)
		}
	}
	return l, nil
}

// rawLines walks the lines without their line feeds, counted from 1.
func rawLines(data []byte) func(yield func(raw []byte, number int) bool) {
	return func(yield func([]byte, int) bool) {
		for number := 1; len(data) > 0; number++ {
			raw, rest, _ := bytes.Cut(data, []byte("\n"))
			if !yield(raw, number) {
				return
			}
			data = rest
		}
	}
}

// isLast reports whether raw is a last line that has no line feed: its writer did not
// come to the end.
func isLast(data, raw []byte) bool {
	return data[len(data)-1] != '\n' && bytes.LastIndexByte(data, '\n')+1+len(raw) == len(data)
}

// add checks an entry against the lines before it and appends it.
func (l *Ledger) add(e Entry, raw []byte, r Rules) *fault {
	ln, f := l.examine(e, raw, r)
	if f == nil {
		f = r.Signers.check(e)
	}
	if f == nil {
		l.push(ln)
	}
	return f
}

// examine checks all of an entry but its signature.
func (l *Ledger) examine(e Entry, raw []byte, r Rules) (line, *fault) {
	ln := line{Entry: e, raw: raw, hash: hashOf(raw)}
	if first, twice := l.index[ln.hash]; twice {
		return ln, faulty(ledgerLine, "", "run `porchlight review merge`", "this line stands here twice, first as line %d", first+1)
	}
	if f := l.link(&ln); f != nil {
		return ln, f
	}
	for _, p := range ln.parents {
		if before := l.lines[p].At; e.At.Before(before) {
			return ln, faulty(ledgerLine, "at", restore, "this decision is older than the one it follows, of %s", before.Format(time.RFC3339))
		}
	}
	return ln, r.Staff.allows(e)
}

// link finds the lines that a line follows.
func (l *Ledger) link(ln *line) *fault {
	ln.parents, ln.depth = nil, 1
	for _, to := range []struct{ key, hash string }{{"prev", ln.Prev}, {"also", ln.Also}} {
		if to.hash == "" || to.key == "prev" && to.hash == Origin {
			continue
		}
		p, found := l.index[to.hash]
		if !found {
			return faulty(ledgerLine, to.key, restore, "the line that this one follows is not above it: a line was changed, moved or taken away")
		}
		if slices.Contains(ln.parents, p) {
			return faulty(ledgerLine, to.key, restore, "a merge joins two lines, and this one names the same twice")
		}
		ln.parents = append(ln.parents, p)
		ln.depth = max(ln.depth, l.lines[p].depth+1)
	}
	return nil
}

// push adds a linked line.
func (l *Ledger) push(ln line) {
	for _, p := range ln.parents {
		l.lines[p].passed = true
	}
	l.index[ln.hash] = len(l.lines)
	l.lines = append(l.lines, ln)
}

// heads are the lines that no other line names.
func (l *Ledger) heads() []int {
	var heads []int
	for i := range l.lines {
		if !l.lines[i].passed {
			heads = append(heads, i)
		}
	}
	return heads
}

// Head is the hash of the last line: it names the whole ledger. That of an empty
// ledger is Origin.
func (l *Ledger) Head() string {
	if len(l.lines) == 0 {
		return Origin
	}
	return l.lines[l.heads()[0]].hash
}

// Torn reports whether the file ended in a line that its writer did not finish. It
// counts as not written, and the next line takes its place.
func (l *Ledger) Torn() bool { return l.torn }

// Entries lists the lines in their order.
func (l *Ledger) Entries() []Entry {
	out := make([]Entry, len(l.lines))
	for i := range l.lines {
		out[i] = l.lines[i].Entry
	}
	return out
}

// Bytes is the ledger as it stands in a file, without a torn line.
func (l *Ledger) Bytes() []byte {
	var out []byte
	for i := range l.lines {
		out = append(append(out, l.lines[i].raw...), '\n')
	}
	return out
}

func hashOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
