package triage

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// maxCounters is how many different ids of counters all files may hold: each is
// a bit of a word.
const maxCounters = 64

// maxLanguages is how many files there may be: each is a bit of a word.
const maxLanguages = 15

// Compile makes rules of the files of all languages, and reports everything
// that is wrong with them. With problems the rules are nil.
func Compile(files []File) (*Rules, []Problem) {
	rules := &Rules{words: newWords(), trie: newTrie(), files: files}
	c := compiler{
		rules: rules,
		bits:  map[string]uint64{},
		ids:   map[groupKey]int32{},
		bit:   map[string]uint16{},
	}
	c.expander = expander{
		files: map[string]*File{}, done: map[string][]int32{}, busy: map[string]bool{}, used: map[string]bool{},
		report: c.report, words: rules.words, trie: rules.trie,
	}
	for k := range files {
		f := &files[k]
		c.bit[f.Language] = 1 << min(k, maxLanguages)
		if k == maxLanguages {
			c.report(Problem{Language: f.Language, Section: "language", Index: -1, Message: fmt.Sprintf("more than %d languages", maxLanguages)})
		}
		if f.Language == "" {
			c.report(Problem{Section: "language", Index: -1, Message: "language is missing"})
		} else if c.expander.files[f.Language] != nil {
			c.report(Problem{Language: f.Language, Section: "language", Index: -1, Message: "second file of this language"})
		}
		c.expander.files[f.Language] = f
	}
	for k := range files {
		c.spelling(&files[k])
	}
	for k := range files {
		c.counterBits(&files[k])
	}
	for k := range files {
		c.counters(&files[k])
	}
	for k := range files {
		c.items(&files[k])
	}
	for k := range files {
		c.small(&files[k])
		c.unused(&files[k])
	}
	if len(c.problems) > 0 {
		return nil, c.problems
	}
	c.seal()
	return c.rules, nil
}

type compiler struct {
	rules    *Rules
	expander expander
	bits     map[string]uint64  // by counter id; several bits for a name of several
	ids      map[groupKey]int32 // of compiled groups
	bit      map[string]uint16  // by language
	phrases  [][]int32          // by group: as the trie numbers them
	problems []Problem
}

func (c *compiler) report(p Problem) { c.problems = append(c.problems, p) }

// groupKey tells groups apart: those of the files by name, plain words of
// patterns by the phrase that they are.
type groupKey struct {
	language, name string
	words          int32
}

// groupID compiles what a pattern names, once.
func (c *compiler) groupID(key groupKey, phrases []int32) int32 {
	if id, ok := c.ids[key]; ok {
		return id
	}
	id := int32(len(c.phrases))
	c.ids[key] = id
	c.phrases = append(c.phrases, phrases)
	c.rules.languages = append(c.rules.languages, c.bit[key.language])
	c.rules.titles = append(c.rules.titles, key.name)
	return id
}

// pattern compiles one pattern of a counter, rule or signal.
func (c *compiler) pattern(language, s string, own owner, at Problem) {
	p, err := parsePattern(s,
		func(ref string) (int32, error) {
			phrases, err := c.expander.group(language, ref)
			if err != nil {
				return 0, err
			}
			lang, name := split(language, ref)
			return c.groupID(groupKey{language: lang, name: name}, phrases), nil
		},
		func(words string) (int32, error) {
			w, err := phraseWords(words)
			if err != nil {
				return 0, err
			}
			p := c.expander.phrase(0, w)
			if err := c.expander.checkSigns(p); err != nil {
				return 0, err
			}
			return c.groupID(groupKey{language: language, words: p}, []int32{p}), nil
		})
	if errors.Is(err, errReported) {
		return
	}
	if err != nil {
		at.Message, at.Hint = err.Error(), c.expander.hint(language, err)
		c.report(at)
		return
	}
	if len(p.absent) > 0 && own.counter < 0 {
		at.Message, at.Hint = "only a counter may ask that a group is absent", "make a counter of it and name it in unless"
		c.report(at)
		return
	}
	p.speak(c.bit[language])
	c.rules.patterns = append(c.rules.patterns, p)
	c.rules.owners = append(c.rules.owners, own)
}

