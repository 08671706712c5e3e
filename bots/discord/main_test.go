package discord_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// TestMain runs many tests at a time: they wait more than they compute. A number given
// with -parallel still holds.
func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "8")
	flag.Parse()
	goleak.VerifyTestMain(m)
}
