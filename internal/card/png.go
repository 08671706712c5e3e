package card

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// raster draws with scale pixels for a unit, on white.
func (d *drawing) raster(scale float64) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, int(math.Ceil(d.w*scale)), int(math.Ceil(d.h*scale))))
	draw.Draw(img, img.Bounds(), image.NewUniform(white), image.Point{}, draw.Src)
	for _, b := range d.boxes {
		rasterBox(img, b, scale)
	}
	for i := range d.words {
		rasterWords(img, &d.words[i], scale)
	}
	return img
}

// shape is an outline that is being filled, in pixels of the picture.
type shape struct {
	r      *vector.Rasterizer
	corner image.Point
}

func newShape(x0, y0, x1, y1 float64) *shape {
	p := image.Pt(int(math.Floor(x0)), int(math.Floor(y0)))
	return &shape{vector.NewRasterizer(int(math.Ceil(x1))-p.X, int(math.Ceil(y1))-p.Y), p}
}

func (s *shape) at(x, y float64) (float32, float32) {
	return float32(x - float64(s.corner.X)), float32(y - float64(s.corner.Y))
}

func (s *shape) move(x, y float64) { s.r.MoveTo(s.at(x, y)) }
func (s *shape) line(x, y float64) { s.r.LineTo(s.at(x, y)) }

func (s *shape) curve(x1, y1, x2, y2 float64) {
	a, b := s.at(x1, y1)
	c, d := s.at(x2, y2)
	s.r.QuadTo(a, b, c, d)
}

func (s *shape) fill(img draw.Image, ink color.RGBA) {
	size := s.r.Size()
	s.r.Draw(img, image.Rectangle{s.corner, s.corner.Add(size)}, image.NewUniform(ink), image.Point{})
}

func rasterBox(img draw.Image, b box, scale float64) {
	x0, y0, x1, y1, r := b.x*scale, b.y*scale, (b.x+b.w)*scale, (b.y+b.h)*scale, b.radius*scale
	s := newShape(x0, y0, x1, y1)
	s.move(x0+r, y0)
	s.line(x1-r, y0)
	s.arc(x1-r, y0+r, r, 3)
	s.line(x1, y1-r)
	s.arc(x1-r, y1-r, r, 0)
	s.line(x0+r, y1)
	s.arc(x0+r, y1-r, r, 1)
	s.line(x0, y0+r)
	s.arc(x0+r, y0+r, r, 2)
	s.r.ClosePath()
	s.fill(img, b.ink)
}

// arc draws a quarter of a circle clockwise as two parabolas, which lie within a
// hundredth of the radius of it.
func (s *shape) arc(x, y, r float64, quarter int) {
	if r == 0 {
		return
	}
	const eighth = math.Pi / 4
	for i := range 2 {
		to := float64(quarter)*2*eighth + float64(i+1)*eighth
		between := to - eighth/2
		far := r / math.Cos(eighth/2)
		s.curve(x+far*math.Cos(between), y+far*math.Sin(between), x+r*math.Cos(to), y+r*math.Sin(to))
	}
}

func rasterWords(img draw.Image, w *words, scale float64) {
	t := fontOf(w.bold)
	size := w.size * scale
	var buf sfnt.Buffer
	x, y := w.x*scale, w.y*scale
	advances := t.advances(w.text)
	for i, r := range []rune(w.text) {
		if index, err := t.font.GlyphIndex(&buf, r); err == nil {
			rasterGlyph(img, t, &buf, index, x, y, size, w.ink)
		}
		x += advances[i] * size
	}
}

// rasterGlyph fills the outline of a letter. It is read at the font's own size, in
// which its coordinates are whole numbers.
func rasterGlyph(img draw.Image, t typeface, buf *sfnt.Buffer, index sfnt.GlyphIndex, x, y, size float64, ink color.RGBA) {
	em := int(t.font.UnitsPerEm())
	outline, err := t.font.LoadGlyph(buf, index, fixed.I(em), nil)
	if err != nil || len(outline) == 0 {
		return
	}
	unit := size / float64(em) / 64
	at := func(p fixed.Point26_6) (float64, float64) { return x + float64(p.X)*unit, y + float64(p.Y)*unit }
	edge := outline.Bounds()
	x0, y0 := at(edge.Min)
	x1, y1 := at(edge.Max)
	s := newShape(x0, y0, x1, y1)
	for _, seg := range outline {
		ax, ay := at(seg.Args[0])
		switch seg.Op {
		case sfnt.SegmentOpMoveTo:
			s.r.ClosePath()
			s.move(ax, ay)
		case sfnt.SegmentOpLineTo:
			s.line(ax, ay)
		case sfnt.SegmentOpQuadTo:
			bx, by := at(seg.Args[1])
			s.curve(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo: // TrueType outlines have none
		}
	}
	s.r.ClosePath()
	s.fill(img, ink)
}

// shades is how many steps lie between two inks where letters have their edges.
// Fewer colours make a smaller file, and nobody sees the difference.
const shades = 16

// png writes the picture that a drawing in pixels is.
func (d *drawing) png() ([]byte, error) {
	img := d.raster(1)
	for i, v := range img.Pix {
		if i%4 != 3 && v != 0xff {
			img.Pix[i] = v / shades * shades
		}
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, paletted(img)); err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	return out.Bytes(), nil
}

// paletted lists the colours of a picture where they are at most 256, in the
// order in which they come.
func paletted(img *image.RGBA) image.Image {
	out := image.NewPaletted(img.Bounds(), nil)
	index := map[color.RGBA]uint8{}
	for i := range out.Pix {
		c := color.RGBA{img.Pix[4*i], img.Pix[4*i+1], img.Pix[4*i+2], img.Pix[4*i+3]}
		k, known := index[c]
		if !known {
			if len(out.Palette) == 256 {
				return img
			}
			k = uint8(len(out.Palette)) //nolint:gosec // below 256
			index[c] = k
			out.Palette = append(out.Palette, c)
		}
		out.Pix[i] = k
	}
	return out
}
