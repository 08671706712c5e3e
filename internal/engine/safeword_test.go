package engine_test

import (
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// A cry for help is understood however it is spelt, in either language, at
// every node.
func TestSafeWordHoweverSpelt(t *testing.T) {
	b := shipped(t)
	e := engine.New(b, engine.Options{})
	for _, text := range []string{
		"help", "HELP!!!", "h e l p", "h.e.l.p", "heeeelp", "h3lp", "hеlp", "ｈｅｌｐ", "hepl", "helpme", "<b>help</b> me", "🅷🅴🅻🅿",
		"ayuda", "AYUDAAAA", "a y u d a", "ayudame", "auxilio", "socorro", "s o s",
	} {
		for _, node := range []dialog.NodeID{"", dialog.Menu, dialog.Fallback, "controls/roblox"} {
			for _, locale := range b.Locales() {
				_, r, _ := e.Turn(engine.State{Locale: locale, Country: "US", Node: node}, engine.Input{Kind: engine.Text, Text: text})
				if !r.Hotline() || r.Node != dialog.HelpNow && r.Route != engine.Danger {
					t.Errorf("%q at %q in %s: node %s, route %s, hotline %v", text, node, locale, r.Node, r.Route, r.Hotline())
				}
			}
		}
	}
}
