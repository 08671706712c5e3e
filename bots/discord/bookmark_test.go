package discord

import (
	"testing"

	"pgregory.net/rapid"
)

// In whatever order answers are accepted, nothing that waits for one is counted as
// answered; when none waits, everything is, and nothing is remembered.
func TestBookmarkLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var m bookmarks
		var waiting []uint64
		newest, ended, keeping := uint64(0), uint64(0), 0
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			if len(waiting) == 0 || rapid.Bool().Draw(t, "begins") {
				newest++
				m.begin("p", newest)
				waiting = append(waiting, newest)
			} else {
				k := rapid.IntRange(0, len(waiting)-1).Draw(t, "which")
				ended = waiting[k]
				waiting = append(waiting[:k], waiting[k+1:]...)
				m.end("p", ended)
				upTo := m.upTo("p", ended)
				if keep := rapid.Bool().Draw(t, "kept"); keep {
					m.forget("p")
				} else {
					keeping++
				}
				if len(waiting) == 0 && upTo < ended {
					t.Fatalf("nothing waits, and all is answered up to %d of %d", upTo, ended)
				}
			}
			upTo := m.upTo("p", newest)
			for _, id := range waiting {
				if upTo >= id {
					t.Fatalf("answered up to %d, and %d waits", upTo, id)
				}
			}
			if len(waiting) == 0 && (upTo != newest || keeping == 0 && len(m.open) != 0) {
				t.Fatalf("nothing waits: up to %d of %d, %d remembered", upTo, newest, len(m.open))
			}
		}
	})
}
