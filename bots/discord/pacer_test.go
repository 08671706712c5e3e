package discord

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestUntilTurn(t *testing.T) {
	t.Parallel()
	p := usualPace()
	at := func(seconds float64) time.Time { // of a round of two or three slots
		return time.Unix(36*1000, 0).Add(time.Duration(seconds * float64(time.Second)))
	}
	for name, tc := range map[string]struct {
		now, last                  time.Time
		shard, shards, concurrency int
		want                       time.Duration
	}{
		"one shard":                    {now: at(3), shards: 1, concurrency: 1},
		"one shard again":              {now: at(3), last: at(1), shards: 1, concurrency: 1, want: 3 * time.Second},
		"all in one bucket":            {now: at(3), shard: 15, shards: 16, concurrency: 16},
		"all in a part of one":         {now: at(3), shard: 3, shards: 4, concurrency: 16},
		"at the beginning of its slot": {now: at(6), shard: 1, shards: 2, concurrency: 1},
		"in its window":                {now: at(6.4), shard: 1, shards: 2, concurrency: 1},
		"behind its window":            {now: at(6.5), shard: 1, shards: 2, concurrency: 1, want: 11500 * time.Millisecond},
		"before its slot":              {now: at(1), shard: 1, shards: 2, concurrency: 1, want: 5 * time.Second},
		"in the slot of another":       {now: at(7), shard: 0, shards: 2, concurrency: 1, want: 5 * time.Second},
		"again in its window":          {now: at(6.4), last: at(6.2), shard: 1, shards: 2, concurrency: 1, want: 11600 * time.Millisecond},
		"in its bucket":                {now: at(1), shard: 31, shards: 33, concurrency: 16, want: 5 * time.Second},
		"in the last bucket":           {now: at(1), shard: 32, shards: 33, concurrency: 16, want: 11 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := p.untilTurn(tc.now, tc.last, tc.shard, tc.shards, tc.concurrency); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// Two shards of different buckets never identify within 5 s of each other, though their
// clocks are 0.4 s apart; and each has its turn in every round.
func TestBucketsKeepApart(t *testing.T) {
	t.Parallel()
	p := usualPace()
	rapid.Check(t, func(t *rapid.T) {
		concurrency := rapid.IntRange(1, 16).Draw(t, "max_concurrency")
		shards := rapid.IntRange(concurrency+1, 200).Draw(t, "shards")
		day := rapid.Int64Range(0, int64(24*time.Hour))
		drift := rapid.Int64Range(0, int64(400*time.Millisecond))
		late := rapid.Int64Range(0, int64(time.Second)) // after its turn was seen to have come
		identify := func(name string) (at time.Time, bucket int) {
			shard := rapid.IntRange(0, shards-1).Draw(t, name)
			slow := time.Duration(drift.Draw(t, "drift"))
			now := time.Unix(1_800_000_000, day.Draw(t, "now"))
			wait := p.untilTurn(now, time.Time{}, shard, shards, concurrency)
			if round := time.Duration(shards/concurrency+1) * p.slot; wait < 0 || wait > round {
				t.Fatalf("waits %v", wait)
			}
			now = now.Add(wait + time.Duration(late.Draw(t, "late")))
			// It looks again, as the admission of an identify does.
			return now.Add(p.untilTurn(now, time.Time{}, shard, shards, concurrency) + slow), shard / concurrency
		}
		one, a := identify("one")
		other, b := identify("other")
		if apart := one.Sub(other).Abs(); a != b && apart < 5*time.Second {
			t.Fatalf("buckets %d and %d are %v apart", a, b, apart)
		}
	})
}
