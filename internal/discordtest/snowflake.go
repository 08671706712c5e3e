package discordtest

import (
	"fmt"
	"strconv"
	"time"
)

// epoch is the first millisecond of 2015, from which snowflakes count.
const epoch = 1420070400000

// nextID is a snowflake: milliseconds above 22 bits, greater than every one before.
// The caller holds mu.
func (s *Server) nextID() string {
	id := uint64(max(0, s.now().UnixMilli()-epoch)) << 22 // a clock before 2015 still counts up
	s.lastID = max(id, s.lastID+1)
	return strconv.FormatUint(s.lastID, 10)
}

// nextToken is the token of an interaction: as long as real ones, and never used twice.
// The caller holds mu.
func (s *Server) nextToken() string {
	s.lastOther++
	return fmt.Sprintf("aW50ZXJhY3Rpb246%0180d", s.lastOther)
}

func snowflake(id string) uint64 {
	n, _ := strconv.ParseUint(id, 10, 64)
	return n
}

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000-07:00") }