// anyOf compiles the patterns of a counter, rule or signal.
func (c *compiler) anyOf(language, section, id string, any []string, own owner) {
	at := Problem{Language: language, Section: section, ID: id, Field: "any", Index: -1}
	if len(any) == 0 {
		at.Message = "has no pattern"
		c.report(at)
	}
	for k, s := range any {
		at.Index = k
		if slices.Index(any, s) < k {
			at.Message = "pattern stands here twice"
			c.report(at)
			continue
		}
		c.pattern(language, s, own, at)
	}
}

// counterBits gives each id of a counter its bit, and names of several theirs.
func (c *compiler) counterBits(f *File) {
	seen := map[string]bool{}
	for _, ct := range f.Counters {
		at := Problem{Language: f.Language, Section: "counters", ID: ct.ID, Index: -1}
		if ct.ID == "" || seen[ct.ID] {
			at.Field, at.Message = "id", "id is missing or used twice"
			c.report(at)
		}
		seen[ct.ID] = true
		if len(ct.Of) > 0 || c.bits[ct.ID] != 0 {
			continue
		}
		if len(c.rules.names) == maxCounters {
			at.Message = fmt.Sprintf("more than %d counters", maxCounters)
			c.report(at)
			continue
		}
		c.bits[ct.ID] = 1 << len(c.rules.names)
		c.rules.names = append(c.rules.names, ct.ID)
	}
	for _, ct := range f.Counters {
		for k, id := range ct.Of {
			at := Problem{Language: f.Language, Section: "counters", ID: ct.ID, Field: "of", Index: k}
			if c.bits[id] == 0 {
				at.Message, at.Hint = fmt.Sprintf("unknown counter %q", id), didYouMean(id, c.bits, "")
				c.report(at)
			}
			c.bits[ct.ID] |= c.bits[id]
		}
	}
}

func (c *compiler) counters(f *File) {
	for _, ct := range f.Counters {
		at := Problem{Language: f.Language, Section: "counters", ID: ct.ID, Index: -1}
		if ct.Reason == "" {
			at.Field, at.Message = "reason", "reason is missing"
			c.report(at)
		}
		if len(ct.Of) > 0 {
			continue
		}
		sc, ok := scopes[ct.Scope]
		if !ok {
			at.Field, at.Message = "scope", fmt.Sprintf("unknown scope %q", ct.Scope)
			at.Hint = "message, sentence, clause or forward"
			c.report(at)
		}
		id := int32(len(c.rules.counters))
		c.rules.counters = append(c.rules.counters, counter{
			id: ct.ID, language: f.Language, scope: sc, bit: slices.Index(c.rules.names, ct.ID),
		})
		if ct.Half {
			c.rules.half |= c.bits[ct.ID]
		}
		c.anyOf(f.Language, "counters", ct.ID, ct.Any, owner{counter: id})
	}
}

// unless gives the bits of the counters that an item names.
func (c *compiler) unless(language, section, id string, names []string) uint64 {
	var mask uint64
	for k, name := range names {
		if c.bits[name] == 0 {
			c.report(Problem{
				Language: language, Section: section, ID: id, Field: "unless", Index: k,
				Message: fmt.Sprintf("unknown counter %q", name), Hint: didYouMean(name, c.bits, ""),
			})
		}
		mask |= c.bits[name]
	}
	return mask
}

// small compiles the fillers and breaks of a file.
func (c *compiler) small(f *File) {
	one := func(section string, k int, word string) (int32, bool) {
		w, err := phraseWords(word)
		if err != nil || len(w) != 1 {
			c.report(Problem{Language: f.Language, Section: section, Index: k, Message: "must be one word"})
			return 0, false
		}
		return c.rules.words.symbol(w[0]), true
	}
	for k, word := range f.Fillers {
		if sym, ok := one("fillers", k, word); ok {
			for int(sym) >= len(c.rules.filler) {
				c.rules.filler = append(c.rules.filler, 0)
			}
			c.rules.filler[sym] |= c.bit[f.Language]
		}
	}
	for k, word := range f.Breaks {
		if sym, ok := one("breaks", k, word); ok {
			c.rules.breaks = append(c.rules.breaks, sym)
		}
	}
}

