package card

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/color"
	"io"
	"math"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.RGBA) float64 {
	part := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

// TestSVG reads the file as XML: its size, and its words.
func TestSVG(t *testing.T) {
	c := newCard(t, 1, "ES", address)
	dec := xml.NewDecoder(bytes.NewReader(c.SVG()))
	var texts []string
	root, inText := true, false
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			if root {
				root = false
				for _, a := range e.Attr {
					if want := map[string]string{"width": "85.6mm", "height": "111.96mm", "lang": "es"}[a.Name.Local]; want != "" && a.Value != want {
						t.Errorf("%s is %q, want %q", a.Name.Local, a.Value, want)
					}
				}
			}
			inText = e.Name.Local == "text"
		case xml.CharData:
			if inText {
				texts = append(texts, string(e))
			}
		case xml.EndElement:
			inText = false
		}
	}
	want := squeeze(strings.Join(append(c.front.text(), c.back.text()...), ""))
	if got := squeeze(strings.Join(texts, "")); got != want {
		t.Errorf("the words are %q, want %q", got, want)
	}
}

// TestPage reads the page: a language, one heading, what is read aloud, and eight
// cards on each of two sheets.
func TestPage(t *testing.T) {
	c := newCard(t, 1, "US", "")
	doc := must(html.Parse(bytes.NewReader(must(c.HTML(papers[1]))(t))))(t)
	count := map[string]int{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		for _, a := range n.Attr {
			switch {
			case n.Data == "html" && a.Key == "lang" && a.Val != "es":
				t.Errorf("the language is %q", a.Val)
			case a.Key == "aria-label" && a.Val != c.plain[0] && a.Val != c.plain[1]:
				t.Errorf("read aloud is %q", a.Val)
			case a.Key == "class":
				count["."+a.Val]++
			case (a.Key == "src" || a.Key == "href") && !strings.HasPrefix(a.Val, "#"):
				t.Errorf("the page asks for %q", a.Val)
			}
		}
	}
	for what, want := range map[string]int{"h1": 1, "symbol": 2, ".card": 2, ".sheet": 2, "use": 2 + 16, "script": 0} {
		if count[what] != want {
			t.Errorf("%d of %s, want %d", count[what], what, want)
		}
	}
}

// TestPDF looks for what a printer needs: two pages of the right size, with fonts
// inside, and no day.
func TestPDF(t *testing.T) {
	data := must(newCard(t, 1, "US", address).PDF(papers[1]))(t)
	for what, want := range map[string]int{"/Type /Page\n": 2, "/FontFile2": 2, "/CreationDate (D:19700101000000": 1, "/Lang (es)": 1} {
		if got := bytes.Count(data, []byte(what)); got != want {
			t.Errorf("%q %d times, want %d", what, got, want)
		}
	}
	if !bytes.Contains(data, []byte("612.00 792.00")) {
		t.Error("the page is not of the size letter")
	}
}

func TestWrap(t *testing.T) {
	phone := run{text: "01 8000 52", whole: true}
	for name, tc := range map[string]struct {
		runs []run
		wide float64 // in sizes
		want string
	}{
		"words go to the next line":    {[]run{{text: "one two three"}}, 4, "one two|three"},
		"a number is not parted":       {[]run{{text: "call "}, phone}, 6, "call|01 8000 52"},
		"a full stop stays with it":    {[]run{{text: "call "}, phone, {text: "."}}, 6, "call|01 8000 52."},
		"a long word is parted":        {[]run{{text: "childhelplineinternational"}}, 6, "childhelplinei|nternational"},
		"styles do not part a word":    {[]run{{text: "a b", bold: true}, {text: "c d"}}, 1.5, "a|bc|d"},
		"no text is no line":           {nil, 4, ""},
		"spaces at an end are nothing": {[]run{{text: " a "}}, 4, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []string
			for _, l := range wrap(tc.runs, 1, tc.wide) {
				s := ""
				for _, p := range l {
					s += p.text
				}
				lines = append(lines, s)
			}
			if got := strings.Join(lines, "|"); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestMergedLines joins items of one help line.
func TestMergedLines(t *testing.T) {
	doc, _ := markup.Parse("- A: {x}\n- B: {y}\n- C: {x}\n- D first, then {x}")
	fill := func(name string) []markup.Span { return []markup.Span{{Text: "line " + name}} }
	var got []string
	for _, b := range mergeLines(doc.Blocks, fill) {
		s := ""
		for _, r := range b.runs {
			s += r.text
		}
		got = append(got, s)
	}
	if want := "A / C: line x|B: line y|D first, then line x"; strings.Join(got, "|") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
