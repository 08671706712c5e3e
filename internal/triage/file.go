package triage

// File is one rule file, dialogs/triage/<language>.yaml, as it was decoded.
//
// Words and phrases are written as people type them and are normalised like
// messages ([text.Scan]): no accents, no apostrophes, lower case.
type File struct {
	Language string `yaml:"language" json:"language"`

	// Fillers are small words that may stand between the words of any phrase:
	// with "just", the phrase "he left" also finds "he just left".
	Fillers []string `yaml:"fillers,omitempty" json:"fillers"`

	// Breaks are words that end the reach of counter-evidence inside a
	// sentence, such as "but".
	Breaks []string `yaml:"breaks,omitempty" json:"breaks"`

	Spelling Spelling         `yaml:"spelling,omitempty" json:"spelling"`
	Groups   map[string]Group `yaml:"groups" json:"groups"`
	Rules    []Rule           `yaml:"rules" json:"rules"`
	Signals  []Signal         `yaml:"signals,omitempty" json:"signals"`
	Counters []Counter        `yaml:"counters,omitempty" json:"counters"`

	// Harmless are messages with frightening words that must raise no alarm,
	// whichever rule they meet.
	Harmless []string `yaml:"harmless,omitempty" json:"harmless"`
}

// Spelling says how words are read that are not spelt as in the groups. Slips
// are mended by the program (see text.Lexicon); here stands what people must say.
type Spelling struct {
	// Means are short and other forms of words. One word ("u: you") is read as
	// both; several ("rn: right now") are read instead.
	Means map[string]string `yaml:"means,omitempty" json:"means"`
	// Never are words, such as names, that are no slip of another one.
	Never []string `yaml:"never,omitempty" json:"never"`
}

// Group is a list of words and phrases that mean the same to the rules.
//
//	daughter      the word
//	my kid        the words in this order, fillers allowed between them
//	amenaz*       any word that begins so; at least three letters
//	<n>           any word that begins with a digit
//	@gone         all of another group
//	@es/child     all of a group of another language's file
//	wont @answer  every phrase made so
type Group []string

// Rule is a combination of words that decides by itself.
type Rule struct {
	ID      string `yaml:"id" json:"id"`
	Kind    Kind   `yaml:"kind,omitempty" json:"kind"` // absent when the outcome is refuse
	Outcome string `yaml:"outcome" json:"outcome"`     // danger, check or refuse
	Owner   string `yaml:"owner" json:"owner"`         // who may change it
	Reason  string `yaml:"reason" json:"reason"`       // why it is right, in a sentence
	Node    string `yaml:"node,omitempty" json:"node"` // handoff instead of the kind's own

	// Firm marks a stated present danger, which nothing takes back.
	Firm bool `yaml:"firm,omitempty" json:"firm"`

	Any      []string `yaml:"any" json:"any"`                 // patterns; one is enough
	Unless   []string `yaml:"unless,omitempty" json:"unless"` // ids of counters
	Examples []string `yaml:"examples" json:"examples"`       // must reach the rule's outcome
	Counter  []string `yaml:"counter" json:"counter"`         // must not fire the rule
}

// Signal is evidence that decides only together with other evidence. Signals
// of one kind add up, each counted once. A signal without a kind supports every
// kind that has other evidence.
type Signal struct {
	ID       string   `yaml:"id" json:"id"`
	Kind     Kind     `yaml:"kind,omitempty" json:"kind"`
	Points   int      `yaml:"points" json:"points"`
	Young    bool     `yaml:"young,omitempty" json:"young,omitempty"` // the writer is a minor
	Reason   string   `yaml:"reason" json:"reason"`
	Any      []string `yaml:"any" json:"any"`
	Unless   []string `yaml:"unless,omitempty" json:"unless"`
	Examples []string `yaml:"examples,omitempty" json:"examples"` // must fire it
	Counter  []string `yaml:"counter,omitempty" json:"counter"`   // must not
}

// Counter is evidence against: words in its scope do not count for the rules
// and signals that name it. A counter of the same id in another language's file
// is the same counter, so that people may mix languages.
type Counter struct {
	ID     string `yaml:"id" json:"id"`
	Scope  string `yaml:"scope,omitempty" json:"scope"` // message, sentence, clause or forward
	Reason string `yaml:"reason" json:"reason"`

	// Half leaves half of the points, for no more than a check: counter-evidence
	// that people in danger give too, such as a question.
	Half bool `yaml:"half,omitempty" json:"half"`

	Any []string `yaml:"any,omitempty" json:"any"`
	Of  []string `yaml:"of,omitempty" json:"of"` // instead: a name for several counters
}

// Problem is something wrong in a rule file. The room that decoded the file
// turns it into a position.
type Problem struct {
	Language string
	Section  string // language, fillers, breaks, spelling, groups, rules, signals, counters, harmless
	ID       string // of the group, rule, signal or counter; "" for a plain list
	Field    string // key inside it, such as "any"; "" for the whole
	Index    int    // place in the list, from 0; -1 for the whole
	Message  string // lower case, no full stop
	Hint     string // may be empty
}
