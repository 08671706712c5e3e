package triage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxPhrases is how many phrases a group may come to with everything it
// includes. More is a slip: three large groups side by side.
const maxPhrases = 20_000

// expander writes groups out as plain phrases, which are numbers in the trie.
type expander struct {
	files  map[string]*File
	done   map[string][]int32 // by "language/name"; nil: broken
	busy   map[string]bool
	used   map[string]bool
	report func(Problem)
	words  *words
	trie   *trie
	rounds []int32 // by phrase: the last round of once that saw it
	round  int32
}

// phrase gives a phrase with words after it as messages are read: "gonna" as
// "going to".
func (x *expander) phrase(head int32, words []string) int32 {
	for _, word := range words {
		if long, ok := x.words.short[word]; ok {
			for _, w := range long {
				head = x.trie.extend(head, x.words.symbol(w))
			}
			continue
		}
		head = x.trie.extend(head, x.words.symbol(word))
	}
	return head
}

// once drops phrases that stand further ahead, in place.
func (x *expander) once(phrases []int32) []int32 {
	if n := len(x.trie.words); n > len(x.rounds) {
		x.rounds = append(x.rounds, make([]int32, max(n, 2*len(x.rounds))-len(x.rounds))...)
	}
	x.round++
	return slices.DeleteFunc(phrases, func(p int32) bool {
		seen := x.rounds[p] == x.round
		x.rounds[p] = x.round
		return seen
	})
}

// errReported says that a group's own trouble was reported where it stands.
var errReported = errors.New("group is broken")

// split gives language and name of a group as written in a file of language.
func split(language, ref string) (lang, name string) {
	if l, n, ok := strings.Cut(ref, "/"); ok {
		return l, n
	}
	return language, ref
}

// group gives all phrases of a group. ref is written in a file of language.
func (x *expander) group(language, ref string) ([]int32, error) {
	lang, name := split(language, ref)
	key := lang + "/" + name
	x.used[key] = true
	if phrases, ok := x.done[key]; ok {
		if phrases == nil {
			return nil, errReported
		}
		return phrases, nil
	}
	f := x.files[lang]
	if f == nil {
		return nil, fmt.Errorf("no rule file for language %q", lang)
	}
	items, ok := f.Groups[name]
	if !ok {
		return nil, fmt.Errorf("unknown group @%s", ref)
	}
	if x.busy[key] {
		return nil, fmt.Errorf("group @%s includes itself", ref)
	}
	x.busy[key] = true
	defer delete(x.busy, key)
	var all []int32
	broken := len(items) == 0
	if broken {
		x.report(Problem{Language: lang, Section: "groups", ID: name, Index: -1, Message: "group is empty"})
	}
	for k, it := range items {
		phrases, err := x.item(lang, it)
		if err != nil {
			broken = true
			if !errors.Is(err, errReported) {
				x.report(Problem{
					Language: lang, Section: "groups", ID: name, Index: k,
					Message: err.Error(), Hint: x.hint(lang, err),
				})
			}
			continue
		}
		if len(all)+len(phrases) > cap(all) {
			all = x.once(all) // no room is made for what is there already
		}
		all = append(all, phrases...)
	}
	all = x.once(all)
	if len(all) > maxPhrases {
		x.report(Problem{
			Language: lang, Section: "groups", ID: name, Index: -1,
			Message: fmt.Sprintf("group comes to %d phrases, limit %d", len(all), maxPhrases),
		})
		broken = true
	}
	if broken {
		x.done[key] = nil
		return nil, errReported
	}
	x.done[key] = all
	return all, nil
}

// item writes out one item of a group: words, other groups, or both in a row.
func (x *expander) item(language, s string) ([]int32, error) {
	out := []int32{0}
	for field := range strings.FieldsSeq(s) {
		ref, isGroup := strings.CutPrefix(field, "@")
		if !isGroup {
			w, err := phraseWords(field)
			if err != nil {
				return nil, err
			}
			longer := make([]int32, len(out))
			for k, head := range out {
				longer[k] = x.phrase(head, w)
			}
			out = longer
			continue
		}
		tails, err := x.group(language, ref)
		if err != nil {
			return nil, err
		}
		if len(out)*len(tails) > maxPhrases {
			return nil, fmt.Errorf("%q comes to more than %d phrases", s, maxPhrases)
		}
		longer := make([]int32, 0, len(out)*len(tails))
		for _, head := range out {
			for _, tail := range tails {
				longer = append(longer, x.trie.join(head, tail))
			}
		}
		out = longer
	}
	if len(out) == 1 && out[0] == 0 {
		return nil, errors.New("no words")
	}
	for _, p := range out {
		if err := x.checkSigns(p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// checkSigns reports the first sign in the wrong place of a phrase.
func (x *expander) checkSigns(phrase int32) (err error) {
	for p := phrase; p != 0; p = x.trie.words[p].up {
		switch w := x.trie.words[p]; {
		case w.symbol == startSymbol && (w.up != 0 || p == phrase):
			err = fmt.Errorf("%s must come before the first word of a phrase", atStart)
		case w.symbol == askedSymbol && p != phrase:
			err = fmt.Errorf("%s must come last in a phrase", atAsked)
		}
	}
	return err
}

// hint names the nearest group to one that is unknown.
func (x *expander) hint(language string, err error) string {
	_, ref, ok := strings.Cut(err.Error(), "unknown group @")
	if !ok {
		return ""
	}
	lang, name := split(language, ref)
	return didYouMean(name, x.files[lang].Groups, "@")
}
