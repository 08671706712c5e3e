package dialog

import (
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"
)

// rightToLeft lists the scripts that are written from right to left today
// (ISO 15924 codes).
var rightToLeft = []string{"Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}

// Direction is the direction of a locale's script, as HTML names it: "ltr" or
// "rtl".
func Direction(locale string) string {
	script, _ := language.Make(locale).Script()
	if slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}

// startsRightToLeft reports whether the first letter of a text belongs to a script
// that is written from right to left.
func startsRightToLeft(s string) bool {
	for _, r := range s {
		if p, _ := bidi.LookupRune(r); p.Class() == bidi.R || p.Class() == bidi.AL {
			return true
		} else if p.Class() == bidi.L {
			return false
		}
	}
	return false
}

// joiners lists the scripts whose spelling needs the invisible signs that join
// and part letters.
var joiners = []string{"Arab", "Beng", "Deva", "Gujr", "Guru", "Knda", "Khmr", "Mlym", "Mymr", "Orya", "Sinh", "Taml", "Telu", "Tibt"}

// spelling lists the invisible characters that a locale's texts may hold: signs
// that join and part letters, and marks that keep what is written the other way
// in its place. Signs that turn whole passages around are for no text.
func spelling(locale string) string {
	out := ""
	if script, _ := language.Make(locale).Script(); slices.Contains(joiners, script.String()) {
		out += "\u200C\u200D"
	}
	if Direction(locale) == "rtl" {
		out += "\u200E\u200F\u061C"
	}
	return out
}

// baseLanguage is the language of a locale without its country: "es" of es-MX.
func baseLanguage(locale string) string {
	base, _ := language.Make(locale).Base()
	return base.String()
}
