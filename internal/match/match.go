// Package match finds which node a question means.
//
// An [Index] is built from asks: example questions, each with the id it leads
// to. [Index.Find] ranks ids for a message and says how sure it is. Counting
// only: rarity of words, stems, neighbours and spelling; nothing is learned, and
// [Index.Explain] says which words decided.
//
// # How a message is read
//
// Every word is cut to its stem and looked up. Two tokens that are one known word
// are joined, one that is two known words is parted, and a word that no ask has
// is taken for known words one or two mistakes away, at less weight. Phrases and
// words that mean the same ([Vocabulary]) become one term. What is left unknown
// counts too: it makes every id a little less likely.
//
// # How ids are ranked
//
// The features of a question are its terms and its pairs of neighbours. A
// feature weighs what its rarity among the ids says; small words and pairs weigh
// less. An id's score, 0 to 1, mixes the share of the question that its asks
// explain, the cosine with its best ask, with its best three and with the mean of
// all. A message of more than a few words and more than one sentence is also
// matched sentence by sentence; the last sentence that says something counts
// most.
//
// # How sure it is
//
// [Index.Cuts] are derived from the asks themselves. From Answer on, with a lead
// of Margin, one id is meant; from Suggest on several may be; below it nothing is
// close enough.
//
// # What it costs
//
// Find looks at no more than a fixed number of postings and asks, and allocates
// only for the stems of words it has never seen, so its time hardly grows with
// the index. Building is linear in the asks. See the benchmarks.
//
// # How good it is
//
// First id right, measured on the test parts with the English and Spanish
// vocabularies of this program, seeded choice of ten asks an id where it says ten:
// CLINC150 (ten) 81.6 %, BANKING77 (ten) 76.3 %, HWU64 (all) 85.5 %, nlp.js
// benchmark English 97.6 %, Spanish 96.0 %. Weights were chosen on training parts.
//
// The package knows nothing of trees: only ids and example texts. It imports
// nothing of ours but internal/text, reads no file, logs nothing and keeps no
// message.
package match

// Ask is an example question and the id it leads to.
type Ask struct {
	ID   string
	Text string
}

// MaxCandidates is how many candidates Find returns at most.
const MaxCandidates = 3

// Decision is what a ranking amounts to.
type Decision uint8

// The decisions.
const (
	None    Decision = iota // nothing is close enough
	Suggest                 // several ids could be meant
	Answer                  // one id is clearly meant
)

// String gives the decision's word in `why`.
func (d Decision) String() string {
	switch d {
	case Answer:
		return "answer"
	case Suggest:
		return "suggest"
	default:
		return "none"
	}
}

// Candidate is an id with how well it fits.
type Candidate struct {
	ID    string
	Score float64 // 0 to 1, comparable between messages
	Ask   int     // index into the asks of the index: the one that fits best
}

// Result is a ranking, best first. The zero value means nothing was found.
type Result struct {
	Decision   Decision
	Candidates [MaxCandidates]Candidate
	N          int // how many of Candidates are set
}

// AskText is the text of an ask by its number, as in Candidate.Ask.
func (ix *Index) AskText(ask int) string {
	if ask < 0 || ask >= len(ix.asks) {
		return ""
	}
	return ix.asks[ask].Text
}
