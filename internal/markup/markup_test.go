package markup_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		want     []markup.Block
		problems int
	}{
		{"lines of a paragraph join", "One.\nTwo.\n\nThree.", []markup.Block{
			{Spans: []markup.Span{{Text: "One. Two."}}},
			{Spans: []markup.Span{{Text: "Three."}}},
		}, 0},
		{"lists", "Signs:\n- a\n- b\n  more\n1. first", []markup.Block{
			{Spans: []markup.Span{{Text: "Signs:"}}},
			{Kind: markup.Bullet, Spans: []markup.Span{{Text: "a"}}},
			{Kind: markup.Bullet, Spans: []markup.Span{{Text: "b more"}}},
			{Kind: markup.Numbered, Number: 1, Spans: []markup.Span{{Text: "first"}}},
		}, 0},
		{"styles", "**Bold** and *italic* x", []markup.Block{
			{Spans: []markup.Span{
				{Text: "Bold", Style: markup.Bold},
				{Text: " and "},
				{Text: "italic", Style: markup.Italic},
				{Text: " x"},
			}},
		}, 0},
		{"link and placeholder", "See [the guide](https://a.org/x) or {hotline.child}.", []markup.Block{
			{Spans: []markup.Span{
				{Text: "See "},
				{Text: "the guide", Link: "https://a.org/x"},
				{Text: " or "},
				{Placeholder: "hotline.child"},
				{Text: "."},
			}},
		}, 0},
		{"lone signs are shown and reported", "a ** b", []markup.Block{{Spans: []markup.Span{{Text: "a ** b"}}}}, 1},
		{"stray brace", "a {b c} d", []markup.Block{{Spans: []markup.Span{{Text: "a {b c} d"}}}}, 1},
		{"stray bracket", "a [b] c", []markup.Block{{Spans: []markup.Span{{Text: "a [b] c"}}}}, 1},
		{"heading", "# Title", []markup.Block{{Spans: []markup.Span{{Text: "# Title"}}}}, 1},
		{"html", "a <b>x</b>", []markup.Block{{Spans: []markup.Span{{Text: "a <b>x</b>"}}}}, 2},
		{"multiplication is not italic", "2 * 3 * 4", []markup.Block{{Spans: []markup.Span{{Text: "2 * 3 * 4"}}}}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			doc, problems := markup.Parse(tc.in)
			if diff := cmp.Diff(tc.want, doc.Blocks); diff != "" {
				t.Errorf("blocks (-want +got):\n%s", diff)
			}
			if len(problems) != tc.problems {
				t.Errorf("problems = %v, want %d", problems, tc.problems)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	doc, _ := markup.Parse("**Call** {hotline.child}.\n\nSteps:\n- one\n- [two](https://a.org)\n\nEnd.")
	fill := func(key string) []markup.Span {
		return []markup.Span{{Text: "Line: "}, {Text: "1 800", Link: "tel:+1800"}}
	}
	want := "Call Line: 1 800.\n\nSteps:\n• one\n• two (https://a.org)\n\nEnd."
	if diff := cmp.Diff(want, doc.Plain(fill)); diff != "" {
		t.Errorf("plain (-want +got):\n%s", diff)
	}
}

// Every letter of a text is shown, whatever signs surround it.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "**a**", "*a", "[a](https://b)", "{x}", "- a\n1. b", "** *", "[](", "\xff{"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		doc, _ := markup.Parse(s)
		plain := doc.Plain(nil)
		if strings.ContainsAny(s, "[]{}()") || len(s) > 2000 {
			return
		}
		for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) {
			if !strings.Contains(plain, word) {
				t.Fatalf("%q lost from %q: %q", word, s, plain)
			}
		}
	})
}
