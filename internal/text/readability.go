package text

import "strings"

// Readability is how hard a text is to read.
//
// For English it is the Flesch-Kincaid grade (Kincaid et al., Derivation of new
// readability formulas, 1975). For Spanish it is the INFLESZ scale (Barrio
// Cantalejo et al., An Sist Sanit Navar 2008;31(2):135-152), put on the same
// school grades: its "normal" texts (55 and above) are grade 8 and below.
// Other languages give ok false, as do texts of fewer than 20 words, for which
// no formula holds.
func Readability(language, plain string) (grade float64, ok bool) {
	m := Scan(plain)
	words, syllables := 0, 0
	count := englishSyllables
	switch language {
	case "en":
	case "es":
		count = spanishSyllables
	default:
		return 0, false
	}
	for _, t := range m.Tokens {
		if n := count(t.Norm); n > 0 {
			words++
			syllables += n
		}
	}
	if words < 20 {
		return 0, false
	}
	perWord := float64(syllables) / float64(words)
	perSentence := float64(words) / float64(m.Sentences)
	if language == "en" {
		return 0.39*perSentence + 11.8*perWord - 15.59, true
	}
	inflesz := 206.835 - 62.3*perWord - perSentence
	// INFLESZ 80 is "very easy" (grade 4), 65 "quite easy" (6), 55 "normal" (8),
	// 40 "rather hard" (11): a line through these points.
	return 8 + (55-inflesz)*0.17, true
}

// englishSyllables counts groups of vowels, without a silent e at the end.
func englishSyllables(word string) int {
	n, vowel := 0, false
	letters := false
	for i := range len(word) {
		c := word[i]
		letters = letters || c >= 'a' && c <= 'z'
		is := strings.IndexByte("aeiouy", c) >= 0
		if is && !vowel {
			n++
		}
		vowel = is
	}
	if !letters {
		return 0
	}
	silent := strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") || strings.HasSuffix(word, "es") || strings.HasSuffix(word, "ed")
	if silent && n > 1 {
		n--
	}
	return max(1, n)
}

// spanishSyllables counts vowels; a weak vowel (i, u) beside another vowel makes
// no syllable of its own. Accents are folded by Scan, so a hiatus such as día
// counts one too few: the figure errs on the side of an easier text by little.
func spanishSyllables(word string) int {
	n := 0
	letters := false
	var before byte
	for i := range len(word) {
		c := word[i]
		letters = letters || c >= 'a' && c <= 'z'
		switch c {
		case 'a', 'e', 'o':
			if before != 'i' && before != 'u' {
				n++
			}
		case 'i', 'u':
			if strings.IndexByte("aeiou", before) < 0 || before == 0 {
				n++
			}
		}
		before = c
	}
	if !letters {
		return 0
	}
	return max(1, n)
}
