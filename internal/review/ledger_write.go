package review

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// write appends a decision: checked, signed where sign is given, and checked again with
// its signature. Prev and Also are set. The error is in words for who decides.
func (l *Ledger) write(ctx context.Context, e Entry, sign Signer, r Rules) error {
	e.At, e.Sig = e.At.UTC().Truncate(time.Second), ""
	if last := l.latest(); e.At.Before(last) {
		return fmt.Errorf("the clock of this computer says %s, but the last decision was made at %s; set the clock right",
			e.At.Format(time.RFC3339), last.Format(time.RFC3339))
	}
	if !utf8.ValidString(e.Note) {
		return errors.New("the note has bytes that are not UTF-8 text; write it again")
	}
	unsigned := e.line()
	if _, f := readLine(unsigned); f != nil {
		f.hint = ""
		return f
	}
	if _, f := l.examine(e, unsigned, r); f != nil {
		return f
	}
	if e.Decision.approves() && l.submitted(e) {
		return fmt.Errorf("%s wrote this text of %s; somebody else has to approve it", e.Who, e.What)
	}
	if sign != nil {
		sig, err := sign(ctx, e.Message())
		if err != nil {
			return err
		}
		e.Sig = sig
	}
	if f := l.add(e, e.line(), r); f != nil {
		return f
	}
	return nil
}

// latest is the time of the latest line.
func (l *Ledger) latest() time.Time {
	var last time.Time
	for i := range l.lines {
		if at := l.lines[i].At; at.After(last) {
			last = at
		}
	}
	return last
}

// submitted reports whether the person of an entry has submitted its text.
func (l *Ledger) submitted(e Entry) bool {
	for i := range l.lines {
		if s := &l.lines[i]; s.Decision == Submit && s.Who == e.Who && s.What == e.What && s.Digest == e.Digest {
			return true
		}
	}
	return false
}
