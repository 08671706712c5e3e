package dialog

import (
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// NodeID names a node for ever: "tree/node", both kebab-case, such as
// "sextortion/first-steps". It is never derived from text and never reused.
type NodeID string

// Target is where a choice leads: a NodeID, or a command such as "/menu".
type Target string

// SourceLocale is the locale that trees are written in.
const SourceLocale = "en"

// Reserved nodes. The compiler refuses a bundle that lacks one.
const (
	Start         NodeID = "start/welcome"     // the first words, and the menu's root
	Menu          NodeID = "start/menu"        // what /menu shows
	Topics        NodeID = "start/topics"      // every topic, for those who browse
	HelpNow       NodeID = "danger/help-now"   // what the help button shows
	Hotlines      NodeID = "danger/hotlines"   // the lines of a country
	Fallback      NodeID = "bot/fallback"      // nothing matched
	Media         NodeID = "bot/media"         // a picture, voice message or file came
	Unknown       NodeID = "bot/unknown-input" // something no channel can read came
	Gone          NodeID = "bot/gone"          // the node behind an old button no longer exists
	Privacy       NodeID = "bot/privacy"       // /privacy
	About         NodeID = "bot/about"         // /about
	Bye           NodeID = "bot/bye"           // the one neutral line after /bye
	Language      NodeID = "bot/language"      // /language
	Country       NodeID = "bot/country"       // /country
	Refuse        NodeID = "bot/refuse"        // triage said refuse
	CheckQuestion NodeID = "danger/check"      // "is a child in danger right now?"
	Suggest       NodeID = "bot/suggest"       // "which of these do you mean?"
)

// Handoff is the node that hands a person over for a kind of danger, such as
// "danger/missing-child".
func Handoff(k triage.Kind) NodeID { return NodeID("danger/" + k.Slug()) }

// CheckFor is the node that asks whether a child is in danger with the line for a kind
// first, such as "danger/check-suicide-selfharm". Where content has none, CheckQuestion
// asks.
func CheckFor(k triage.Kind) NodeID { return CheckQuestion + "-" + NodeID(k.Slug()) }

// ForYoung is the same node in words for a minor who writes, with a way on to pages for
// young people, such as "danger/sextortion-active-young".
func ForYoung(id NodeID) NodeID { return id + "-young" }

// isCheck reports whether a node asks whether a child is in danger.
func isCheck(id NodeID) bool { return strings.HasPrefix(string(id), string(CheckQuestion)) }

// Kind says what a node is for. It follows from the node's keys.
type Kind uint8

// The kinds of node.
const (
	Say    Kind = iota // says something
	Ask                // asks for a slot and remembers it
	Quiz               // a question of a course with right and wrong answers
	Lesson             // a step of a course
)

var kindNames = []string{Say: "say", Ask: "ask", Quiz: "quiz", Lesson: "lesson"}

// String gives the kind as content names it.
func (k Kind) String() string { return kindNames[k] }

func parseKind(s string) (Kind, bool) {
	i := slices.Index(kindNames, s)
	return Kind(max(0, i)), i >= 0
}

// SlotValue is one thing a parent told us by tapping: age=11-13. Both names are
// listed in slots.yaml.
type SlotValue struct{ Slot, Value string }

// Choice is a button, ready to be shown.
type Choice struct {
	Label   string
	Payload string // what the button carries, at most MaxPayload bytes; see ParsePayload
	To      Target
	Set     SlotValue // the zero value when the choice sets nothing
}

// Picture is an image shipped with the content.
type Picture struct {
	Name string // as in pictures.yaml
	File string // path below the content directory
	Alt  string // the description, in the locale
}

// Variant is a text of a node for people who told us something.
type Variant struct {
	When []SlotValue // all must hold; empty for the default text
	Body []*markup.Doc
}

// View is a node in one locale: all that a reply needs, shared and read-only.
type View struct {
	Title    string    // a few words a parent would use; the label of a suggestion
	Variants []Variant // the last one is the default
	Choices  []Choice
	Labels   [][]string // the normalised words of each choice's label
	Picture  *Picture   // nil when the node has none
	Stale    bool       // the source text changed after this translation was made
}

// Node is one thing the bot says. It is immutable and safe for concurrent use.
type Node struct {
	ID      NodeID
	Kind    Kind
	Topic   string // a slug of topics.yaml
	Slot    string // of an Ask: the slot it asks for
	Sources []string

	Asks      int // how many English asks lead here
	Smalltalk bool
	views     []View // by locale index
}

// Bundle is all content compiled: immutable, safe for concurrent use, named by
// its digest. Only package review makes a servable release of it.
type Bundle struct {
	digest    string
	locales   []string
	nodes     map[NodeID]*Node
	order     []NodeID
	heirs     map[NodeID]NodeID
	words     []map[string]string // by locale index
	lines     []map[string]*Lines // by locale index, then country
	slots     []Slot
	said      []said // by locale index
	topics    []string
	rules     *triage.Rules
	indexes   []*match.Index // by locale index
	languages *match.Languages
	pictures  map[string]bool // by file
}
