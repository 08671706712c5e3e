package engine_test

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/engine"
)

// A question in another language than the chat's is answered in its own; its
// buttons go on so, the chat's language stays, and a button offers to change it.
func TestOtherLanguage(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	state := engine.State{Locale: "en"}
	next, r, _ := e.Turn(state, engine.Input{Kind: engine.Text, Text: "¿Cómo sé si alguien está engañando a mi hija por internet?"})
	if r.Locale != "es" || next.Locale != "en" {
		t.Fatalf("answered in %s, the chat is in %s", r.Locale, next.Locale)
	}
	last := r.Choices[len(r.Choices)-1]
	if last.Label != "Responder siempre en español" {
		t.Fatalf("the last choice is %q", last.Label)
	}
	if _, on, _ := e.Turn(next, engine.Input{Kind: engine.Tap, Payload: r.Choices[0].Payload}); on.Locale != "es" {
		t.Errorf("a button of a Spanish reply goes on in %s", on.Locale)
	}
	if kept, _, _ := e.Turn(next, engine.Input{Kind: engine.Tap, Payload: last.Payload}); kept.Locale != "es" {
		t.Errorf("after %q the chat is in %s", last.Label, kept.Locale)
	}
	// The view is shared: what one reply adds must not show in another.
	_, again, _ := e.Turn(engine.State{Locale: "es"}, engine.Input{Kind: engine.Text, Text: "¿Cómo sé si alguien está engañando a mi hija por internet?"})
	for _, c := range again.Choices {
		if strings.HasPrefix(c.Label, "Responder siempre") {
			t.Error("a chat in Spanish is offered Spanish")
		}
	}
}

// Half English, half Spanish: the asks of both are searched, and the reply is in
// the chat's language.
func TestBothLanguages(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	for _, locale := range e.Bundle().Locales() {
		_, r, _ := e.Turn(engine.State{Locale: locale}, engine.Input{Kind: engine.Text, Text: "my hijo quiere roblox, parental controls for roblox"})
		if r.Locale != locale || len(r.Match.Candidates[0].ID) == 0 || e.Bundle().Locales()[r.Asked] != "en" {
			t.Errorf("%s: answered in %s, from the asks of %s", locale, r.Locale, e.Bundle().Locales()[r.Asked])
		}
	}
}
