package dialog_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// TestTranslationChecks has what translations can get wrong beside the examples
// of docs/findings. Each case replaces the translations of some texts.
func TestTranslationChecks(t *testing.T) {
	arabic := strings.Repeat("مساعدة ", 11) // 77 characters, 143 bytes
	long := strings.Repeat("Una frase que casi no termina y que nadie lee con gusto porque necesita palabras innecesariamente complicadas, ", 3) + "fin."
	for _, tt := range []struct {
		name, locale string
		str          map[string]string // by context and English text
		want         []diag.Code
	}{
		{"nothing wrong", "es", nil, nil},
		{"two buttons in the same words", "es", map[string]string{"games/chat choice Menu": "Mayór", "games/chat choice Older": "mayor"}, []diag.Code{"duplicate-label"}},
		{"the same words in another node", "es", map[string]string{"games/chat choice Older": "Inicio", "start/topics choice Menu": "Inicio"}, nil},
		{"a number in a word", "es", map[string]string{"words web-error Words of web-error": "Llame al 555-0100."}, []diag.Code{"phone-in-text"}},
		{"a number in the name of a line", "es", map[string]string{"hotline us-line name National Line": "Línea 1-800-555-0100"}, []diag.Code{"phone-in-text"}},
		{"a number in a text", "es", map[string]string{"games/chat say Ask your child who they play with.": "Llame al 1-800-555-0100."}, []diag.Code{"phone-in-text"}},
		{"a long button", "es", map[string]string{"games/chat choice Older": "Tengo una hija que es un poco mayor"}, []diag.Code{"label-too-long"}},
		{"a lost placeholder of a word", "es", map[string]string{"words hotline-text or text {word} to {number}": "o al {number}"}, []diag.Code{"placeholders-differ"}},
		{"hard to read", "es", map[string]string{"games/chat say Ask your child who they play with.": long}, []diag.Code{"reading-grade"}},
		{"hard to read in one country", "es-MX", map[string]string{"games/chat say Ask your child who they play with.": long}, []diag.Code{"reading-grade"}},
		{"a text of list items less", "es", map[string]string{"games/chat say Ask your child who they play with.": "- Pregunte.\n- Escuche."}, []diag.Code{"list-differs"}},
		{"a short text that is the same", "es", map[string]string{"games/chat choice Older": "Older"}, nil},
		{"the English", "es", map[string]string{"games/chat say Ask your child who they play with.": "Ask your child who they play with."}, []diag.Code{"same-as-english"}},
		{"the English of another country", "en-GB", map[string]string{"games/chat say Ask your child who they play with.": "Ask your child who they play with."}, nil},
		{
			"a number that comes after a short sentence of many bytes", "ar",
			map[string]string{"danger/missing-child say {hotline.child}\n\nIn danger now, call {hotline.emergency}.": arabic + "{hotline.child}\n\n{hotline.emergency}"},
			nil,
		},
		{
			"a danger reply that says much before its number", "ar",
			map[string]string{"danger/missing-child say {hotline.child}\n\nIn danger now, call {hotline.emergency}.": arabic + arabic + "{hotline.child}\n\n{hotline.emergency}"},
			[]diag.Code{"handoff-order"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := full()
			delete(fsys, poFile)
			delete(fsys, "locales/es/asks.yaml")
			delete(fsys, "locales/es/vocabulary.yaml")
			fsys["locales/"+tt.locale+"/dialogs.po"] = &fstest.MapFile{Data: []byte(translated(t, tt.str))}
			var got []diag.Code
			for _, f := range check(t, fsys) {
				if f.Pos.File == "locales/"+tt.locale+"/dialogs.po" {
					got = append(got, f.Code)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// translated gives a translation file in which some texts are what str says.
func translated(t *testing.T, str map[string]string) string {
	t.Helper()
	var b strings.Builder
	met := 0
	for _, e := range entries(t, full()[poFile].Data) {
		if text, ok := str[e.Context+" "+e.ID]; ok {
			met++
			e.Str = text
		}
		fmt.Fprintf(&b, "msgctxt %q\nmsgid %s\nmsgstr %s\n\n", e.Context, poText(e.ID), poText(e.Str))
	}
	if met != len(str) {
		t.Fatalf("%d of %d texts were met", met, len(str))
	}
	return b.String()
}