// spelling compiles the words that are written otherwise. It comes before the
// groups: their phrases are read like messages.
func (c *compiler) spelling(f *File) {
	for _, word := range f.Spelling.Never {
		c.rules.words.never[text.Normal(word)] = true
	}
	for _, word := range slices.Sorted(maps.Keys(f.Spelling.Means)) {
		c.means(f.Language, word, f.Spelling.Means[word])
	}
}

// means compiles another form of a word.
func (c *compiler) means(language, form, meant string) {
	w := c.rules.words
	short, err := phraseWords(form)
	long, lerr := phraseWords(meant)
	if err != nil || lerr != nil || len(short) != 1 || strings.ContainsAny(form+meant, "*<") {
		c.report(Problem{
			Language: language, Section: "spelling", ID: form, Field: "means", Index: -1,
			Message: "must be one word and the words it means", Hint: "such as u: you",
		})
		return
	}
	if len(long) > 1 {
		w.short[short[0]] = long
		return
	}
	w.means[short[0]] = long[0]
}

func (c *compiler) unused(f *File) {
	for _, name := range slices.Sorted(maps.Keys(f.Groups)) {
		if !c.expander.used[f.Language+"/"+name] {
			c.report(Problem{Language: f.Language, Section: "groups", ID: name, Index: -1, Message: "nothing uses this group"})
		}
	}
}

func (c *compiler) seal() {
	r := c.rules
	c.anchor()
	r.trie.seal(c.phrases, r.languages, len(r.words.list))
	c.spelt()
	r.words.seal()
	for len(r.filler) < len(r.words.list) {
		r.filler = append(r.filler, 0)
	}
	groups := len(c.phrases)
	r.pool = &sync.Pool{New: func() any { return &scratch{hits: make([][]hit, groups)} }}
}

// spelt notes the words that stand in a phrase of a language whose spelling is
// mended.
func (c *compiler) spelt() {
	mended := uint16(0)
	for language, bit := range c.bit {
		if text.Spelt(language) {
			mended |= bit
		}
	}
	r := c.rules
	r.words.spelt = make([]bool, len(r.words.list))
	for p, w := range r.trie.words {
		if r.trie.nodes[p].languages&mended != 0 {
			r.words.spelt[w.symbol] = true
		}
	}
}

// anchor gives each pattern to the group of it that is found most seldom, as far
// as can be guessed without counts: each letter halves how often a phrase is said.
func (c *compiler) anchor() {
	r := c.rules
	phrases := make([]float64, len(r.trie.words))
	phrases[0] = 1
	for k, w := range r.trie.words[1:] {
		letters := min(len(r.words.list[w.symbol]), 8)
		phrases[k+1] = phrases[w.up] / float64(int(1)<<letters)
	}
	groups := make([]float64, len(c.phrases))
	for g, list := range c.phrases {
		for _, p := range list {
			groups[g] += phrases[p]
		}
	}
	r.anchors = make([][]int32, len(c.phrases))
	for k, p := range r.patterns {
		rarest := slices.MinFunc(p.need, func(a, b int32) int {
			if groups[a] < groups[b] {
				return -1
			}
			return 1
		})
		r.anchors[rarest] = append(r.anchors[rarest], int32(k))
	}
}

// didYouMean names the key nearest to a name, or nothing.
func didYouMean[V any](name string, keys map[string]V, sign string) string {
	best, least := "", 3
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if d := text.Distance(name, key, 2); d < least {
			best, least = key, d
		}
	}
	if best == "" {
		return ""
	}
	return "did you mean " + sign + best + "?"
}
