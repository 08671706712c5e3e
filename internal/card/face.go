package card

import (
	"fmt"
	"image/color"
)

// The measures of a card and what lies on it, in millimetres.
const (
	cardWide = 85.6 // ISO/IEC 7810, ID-1
	cardHigh = 53.98
	edge     = 3.0 // is left free, so that a cut that is not exact hurts nothing
	bandAir  = 1.6 // between a band and its words
	codeSide = 20.0
)

// Sizes of letters. Seven points is the least that most people read at arm's length.
const (
	smallest  = 7 * point
	largest   = 9 * point
	bandLeast = 8.5 * point
	bandMost  = 11 * point
	sizeStep  = 0.1 * point
)

// column is text in the making: blocks one below the other.
type column struct {
	x, y, width, size float64
	ink               color.RGBA
	air               float64 // between blocks, in sizes
}

// high is how high blocks would be.
func (k column) high(blocks []block) float64 {
	return k.draw(&drawing{}, blocks) - k.y
}

// draw sets blocks and gives where they end.
func (k column) draw(d *drawing, blocks []block) float64 {
	y := k.y
	indent := 0.0
	for _, b := range blocks {
		if b.mark != "" {
			indent = max(indent, width(b.mark+" ", false, k.size))
		}
	}
	for i, b := range blocks {
		if i > 0 && (b.mark == "" || blocks[i-1].mark == "") {
			y += k.air * k.size
		}
		x, wide := k.x, k.width
		if b.mark != "" {
			d.set(wrap([]run{{text: b.mark}}, k.size, wide), x, y, k.size, k.ink)
			x, wide = x+indent, wide-indent
		}
		y += d.set(wrap(b.runs, k.size, wide), x, y, k.size, k.ink)
	}
	return y
}

// fit draws blocks as large as the height allows.
func (k column) fit(d *drawing, blocks []block, high float64) error {
	for k.size = largest; k.size >= smallest-1e-9; k.size -= sizeStep {
		if k.high(blocks) <= high {
			k.draw(d, blocks)
			return nil
		}
	}
	k.size = smallest
	return fmt.Errorf("%.1f mm of text in 7 points, %.1f mm are there: %w", k.high(blocks), high, ErrFit)
}

// band draws a heading in white on a ground, in one or two lines as large as they
// fit, and gives where it ends.
func (d *drawing) band(runs []run, ground color.RGBA) (float64, error) {
	wide := d.w - 2*edge
	for size := bandMost; size >= bandLeast-1e-9; size -= sizeStep {
		lines := wrap(runs, size, wide-2*bandAir)
		if len(lines) > 1 && size > bandLeast+point || len(lines) > 2 {
			continue
		}
		high := float64(len(lines))*leading*size + bandAir
		d.box(edge, edge, wide, high, 1, ground)
		d.set(lines, edge+bandAir, edge+bandAir/2, size, white)
		return edge + high + 1.4, nil
	}
	return 0, fmt.Errorf("the heading has more than two lines: %w", ErrFit)
}

// foot draws small grey words along the lower edge and gives where they begin.
func (d *drawing) foot(text string) float64 {
	lines := wrap([]run{{text: text}}, smallest, d.w-2*edge-bandAir)
	y := d.h - edge - float64(len(lines))*leading*smallest
	d.set(lines, edge+bandAir/2, y, smallest, grey)
	return y
}

func (c *Card) drawFront() error {
	d := drawing{w: cardWide, h: cardHigh}
	y, err := d.band(bold(c.heading), blue)
	if err != nil {
		return fmt.Errorf("front: %w", err)
	}
	end := d.h - edge
	if c.draft != "" {
		end = d.foot(c.draft) - 0.6
	}
	text := column{x: edge + bandAir/2, y: y, width: d.w - 2*edge - bandAir, ink: black, air: 0.35}
	if err := text.fit(&d, c.signs, end-y); err != nil {
		return fmt.Errorf("front: %w", err)
	}
	c.front = d
	return nil
}

func (c *Card) drawBack() error {
	d := drawing{w: cardWide, h: cardHigh}
	y, err := d.band(bold(c.urgent), red)
	if err != nil {
		return fmt.Errorf("back: %w", err)
	}
	wide := d.w - 2*edge - bandAir
	if !c.code.empty() {
		wide -= codeSide
		x, top := d.w-edge-codeSide, y-bandAir/2
		d.code(c.code, x, top, codeSide)
		indent := codeSide / float64(c.code.side()) * quiet // under the first module
		below := column{x: x + indent, y: top + codeSide, width: codeSide - indent, size: smallest, ink: black, air: 0.3}
		below.draw(&d, []block{{runs: []run{{text: c.scan, bold: true}}}, {runs: []run{{text: c.brand}}}})
	}
	text := column{x: edge + bandAir/2, y: y, width: wide, ink: black, air: 0.45}
	if err := text.fit(&d, c.lines, d.h-edge-y); err != nil {
		return fmt.Errorf("back: %w", err)
	}
	c.back = d
	return nil
}
