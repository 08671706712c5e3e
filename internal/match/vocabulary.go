package match

import (
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
	Small []string `yaml:"small"`
	// Same lists words and phrases that mean the same; the first of a list
	// stands for all. A word counts in every form that has its stem.
	Same [][]string `yaml:"same"`
	// Phrases are words that mean something of their own together ("snap map");
	// each counts as one word.
	Phrases []string `yaml:"phrases"`
	// Exceptions gives a stem by hand where the rules of the language cut a word
	// to something it is not, such as news: news.
	Exceptions map[string]string `yaml:"exceptions"`
	// Letters are letters and signs that this language has and its neighbours do
	// not, such as ñ and ¿.
	Letters string `yaml:"letters"`
	// Endings are word endings typical of this language and of none of its
	// neighbours here; they help to tell the language of short messages.
	Endings []string `yaml:"endings"`
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
	next       map[uint64]int32 // phrases as a trie: node<<32|stem to node
	phrase     []int32          // by node: the term of the phrase that ends there, or none
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
	return lx
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
