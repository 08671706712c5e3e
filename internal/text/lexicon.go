package text

import (
	"slices"
	"strings"
	"sync"
)

// Lexicon is what a room knows of words: those it listens for, and those of
// general language, which are never taken for a slip of one of them. It never
// changes and may be used by several goroutines.
type Lexicon struct {
	heard    trie
	words    []string         // heard, by id
	targets  []bool           // by id: what is misspelt may be mended to it
	meanings [][]string       // by id: the words it stands for; nil: itself
	sounds   map[string]int32 // targets by how they sound
	sized    []sizedWords     // targets by their length
	ordinary *vocabulary
	meant    *vocabulary // targets, and what of general language begins as one: what a slip may mean
}

// longestWord is how many bytes a word of a lexicon has at most.
const longestWord = 40

// NewLexicon makes a lexicon of the words that a room listens for, normalised.
// One that ends in "*" is a beginning of words. Misspelt words are mended to
// those that target allows. meanings says which words an abbreviation stands for
// ("rn": "right", "now").
func NewLexicon(words []string, target func(word string) bool, meanings map[string][]string) *Lexicon {
	return newLexicon(words, target, meanings, ordinary())
}

func newLexicon(words []string, target func(word string) bool, meanings map[string][]string, ordinary *vocabulary) *Lexicon {
	words = slices.Clone(words)
	for short := range meanings {
		words = append(words, short)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	l := &Lexicon{
		heard: newTrie(words), words: words, targets: make([]bool, len(words)), meanings: make([][]string, len(words)),
		sounds: map[string]int32{}, ordinary: ordinary,
	}
	var meant []string
	for k, w := range words {
		l.meanings[k] = meanings[w]
		stem, open := strings.CutSuffix(w, "*")
		l.targets[k] = isPlain(stem) && target(w)
		if !l.targets[k] || open {
			continue
		}
		for len(l.sized) <= len(w) {
			l.sized = append(l.sized, sizedWords{})
		}
		l.sized[len(w)].add(int32(k), w)
		meant = append(meant, w)
		if s := sound(w); len(w) >= shortestSound {
			if _, taken := l.sounds[s]; !taken {
				l.sounds[s] = int32(k)
			}
		}
	}
	// What sounds like a word of general language says nothing.
	for i, w := range l.ordinary.words {
		if l.isTarget(w) {
			meant = append(meant, w)
		}
		s := l.ordinary.sound(i)
		if k, ok := l.sounds[s]; ok && l.words[k] != w {
			delete(l.sounds, s)
		}
	}
	l.meant = &vocabulary{trie: newTrie(meant), words: meant}
	return l
}

// isPlain reports whether a word has letters a to z only.
func isPlain(word string) bool {
	for k := range len(word) {
		if word[k] < 'a' || word[k] > 'z' {
			return false
		}
	}
	return word != ""
}

// target gives the id of a word that may be mended to.
func (l *Lexicon) target(word string) (int32, bool) {
	id, _ := l.heard.find(word)
	return id, id >= 0 && l.targets[id]
}

// isTarget reports whether a word of general language may be mended to: it is
// heard, or begins as one that is.
func (l *Lexicon) isTarget(word string) bool {
	id, beginning := l.heard.find(word)
	return id >= 0 && l.targets[id] || beginning >= 0 && l.targets[beginning]
}

// isOrdinary reports whether a word belongs to general language.
func (l *Lexicon) isOrdinary(word string) bool {
	id, _ := l.ordinary.find(word)
	return id >= 0
}

// Spelt reports whether the spelling of a language is mended: whether its
// general vocabulary is here.
func Spelt(language string) bool { return language == "en" || language == "es" }

// ordinary is the general vocabulary of the languages that are spelt.
var ordinary = sync.OnceValue(func() *vocabulary {
	words := strings.Fields(englishWords + spanishWords)
	return &vocabulary{trie: newTrie(words), words: words}
})

// vocabulary is words of general language.
type vocabulary struct {
	trie
	words []string // by id

	once   sync.Once
	sounds []string // by id; made when they are first asked for, and once for all lexicons
}

// sound is how a word sounds, by id.
func (v *vocabulary) sound(id int) string {
	v.once.Do(func() {
		v.sounds = make([]string, len(v.words))
		for i, w := range v.words {
			v.sounds[i] = sound(w)
		}
	})
	return v.sounds[id]
}
