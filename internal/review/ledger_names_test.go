package review

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// The slow twin of isItem.
var itemForm = regexp.MustCompile(`^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*(@[A-Za-z0-9-]+)?$`)

func TestItemNames(t *testing.T) {
	for name, want := range map[string]bool{
		"node/grooming/signs@es": true, "topics": true, "group/en/sig_net": true, "word/help-now@pt-BR": true,
		"": false, "@es": false, "node//signs": false, "node/signs@": false, "node/si gns": false, "/node": false, "a@b@c": false, "a\n": false,
	} {
		if isItem(name) != want || itemForm.MatchString(name) != want {
			t.Errorf("isItem(%q) = %v", name, isItem(name))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[a-zA-Z0-9._@/\- \n]{0,12}`).Draw(t, "name")
		if isItem(s) != itemForm.MatchString(s) {
			t.Fatalf("isItem(%q) = %v", s, isItem(s))
		}
	})
}
