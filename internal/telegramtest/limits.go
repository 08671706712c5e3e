package telegramtest

import (
	"math"
	"time"
)

// Rates of https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.
// Bursts are not published.
var (
	chatRate  = rate{perSecond: 1, burst: 5}
	groupRate = rate{perSecond: 20.0 / 60, burst: 20}
	totalRate = rate{perSecond: 30, burst: 30}
)

type rate struct {
	perSecond, burst float64
}

// A bucket fills at its rate; its zero value is full.
type bucket struct {
	used float64
	at   time.Time
}

// wait is how long from now a message has to wait, 0 for not at all.
func (b *bucket) wait(r rate, now time.Time) time.Duration {
	if !b.at.IsZero() {
		b.used = math.Max(0, b.used-now.Sub(b.at).Seconds()*r.perSecond)
	}
	b.at = now
	if b.used+1 <= r.burst+1e-9 {
		return 0
	}
	return time.Duration((b.used + 1 - r.burst) / r.perSecond * float64(time.Second))
}

// limit takes one message from the limits of a chat and of the bot, or says how
// long to wait. The caller holds mu.
func (s *Server) limit(c *chat) *apiError {
	if s.opts.Unlimited {
		return nil
	}
	now := s.now()
	r := chatRate
	if c.kind != "private" {
		r = groupRate
	}
	if wait := max(c.bucket.wait(r, now), s.total.wait(totalRate, now)); wait > 0 {
		return tooMany(int(math.Ceil(wait.Seconds())))
	}
	c.bucket.used++
	s.total.used++
	return nil
}
