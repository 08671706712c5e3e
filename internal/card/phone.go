package card

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

// The measures of a picture for a phone, in pixels. A phone shows it about 390
// points wide, so a letter of 44 pixels is as large as the text around the picture.
const (
	phoneWidth = 1080.0
	phoneEdge  = 56.0
	phoneAir   = 36.0
	headSize   = 58.0
	textSize   = 44.0
	smallSize  = 34.0
	codePixels = 9.0 // of a module: whole pixels stay sharp
)

// strip draws a heading across the picture and gives where it ends.
func (d *drawing) strip(runs []run, y float64, ground color.RGBA) float64 {
	lines := wrap(bold(runs), headSize, phoneWidth-2*phoneEdge)
	high := float64(len(lines))*leading*headSize + phoneAir
	d.box(0, y, phoneWidth, high, 0, ground)
	d.set(lines, phoneEdge, y+phoneAir/2, headSize, white)
	return y + high + phoneAir
}

func phoneColumn(y, size float64, ink color.RGBA) column {
	return column{x: phoneEdge, y: y, width: phoneWidth - 2*phoneEdge, size: size, ink: ink, air: 0.5}
}

func (c *Card) drawPhone() {
	d := drawing{w: phoneWidth}
	y := d.strip(c.heading, 0, blue)
	y = phoneColumn(y, textSize, black).draw(&d, c.signs) + phoneAir
	y = d.strip(c.urgent, y, red)
	y = phoneColumn(y, textSize, black).draw(&d, c.lines) + phoneAir
	if !c.code.empty() {
		side := codePixels * float64(c.code.side())
		d.code(c.code, (phoneWidth-side)/2, y, side)
		y += side
		lines := wrap([]run{{text: c.scan, bold: true}, {text: " · " + c.brand}}, smallSize, phoneWidth-2*phoneEdge)
		x := (phoneWidth - lineWidth(lines[0])) / 2
		y += d.set(lines, x, y, smallSize, black) + phoneAir
	}
	if c.draft != "" {
		y = phoneColumn(y, smallSize, grey).draw(&d, []block{{runs: []run{{text: c.draft}}}}) + phoneAir
	}
	d.h = y
	c.phone = d
}

func lineWidth(line []piece) float64 {
	last := line[len(line)-1]
	return last.x + last.width
}

// Picture draws the list of a node in a locale, by locale index: the title, the
// first block if it holds a help line, and the first list, 1080 pixels wide. A
// help line becomes a telephone sign: the number stands in the text, where it is
// right for the country.
func Picture(b *dialog.Bundle, id dialog.NodeID, locale int) ([]byte, error) {
	d, err := drawPicture(b, id, locale)
	if err != nil {
		return nil, err
	}
	return d.png()
}

func drawPicture(b *dialog.Bundle, id dialog.NodeID, locale int) (*drawing, error) {
	node, ok := b.Node(id)
	if !ok {
		return nil, fmt.Errorf("there is no node %s: %w", id, ErrShape)
	}
	view := node.View(locale)
	if r, missing := missingLetter(view.Title + bodyOf(view).Plain(nil)); missing {
		return nil, fmt.Errorf("%s: %q: %w", id, r, ErrLetters)
	}
	urgent, items := listOf(bodyOf(view))
	if len(items) == 0 {
		return nil, fmt.Errorf("%s has no list: %w", id, ErrShape)
	}
	d := &drawing{w: phoneWidth}
	y := d.strip([]run{{text: view.Title}}, 0, blue)
	if urgent != nil {
		y = d.strip(urgent, y-phoneAir, red)
	}
	for _, item := range items {
		y = d.item(item, y) + phoneAir
	}
	d.h = y
	return d, nil
}

// listOf are the first block of a text if it holds a help line, and the first list.
// An item that is nothing but a help line belongs to the item before it.
func listOf(doc *markup.Doc) (urgent []run, items []block) {
	if len(doc.Blocks) > 0 && holdsLine(doc.Blocks[0]) {
		urgent = runsOf(doc.Blocks[0].Spans, nil)
	}
	for _, b := range doc.Blocks {
		switch {
		case b.Kind == markup.Paragraph:
			if len(items) > 0 {
				return urgent, items
			}
		case len(items) > 0 && len(b.Spans) == 1 && b.Spans[0].Placeholder != "":
			last := &items[len(items)-1]
			last.runs = append(last.runs, run{text: "\u00a0"}, run{phone: true})
		default:
			items = append(items, blockOf(b, nil))
		}
	}
	return urgent, items
}

// item draws an item with its number in a circle, or a dot, and gives where it ends.
func (d *drawing) item(b block, y float64) float64 {
	const circle, dot, indent = 76.0, 20.0, 108.0
	number, numbered := strings.CutSuffix(b.mark, ".")
	lines := wrap(b.runs, textSize, phoneWidth-2*phoneEdge-indent)
	high := float64(len(lines)) * leading * textSize
	if numbered {
		d.box(phoneEdge, y, circle, circle, circle/2, blue)
		d.set(wrap([]run{{text: number, bold: true}}, textSize, indent), phoneEdge+(circle-width(number, true, textSize))/2,
			y+(circle-leading*textSize)/2, textSize, white)
		d.set(lines, phoneEdge+indent, y+max(0, circle-high)/2+min(1, max(0, high-circle))*(circle-leading*textSize)/2, textSize, black)
		return y + max(circle, high+(circle-leading*textSize)/2)
	}
	d.box(phoneEdge+(circle-dot)/2, y+(leading*textSize-dot)/2, dot, dot, dot/2, blue)
	d.set(lines, phoneEdge+indent, y, textSize, black)
	return y + high
}
