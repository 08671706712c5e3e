package match

import (
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Vocabulary is what people wrote down about the words of a language and of
// the subject: dialogs/locales/<language>/vocabulary.yaml. The zero value works
// and knows nothing. Words may be written with accents and capitals; they are
// compared as text.Normal has them.
type Vocabulary struct {
	// Small words carry little meaning ("the", "how"). They count a little, and
	// they tell the language of a message.
	Small []string `yaml:"small" json:"small"`
	// Same lists words and phrases that mean the same; the first of a list
	// stands for all. A word counts in every form that has its stem.
	Same [][]string `yaml:"same" json:"same"`
	// Means lists words that also say another: one direction, at less weight.
	Means []Meaning `yaml:"means" json:"means"`
	// Joiners are words and phrases that begin a second question in a sentence
	// ("and also").
	Joiners []string `yaml:"joiners" json:"joiners"`
	// Phrases are words that mean something of their own together ("snap map");
	// each counts as one word.
	Phrases []string `yaml:"phrases" json:"phrases"`
	// Outside are words of everyday matters that are not ours ("printer",
	// "mortgage"). The more of a message they are, the lower are all scores,
	// unless the best id is about them.
	Outside []string `yaml:"outside" json:"outside"`
	// Exceptions gives a stem by hand where the rules of the language cut a word
	// to something it is not, such as news: news.
	Exceptions map[string]string `yaml:"exceptions" json:"exceptions"`
	// Letters are letters and signs that this language has and its neighbours do
	// not, such as ñ and ¿.
	Letters string `yaml:"letters" json:"letters"`
	// Endings are word endings typical of this language and of none of its
	// neighbours here; they help to tell the language of short messages.
	Endings []string `yaml:"endings" json:"endings"`
}

// Meaning says that whoever writes one of Words is also heard as saying what
// Means lists, and not the reverse. Where With is set, the message must hold one
// of its words or phrases too, and none of Without.
type Meaning struct {
	Words   []string `yaml:"words" json:"words"`
	Means   []string `yaml:"means" json:"means"`
	With    []string `yaml:"with" json:"with"`
	Without []string `yaml:"without" json:"without"`
}

// lexicon is a compiled Vocabulary and the words of the asks: it turns words
// into terms. A term is the number of a stem, of a phrase, or of the first
// member of a list of words that mean the same. It grows while an index is built
// and is read only after that.
type lexicon struct {
	language   string
	exceptions map[string]string
	words      map[string]int32 // normalised word to stem
	stems      map[string]int32 // stem to its number
	canon      []int32          // by stem: the term it counts as
	small      []bool           // by stem
	outside    map[int32]bool   // terms
	next       map[uint64]int32 // phrases as a trie: node<<32|stem to node
	phrase     []int32          // by node: the term of the phrase that ends there, or none
	means      map[int32][]meaning
	joiners    [][]int32
}

// meaning is a compiled [Meaning] of one word or phrase. Words and phrases are
// lists of stems. It is filed under the first stem.
type meaning struct {
	words         []int32
	terms         []int32 // heard
	with, without [][]int32
}

const none = int32(-1)

func newLexicon(o Options) *lexicon {
	lx := &lexicon{
		language:   o.Language,
		exceptions: make(map[string]string, len(o.Vocabulary.Exceptions)),
		words:      map[string]int32{},
		stems:      map[string]int32{},
		next:       map[uint64]int32{},
		phrase:     []int32{none}, // node 0 is the root
		means:      map[int32][]meaning{},
		outside:    make(map[int32]bool, len(o.Vocabulary.Outside)),
	}
	for word, stem := range o.Vocabulary.Exceptions {
		lx.exceptions[text.Normal(word)] = text.Normal(stem)
	}
	for _, list := range o.Vocabulary.Same {
		if len(list) == 0 {
			continue
		}
		term := lx.term(list[0])
		for _, words := range list {
			lx.bind(words, term)
		}
	}
	for _, words := range o.Vocabulary.Phrases {
		lx.bind(words, lx.term(words))
	}
	for _, word := range o.Vocabulary.Small {
		for part := range strings.FieldsSeq(text.Normal(word)) {
			lx.small[lx.word(part)] = true
		}
	}
	for _, words := range o.Vocabulary.Outside {
		term := lx.term(words)
		lx.bind(words, term)
		lx.outside[term] = true
	}
	for _, m := range o.Vocabulary.Means {
		lx.hear(m)
	}
	lx.joiners = lx.all(o.Vocabulary.Joiners)
	return lx
}

// hear compiles a meaning. Phrases and words that mean the same are known by
// then.
func (lx *lexicon) hear(m Meaning) {
	var terms []int32
	for _, words := range m.Means {
		terms = append(terms, lx.terms(lx.stemsOf(words))...)
	}
	with, without := lx.all(m.With), lx.all(m.Without)
	for _, words := range lx.all(m.Words) {
		lx.means[words[0]] = append(lx.means[words[0]], meaning{words, terms, with, without})
	}
}

// all gives the stems of words and phrases.
func (lx *lexicon) all(list []string) (all [][]int32) {
	for _, words := range list {
		if stems := lx.stemsOf(words); len(stems) > 0 {
			all = append(all, stems)
		}
	}
	return all
}

func (lx *lexicon) stemsOf(words string) (stems []int32) {
	for word := range strings.FieldsSeq(text.Normal(words)) {
		stems = append(stems, lx.word(word))
	}
	return stems
}

// terms gives what stems count as: the longest phrase at each place, or the
// word.
func (lx *lexicon) terms(stems []int32) (terms []int32) {
	for i := 0; i < len(stems); {
		if end, term := lx.phraseAt(stems, i); term != none {
			terms = append(terms, term)
			i = end
			continue
		}
		terms = append(terms, lx.canon[stems[i]])
		i++
	}
	return terms
}

// phraseAt gives the longest phrase at a place and where it ends. The stem none
// ends every phrase.
func (lx *lexicon) phraseAt(stems []int32, i int) (end int, term int32) {
	term = none
	node := int32(0)
	for k := i; k < len(stems) && stems[k] != none; k++ {
		child, ok := lx.next[uint64(node)<<32|uint64(uint32(stems[k]))]
		if !ok {
			break
		}
		node = child
		if t := lx.phrase[node]; t != none {
			end, term = k+1, t
		}
	}
	return end, term
}

// joins reports whether a joiner stands at a place.
func (lx *lexicon) joins(stems []int32, at int) bool {
	return slices.ContainsFunc(lx.joiners, func(words []int32) bool { return standsAt(stems, at, words) })
}

// term is the number that stands for a word or phrase.
func (lx *lexicon) term(words string) int32 {
	n := text.Normal(words)
	if !strings.Contains(n, " ") {
		return lx.canon[lx.word(n)]
	}
	return lx.stemNumber(n) // no stem has a space, so a phrase cannot meet a word
}

// bind makes a word or phrase count as term. What was bound before stays: the
// first list that names a word keeps it.
func (lx *lexicon) bind(words string, term int32) {
	parts := strings.Fields(text.Normal(words))
	switch len(parts) {
	case 0:
		return
	case 1:
		if s := lx.word(parts[0]); lx.canon[s] == s {
			lx.canon[s] = term
		}
		return
	}
	node := int32(0)
	for _, part := range parts {
		key := uint64(node)<<32 | uint64(uint32(lx.word(part)))
		child, ok := lx.next[key]
		if !ok {
			child = int32(len(lx.phrase))
			lx.phrase = append(lx.phrase, none)
			lx.next[key] = child
		}
		node = child
	}
	if lx.phrase[node] == none {
		lx.phrase[node] = term
	}
}

// word learns a normalised word and gives its stem's number.
func (lx *lexicon) word(w string) int32 {
	if s, ok := lx.words[w]; ok {
		return s
	}
	s := lx.stemNumber(lx.stem(w))
	lx.words[w] = s
	return s
}

func (lx *lexicon) stemNumber(stem string) int32 {
	if s, ok := lx.stems[stem]; ok {
		return s
	}
	s := int32(len(lx.canon))
	lx.stems[stem] = s
	lx.canon = append(lx.canon, s)
	lx.small = append(lx.small, false)
	return s
}

func (lx *lexicon) stem(w string) string {
	if s, ok := lx.exceptions[w]; ok {
		return s
	}
	return text.Stem(lx.language, w)
}

// lookup gives the stem of a word that some ask or the vocabulary has in any
// form, or none.
func (lx *lexicon) lookup(w string) int32 {
	if s, ok := lx.words[w]; ok {
		return s
	}
	if s, ok := lx.stems[lx.stem(w)]; ok {
		return s
	}
	return none
}
