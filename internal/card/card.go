// Package card draws the wallet card, and the pictures that nodes show.
//
// Every word on a card is content: the front and the back are the text of the
// node community/wallet-card in a locale, with the help lines of a country filled in. The
// front ends, and the back begins, with the first block that holds a help line. A
// few labels are words of the program. So a card is translated and reviewed with
// everything else, and says that it is a draft until it is told otherwise.
//
// [New] reads the words and lays them out; a text that does not fit, or has
// letters that the fonts lack, is an error. The card is then written as [Card.SVG]
// (both sides), [Card.PNG] (as wide as a phone, for channels), [Card.PDF] and
// [Card.HTML] (a sheet of eight to print). [Picture] draws the list of any node.
//
// There is one [drawing] for all formats: boxes and measured words, with the Go
// fonts. The same content gives the same bytes on the same kind of machine. Nothing
// here knows a file, a server or a clock. A Card is immutable, and everything here
// may be used by several goroutines.
package card

import (
	"errors"
	"fmt"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

// Node is the node whose text the card shows.
const Node dialog.NodeID = "community/wallet-card"

// Errors of New and Picture.
var (
	ErrShape   = errors.New("the text has not the shape of a card")
	ErrFit     = errors.New("the text does not fit")
	ErrLetters = errors.New("the fonts have no such letter")
	ErrAddress = errors.New("no address for a QR code")
)

// Options are what may differ from card to card. The zero value is a draft without
// a QR code.
type Options struct {
	URL      string // opens the bot; https, at most MaxURL bytes; "" for no QR code
	Approved bool   // the words were reviewed: do not say that they are drafts
}

// Card is a card in one locale for one country.
type Card struct {
	lang  string
	title string
	brand string // the name of the service
	scan  string // under the QR code
	print string // how to print
	draft string // "" where the words were reviewed
	plain [2]string

	heading []run   // the first block: the heading of the front
	signs   []block // the rest of the front
	urgent  []run   // the first block with a help line: the heading of the back
	lines   []block // the rest of the back
	code    code

	front, back, phone drawing
}

// block is a paragraph, or an item of a list with its mark.
type block struct {
	mark string // "•", "1.", …; "" for a paragraph
	runs []run
}

// New makes the card of a locale, by locale index, and a country, by its code.
func New(b *dialog.Bundle, locale int, country string, o Options) (*Card, error) {
	node, ok := b.Node(Node)
	if !ok {
		return nil, fmt.Errorf("there is no node %s: %w", Node, ErrShape)
	}
	view := node.View(locale)
	c := &Card{
		lang: b.Locales()[locale], title: view.Title, brand: b.Word(locale, "web-title"),
		scan: b.Word(locale, "card-scan"), print: b.Word(locale, "card-print"),
	}
	if !o.Approved {
		c.draft = b.Word(locale, "draft-notice")
	}
	var err error
	if c.code, err = newCode(o.URL); err != nil {
		return nil, err
	}
	if err := c.read(bodyOf(view), b.Lines(locale, country)); err != nil {
		return nil, err
	}
	if r, missing := missingLetter(strings.Join(c.Texts(), "")); missing {
		return nil, fmt.Errorf("%q: %w", r, ErrLetters)
	}
	if err := c.drawFront(); err != nil {
		return nil, err
	}
	if err := c.drawBack(); err != nil {
		return nil, err
	}
	c.drawPhone()
	return c, nil
}

// bodyOf is the text for everybody.
func bodyOf(v *dialog.View) *markup.Doc { return v.Variants[len(v.Variants)-1].Body[0] }

// read parts the text into the front and the back.
func (c *Card) read(doc *markup.Doc, lines *dialog.Lines) error {
	split := 0
	for split < len(doc.Blocks) && !holdsLine(doc.Blocks[split]) {
		split++
	}
	if split < 2 || split == len(doc.Blocks) {
		return fmt.Errorf("%s: a heading and the signs come first, then a sentence with {hotline.emergency}: %w", Node, ErrShape)
	}
	front, back := doc.Blocks[:split], doc.Blocks[split:]
	c.plain = [2]string{markup.Doc{Blocks: front}.Plain(nil), markup.Doc{Blocks: back}.Plain(lines.Fill)}
	c.heading = runsOf(front[0].Spans, nil)
	for _, b := range front[1:] {
		c.signs = append(c.signs, blockOf(b, nil))
	}
	c.urgent = runsOf(back[0].Spans, lines.Fill)
	c.lines = mergeLines(back[1:], lines.Fill)
	return nil
}

func holdsLine(b markup.Block) bool {
	return len(markup.Doc{Blocks: []markup.Block{b}}.Placeholders()) > 0
}

// mergeLines gives the items with help lines; items of one line become one item, so
// that a country with few lines does not repeat them.
func mergeLines(blocks []markup.Block, fill markup.Fill) []block {
	var out []block
	at := map[string]int{} // by the words of the help line
	for _, b := range blocks {
		label, rest := labelOf(b.Spans)
		key := (markup.Doc{Blocks: []markup.Block{{Spans: rest}}}).Plain(fill)
		i, known := at[key]
		if label == "" || !known {
			at[key] = len(out)
			item := block{}
			if label != "" {
				item.runs = append(item.runs, run{text: label, bold: true, ink: &blue}, run{text: ": "})
			}
			item.runs = append(item.runs, runsOf(rest, fill)...)
			out = append(out, item)
			continue
		}
		out[i].runs[0].text += " / " + label
	}
	return out
}

// labelOf parts "Trafficking: {hotline.trafficking}" after the colon.
func labelOf(spans []markup.Span) (label string, rest []markup.Span) {
	if len(spans) < 2 || spans[0].Placeholder != "" || spans[1].Placeholder == "" {
		return "", spans
	}
	label, ok := strings.CutSuffix(strings.TrimSpace(spans[0].Text), ":")
	if !ok {
		return "", spans
	}
	return label, spans[1:]
}

func blockOf(b markup.Block, fill markup.Fill) block {
	out := block{runs: runsOf(b.Spans, fill)}
	switch b.Kind {
	case markup.Bullet:
		out.mark = "•"
	case markup.Numbered:
		out.mark = fmt.Sprintf("%d.", b.Number)
	case markup.Paragraph:
	}
	return out
}

// runsOf are the words of spans. Without fill a help line becomes a telephone sign.
func runsOf(spans []markup.Span, fill markup.Fill) []run {
	var out []run
	for _, s := range spans {
		switch {
		case s.Placeholder == "":
			out = append(out, run{text: s.Text, bold: s.Style&markup.Bold != 0, whole: strings.HasPrefix(s.Link, "tel:")})
		case fill == nil:
			out = append(stick(out), run{phone: true})
		default:
			out = append(out, runsOf(fill(s.Placeholder), nil)...)
		}
	}
	return out
}

// stick keeps the last word of runs on the line of what comes next.
func stick(runs []run) []run {
	if n := len(runs); n > 0 {
		if rest, ok := strings.CutSuffix(runs[n-1].text, " "); ok {
			runs[n-1].text = rest + "\u00a0"
		}
	}
	return runs
}

// bold makes runs bold.
func bold(runs []run) []run {
	out := make([]run, len(runs))
	for i, r := range runs {
		out[i] = r
		out[i].bold = true
	}
	return out
}

// Texts lists what the card says, as plain text: the front and the back, the words
// under the QR code, how to print, and that it is a draft.
func (c *Card) Texts() []string {
	out := []string{c.plain[0], c.plain[1], c.brand, c.scan, c.print}
	if c.draft != "" {
		out = append(out, c.draft)
	}
	return out
}

// SVG is both sides of one card, one below the other, 85.6 mm wide.
func (c *Card) SVG() []byte {
	d := drawing{w: c.front.w, h: 2*c.front.h + gap}
	d.box(0, 0, d.w, d.h, 0, white) // whatever it is shown on
	d.place(&c.front, 0, 0)
	d.place(&c.back, 0, c.front.h+gap)
	return d.svg(c.lang, c.title)
}

// gap is the space between the two sides of a card that are shown together, in mm.
const gap = 4

// PNG is the card as one picture, 1080 pixels wide.
func (c *Card) PNG() ([]byte, error) { return c.phone.png() }
