package card

import (
	"fmt"
	"strings"
)

// Paper is a sheet to print on, upright, in millimetres.
type Paper struct {
	Name       string
	Wide, High float64
}

// papers lists the sheets by the names that people know.
var papers = []Paper{{"a4", 210, 297}, {"letter", 215.9, 279.4}}

// PaperOf finds a paper by its name.
func PaperOf(name string) (Paper, error) {
	var names []string
	for _, p := range papers {
		if strings.EqualFold(p.Name, name) {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Paper{}, fmt.Errorf("there is no paper %q; there are %s", name, strings.Join(names, ", "))
}

// A sheet holds two columns of four cards that touch, so that one cut parts two.
// They lie in the middle, so that the backs lie behind the fronts whichever way
// the sheet is turned.
const (
	columns, rows = 2, 4
	tick          = 6.0 // the length of a cutting mark beside the cards, in mm
	hair          = 0.15
)

func (p Paper) corner() (x, y float64) {
	return (p.Wide - columns*cardWide) / 2, (p.High - rows*cardHigh) / 2
}

// spots lists where the upper left corners of the cards lie.
func (p Paper) spots() [][2]float64 {
	x, y := p.corner()
	var out [][2]float64
	for row := range rows {
		for column := range columns {
			out = append(out, [2]float64{x + float64(column)*cardWide, y + float64(row)*cardHigh})
		}
	}
	return out
}

// marks draws where to cut: hairlines between the cards, and marks that stay on
// what is cut off.
func (p Paper) marks(d *drawing) {
	x, y := p.corner()
	wide, high := columns*cardWide, rows*cardHigh
	for i := range columns + 1 {
		at := x + float64(i)*cardWide - hair/2
		d.box(at, y-tick-1, hair, tick, 0, black)
		d.box(at, y, hair, high, 0, line)
		d.box(at, y+high+1, hair, tick, 0, black)
	}
	for i := range rows + 1 {
		at := y + float64(i)*cardHigh - hair/2
		d.box(x-tick-1, at, tick, hair, 0, black)
		d.box(x, at, wide, hair, 0, line)
		d.box(x+wide+1, at, tick, hair, 0, black)
	}
}

// sheet is a side of a sheet without its cards: where to cut and how to print.
func (c *Card) sheet(p Paper) drawing {
	d := drawing{w: p.Wide, h: p.High}
	p.marks(&d)
	x, y := p.corner()
	const size = 8 * point
	lines := wrap([]run{{text: c.print}}, size, columns*cardWide)
	d.set(lines, x, y-tick-2-float64(len(lines))*leading*size, size, grey)
	return d
}
