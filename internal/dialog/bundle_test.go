package dialog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/text"
)

func compiled(t *testing.T, fsys fstest.MapFS) *dialog.Bundle {
	t.Helper()
	bundle, findings := dialog.Build(fsys, today)
	if bundle == nil {
		t.Fatalf("the content does not build: %v", findings)
	}
	return bundle
}

// moreLines adds a second country and lines for all countries to the smallest
// content.
const moreLines = `  us-text:
    country: US
    name: Text Line
    for: [support]
    text: {to: "555123", word: HELLO}
    hours: nights
    confidence: high
    verified: organisation
    source: https://example.org/text
    checked: 2026-11-21
  gb-999:
    country: GB
    name: Emergency services
    for: [emergency]
    phone: {show: "999", dial: "999"}
    hours: always
    confidence: high
    verified: government
    source: https://example.org/999
    checked: 2026-11-21
  gb-child:
    country: GB
    name: Children's Line
    for: [child]
    phone: {show: "0800 555 0111", dial: "+448005550111"}
    confidence: high
    verified: organisation
    source: https://example.org/gb
    checked: 2026-11-21
  gb-guess:
    country: GB
    name: Unsure Line
    for: [suicide]
    phone: {show: "0800 555 0122", dial: "+448005550122"}
    confidence: medium
    verified: memory
    source: https://example.org/gb
    checked: 2026-11-21
  intl-images:
    country: INTL
    name: Picture Help
    for: [images]
    url: https://example.org/images
    confidence: medium
    verified: organisation
    source: https://example.org/images
    checked: 2026-11-21
  intl-chi:
    country: INTL
    name: Child helplines of the world
    for: [child]
    url: https://example.org/helplines
    confidence: high
    verified: organisation
    source: https://example.org/helplines
    checked: 2026-11-21
`

func TestLines(t *testing.T) {
	fsys := dialogtest.Minimal()
	fsys["hotlines.yaml"] = &fstest.MapFile{Data: []byte(string(fsys["hotlines.yaml"].Data) + moreLines)}
	b := compiled(t, fsys)
	if diff := cmp.Diff([]string{"GB", "US"}, b.Countries()); diff != "" {
		t.Errorf("countries (-want +got):\n%s", diff)
	}
	always := "(Words of hotline-always)"
	for _, tt := range []struct {
		name, country, placeholder, want string
		number                           bool
	}{
		{"own entry", "US", "hotline.child", "National Line: 1-800-555-0100 " + always, true},
		{"not told: the home country, named", dialog.NoCountry, "hotline.child", "National Line (US): 1-800-555-0100 " + always, true},
		{"other country", "GB", "hotline.child", "Children's Line: 0800 555 0111", true},
		{"a purpose served by another line", "GB", "hotline.trafficking", "Children's Line: 0800 555 0111", true},
		{"an unsure number is never shown", "GB", "hotline.suicide", "Children's Line: 0800 555 0111", true},
		{"a missing child is for the police", "GB", "hotline.missing", "999", true},
		{"a missing child in an unlisted country", dialog.OtherCountry, "hotline.missing", "Words of hotline-none-emergency", false},
		{"emergency is the number alone", "GB", "hotline.emergency", "999", true},
		{"emergency of an untold country", dialog.NoCountry, "hotline.emergency", "911 (US)", true},
		{"emergency of an unlisted country", dialog.OtherCountry, "hotline.emergency", "Words of hotline-none-emergency", false},
		{"an unlisted country gets the directory", dialog.OtherCountry, "hotline.child", "Child helplines of the world: example.org/helplines", false},
		{"a country without entries", "FR", "hotline.suicide", "Child helplines of the world: example.org/helplines", false},
		{"a country that does not exist", "??", "hotline.child", "Child helplines of the world: example.org/helplines", false},
		{"a page that is sure enough", "GB", "hotline.images", "Picture Help: example.org/images", false},
		{"text and hours", "US", "hotline.support", "Text Line: (nights, or text HELLO to 555123)", true},
		{"an entry by id, in any country", "GB", "hotline.us-911", "Emergency services: 911 " + always, true},
		{"an unsure entry by id", "GB", "hotline.gb-guess", "", false},
		{"an entry that does not exist", "GB", "hotline.nothing", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lines := b.Lines(0, tt.country)
			doc := markup.Doc{Blocks: []markup.Block{{Spans: lines.Fill(tt.placeholder)}}}
			if diff := cmp.Diff(tt.want, strings.Join(strings.Fields(doc.Plain(nil)), " ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := lines.Number(tt.placeholder); got != tt.number {
				t.Errorf("Number gives %v", got)
			}
		})
	}
	var none *dialog.Lines
	if none.Fill("hotline.child") != nil || none.Number("hotline.child") {
		t.Error("no lines show something")
	}
}

