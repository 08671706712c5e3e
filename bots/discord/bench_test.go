package discord_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

// BenchmarkFirstResponse is from Discord sending an interaction to its having the
// answer, on one machine with the fake.
func BenchmarkFirstResponse(b *testing.B) {
	for _, mode := range modes {
		for name, question := range map[string]string{"question": "how do i know if someone is grooming my child", "danger": dangerous} {
			b.Run(mode+"/"+name, func(b *testing.B) {
				r := start(b, setup{mode: mode, fake: discordtest.Options{CountOnly: true}})
				var took []time.Duration
				n := 0
				for b.Loop() {
					n++
					u := r.server.User(fmt.Sprintf("6%017d", n), "en-US")
					u.Join(r.general)
					i, err := u.Command(r.general, "ask", map[string]any{"question": question})
					if err != nil {
						b.Fatal(err)
					}
					o, err := i.Done(soon)
					if err != nil {
						b.Fatal(err)
					}
					took = append(took, o.After)
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			})
		}
	}
}
