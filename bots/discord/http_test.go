package discord_test

import (
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

// Only what Discord signed, and not long ago, is taken.
func TestSignatures(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "http"})
	for _, p := range discordtest.Probes() {
		if err := r.server.Probe(p); err != nil {
			t.Error(err)
		}
	}
	i, err := r.parent.Command(r.general, "menu", nil)
	r.answered(i, err)
	for age, want := range map[time.Duration]int{0: 200, time.Minute: 200, 10 * time.Minute: 401, -10 * time.Minute: 401} {
		if status, err := i.Replay(age); err != nil || status != want {
			t.Errorf("replayed after %v: %d, %v, want %d", age, status, err, want)
		}
	}
	if n := r.counts.get("turn answer"); n != 1 {
		t.Errorf("%d turns", n)
	}
}
