package review

import (
	"cmp"
	"context"
	"slices"
)

// Branch is the bytes of a ledger to merge, and its name in findings.
type Branch struct {
	File string
	Data []byte
}

// MergeBranches joins ledgers that grew apart: all lines of all branches, each once, in
// an order that does not depend on the order of the branches, and then, for each further
// last line, one Merge that by makes (Who, Role, At and perhaps Note are given). A
// branch may itself be what git made of two: its lines one after the other, with or
// without git's marks. Where nothing is to be joined no line is added. sign may be nil.
//
// The error is a *Broken for a branch that is not to be trusted.
func MergeBranches(ctx context.Context, r Rules, by Entry, sign Signer, branches ...Branch) (*Ledger, error) {
	union, err := r.unite(branches)
	if err != nil {
		return nil, err
	}
	l := &Ledger{index: map[string]int{}}
	for _, i := range union.order() {
		ln := union.lines[i]
		ln.passed = false
		if f := l.link(&ln); f != nil {
			panic("the order of a ledger has every line after those it follows")
		}
		l.push(ln)
	}
	for heads := l.heads(); len(heads) > 1; heads = l.heads() {
		// In the ledger's order the last head is the latest.
		by.Decision, by.Prev, by.Also = Merge, l.lines[heads[len(heads)-1]].hash, l.lines[heads[0]].hash
		if err := l.write(ctx, by, sign, r); err != nil {
			return nil, err
		}
	}
	if err := l.knows(r); err != nil {
		return nil, err
	}
	return l, nil
}

// unite verifies the lines of all branches, each once. A line may stand before the one
// it follows.
func (r Rules) unite(branches []Branch) (*Ledger, error) {
	type waiting struct {
		Entry
		raw    []byte
		file   string
		number int
	}
	var todo []waiting
	seen := map[string]bool{}
	for _, b := range branches {
		if len(b.Data) > maxLedger {
			return nil, tooBig(b.File, int64(len(b.Data)))
		}
		for raw, number := range rawLines(b.Data) {
			e, f := readLine(raw)
			switch {
			case f == nil && !seen[string(raw)]:
				seen[string(raw)] = true
				todo = append(todo, waiting{e, raw, b.File, number})
			case f == nil || f.code == ledgerConflict || f.code == ledgerLine && isLast(b.Data, raw):
			default:
				return nil, f.at(b.File, number, raw)
			}
		}
	}
	l := &Ledger{index: map[string]int{}}
	for len(todo) > 0 {
		var later []waiting
		for _, w := range todo {
			if !l.follows(w.Entry) {
				later = append(later, w)
				continue
			}
			if f := l.add(w.Entry, w.raw, r); f != nil {
				return nil, f.at(w.file, w.number, w.raw)
			}
		}
		if len(later) == len(todo) {
			w := later[0]
			return nil, l.link(&line{Entry: w.Entry}).at(w.file, w.number, w.raw)
		}
		todo = later
	}
	return l, nil
}

// follows reports whether the lines that an entry follows are there.
func (l *Ledger) follows(e Entry) bool {
	_, prev := l.index[e.Prev]
	_, also := l.index[e.Also]
	return (prev || e.Prev == Origin) && (also || e.Also == "")
}

// order lists the lines by time, then by how long their way from Origin is, then by
// hash. All three belong to a line alone, so the order of two lines is the same in every
// ledger that has both, and a line comes after those that it follows.
func (l *Ledger) order() []int {
	out := make([]int, len(l.lines))
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(i, j int) int {
		a, b := &l.lines[i], &l.lines[j]
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.depth, b.depth), cmp.Compare(a.hash, b.hash))
	})
	return out
}
