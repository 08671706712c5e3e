package engine_test

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// A message that asks two things gets the first answered and the second offered.
func TestTwoQuestions(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	for locale, text := range map[string]string{
		"en": "how do I turn off the chat in roblox? and what does the grape emoji mean?",
		"es": "¿cómo pongo control parental en roblox? ¿y qué significa el emoji de uva?",
	} {
		_, r, _ := e.Turn(engine.State{}, engine.Input{Kind: engine.Text, Text: text, Locale: locale, LocaleFixed: true})
		if r.Route != engine.Answer || r.Node != "controls/roblox" || len(r.Choices) == 0 || r.Choices[0].To != "talk/emoji" {
			t.Errorf("%s: route %s, node %s, choices %v", locale, r.Route, r.Node, r.Choices)
			continue
		}
		i, _ := e.Bundle().Locale(locale)
		if !strings.Contains(r.Plain(), e.Bundle().Word(i, "also-asked")) {
			t.Errorf("%s: nothing says that there are two:\n%s", locale, r.Plain())
		}
	}
}

// Where two nodes fit alike, the one of the tree where the person is comes first,
// and only there.
func TestPlaceBreaksTies(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	moved := 0
	for _, text := range []string{
		"what do I do about snapchat", "he talks to somebody in a game", "pictures of my daughter", "report somebody on instagram",
		"my son is secretive", "someone gave my daughter money", "is it safe for a 12 year old",
	} {
		in := engine.Input{Kind: engine.Text, Text: text}
		_, plain, _ := e.Turn(engine.State{Locale: "en"}, in)
		if plain.Route != engine.Suggest {
			continue
		}
		for _, c := range plain.Match.Candidates[:plain.Match.N] {
			_, r, _ := e.Turn(engine.State{Locale: "en", Node: dialog.NodeID(c.ID)}, in)
			first := r.Match.Candidates[0]
			if first.ID == plain.Match.Candidates[0].ID {
				continue
			}
			moved++
			tree := func(id string) string { t, _, _ := strings.Cut(id, "/"); return t }
			if tree(first.ID) != tree(c.ID) || plain.Match.Candidates[0].Score-first.Score > e.Bundle().Index(0).Cuts().Margin {
				t.Errorf("%q at %s: %s (%.2f) comes before %s (%.2f)", text, c.ID, first.ID, first.Score, plain.Match.Candidates[0].ID, plain.Match.Candidates[0].Score)
			}
		}
	}
	if moved == 0 {
		t.Error("no place moved anything: the test proves nothing")
	}
}

// Where a message may tell of danger and may mean one of several answers, "no"
// leads to the nearest of them, not back to the menu.
func TestCheckLeadsToNearestAnswer(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	next, r, _ := e.Turn(engine.State{}, engine.Input{Kind: engine.Text, Text: "hes 13 and some1 on roblox wants his snap what do i do"})
	if r.Route != engine.Check || len(r.Choices) != 2 {
		t.Fatalf("route %s, choices %v", r.Route, r.Choices)
	}
	_, no, _ := e.Turn(next, engine.Input{Kind: engine.Tap, Payload: r.Choices[1].Payload})
	if no.Node != "grooming/online-stranger" {
		t.Errorf("no leads to %s", no.Node)
	}
}

// Thanks is answered only where nothing else was said, and is never offered as
// the other question.
func TestThanksAreNoQuestion(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	for _, text := range []string{
		"thank you for everything. and how do I turn off the chat in roblox?",
		"how do I turn off chat on roblox? thank you so much",
	} {
		_, r, _ := e.Turn(engine.State{}, engine.Input{Kind: engine.Text, Text: text})
		if r.Route != engine.Answer || r.Node != "controls/roblox" {
			t.Errorf("%q: route %s, node %s", text, r.Route, r.Node)
		}
		for _, c := range r.Choices {
			if strings.HasPrefix(string(c.To), "bot/thank") {
				t.Errorf("%q offers %s", text, c.To)
			}
		}
	}
}
