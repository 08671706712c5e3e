package compare

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMarkWords(t *testing.T) {
	for _, tc := range []struct{ name, before, after, want string }{
		{"nothing", "", "", ""},
		{"the same", "a b\nc", "a b\nc", "a b\nc"},
		{"a word", "call the police", "call a friend", "call [-the police-]{+a friend+}"},
		{"a word comes", "call now", "call them now", "call {+them +}now"},
		{"a word goes at the end", "call now please", "call now", "call now[- please-]"},
		{"the blank behind a change stays", "ask your child who", "ask your child, calmly, who", "ask your [-child-]{+child, calmly,+} who"},
		{"a phrase is one change", "do not pay him", "you must never pay him", "[-do not-]{+you must never+} pay him"},
		{"a line goes", "One:\n• a\n• b\n• c", "One:\n• a\n• c", "One:\n• a\n[-• b\n-]• c"},
		{"a line comes", "One.", "One.\nTwo.", "One.{+\nTwo.+}"},
		{"all is new", "", "Hello there.", "{+Hello there.+}"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := inline(markWords(tc.before, tc.after)); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func side(parts []part, side mark) string {
	var b strings.Builder
	for _, p := range only(side, parts) {
		b.WriteString(p.text)
	}
	return b.String()
}

// What stays and goes is the earlier text, what stays and comes the later one.
func TestMarksKeepEveryLetter(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("ab \n•é")), 0, 30, -1)
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		parts := markWords(before, after)
		if side(parts, goes) != before || side(parts, comes) != after {
			t.Fatalf("%q is made of %q and %q", inline(parts), before, after)
		}
		for i := 1; i < len(parts); i++ {
			if parts[i].mark == parts[i-1].mark {
				t.Fatalf("neighbours in %q have the same mark", inline(parts))
			}
		}
	})
}

// Texts too long for the table are told as a whole, between what both share.
func TestMarksAreBounded(t *testing.T) {
	long := func(word string) string { return "same " + strings.Repeat(word+" ", 2000) + "end" }
	parts := markWords(long("a"), long("b"))
	if side(parts, goes) != long("a") || side(parts, comes) != long("b") || len(parts) > 6 {
		t.Errorf("%d parts", len(parts))
	}
}
