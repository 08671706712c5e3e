package triage

import "strings"

// The compiled-in pack is made from dialogs/hotlines.yaml and dialogs/trees by
// `go test ./internal/dialog -run TestPack -update`; a test keeps it equal to
// them. It is the one place where content is compiled in as code, so that danger
// routing needs no file, no store and no bundle.

// LastResort is the reply when nothing else can be said: the help-now text with
// the hotlines of a country, as plain text. An unknown locale is answered in
// English, a country without lines of its own with the international ones. It
// cannot fail.
func LastResort(locale, country string) string {
	byCountry, ok := pack[locale]
	if !ok {
		language, _, _ := strings.Cut(locale, "-")
		if byCountry, ok = pack[language]; !ok {
			byCountry = pack["en"]
		}
	}
	text, ok := byCountry[country]
	if !ok {
		text = byCountry["ZZ"]
	}
	return text
}
