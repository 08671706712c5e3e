package dialog

import (
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog/po"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// Content is the content directory as written, with positions: what checks,
// the formatter and translations work on.
type Content struct {
	Trees    []SourceTree
	Words    []SourceEntry // words.yaml, in order
	Topics   []SourceEntry
	Slots    []SourceSlot
	Sources  []SourceRef
	Hotlines []SourceHotline
	Pictures []SourcePicture
	Style    Style
	Locales  []SourceLocaleFiles // without the source locale
	Rules    []SourceRules

	asks         map[NodeID][]Located // English asks, from the trees
	vocabularies map[string]match.Vocabulary
	said         map[string]SourceSaid // by locale
	rulesUnread  bool                  // a triage file could not be read; its findings say why
	files        map[string]bool       // every file of the directory
	pictures     map[string]string     // SHA-256 of the files below pictures/
}

// SourceTree is a tree file, or a course file read as a tree.
type SourceTree struct {
	File  string
	Name  Located
	Title Located
	Nodes []SourceNode
}

// SourceNode is a node as written.
type SourceNode struct {
	ID        NodeID
	Pos       diag.Pos
	Was       []Located
	Title     Located
	Topic     Located
	Kind      Kind
	Slot      Located // of `ask: age`
	Smalltalk bool
	Say       Located
	Variants  []SourceVariant
	Picture   Located
	Sources   []Located
	Asks      []Located
	Choices   []SourceChoice

	ReviewDays int // how long an approval stands; 0 for the default

	Lead    SourceLead // what the program says before Say
	TitleOf NodeID     // the node whose title this one bears; "" for its own
	Inner   bool       // reached by the buttons of a course, never by a question
}

// SourceLead is a text of the program that a node begins with. The zero value is
// none.
type SourceLead struct {
	Word     SourceEntry // as in words.yaml
	N, Total int         // what {n} and {total} in it stand for
}

// SourceVariant is a text for people who told us something.
type SourceVariant struct {
	When []SourcePair
	Say  Located
}

// SourcePair is `slot: value` with its place.
type SourcePair struct{ Slot, Value Located }

// SourceChoice is a button as written.
type SourceChoice struct {
	Label  Located
	Target Located
	Set    []SourcePair
	From   string // of a label that stands elsewhere in the content: its context, see Message
	to     Target // the full target
}

// SourceEntry is one `key: text` of a table.
type SourceEntry struct{ Key, Text Located }

// SourceSaid is how people of a locale name in a message what slots stand for.
type SourceSaid struct {
	Numbers []Located // words for one, two, three…
	Phrases []SourceSaidValue
}

// SourceSaidValue is the ways to name one value of a slot.
type SourceSaidValue struct {
	Slot, Value Located
	Words       []Located
}

// SourceSlot is one slot with its values.
type SourceSlot struct {
	Name   Located
	Values []Located
}

// SourceRef is an entry of sources.yaml.
type SourceRef struct {
	ID      Located
	Name    Located
	URL     Located // may be absent
	Year    Located // may be absent
	Checked Located
	Facts   []Located // ids of the facts it covers, for writers
}

// SourceHotline is an entry of hotlines.yaml.
type SourceHotline struct {
	ID                   Located
	Country, Name        Located
	For                  []Located
	Show, Dial           Located // the phone number, as read and as dialled
	TextTo, TextWord     Located
	URL, Chat            Located
	Hours                Located // `always` or a text
	Confidence, Verified Located
	Source, Checked      Located
}

// SourcePicture is an entry of pictures.yaml. {locale} in File stands for the
// locale.
type SourcePicture struct{ Name, File, Description Located }

// fileIn is the file that a picture has in a locale.
func (p *SourcePicture) fileIn(locale string) string {
	return strings.ReplaceAll(p.File.Text, "{locale}", locale)
}

// pictureIn is the file that is shown in a locale: its own or, where it has none, that
// of the source locale.
func (c *Content) pictureIn(p *SourcePicture, locale string) string {
	if file := p.fileIn(locale); c.files[file] {
		return file
	}
	return p.fileIn(SourceLocale)
}

// PictureFiles lists the files of a picture in all locales, each once.
func (c *Content) PictureFiles(p *SourcePicture) []string {
	files := []string{p.fileIn(SourceLocale)}
	for i := range c.Locales {
		if file := c.pictureIn(p, c.Locales[i].Locale); file != files[0] {
			files = append(files, file)
		}
	}
	return files
}

// Style is style.yaml: the words to avoid, by locale, and the reading grade.
type Style struct {
	Grade int // the highest US school grade a text may need
	Avoid map[string][]SourceAvoid
}

// SourceAvoid is one group of words to avoid.
type SourceAvoid struct {
	Words []Located
	Say   Located // what to say instead
	Why   Located
}

// SourceLocaleFiles is what a locale's folder holds.
type SourceLocaleFiles struct {
	Locale     string
	File       string // of the PO file
	Messages   []POMessage
	SetAside   []POMessage // translations of texts that are gone
	Header     po.Entry    // of the PO file
	Asks       map[NodeID][]Located
	AskOrder   []Located // the node ids as written
	Vocabulary match.Vocabulary
}

// SourceRules is a triage file with the place of every entry.
type SourceRules struct {
	Rules triage.File
	File  string
	Place map[string]diag.Pos // "rules/ID", "groups/NAME", …
}

// Slot is a thing a parent may tell us by tapping.
type Slot struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// asksOf lists the asks of a node in a locale, by locale index.
func (c *Content) asksOf(locale int, id NodeID) []Located {
	if locale == 0 {
		return c.asks[id]
	}
	return c.Locales[locale-1].Asks[id]
}
