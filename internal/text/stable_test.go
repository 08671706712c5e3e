package text_test

import (
	"testing"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Normal words are normal already, whatever character stands in them.
func TestNormalIsStable(t *testing.T) {
	t.Parallel()
	step := rune(1)
	if testing.Short() {
		step = 17
	}
	for r := rune(0x80); r <= utf8.MaxRune; r += step {
		for _, s := range []string{"0" + string(r) + "0", "a" + string(r) + "a"} {
			once := text.Normal(s)
			if again := text.Normal(once); again != once {
				t.Fatalf("U+%04X: %q, then %q", r, once, again)
			}
		}
	}
}
