package card

import (
	"image/color"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// point is 1/72 inch in millimetres.
const point = 25.4 / 72

// leading is the distance of two base lines, and rise that of a base line from
// the upper edge of its line, in sizes.
const (
	leading = 1.22
	rise    = 0.92
)

// typeface is a font that is measured and drawn. Safe for concurrent use.
type typeface struct {
	ttf  []byte
	font *sfnt.Font
}

// fonts are the Go fonts, regular and bold: they are part of a module, so that
// every machine draws the same picture.
var fonts = sync.OnceValue(func() [2]typeface {
	var out [2]typeface
	for i, ttf := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic("a compiled-in font cannot be read: " + err.Error())
		}
		out[i] = typeface{ttf, f}
	}
	return out
})

func fontOf(bold bool) typeface {
	if bold {
		return fonts()[1]
	}
	return fonts()[0]
}

// advances gives the width of each letter, in sizes.
func (t typeface) advances(s string) []float64 {
	var buf sfnt.Buffer
	em := fixed.I(int(t.font.UnitsPerEm()))
	out := make([]float64, 0, len(s))
	for _, r := range s {
		i, err := t.font.GlyphIndex(&buf, r)
		if err != nil {
			i = 0
		}
		a, err := t.font.GlyphAdvance(&buf, i, em, font.HintingNone)
		if err != nil {
			a = em
		}
		out = append(out, float64(a)/float64(em))
	}
	return out
}

// missingLetter finds the first letter that the fonts cannot show.
func missingLetter(s string) (rune, bool) {
	var buf sfnt.Buffer
	for _, r := range s {
		if r == '\n' {
			continue
		}
		for _, t := range fonts() {
			if i, err := t.font.GlyphIndex(&buf, r); err != nil || i == 0 {
				return r, true
			}
		}
	}
	return 0, false
}

func width(s string, bold bool, size float64) float64 {
	w := 0.0
	for _, a := range fontOf(bold).advances(s) {
		w += a
	}
	return w * size
}

// run is a piece of a text in one style. A whole run is not parted at the end of
// a line, as the digits of a phone number are not. A phone run is a sign of a
// telephone in place of words.
type run struct {
	text  string
	bold  bool
	whole bool
	phone bool
	ink   *color.RGBA // nil for that of the paragraph
}

// piece is a run that lies on one line, with its place on it.
type piece struct {
	run
	x, width float64
}

// setter breaks text into lines.
type setter struct {
	size, width float64
	lines       [][]piece
	line        []piece
	x           float64 // where the line ends
}

// phoneWide is the width of the telephone sign with its air, in sizes.
const phoneWide = 0.86

func (s *setter) measure(r run) float64 {
	if r.phone {
		return phoneWide * s.size
	}
	return width(r.text, r.bold, s.size)
}

// wrap breaks runs into lines of a width. A word that is wider than a line is
// parted.
func wrap(runs []run, size, wide float64) [][]piece {
	s := setter{size: size, width: wide}
	var word []run
	space, spaceBold := false, false
	flush := func() {
		if len(word) > 0 {
			s.word(word, space, spaceBold)
		}
		word, space = nil, false
	}
	for _, r := range runs {
		if r.whole || r.phone {
			word = append(word, r)
			continue
		}
		for i, part := range strings.Split(r.text, " ") {
			if i > 0 {
				flush()
				space, spaceBold = true, r.bold
			}
			if part != "" {
				next := r
				next.text = part
				word = append(word, next)
			}
		}
	}
	flush()
	s.newline()
	return s.lines
}

func (s *setter) newline() {
	if len(s.line) > 0 {
		s.lines = append(s.lines, s.line)
	}
	s.line, s.x = nil, 0
}

// word puts a word behind the others, or on the next line.
func (s *setter) word(word []run, space, spaceBold bool) {
	w := 0.0
	for _, r := range word {
		w += s.measure(r)
	}
	gap := 0.0
	if space && len(s.line) > 0 {
		gap = width(" ", spaceBold, s.size)
	}
	if s.x+gap+w > s.width {
		s.newline()
		gap = 0
	}
	if gap > 0 {
		s.put(run{text: " ", bold: spaceBold, ink: word[0].ink})
	}
	for _, r := range word {
		if r.phone || s.x+s.measure(r) <= s.width {
			s.put(r)
			continue
		}
		for _, letter := range r.text {
			one := r
			one.text = string(letter)
			if s.x+s.measure(one) > s.width {
				s.newline()
			}
			s.put(one)
		}
	}
}

// put adds to the line; what has the style of the piece before is joined to it.
func (s *setter) put(r run) {
	w := s.measure(r)
	if n := len(s.line); n > 0 && !r.phone && !s.line[n-1].phone && s.line[n-1].bold == r.bold && s.line[n-1].ink == r.ink {
		s.line[n-1].text += r.text
		s.line[n-1].width += w
	} else {
		s.line = append(s.line, piece{r, s.x, w})
	}
	s.x += w
}

// set draws lines with their upper left corner at x, y, and gives their height.
func (d *drawing) set(lines [][]piece, x, y, size float64, ink color.RGBA) float64 {
	for i, l := range lines {
		base := y + (float64(i)*leading+rise)*size
		for _, p := range l {
			own := ink
			if p.ink != nil {
				own = *p.ink
			}
			if p.phone {
				d.phone(x+p.x, base, size, own)
				continue
			}
			d.words = append(d.words, words{x + p.x, base, p.width, size, p.bold, own, p.text})
		}
	}
	return float64(len(lines)) * leading * size
}

// phone draws the frame of a telephone, a little higher than a capital letter.
func (d *drawing) phone(x, base, size float64, ink color.RGBA) {
	const wide, high, side, top, bottom = 11, 17, 1.6, 2.4, 4
	u := size / 20
	x, y := x+2*u, base-15*u
	d.box(x, y, wide*u, top*u, u, ink)
	d.box(x, y+top/2*u, side*u, (high-top/2-bottom/2)*u, 0, ink)
	d.box(x+(wide-side)*u, y+top/2*u, side*u, (high-top/2-bottom/2)*u, 0, ink)
	d.box(x, y+(high-bottom)*u, wide*u, bottom*u, u, ink)
}
