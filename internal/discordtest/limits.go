package discordtest

import (
	"fmt"
	"hash/fnv"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// A rate is so many requests in a window that begins with the first of them. Real
// rates are not published; these are of the size that bots see.
type rate struct {
	limit  int
	window time.Duration
}

var (
	globalRate  = rate{50, time.Second}
	defaultRate = rate{50, time.Second}
)

const (
	invalidWindow = 10 * time.Minute
	maxBuckets    = 10000 // spent ones are dropped above it
)

// A limited is why a request was refused with 429.
type limited struct {
	scope string // user, global or shared
	after time.Duration
}

type window struct {
	used  int
	until time.Time
}

func (b *window) take(r rate, now time.Time) (left int, reset time.Duration, ok bool) {
	if !now.Before(b.until) {
		b.used, b.until = 0, now.Add(r.window)
	}
	reset = b.until.Sub(now)
	if b.used >= r.limit {
		return 0, reset, false
	}
	b.used++
	return r.limit - b.used, reset, true
}

type limits struct {
	mu      sync.Mutex
	global  window
	buckets map[string]*window
	invalid []time.Time
}

func (l *limits) init() { l.buckets = map[string]*window{} }

// limit takes one request from its bucket and, but for interactions, from the global
// limit, and writes the headers of the bucket.
func (s *Server) limit(h http.Header, r *route, major string) *apiError {
	if s.opts.Unlimited {
		return nil
	}
	now, per := s.now(), r.rate
	if per.limit == 0 {
		per = defaultRate
	}
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	if !r.open {
		if _, after, ok := s.limits.global.take(globalRate, now); !ok {
			return tooMany("global", after)
		}
	}
	key := r.bucket + " " + major
	b := s.limits.buckets[key]
	if b == nil {
		s.limits.prune(now)
		b = &window{}
		s.limits.buckets[key] = b
	}
	left, reset, ok := b.take(per, now)
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(r.bucket))
	h.Set("X-RateLimit-Bucket", fmt.Sprintf("%016x", hash.Sum64()))
	h.Set("X-RateLimit-Limit", strconv.Itoa(per.limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", decimal(float64(now.Add(reset).UnixMilli())/1000))
	h.Set("X-RateLimit-Reset-After", decimal(reset.Seconds()))
	if !ok {
		return tooMany("user", reset)
	}
	return nil
}

func (l *limits) prune(now time.Time) {
	if len(l.buckets) < maxBuckets {
		return
	}
	for key, b := range l.buckets {
		if !now.Before(b.until) {
			delete(l.buckets, key)
		}
	}
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }

func tooMany(scope string, after time.Duration) *apiError {
	text := "You are being rate limited."
	if scope == "shared" {
		text = "The resource is being rate limited."
	}
	return &apiError{status: http.StatusTooManyRequests, text: text, limit: &limited{scope, after}}
}

// headers are those of a 429. A global one tells nothing of a bucket.
func (l *limited) headers(h http.Header) {
	if l.scope == "global" {
		for _, name := range []string{"Bucket", "Limit", "Remaining", "Reset", "Reset-After"} {
			h.Del("X-RateLimit-" + name)
		}
		h.Set("X-RateLimit-Global", "true")
	}
	h.Set("X-RateLimit-Scope", l.scope)
	h.Set("Retry-After", strconv.Itoa(int(math.Ceil(l.after.Seconds()))))
}

// count notes an answer that counts towards the ban of the address.
func (s *Server) count(e *apiError) {
	shared := e.limit != nil && e.limit.scope == "shared"
	if e.status != 401 && e.status != 403 && e.status != 429 || shared {
		return
	}
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	s.limits.invalid = append(s.limits.invalid, s.now())
}

// Invalid is how many answers of 401, 403 and 429 the bot had in the last 10 minutes;
// after Options.Invalid of them Cloudflare bans its address. 429s of scope "shared" are
// not counted.
func (s *Server) Invalid() int {
	since := s.now().Add(-invalidWindow)
	s.limits.mu.Lock()
	defer s.limits.mu.Unlock()
	for len(s.limits.invalid) > 0 && !s.limits.invalid[0].After(since) {
		s.limits.invalid = s.limits.invalid[1:]
	}
	return len(s.limits.invalid)
}
