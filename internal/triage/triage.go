// Package triage asks one thing of a message: is anyone in danger?
//
// [Rules] are compiled from dialogs/triage/<language>.yaml: named word groups,
// patterns over them ([File] and pattern.go describe them), evidence that adds
// up, and counter-evidence. People wrote every one of them and can read why it
// decided. [Compile] makes rules of the files and reports what is wrong with
// them, [Rules.Test] runs their examples, and [Rules.Judge] judges a message: it
// is pure, runs in linear time and never fails.
//
// Of a kind of danger, the strongest rule counts and every signal is added; the
// kind with most points leads. Counter-evidence does not take points away: it
// hides the words in its scope from the rules that name it. A rule that finds
// what it needs elsewhere in the message still fires, and a firm rule sees
// every word.
//
// The package also holds the compiled-in hotline pack ([LastResort]): the danger
// replies of every locale and country, so that routing needs no file, no store
// and no bundle.
//
// It imports nothing of ours but internal/text. It never logs, and it keeps no
// message.
package triage

// Kind is a kind of danger, as in the outside contract: its value is what
// `ask --jsonl` prints.
type Kind string

// The danger kinds, most urgent first. When two kinds are equally supported the
// earlier one leads.
const (
	ImmediatePhysical   Kind = "immediate_physical"
	MissingChild        Kind = "missing_child"
	MeetingNow          Kind = "meeting_now"
	SuicideSelfharm     Kind = "suicide_selfharm"
	WeaponOrThreat      Kind = "weapon_or_threat"
	SextortionActive    Kind = "sextortion_active"
	TraffickingActive   Kind = "trafficking_active"
	AbuseDisclosed      Kind = "abuse_disclosed"
	MinorWritingForSelf Kind = "minor_writing_for_self"
)

// Kinds lists all danger kinds, most urgent first.
func Kinds() []Kind {
	return []Kind{
		ImmediatePhysical, MissingChild, MeetingNow, SuicideSelfharm, WeaponOrThreat,
		SextortionActive, TraffickingActive, AbuseDisclosed, MinorWritingForSelf,
	}
}

// Slug is the kind as a node name: "missing-child".
func (k Kind) Slug() string {
	b := []byte(k)
	for i, c := range b {
		if c == '_' {
			b[i] = '-'
		}
	}
	return string(b)
}

// Outcome is what triage says of a message.
type Outcome uint8

// The outcomes, weakest first.
const (
	Calm   Outcome = iota // nothing found
	Refuse                // asks for something Porchlight will not do
	Check                 // may be danger: ask
	Danger                // is danger: hand off
)

// String gives the outcome's word in rule files and in `why`.
func (o Outcome) String() string {
	return [...]string{"calm", "refuse", "check", "danger"}[o]
}

// Verdict is what Judge found. The zero value is Calm.
//
// It holds positions in the message, never its words, so it is safe to keep
// longer than the message; even so it is dropped with the turn.
type Verdict struct {
	Outcome  Outcome
	Kind     Kind   // of Danger and Check
	Second   Kind   // another kind that the message carries, or ""
	Rule     string // id of the rule that decided
	Language string // of the rule file the rule is in
	Node     string // a node the rule names instead of the kind's handoff, or ""
	Young    bool   // the writer is a minor, whatever the kind
	Score    int    // points for Kind: danger from 100, check from 50
	Evidence []Evidence
}

// Evidence is one rule that fired or was taken back, for `why`.
type Evidence struct {
	Rule      string
	Points    int  // negative when taken back; 0 of a rule that refuses
	TakenBack bool // counter-evidence stands in the way
	Half      bool // it leaves half of the points
	Spans     []Span

	against uint64   // the counters that take it back or leave half, a bit each
	names   []string // of counters, by bit
}

// Counters names what takes the evidence back or leaves half of it.
func (e Evidence) Counters() []string {
	var out []string
	for bit, name := range e.names {
		if e.against&(1<<bit) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// Span is a piece of the original message in bytes, text[Start:End], and the
// group in which its words stand, "" for words of the pattern itself.
type Span struct {
	Start, End int
	Group      string
}
