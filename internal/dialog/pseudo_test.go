package dialog_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// TestPseudo: the made-up languages pass every check, as a translation must, and
// are longer where there is room.
func TestPseudo(t *testing.T) {
	if testing.Short() {
		t.Skip("a walk through all content, which go test takes without -short")
	}
	fsys := shipped(t, "")
	content := load(t, fsys)
	bundle, _ := dialog.Compile(content)
	for _, locale := range []string{dialog.PseudoAccents, dialog.PseudoRTL} {
		file := dialog.PseudoPO(content, bundle, locale)
		fsys["locales/"+locale+"/dialogs.po"] = &fstest.MapFile{Data: file}
		dialogtest.Gettext(t, file, "msgfmt", "--check", "--output-file=-", "-")
		english, made := 0, 0
		for _, e := range entries(t, file) {
			if e.Context == "words safe-words" {
				continue
			}
			body := strings.TrimLeft(e.Str, "- 0123456789.")
			if !strings.HasPrefix(body, "⟦") || !strings.HasSuffix(body, "⟧") {
				t.Errorf("%s has no brackets: %q", e.Context, e.Str)
			}
			if strings.Contains(e.Context, " say") {
				english += utf8.RuneCountInString(e.ID)
				made += utf8.RuneCountInString(e.Str)
			}
		}
		if percent := 100 * made / english; percent < 120 || percent > 145 {
			t.Errorf("%s: texts have %d percent of the length of the English", locale, percent)
		}
	}
	for _, f := range check(t, fsys) {
		if f.Severity != diag.Info && strings.HasPrefix(f.Pos.File, "locales/") {
			t.Error(f)
		}
	}
}

func check(t *testing.T, fsys fstest.MapFS) []diag.Finding {
	t.Helper()
	content := load(t, fsys)
	bundle, findings := dialog.Compile(content)
	return append(findings, dialog.Check(content, bundle, today)...)
}

// TestPseudoKeeps: what no translation may change stays.
func TestPseudoKeeps(t *testing.T) {
	fsys := with("trees/games.yaml", `tree: games
title: Games
nodes:
  chat:
    title: A title of 34 letters, no space in
    topic: games
    say: |
      1. **Ask** at [our page](https://example.org/a-page) or example.org, or {hotline.us-line}.
      2. Type /menu.
    choices:
      - Menu: /menu
`)
	content := load(t, fsys)
	bundle, _ := dialog.Compile(content)
	got := map[string]string{}
	for _, e := range entries(t, dialog.PseudoPO(content, bundle, dialog.PseudoAccents)) {
		got[e.Context] = e.Str
	}
	say := "1. ⟦**Ááššķ** ááţ [öööûûûŕ þáááĝéé](https://example.org/a-page) öööŕ example.org, ööŕ {hotline.us-line}.\n2. Ţýþéé /menu.⟧"
	for context, want := range map[string]string{
		"games/chat title":     "⟦Á ţíţļé öƒ 34 ļéţţéŕš, ñö šþáçé…⟧",
		"hotline us-line name": "⟦Ñáţíöñáļ Ļíñé⟧",
		"words safe-words":     "help, sos",
		"words hotline-text":   "⟦öŕ ţéẋţ {word} ţö {number}⟧",
	} {
		if got[context] != want {
			t.Errorf("%s: got %q, want %q", context, got[context], want)
		}
	}
	if squeeze(got["games/chat say"]) != squeeze(say) {
		t.Errorf("got %q, want %q", got["games/chat say"], say)
	}
}

// squeeze takes repeated letters away.
func squeeze(s string) string {
	var b strings.Builder
	last := rune(0)
	for _, r := range s {
		if r != last || r < utf8.RuneSelf {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// TestDirection of the script that a language is written in.
func TestDirection(t *testing.T) {
	for locale, want := range map[string]string{
		"en": "ltr", "es-MX": "ltr", "zh-Hant": "ltr", "": "ltr", "no language": "ltr", "uz": "ltr", "az": "ltr",
		"ar": "rtl", "ar-XB": "rtl", "he": "rtl", "fa": "rtl", "ur-PK": "rtl", "dv": "rtl", "uz-Arab": "rtl", "ku-Arab": "rtl", "pa-PK": "rtl",
	} {
		if got := dialog.Direction(locale); got != want {
			t.Errorf("%q: %s", locale, got)
		}
	}
}

// TestSpelling: signs that a script needs are no mistake in its texts, and in no
// other's; signs that turn passages around never belong.
func TestSpelling(t *testing.T) {
	for _, tt := range []struct {
		locale, str string
		found       bool
	}{
		{"fa", "می\u200cخواهم", false},
		{"hi", "क्\u200dष", false},
		{"he", "שלום\u200f!", false},
		{"hi", "क\u200f", true},
		{"es", "ho\u200cla", true},
		{"es", "hola\u200f", true},
		{"ar", "\u202eمرحبا", true},
		{"ar", "\u2066مرحبا\u2069", true},
	} {
		fsys := full()
		delete(fsys, poFile)
		entry := "msgctxt \"games/chat title\"\nmsgid \"Chats in games\"\nmsgstr " + poText(tt.str) + "\n\n"
		fsys["locales/"+tt.locale+"/dialogs.po"] = &fstest.MapFile{Data: []byte(entry + translations(fsys, entry))}
		found := false
		for _, f := range check(t, fsys) {
			found = found || f.Code == "hidden-character"
		}
		if found != tt.found {
			t.Errorf("%s %+q: found %v", tt.locale, tt.str, found)
		}
	}
}

// TestNumbersRunForwards: among words from right to left a number to call or to
// text is kept in its order; elsewhere nothing invisible stands around it.
func TestNumbersRunForwards(t *testing.T) {
	fsys := full()
	fsys["hotlines.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys["hotlines.yaml"].Data),
		`    phone: {show: "1-800-555-0100"`, "    text: {to: \"1-800-555-0101\"}\n    phone: {show: \"1-800-555-0100\"", 1))}
	content := load(t, fsys)
	bundle, _ := dialog.Compile(content)
	fsys["locales/ar-XB/dialogs.po"] = &fstest.MapFile{Data: dialog.PseudoPO(content, bundle, dialog.PseudoRTL)}
	bundle, _ = dialog.Compile(load(t, fsys))
	for locale, around := range map[string][2]string{"en": {"", ""}, "es": {"", ""}, dialog.PseudoRTL: {"\u2066", "\u2069"}} {
		index, _ := bundle.Locale(locale)
		for key, numbers := range map[string][]string{"hotline.us-line": {"1-800-555-0100", "1-800-555-0101"}, "hotline.emergency": {"911"}} {
			var line strings.Builder
			for _, s := range bundle.Lines(index, "US").Fill(key) {
				line.WriteString(s.Text)
			}
			for _, n := range numbers {
				if want := around[0] + n + around[1]; !strings.Contains(line.String(), want) {
					t.Errorf("%s: %+q does not hold %+q", locale, line.String(), want)
				}
			}
			if around[0] == "" && strings.ContainsAny(line.String(), "\u2066\u2069") {
				t.Errorf("%s: an invisible sign in %+q", locale, line.String())
			}
		}
	}
}
