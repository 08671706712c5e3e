package match_test

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// vocabularies reads the word lists that the program ships with.
func vocabularies(tb testing.TB) map[string]match.Vocabulary {
	tb.Helper()
	vs := map[string]match.Vocabulary{}
	for _, language := range []string{"en", "es"} {
		data, err := os.ReadFile("../../dialogs/locales/" + language + "/vocabulary.yaml")
		if err != nil {
			tb.Fatal(err)
		}
		var v match.Vocabulary
		d := yaml.NewDecoder(bytes.NewReader(data))
		d.KnownFields(true)
		if err := d.Decode(&v); err != nil {
			tb.Fatalf("%s: %v", language, err)
		}
		vs[language] = v
	}
	return vs
}

// TestVocabulariesSayThingsOnce: no word or phrase stands in two lists of words
// that mean the same, or twice among the small words.
func TestVocabulariesSayThingsOnce(t *testing.T) {
	for language, v := range vocabularies(t) {
		seen := map[string]string{}
		note := func(list, word string) {
			n := text.Normal(word)
			if n == "" {
				t.Errorf("%s: empty word %q in %s", language, word, list)
			}
			if other, ok := seen[n]; ok && other != list {
				t.Errorf("%s: %q stands in %s and in %s", language, n, other, list)
			}
			seen[n] = list
		}
		for i, list := range v.Same {
			if len(list) < 2 {
				t.Errorf("%s: list %v says nothing", language, list)
			}
			for _, w := range list {
				note(fmt.Sprintf("same %d (%s)", i, list[0]), w)
			}
		}
		for _, w := range v.Phrases {
			note("phrases "+w, w)
		}
	}
}
