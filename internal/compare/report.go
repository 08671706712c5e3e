package compare

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// Report is what changes between two versions. It is not changed after Versions
// has made it and may be read by several goroutines.
type Report struct {
	Before string `json:"before"` // the digest of the earlier bundle
	After  string `json:"after"`  // and of the later one
	Counts Counts `json:"counts"`
	Edits  []Edit `json:"edits"` // those that touch danger, hotlines or help first
	// Together is what several edits of asks and rules cause and no single one can
	// be named for.
	Together Together `json:"together"`

	countries int // that there are to walk
}

// Counts sums up a report. A conversation or a question that several edits cause
// counts once, and so do conversations that change alike.
type Counts struct {
	Edits         int `json:"edits"`
	First         int `json:"first"` // edits that touch danger, hotlines or help
	Conversations int `json:"conversations"`
	Questions     int `json:"questions"`
	Lost          int `json:"lost"` // questions that told of danger and do so less
}

// Change says what happened to an item.
type Change string

// The changes.
const (
	Changed Change = "changed"
	Added   Change = "added"
	Removed Change = "removed"
)

// Edit is an item that differs, and what a parent sees of it.
type Edit struct {
	What   string `json:"what"` // the item's name; see dialog.Item
	Change Change `json:"change"`
	Before string `json:"before"` // the item's digests; "" where it is not there
	After  string `json:"after"`
	First  string `json:"first"` // why it comes first; "" for the others
	// Follows marks a translation that stayed as it was while its English changed.
	Follows bool `json:"follows"`
	// Stale marks a translation that is older than its English.
	Stale         bool           `json:"stale"`
	Fields        []Field        `json:"fields"`
	Conversations []Conversation `json:"conversations"`
	Questions     []Question     `json:"questions"`

	rank int
}

// Field is a part of an item that differs and that no conversation shows. Lists
// have a line for each entry.
type Field struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Conversation is something that reads differently. The first of Places is the one
// that is shown. In the others the same words change; hotlines that did not change
// may be others there, those of another country.
type Conversation struct {
	Places []Place `json:"places"`
	Before *Shown  `json:"before"` // nil where it is not there
	After  *Shown  `json:"after"`
}

// PlaceKind says what is read at a place.
type PlaceKind string

// The kinds of place.
const (
	NodePlace  PlaceKind = "node"
	FramePlace PlaceKind = "frame" // a reply that the program makes: to a picture, at the start
	WordPlace  PlaceKind = "word"  // a short text of the program by itself
)

// Place is where something is read, and by whom.
type Place struct {
	Kind    PlaceKind `json:"kind"`
	Name    string    `json:"name"` // a node id, a frame, the key of a word
	Locale  string    `json:"locale"`
	Country string    `json:"country"` // "" for people who did not tell theirs
	Told    string    `json:"told"`    // what they told besides: "age=11-13, device=iphone"
}

// String names the place: "danger/check, es, country GB, told age=11-13".
func (p Place) String() string {
	parts := []string{p.name(), p.Locale}
	if c := countryName(p.Country); c != "" {
		parts = append(parts, c)
	}
	if p.Told != "" {
		parts = append(parts, "told "+p.Told)
	}
	return strings.Join(parts, ", ")
}

func (p Place) name() string {
	if p.Kind == WordPlace {
		return "the words " + p.Name
	}
	return p.Name
}

// countryName is "" for people without a country.
func countryName(code string) string {
	switch code {
	case dialog.NoCountry:
		return ""
	case dialog.OtherCountry:
		return "a country without lines of its own"
	default:
		return "country " + code
	}
}

// Shown is a reply as a parent sees it, without the help row that every reply has.
type Shown struct {
	Title   string   `json:"title"`
	Text    string   `json:"text"` // plain, hotlines filled in
	Buttons []Button `json:"buttons"`
	Picture *Picture `json:"picture"`
	Calls   []string `json:"calls"` // the numbers that a tap on a hotline calls
}

// Button is a choice as it is drawn, and where it leads.
type Button struct {
	Label string `json:"label"`
	To    string `json:"to"`
	Sets  string `json:"sets"` // "age=11-13", or ""
}

// Picture is an image as it is told to those who cannot see it.
type Picture struct {
	Name   string `json:"name"`
	Alt    string `json:"alt"`
	SHA256 string `json:"sha256"` // of the file
}

// Question is a message that leads elsewhere.
type Question struct {
	Text   string `json:"text"`
	Locale string `json:"locale"` // of the chat in which it is asked
	Before Answer `json:"before"`
	After  Answer `json:"after"`
	Lost   bool   `json:"lost"` // it told of danger and does so less
}

// Answer is where a message leads.
type Answer struct {
	Route engine.Route  `json:"route"`
	Node  dialog.NodeID `json:"node"`
}

// Together is what edits cause together.
type Together struct {
	Edits     []string   `json:"edits"`
	Questions []Question `json:"questions"`
}

// JSON writes the whole report. The keys are stable.
func (r *Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("write the comparison: %w", err)
	}
	return nil
}
