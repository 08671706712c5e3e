package telegram

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-telegram/bot/models"
	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

func rendered(src string) *text {
	d, _ := markup.Parse(src)
	var t text
	t.doc(&d, nil)
	return &t
}

// under is the words of an entity.
func under(s string, e models.MessageEntity) string {
	return string(utf16.Decode(utf16.Encode([]rune(s))[e.Offset : e.Offset+e.Length]))
}

// Offsets count as Telegram counts: in UTF-16 units, whatever letters stand before.
func TestEntities(t *testing.T) {
	for _, tc := range []struct {
		src  string
		kind models.MessageEntityType
		want string
	}{
		{"call **911** now", models.MessageEntityTypeBold, "911"},
		{"😀😀 **911**", models.MessageEntityTypeBold, "911"},
		{"👨‍👩‍👧 ñandú **año 👍🏽** x", models.MessageEntityTypeBold, "año 👍🏽"},
		{"e\u0301e\u0301 *e\u0301*", models.MessageEntityTypeItalic, "e\u0301"},
		{"𝒜 [see 𝒜 here](https://example.org)", models.MessageEntityTypeTextLink, "see 𝒜 here"},
		{"- one 😀\n- **two**", models.MessageEntityTypeBold, "two"},
	} {
		r := rendered(tc.src)
		s, entities := r.within(maxText)
		i := slices.IndexFunc(entities, func(e models.MessageEntity) bool { return e.Type == tc.kind })
		if i < 0 || under(s, entities[i]) != tc.want {
			t.Errorf("%q: %q %+v", tc.src, s, entities)
		}
	}
}

// checkCut holds what within gives against what it cut from.
func checkCut(t interface{ Fatalf(string, ...any) }, full string, limit int, s string, entities []models.MessageEntity) {
	n := len(utf16.Encode([]rune(s)))
	if n > limit {
		t.Fatalf("%d units, at most %d", n, limit)
	}
	if !strings.HasPrefix(full, s) || !utf8.ValidString(s) {
		t.Fatalf("%q is not the beginning of %q", s, full)
	}
	wide := utf16.Encode([]rune(s))
	low := func(at int) bool { return at < len(wide) && wide[at] >= 0xDC00 && wide[at] <= 0xDFFF }
	for _, e := range entities {
		if e.Length <= 0 || e.Offset < 0 || e.Offset+e.Length > n {
			t.Fatalf("%s at %d+%d lies outside a text of %d", e.Type, e.Offset, e.Length, n)
		}
		if low(e.Offset) || low(e.Offset+e.Length) {
			t.Fatalf("%s at %d+%d splits a character", e.Type, e.Offset, e.Length)
		}
	}
}

// The words are those of the markup, and every entity lies inside them.
func TestRender(t *testing.T) {
	piece := rapid.SampledFrom([]string{"word", " ", "\n", "\n\n", "- ", "1. ", "**bold**", "*slanted*", "**", "😀", "é", "e\u0301", "[link](https://example.org/a)", "日本"})
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "source"), "")
		d, _ := markup.Parse(src)
		r := rendered(src)
		bare := d // its links named in words alone, as an entity shows them
		for i := range bare.Blocks {
			bare.Blocks[i].Spans = slices.Clone(bare.Blocks[i].Spans)
			for j := range bare.Blocks[i].Spans {
				if bare.Blocks[i].Spans[j].NamesLink() {
					bare.Blocks[i].Spans[j].Link = ""
				}
			}
		}
		full := r.b.String()
		if want := bare.Plain(nil); full != want {
			t.Fatalf("%q, not %q", full, want)
		}
		if units(full) != len(utf16.Encode([]rune(full))) || r.units != units(full) {
			t.Fatalf("%d units are counted", r.units)
		}
		limit := rapid.IntRange(2, 80).Draw(t, "limit")
		s, entities := r.within(limit)
		checkCut(t, full, limit, s, entities)
	})
}