func TestBundleLookups(t *testing.T) {
	b := compiled(t, full())
	for _, tt := range []struct {
		name, locale string
		index        int
		ok           bool
	}{
		{"exact", "es", 1, true},
		{"with a country", "es-MX", 1, true},
		{"with an underscore", "es_MX", 1, true},
		{"unknown", "fr", 0, false},
		{"another language with the same letters", "est", 0, false},
		{"empty", "", 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if i, ok := b.Locale(tt.locale); i != tt.index || ok != tt.ok {
				t.Errorf("Locale(%q) = %d, %v", tt.locale, i, ok)
			}
		})
	}
	if n, ok := b.Node("games/talk"); !ok || n.ID != "games/chat" {
		t.Errorf("an earlier id leads to %v", n)
	}
	if n, ok := b.Node("games/nothing"); ok {
		t.Errorf("an unknown id leads to %v", n)
	}
	if s, ok := b.Slot("age"); !ok || len(s.Values) != 4 {
		t.Errorf("slot age is %v", s)
	}
	if w := b.Word(1, "help-now"); w != "Sí: Words of help-now" {
		t.Errorf("the word is %q", w)
	}
	n, _ := b.Node("games/chat")
	older := n.View(1).Choices[1]
	want := dialog.Choice{Label: "Sí: Older", Payload: "1es:games/chat;age=14-17", To: "games/chat", Set: dialog.SlotValue{Slot: "age", Value: "14-17"}}
	if diff := cmp.Diff(want, older); diff != "" {
		t.Errorf("the choice (-want +got):\n%s", diff)
	}
}

// TestPayloadComesBack: what a button carries is read as what was written,
// for every locale, target and slot that content may have.
func TestPayloadComesBack(t *testing.T) {
	name := rapid.StringMatching(`[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}`)
	target := rapid.OneOf(
		rapid.Map(rapid.SliceOfN(name, 2, 2), func(s []string) string { return s[0] + "/" + s[1] }),
		rapid.SampledFrom([]string{"/menu", "/help", "/language es", "/country US"}),
	)
	rapid.Check(t, func(t *rapid.T) {
		p := dialog.Payload{
			Locale: rapid.SampledFrom([]string{"en", "es", "pt-BR", "zh-Hant"}).Draw(t, "locale"),
			To:     dialog.Target(target.Draw(t, "to")),
		}
		if rapid.Bool().Draw(t, "sets") {
			p.Set = dialog.SlotValue{Slot: name.Draw(t, "slot"), Value: name.Draw(t, "value")}
		}
		got, err := dialog.ParsePayload(p.String())
		if err != nil {
			t.Fatalf("%q: %v", p, err)
		}
		if diff := cmp.Diff(p, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", p, diff)
		}
	})
}

// TestTelling: a message goes to the locale that its words tell, and one in two
// languages is known for it.
func TestLanguage(t *testing.T) {
	bundle, findings := dialog.Build(dialogs.FS, today)
	if bundle == nil {
		t.Fatalf("the content does not build: %v", findings)
	}
	for _, tc := range []struct {
		in, locale  string
		sure, mixed bool
	}{
		{"my daughter met a stranger", "en", true, false},
		{"mi hija conoció a un extraño", "es", true, false},
		{"mi hijo esta siendo bullied en el school", "es", true, true},
		{"my hijo", "en", false, true},
		{"minha filha sumiu", "en", false, false},
		{"", "en", false, false},
	} {
		m := text.Scan(tc.in)
		locale, told := bundle.Language(m, tc.in)
		if got := bundle.Locales()[locale]; got != tc.locale || told.Sure != tc.sure || told.Mixed != tc.mixed {
			t.Errorf("%q: %s, %+v, want %s, sure %v, mixed %v", tc.in, got, told, tc.locale, tc.sure, tc.mixed)
		}
	}
}
