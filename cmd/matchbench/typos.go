package main

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// What misspell does to how many words.
const (
	typoLetters = 4 // a shorter word is left as it is
	hardLetters = 8 // a hard typo is two slips in a word from here on
	typoShare   = 3 // one word of so many is hit, rounded, at least one
)

// misspell makes typos as fingers do. A third of the words of four letters or
// more, at least one, gets a slip: two neighbours swapped, a letter dropped, a
// letter doubled, a key beside the right one, or no space before the next word.
// Hard typos are two slips in words of eight letters or more. The same message
// and seed give the same typos; a message without such words stays as it is.
func misspell(message string, seed int, hard bool) string {
	r := dice(seed, message)
	letters := []rune(message)
	words := typable(letters)
	if len(words) == 0 {
		return message
	}
	hit := r.Perm(len(words))[:max(1, (len(words)+typoShare/2)/typoShare)]
	slices.SortFunc(hit, func(a, b int) int { return b - a }) // from the end, so that places before stay
	for _, n := range hit {
		w := words[n]
		slipsLeft := 1
		if hard && w.to-w.from >= hardLetters {
			slipsLeft = 2
		}
		word := slices.Clone(letters[w.from:w.to])
		end := w.to
		for ; slipsLeft > 0; slipsLeft-- {
			joinable := end == w.to && end+1 < len(letters) && letters[end] == ' ' && unicode.IsLetter(letters[end+1])
			if joinable && r.IntN(len(slips)+1) == len(slips) {
				end++
				continue
			}
			word = slip(r, word, letters[w.from:w.to])
		}
		letters = slices.Concat(letters[:w.from], word, letters[end:])
	}
	return string(letters)
}

// place is a run of letters: letters[from:to].
type place struct{ from, to int }

// typable finds the words of typoLetters or more.
func typable(letters []rune) []place {
	var words []place
	for i := 0; i < len(letters); {
		start := i
		for i < len(letters) && unicode.IsLetter(letters[i]) {
			i++
		}
		if i-start >= typoLetters {
			words = append(words, place{start, i})
		}
		if i == start {
			i++
		}
	}
	return words
}

// slip makes one slip that leaves a word neither as it is nor as it was meant.
// It ends: some letter can always be doubled or dropped to that end.
func slip(r *rand.Rand, word, meant []rune) []rune {
	for {
		next := slips[r.IntN(len(slips))](r, slices.Clone(word))
		if !slices.Equal(next, word) && !slices.Equal(next, meant) {
			return next
		}
	}
}

// slips change one place of a word and may leave it as it is.
var slips = []func(r *rand.Rand, word []rune) []rune{
	func(r *rand.Rand, w []rune) []rune { // two neighbours swapped
		i := r.IntN(len(w) - 1)
		w[i], w[i+1] = w[i+1], w[i]
		return w
	},
	func(r *rand.Rand, w []rune) []rune { // dropped
		i := r.IntN(len(w))
		return slices.Delete(w, i, i+1)
	},
	func(r *rand.Rand, w []rune) []rune { // doubled
		i := r.IntN(len(w))
		return slices.Insert(w, i, w[i])
	},
	func(r *rand.Rand, w []rune) []rune { // a key beside the right one
		i := r.IntN(len(w))
		if near := beside(unicode.ToLower(w[i])); len(near) > 0 {
			w[i] = rune(near[r.IntN(len(near))])
		}
		return w
	},
}

// keys are the rows of a keyboard, each letter beside its neighbours.
const keys = "qwertyuiop asdfghjkl zxcvbnm"

// beside gives the keys left and right of a letter, or nothing for letters with
// accents.
func beside(letter rune) string {
	i := strings.IndexRune(keys, letter)
	if i < 0 {
		return ""
	}
	return strings.ReplaceAll(keys[max(0, i-1):i]+keys[i+1:min(len(keys), i+2)], " ", "")
}
