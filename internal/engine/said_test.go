package engine_test

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/engine"
)

// What a message says of age or device shapes its reply, and is not remembered.
func TestMessageShapesReply(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	for _, tc := range []struct{ locale, message, node, slot, value string }{
		{"en", "how do I talk to my 7 year old about strangers online", "talk/by-age", "age", "5-7"},
		{"en", "how do I begin a talk about internet safety with my 15 year old", "talk/by-age", "age", "14-17"},
		{"en", "parental controls on the xbox", "controls/consoles", "device", "xbox"},
		{"en", "parental controls on a nintendo switch", "controls/consoles", "device", "nintendo"},
		{"es", "control parental en la xbox", "controls/consoles", "device", "xbox"},
	} {
		next, r, _ := e.Turn(engine.State{}, engine.Input{Kind: engine.Text, Text: tc.message, Locale: tc.locale, LocaleFixed: true})
		if string(r.Node) != tc.node {
			t.Errorf("%q leads to %s, not to %s", tc.message, r.Node, tc.node)
			continue
		}
		// The reply is the one that somebody gets who tapped the value.
		tap := engine.Input{Kind: engine.Tap, Payload: "1" + tc.locale + ":" + tc.node + ";" + tc.slot + "=" + tc.value}
		_, want, _ := e.Turn(engine.State{Locale: tc.locale}, tap)
		if want.Node != r.Node || !strings.HasPrefix(r.Plain(), want.Plain()) {
			t.Errorf("%q gets\n%s\nnot\n%s", tc.message, r.Plain(), want.Plain())
		}
		if got := next.Slot(tc.slot); got != "" {
			t.Errorf("%q: %s=%s is remembered", tc.message, tc.slot, got)
		}
	}
}
