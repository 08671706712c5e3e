// Package match finds which node a question means.
//
// An [Index] is built from asks: example questions, each with the id it leads
// to. [Index.Find] ranks ids for a message and says how sure it is. Counting
// only: rarity of words, stems, neighbours and spelling; nothing is learned, and
// [Index.Explain] says which words decided.
//
// # How a message is read
//
// Spelling is mended first ([text.Lexicon]): a word that is in no general
// vocabulary and in no ask is taken for a known word one slip away, cut in two, run
// into another, or written by ear. Every word is cut to its stem and looked up. A
// word that is still unknown, and that is no ordinary word of a language, is taken
// for known words one or two mistakes away, at less weight. Phrases and words that
// mean the same ([Vocabulary]) become one term, and what a word also means is heard
// beside it, at less weight. What is left unknown counts too: it makes every id a
// little less likely.
//
// # How ids are ranked
//
// The features of a question are its terms, its pairs of neighbours, and the
// pieces of its words (four letters each). A feature weighs what its rarity among
// the ids says; small words, pairs and pieces weigh less. An id's score, 0 to 1,
// mixes the share of the question that its asks explain, the cosine with its best
// ask, with its best three and with the mean of all; pieces count in the share
// only. The scores of a message of which little is known, or much is an everyday
// matter that is not ours, are lowered alike, so that one cut serves all messages. A message of more than a few words and more
// than one sentence is also matched sentence by sentence; the last sentence that
// says something counts most.
//
// A message that says little, in a conversation that stands somewhere ([Place]), leans on
// what is near: where the words alone leave a doubt, the scores of those ids are raised,
// the more the less it says, and the first of them needs no lead. What the words alone
// clearly mean is never overruled.
//
// Two parts of a message that each clearly mean an id, and not the same, are two
// questions: the first asked is answered, and Result.Also has the other.
//
// # How sure it is
//
// [Index.Cuts] are derived from the asks themselves. From Answer on, with a lead
// of Margin, one id is meant; from Suggest on several may be; below it nothing is
// close enough.
//
// # What it costs
//
// Find compares no more than a fixed number of asks, and beyond a fixed number of
// postings reads only one number an id. Building is linear in the asks. A message
// of 100 characters takes 22, 37 and 73 us at 200, 4,000 and 40,000 asks, with 3
// allocations (one core, 2.5 GHz, Go 1.26, November 2026); an index of 4,000 asks
// takes 5 MB and 61 ms to build.
//
// # How good it is
//
// First id right and right among three, on the test parts, with the English and
// Spanish vocabularies of this program; ten asks an id where it says ten, the mean
// of five seeded choices. The weights were chosen on validation parts and, where a
// set has none, on a fifth of the training part. November 2026.
//
//	                          first    three    hard typos   outside declined
//	CLINC150 (ten asks)       81.1 %   92.3 %   78.3 %       67.2 %
//	BANKING77 (ten asks)      77.1 %   90.6 %   73.8 %       92.9 %
//	HWU64 (all asks)          86.2 %   95.3 %   84.2 %
//	nlp.js benchmark, en      96.8 %   99.6 %   89.2 %
//	nlp.js benchmark, es      97.2 %   99.6 %   86.4 %
//
// cmd/matchbench measures this. Hard typos: a slip in a third of the words of four letters and more, two in those
// of eight. Outside: questions that belong to no id, declined by the cut on the
// score that costs two points of the first column.
//
// What each part brings, in points of "first" on the validation parts (CLINC150 and
// BANKING77, ten asks, three choices): pieces of words 0.6 and 1.2, and with typos
// 1.3 and 2.0; mending nothing, and with typos 1.6 and 1.5; the package's own
// spelling nothing, and with typos 2.6 and 2.5. Lowering the scores of what is
// little known declines 6 points more of what is outside. Pairs with a gap,
// unordered pairs, triples, word forms, the first word, naive Bayes, and rarity
// among the rivals alone brought little or nothing and are not here.
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
	Alone float64 // the score by the words alone, before the place counted
}

// Result is a ranking, best first. The zero value means nothing was found.
type Result struct {
	Decision   Decision
	Candidates [MaxCandidates]Candidate
	N          int       // how many of Candidates are set
	Also       Candidate // of a second question in the message, which another id clearly answers; no ID when there is none
}

// AskText is the text of an ask by its number, as in Candidate.Ask.
func (ix *Index) AskText(ask int) string {
	if ask < 0 || ask >= len(ix.asks) {
		return ""
	}
	return ix.asks[ask].Text
}
