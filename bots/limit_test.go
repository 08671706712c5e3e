package bots

import (
	"strconv"
	"testing"
	"time"
)

func TestLimitsAreBounded(t *testing.T) {
	now := time.Unix(0, 0)
	l := NewLimits(func() time.Time { return now })
	for range 3 * maxLimited {
		l.Allow(strconv.FormatInt(now.UnixNano(), 36))
		now = now.Add(time.Microsecond)
	}
	if n := len(l.young) + len(l.old); n > 2*maxLimited {
		t.Errorf("%d entries", n)
	}
}
