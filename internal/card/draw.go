package card

import (
	"image/color"
	"slices"
)

// drawing is a picture before it has a format. Its unit of length is a millimetre
// on paper and a pixel on a screen; x goes right, y goes down. Words lie above
// boxes, and later boxes above earlier ones.
type drawing struct {
	w, h  float64
	boxes []box
	words []words
}

// box is a filled rectangle; a radius rounds its corners.
type box struct {
	x, y, w, h, radius float64
	ink                color.RGBA
}

// words are letters on one line, in one style. y is that of the base line.
type words struct {
	x, y, width, size float64
	bold              bool
	ink               color.RGBA
	text              string
}

// Inks. Each pair of text and ground below has a contrast of at least 7 to 1
// (WCAG 2.2, 1.4.6), so that a card can be read when it was printed in grey or
// is worn.
var (
	black = color.RGBA{0x11, 0x18, 0x27, 0xff}
	grey  = color.RGBA{0x4b, 0x55, 0x63, 0xff}
	white = color.RGBA{0xff, 0xff, 0xff, 0xff}
	blue  = color.RGBA{0x0b, 0x3d, 0x66, 0xff}
	red   = color.RGBA{0x8f, 0x12, 0x0e, 0xff}
	line  = color.RGBA{0x9c, 0xa3, 0xaf, 0xff} // of cutting lines, which are not read
)

func (d *drawing) box(x, y, w, h, radius float64, ink color.RGBA) {
	d.boxes = append(d.boxes, box{x, y, w, h, radius, ink})
}

// place puts another drawing into this one.
func (d *drawing) place(other *drawing, x, y float64) {
	for _, b := range other.boxes {
		b.x, b.y = b.x+x, b.y+y
		d.boxes = append(d.boxes, b)
	}
	for _, w := range other.words {
		w.x, w.y = w.x+x, w.y+y
		d.words = append(d.words, w)
	}
}

// text lists the words of the drawing, in the order in which they were set.
func (d *drawing) text() []string {
	out := make([]string, len(d.words))
	for i := range d.words {
		out[i] = d.words[i].text
	}
	return slices.Clip(out)
}
