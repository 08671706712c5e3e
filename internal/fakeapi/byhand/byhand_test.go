package byhand

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// echo shows what it was told.
type echo struct{ done, shown []string }

func (e *echo) Connected() bool      { return true }
func (e *echo) Differs() bool        { return len(e.shown) < len(e.done) }
func (e *echo) Show()                { e.shown = slices.Clone(e.done) }
func (e *echo) Settle(time.Duration) { e.Show() }

func (e *echo) Do(line string) bool {
	e.done = append(e.done, line)
	return line != "quit"
}

func TestLinesAreDoneUntilTheEnd(t *testing.T) {
	const lines = "one\n\ntwo\nquit\nnever done\n"
	var played, talked echo
	var out strings.Builder
	Play(&played, strings.NewReader(lines), &out, time.Second)
	Talk(&talked, strings.NewReader(lines), func(cond func() bool, _ time.Duration) bool { return cond() })
	if got := strings.Join(played.done, " "); got != "one two quit" || out.String() != "> one\n> two\n> quit\n" {
		t.Errorf("played %q and printed %q", got, out.String())
	}
	if len(played.shown) != 2 {
		t.Errorf("shown are %q", played.shown)
	}
	if got := strings.Join(talked.done, " "); got != "one  two quit" {
		t.Errorf("talked %q", got)
	}
}
