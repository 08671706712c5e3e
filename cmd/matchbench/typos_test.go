package main

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/internal/text"
)

func TestMisspell(t *testing.T) {
	for _, tt := range []struct {
		name, message string
		hard          bool
		changes       int // of bytes, at most
	}{
		{"one word of three", "when is the last train in", false, 1},
		{"two words of five", "bring five warm brown loaves", false, 2},
		{"hard, short words", "when is the last train in", true, 1},
		{"hard, long word", "refrigerator", true, 3}, // a swap of what was swapped or doubled
		{"a letter of two bytes", "¿sale el tren mañana?", false, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			seen := map[string]bool{}
			for seed := range 200 {
				got := misspell(tt.message, seed, tt.hard)
				if got != misspell(tt.message, seed, tt.hard) {
					t.Fatal("the same seed makes other typos")
				}
				if got == tt.message || !utf8.ValidString(got) {
					t.Fatalf("seed %d makes %q", seed, got)
				}
				if d := text.Distance(tt.message, got, tt.changes); d > tt.changes {
					t.Fatalf("seed %d makes %q, more than %d changes", seed, got, tt.changes)
				}
				seen[got] = true
			}
			if len(seen) < 10 {
				t.Errorf("200 seeds make %d messages", len(seen))
			}
		})
	}
}

func TestMisspellLeavesShortWords(t *testing.T) {
	for _, message := range []string{"", "is it so", "¿qué?", "1234 5678"} {
		if got := misspell(message, 1, true); got != message {
			t.Errorf("%q becomes %q", message, got)
		}
	}
	for seed := range 100 {
		if got := misspell("is it on my train", seed, true); !strings.HasPrefix(got, "is it on my ") {
			t.Errorf("a short word is hit: %q", got)
		}
	}
}

func TestBeside(t *testing.T) {
	for letter, want := range map[rune]string{'q': "w", 'p': "o", 'a': "s", 's': "ad", 'm': "n", 'ñ': ""} {
		if got := beside(letter); got != want {
			t.Errorf("beside %c: %q, want %q", letter, got, want)
		}
	}
}
