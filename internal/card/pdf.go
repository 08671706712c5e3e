package card

import (
	"bytes"
	"fmt"
	"image/color"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// PDF is a sheet of eight cards on two pages, the fronts and the backs. The fonts
// are part of the file.
func (c *Card) PDF(p Paper) ([]byte, error) {
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: p.Wide, Ht: p.High}})
	// No clock, and a fixed order: the same card is the same file.
	f.SetCreationDate(time.Unix(0, 0).UTC())
	f.SetModificationDate(time.Unix(0, 0).UTC())
	f.SetCatalogSort(true)
	f.SetTitle(c.title, true)
	f.SetLang(c.lang)
	f.SetProducer(c.brand, true)
	f.SetMargins(0, 0, 0)
	f.SetAutoPageBreak(false, 0)
	f.SetLineWidth(0)
	for _, style := range []string{"", "B"} {
		f.AddUTF8FontFromBytes("go", style, fontOf(style == "B").ttf)
	}
	for _, side := range []*drawing{&c.front, &c.back} {
		page := c.sheet(p)
		for _, at := range p.spots() {
			page.place(side, at[0], at[1])
		}
		f.AddPage()
		pdfMarks(f, &page)
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, fmt.Errorf("card: %w", err)
	}
	return out.Bytes(), nil
}

func pdfMarks(f *fpdf.Fpdf, d *drawing) {
	for _, b := range d.boxes {
		f.SetFillColor(parts(b.ink))
		if b.radius > 0 {
			f.RoundedRect(b.x, b.y, b.w, b.h, b.radius, "1234", "F")
		} else {
			f.Rect(b.x, b.y, b.w, b.h, "F")
		}
	}
	for _, w := range d.words {
		style := ""
		if w.bold {
			style = "B"
		}
		f.SetFont("go", style, w.size/point)
		f.SetTextColor(parts(w.ink))
		f.Text(w.x, w.y, w.text)
	}
}

func parts(c color.RGBA) (r, g, b int) { return int(c.R), int(c.G), int(c.B) }
