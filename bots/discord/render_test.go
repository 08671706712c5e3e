package discord

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

func TestContent(t *testing.T) {
	fill := func(key string) []markup.Span {
		return []markup.Span{{Text: "Line", Style: markup.Bold}, {Text: ": "}, {Text: "1-800-1", Link: "tel:+18001"}}
	}
	for source, want := range map[string]string{
		"**Bold** and *it*.":                "**Bold** and *it*.",
		"- one\n- two":                      "- one\n- two",
		"1. one\n2. two":                    "1. one\n2. two",
		"a_b ~~c~~ `d` <@1> @everyone [x":   "a\\_b \\~\\~c\\~\\~ \\`d\\` \\<\\@1> \\@everyone \\[x",
		"[the page](https://a.example/x_y)": "the page (<https://a.example/x_y>)",
		"[a.example](https://a.example)":    "<https://a.example>",
		"Call {hotline.child} now":          "Call **Line**: 1-800-1 now",
		"**Call {hotline.child} now**":      "**Call Line: 1-800-1 now**",
		"5-7 years, e.g. 3. It is":          "5-7 years, e.g. 3. It is",
	} {
		doc, _ := markup.Parse(source)
		if got := content([]*markup.Doc{&doc}, fill); got != want {
			t.Errorf("%q\n got %q\nwant %q", source, got, want)
		}
	}
	for source, want := range map[string]string{
		"# no heading": "\\# no heading", "> no quote": "\\> no quote", "1. no list": "1\\. no list", "12 kids": "12 kids", "-# small": "\\-# small",
		"a\n# b": "a\n\\# b", "https://a.example": "https\\://a.example",
	} {
		if got := escaped(source); got != want {
			t.Errorf("%q: got %q, want %q", source, got, want)
		}
	}
}

// A text that is too long loses its end, and never a hotline.
func TestTooLong(t *testing.T) {
	doc, _ := markup.Parse(strings.Repeat("Some words that say something.\n\n", 100) + "Call {hotline.child}.\n\n" + strings.Repeat("More.\n\n", 50))
	got := content([]*markup.Doc{&doc}, func(string) []markup.Span { return []markup.Span{{Text: "1-800-1"}} })
	if units(got) > maxContent || !strings.HasSuffix(got, "Call 1-800-1.") {
		t.Errorf("%d units: …%q", units(got), got[max(0, len(got)-80):])
	}
}
