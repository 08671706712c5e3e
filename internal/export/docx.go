package export

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

// A Word document is a zip of XML files (ECMA-376). Five small ones are enough for
// headings, links and text, so they are written here rather than by a library.
const (
	xmlHead  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	wordML   = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

	typesXML = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`
	packageXML = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relation + `/officeDocument" Target="word/document.xml"/></Relationships>`
	partsXML = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relation + `/styles" Target="styles.xml"/></Relationships>`
)

//go:embed styles.xml
var stylesXML string

// DOCX is a document for Word and LibreOffice. Nodes are headings, so that the
// navigator lists them; a comment can be put anywhere.
func (d *Document) DOCX() ([]byte, error) {
	w := &word{locale: d.Locale}
	w.document(d)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", typesXML},
		{"_rels/.rels", packageXML},
		{"word/_rels/document.xml.rels", partsXML},
		{"word/styles.xml", stylesXML},
		{"word/document.xml", xmlHead + `<w:document xmlns:w="` + wordML + `"><w:body>` + w.String() +
			`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`},
	} {
		// A day before which a zip knows none: the same content is the same file.
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = f.Write([]byte(part.text))
		}
		if err != nil {
			return nil, fmt.Errorf("tree %s: %w", d.Tree, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("tree %s: %w", d.Tree, err)
	}
	return out.Bytes(), nil
}

// word writes the paragraphs of a document.
type word struct {
	strings.Builder
	locale string
	marks  int // bookmarks so far
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

// run is a piece of text. Content is marked with its locale, so that the spelling of
// the right language is checked.
func (w *word) run(text, properties string, content bool) string {
	lang := "en"
	if content {
		lang = w.locale
	}
	return `<w:r><w:rPr>` + properties + `<w:lang w:val="` + escape(lang) + `"/></w:rPr><w:t xml:space="preserve">` + escape(text) + `</w:t></w:r>`
}

// label is a run in English, said a run in the locale.
func (w *word) label(text string) string { return w.run(text, "", false) }
func (w *word) said(text string) string  { return w.run(text, "", true) }

// inner links to a place in the document, outer to an address.
func inner(anchor, runs string) string {
	return `<w:hyperlink w:anchor="` + escape(anchor) + `">` + runs + `</w:hyperlink>`
}

func outer(url, runs string) string {
	return `<w:fldSimple w:instr="` + escape(` HYPERLINK "`+url+`" `) + `">` + runs + `</w:fldSimple>`
}

const link = `<w:rStyle w:val="Hyperlink"/>`

// paragraph writes runs in a style of styles.xml.
func (w *word) paragraph(style string, runs ...string) {
	w.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + strings.Join(runs, "") + "</w:p>\n")
}

func (w *word) bookmark(name, runs string) string {
	w.marks++
	return fmt.Sprintf(`<w:bookmarkStart w:id="%d" w:name="%s"/>%s<w:bookmarkEnd w:id="%[1]d"/>`, w.marks, escape(name), runs)
}

func (w *word) document(d *Document) {
	w.paragraph("Title", w.label(d.Title+" ("+d.Locale+")"))
	w.paragraph("Normal", w.label(d.about()))
	for i := range d.Nodes {
		w.paragraph("List", inner(d.Nodes[i].Anchor, w.run(d.Nodes[i].Title, link, true)))
	}
	for i := range d.Nodes {
		w.node(&d.Nodes[i])
	}
}

func (w *word) node(n *Node) {
	w.paragraph("Heading1", w.bookmark(n.Anchor, w.said(n.Title)))
	w.paragraph("About", w.label(n.ID+" · topic "+n.Topic+" · "+n.state()))
	for _, t := range n.Texts {
		if t.When != "" {
			w.paragraph("Heading2", w.label("When "+t.When))
		}
		for _, b := range t.Blocks {
			w.block(b)
		}
	}
	if n.Picture != "" {
		w.paragraph("Normal", w.label("Picture: "), w.said(n.Picture))
	}
	w.choices(n.Choices)
	if len(n.Sources) > 0 {
		w.paragraph("Heading2", w.label("Sources"))
	}
	for _, s := range n.Sources {
		runs := []string{w.label(s.words())}
		if s.URL != "" {
			runs = append(runs, w.label(" "), outer(s.URL, w.run(s.URL, link, false)))
		}
		w.paragraph("List", runs...)
	}
	if len(n.Asks) > 0 {
		w.paragraph("Heading2", w.label("Questions that lead here"))
	}
	for _, a := range n.Asks {
		w.paragraph("Ask", w.said(a))
	}
}

func (w *word) choices(choices []Choice) {
	if len(choices) > 0 {
		w.paragraph("Heading2", w.label("Buttons"))
	}
	for _, c := range choices {
		leads := w.label(c.leads())
		if c.Anchor != "" {
			leads = inner(c.Anchor, w.run(c.leads(), link, false))
		}
		w.paragraph("List", w.run(c.Label, "<w:b/>", true), w.label(" → "), leads)
	}
}

// block writes a paragraph or a list item of what is said.
func (w *word) block(b markup.Block) {
	style, runs := "Said", []string(nil)
	if m := mark(b); m != "" {
		style, runs = "SaidItem", []string{w.said(m), "<w:r><w:tab/></w:r>"}
	}
	for _, s := range b.Spans {
		properties := ""
		if s.Style&markup.Bold != 0 {
			properties += "<w:b/>"
		}
		if s.Style&markup.Italic != 0 {
			properties += "<w:i/>"
		}
		runs = append(runs, w.run(plain([]markup.Span{s}), properties, true))
	}
	w.paragraph(style, runs...)
}
