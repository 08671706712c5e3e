package triage

import (
	"errors"
	"fmt"
	"strings"
)

// maxPhrases is how many phrases a group may come to with everything it
// includes. More is a slip: three large groups side by side.
const maxPhrases = 20_000

// expander writes groups out as plain phrases.
type expander struct {
	files  map[string]*File
	done   map[string][][]string // by "language/name"
	busy   map[string]bool
	used   map[string]bool
	report func(Problem)
	short  map[string][]string // words that messages are read without, and what stands for them
}

// written gives the words of a phrase as messages are read: "gonna" as "going to".
func (x *expander) written(phrase []string) []string {
	var out []string
	for _, word := range phrase {
		if long, ok := x.short[word]; ok {
			out = append(out, long...)
			continue
		}
		out = append(out, word)
	}
	return out
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
func (x *expander) group(language, ref string) ([][]string, error) {
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
	var all [][]string
	seen := map[string]bool{}
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
		for _, p := range phrases {
			if id := strings.Join(p, " "); !seen[id] {
				seen[id] = true
				all = append(all, p)
			}
		}
	}
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
func (x *expander) item(language, s string) ([][]string, error) {
	out := [][]string{nil}
	for _, field := range strings.Fields(s) {
		var choices [][]string
		if ref, ok := strings.CutPrefix(field, "@"); ok {
			phrases, err := x.group(language, ref)
			if err != nil {
				return nil, err
			}
			choices = phrases
		} else {
			w, err := phraseWords(field)
			if err != nil {
				return nil, err
			}
			choices = [][]string{x.written(w)}
		}
		if len(out)*len(choices) > maxPhrases {
			return nil, fmt.Errorf("%q comes to more than %d phrases", s, maxPhrases)
		}
		longer := make([][]string, 0, len(out)*len(choices))
		for _, head := range out {
			for _, tail := range choices {
				longer = append(longer, append(head[:len(head):len(head)], tail...))
			}
		}
		out = longer
	}
	if len(out) == 1 && len(out[0]) == 0 {
		return nil, errors.New("no words")
	}
	for _, phrase := range out {
		if err := checkSigns(phrase); err != nil {
			return nil, err
		}
	}
	return out, nil
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
