package dialog_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/text"
)

func TestSaid(t *testing.T) {
	b := dialogtest.Shipped(t)
	for _, tc := range []struct{ locale, message, want string }{
		{"en", "How do I talk to my 7 year old about strangers?", "age=5-7"},
		{"en", "my seven-year-old plays roblox", "age=5-7"},
		{"en", "shes 13 and wants snap", "age=11-13"},
		{"en", "hes 15 on his xbox all night", "age=14-17 device=xbox"},
		{"en", "my 12yo has an iPad", "age=11-13 device=iphone"},
		{"en", "my 7 year old and my 15 year old fight over the PS5", "device=playstation"},
		{"en", "my son is 45 minutes late", ""},
		{"en", "she turned 18 last week", ""},
		{"en", "he got 12 messages", ""},
		{"en", "which parental controls are good", ""},
		{"es", "mi hija de 9 años quiere un celular android", "age=8-10 device=android"},
		{"es", "tiene doce", "age=11-13"},
		{"es", "cómo pongo control parental en la play", "device=playstation"},
		{"es", "faltan 9 dias", ""},
	} {
		locale, _ := b.Locale(tc.locale)
		var got []string
		for _, v := range b.Said(locale, text.Scan(tc.message), nil) {
			got = append(got, v.Slot+"="+v.Value)
		}
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%q tells %q, want %q", tc.message, s, tc.want)
		}
	}
}

func TestSaidNamesWhatIsNotListed(t *testing.T) {
	fsys := dialogtest.Minimal()
	fsys["locales/en/slots.yaml"] = &fstest.MapFile{Data: []byte("slots:\n  shoe:\n    big: [big shoes]\n")}
	_, findings := dialog.Build(fsys, today)
	for _, f := range findings {
		if f.Code == "unknown-slot" && f.Pos.File == "locales/en/slots.yaml" && f.Pos.Line == 2 {
			return
		}
	}
	t.Errorf("no finding names the slot: %v", findings)
}
