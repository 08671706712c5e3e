// Package engine is the pure heart: one turn of a conversation.
//
// [Engine.Turn] takes the state of a chat and one input and gives the next state
// and one reply. It does no I/O, reads no clock, starts no goroutine and logs
// nothing; the same input always gives the same output. Triage reads every text
// before anything else does, and every reply carries a way to get help now that
// no tree can remove.
package engine

import (
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// InputKind says what a person sent.
type InputKind uint8

// The kinds of input.
const (
	Unknown InputKind = iota // anything a channel cannot name
	Start                    // the chat was opened
	Text                     // a typed message
	Tap                      // a choice was tapped
	Command                  // a command such as /menu
	Media                    // a picture, voice message, file, sticker, location…
)

// Input is one thing a person sent. It exists only during its turn.
//
// Its printing methods are redacted: it may hold a person's words.
type Input struct {
	Kind    InputKind
	Text    string // of Text; of Media the caption, read by triage only
	Payload string // of Tap: what the button carried
	Command string // of Command: "/menu", "/language es"
	Locale  string // what the channel believes the person reads, or ""
	Country string // what the channel was told, ISO 3166 alpha-2, or ""

	// LocaleFixed answers in Locale whatever language the text is in.
	LocaleFixed bool
}

// Route is how a reply came about; its value is what `ask --jsonl` prints.
type Route string

// The routes.
const (
	Danger    Route = "danger"
	Check     Route = "check"
	Refuse    Route = "refuse"
	Answer    Route = "answer"
	Suggest   Route = "suggest"
	Smalltalk Route = "smalltalk"
	Fallback  Route = "fallback"
)

// Reply is what the bot says: one message. Everything it points to is shared and
// must not be changed.
type Reply struct {
	Route   Route
	Locale  string
	Country string // whose hotlines Lines are, or ""
	Node    dialog.NodeID
	Topic   string
	Body    []*markup.Doc   // shown in this order
	Choices []dialog.Choice // from the tree or the turn
	Help    []dialog.Choice // added by the engine: help now is always the first
	Picture *dialog.Picture
	Lines   *dialog.Lines // fills the placeholders of Body
	Verdict triage.Verdict
	Match   match.Result
	Asked   int // index of the locale whose asks Match ranks
}

// Events are what else happened in a turn.
type Events uint8

// The events.
const (
	Erased        Events = 1 << iota // the person asked to leave: delete the session
	LocaleChanged                    // the session's locale changed
	SlotSet                          // a slot was remembered
)
