// Package markup is the small Markdown that content is written in: paragraphs,
// bold, italics, lists, links, and placeholders such as {hotline.trafficking}.
//
// [Parse] turns a text into a [Doc], a list of blocks of spans. Channels render
// a Doc natively; [Doc.Plain] renders it as plain text. Nothing here knows a
// platform. A Doc is immutable after Parse and safe for concurrent use.
//
// The package is a leaf: it imports nothing of ours.
package markup

// Doc is a text, parsed. The zero value is an empty text.
type Doc struct {
	Blocks []Block
}

// Kind says what a block is.
type Kind uint8

// The kinds of block.
const (
	Paragraph Kind = iota
	Bullet         // one item of a list with dots
	Numbered       // one item of a numbered list; Block.Number is its number
)

// Block is one paragraph or one list item.
type Block struct {
	Kind   Kind
	Number int // of a Numbered block, from 1
	Spans  []Span
}

// Style is a set of text styles.
type Style uint8

// The styles; they may be combined.
const (
	Bold Style = 1 << iota
	Italic
)

// Span is a run of text with one style. Exactly one of these holds: it is a
// placeholder (Placeholder is set, Text is empty); a link (Link is set, Text is
// its words); plain text.
type Span struct {
	Text        string
	Style       Style
	Link        string // an https URL, or tel:+… made from a hotline
	Placeholder string // such as "hotline.trafficking"
}

// Fill gives the spans that stand for a placeholder. A key it does not know
// gives no spans.
type Fill func(placeholder string) []Span

// Problem is something Parse could not read as intended. Line counts from 1
// within the text.
type Problem struct {
	Line    int
	Message string
}
