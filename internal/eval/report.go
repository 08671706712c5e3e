package eval

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// Write prints the figures, and with misses every message that was not answered
// right, with why.
func (r *Result) Write(w io.Writer, misses bool) {
	row := func(name string, s Share) { fmt.Fprintf(w, "  %-34s %s\n", name, s) }
	fmt.Fprintf(w, "%d messages\n", r.Messages)
	fmt.Fprintln(w, "danger")
	row("routed (danger or check)", r.Routed)
	row("direct (danger)", r.Direct)
	row("routed, plain statements", r.Plain)
	row("routed, no alarming word", r.Soft)
	row("kind right, of routed", r.KindRight)
	for _, kind := range slices.Sorted(maps.Keys(r.Kinds)) {
		row("  "+kind, *r.Kinds[kind])
	}
	fmt.Fprintln(w, "no danger")
	row("false danger", r.FalseDanger)
	row("false check", r.FalseCheck)
	fmt.Fprintln(w, "answers")
	row("concerns with the hotline shown", r.Concern)
	row("topic first", r.Top1)
	row("topic among the first three", r.Top3)
	row("small talk as such", r.Smalltalk)
	row("out of scope declined", r.OutOfScope)
	if !misses {
		return
	}
	for _, m := range r.Misses {
		fmt.Fprintf(w, "\n%s: %s [%s]\n  %s\n  why: %s\n", m.Message.ID, m.What, m.Route, m.Message.Text, m.Why)
	}
}
