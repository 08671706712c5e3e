package card

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"strconv"
	"strings"
)

// families are fonts to read the card in, the measured one first. Every piece of
// text says how long it is, so that no other font runs over an edge.
const families = "'Go', 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"

// num writes a length: to the thousandth, without trailing zeros.
func num(x float64) string {
	s := strings.TrimRight(strconv.FormatFloat(x, 'f', 3, 64), "0")
	s = strings.TrimSuffix(s, ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func hex(c color.RGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// svgMarks writes the boxes and words of a drawing.
func svgMarks(w *bytes.Buffer, d *drawing) {
	for _, b := range d.boxes {
		radius := ""
		if b.radius > 0 {
			radius = ` rx="` + num(b.radius) + `"`
		}
		fmt.Fprintf(w, `<rect x="%s" y="%s" width="%s" height="%s"%s fill="%s"/>`+"\n", num(b.x), num(b.y), num(b.w), num(b.h), radius, hex(b.ink))
	}
	for _, t := range d.words {
		weight := ""
		if t.bold {
			weight = ` font-weight="700"`
		}
		fmt.Fprintf(w, `<text x="%s" y="%s" textLength="%s" font-size="%s"%s fill="%s" lengthAdjust="spacingAndGlyphs" xml:space="preserve">%s</text>`+"\n",
			num(t.x), num(t.y), num(t.width), num(t.size), weight, hex(t.ink), html.EscapeString(t.text))
	}
}

// svg writes a drawing as a file of its own, in millimetres.
func (d *drawing) svg(lang, title string) []byte {
	var w bytes.Buffer
	fmt.Fprintf(&w, `<svg xmlns="http://www.w3.org/2000/svg" xml:lang="%s" width="%smm" height="%smm" viewBox="0 0 %[2]s %[3]s" font-family="%s">`+"\n",
		html.EscapeString(lang), num(d.w), num(d.h), html.EscapeString(families))
	fmt.Fprintf(&w, "<title>%s</title>\n", html.EscapeString(title))
	svgMarks(&w, d)
	w.WriteString("</svg>\n")
	return w.Bytes()
}
