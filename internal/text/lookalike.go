package text

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed lookalikes.txt
var lookAlikeLines string

// lookAlikes gives the Latin letter that another letter looks like.
var lookAlikes = sync.OnceValue(func() map[rune]byte {
	all := map[rune]byte{}
	for line := range strings.Lines(lookAlikeLines) {
		letter, others, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || letter == "#" {
			continue
		}
		for _, r := range others {
			all[r] = letter[0]
		}
	}
	return all
})

// unmask puts Latin letters for those that look like them. whole says whether
// every letter of the word is Latin then.
func unmask(word string) (plain string, whole bool) {
	table := lookAlikes()
	out := make([]byte, 0, len(word))
	whole = true
	for _, r := range word {
		switch c, ok := table[r]; {
		case ok:
			out = append(out, c)
		default:
			whole = whole && r < utf8.RuneSelf
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out), whole
}
