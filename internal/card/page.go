package card

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string

	pageTemplate = template.Must(template.New("page").Parse(pageHTML))
)

// pageData is what page.html shows. Lengths are written as num writes them.
type pageData struct {
	Lang, Title, Print string
	Style              template.CSS
	StyleHash          string
	Wide, High         string // of a card
	SheetWide          string
	SheetHigh          string
	Families           string
	Marks              template.HTML // of a sheet
	Sides              []pageSide
	Spots              []pageSpot
}

type pageSide struct {
	ID    string
	Words string // what is read aloud
	Marks template.HTML
}

type pageSpot struct{ X, Y string }

// HTML is a page to print, in one file: on a screen it shows both sides of the
// card, on paper two sheets of eight. It asks for nothing outside itself.
func (c *Card) HTML(p Paper) ([]byte, error) {
	style := pageCSS + fmt.Sprintf("@page{size:%smm %smm;margin:0}\n", num(p.Wide), num(p.High))
	sum := sha256.Sum256([]byte(style))
	sheet := c.sheet(p)
	data := pageData{
		Lang: c.lang, Title: c.title, Print: c.print,
		Style: template.CSS(style), StyleHash: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), //nolint:gosec // our own
		Wide: num(cardWide), High: num(cardHigh), SheetWide: num(p.Wide), SheetHigh: num(p.High), Families: families,
		Marks: marksHTML(&sheet),
		Sides: []pageSide{{"front", c.plain[0], marksHTML(&c.front)}, {"back", c.plain[1], marksHTML(&c.back)}},
	}
	for _, at := range p.spots() {
		data.Spots = append(data.Spots, pageSpot{num(at[0]), num(at[1])})
	}
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("card: %w", err)
	}
	return out.Bytes(), nil
}

func marksHTML(d *drawing) template.HTML {
	var w bytes.Buffer
	svgMarks(&w, d)
	return template.HTML(w.String()) //nolint:gosec // every text in it was escaped
}
