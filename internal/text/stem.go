package text

import (
	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/spanish"
)

// Stem cuts a normalised word to its stem by the Snowball rules of a language
// (https://snowballstem.org). A language without rules keeps the word.
func Stem(language, word string) string {
	switch language {
	case "en":
		return english.Stem(word, false)
	case "es":
		return spanish.Stem(word, false)
	default:
		return word
	}
}
