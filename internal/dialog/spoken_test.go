package dialog_test

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// Every byte of what is said counts: a text with one letter that nobody wrote is
// not one of the bundle's.
func TestSpoken(t *testing.T) {
	b := dialogtest.Shipped(t)
	spoken := b.Spoken()
	tried := 0
	for i, id := range b.NodeIDs() {
		n, _ := b.Node(id)
		for locale := range b.Locales() {
			for _, country := range append(b.Countries(), "", "ZZ") {
				for _, v := range n.View(locale).Variants {
					text := v.Body[0].Plain(b.Lines(locale, country).Fill)
					if !spoken.Has(text) {
						t.Fatalf("%s does not say its own text:\n%s", id, text)
					}
					if country != "" || i%10 != 0 {
						continue
					}
					for at := range text {
						tried++
						if changed := text[:at] + "~" + text[at+1:]; text[at] != '\n' && spoken.Has(changed) {
							t.Fatalf("%s is taken to say %q", id, changed[max(0, at-20):at+1])
						}
					}
				}
			}
		}
	}
	if tried == 0 {
		t.Error("no letter was tried")
	}
	for _, text := range []string{"Send me a picture.", strings.Repeat("a", 5000), "Get help now!"} {
		if spoken.Has(text) {
			t.Errorf("%q is taken for a text of ours", text[:min(20, len(text))])
		}
	}
	if !spoken.Has("") || !spoken.Has("Get help now") {
		t.Error("nothing, or the label of a button, is not taken for ours")
	}
}
