package engine_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/eval"
)

// shown is a reply as a person sees it.
type shown struct {
	Route   engine.Route
	Locale  string
	Node    dialog.NodeID
	Text    string
	Choices []dialog.Choice
	Help    []dialog.Choice
	Picture string
}

func look(r *engine.Reply) shown {
	s := shown{Route: r.Route, Locale: r.Locale, Node: r.Node, Text: r.Plain(), Help: r.Help}
	s.Choices = append(s.Choices, r.Choices...)
	if r.Picture != nil {
		s.Picture = r.Picture.File
	}
	return s
}

// Every reply can be made again from its decision, after it was written down and
// read back: all nodes, all choices, and the replies to many typed messages from
// many places.
func TestRecall(t *testing.T) {
	b := shipped(t)
	e := engine.New(b, engine.Options{Drafts: true})
	n := 0
	try := func(s engine.State, in engine.Input) {
		_, r, _ := e.Turn(s, in)
		d, ok := e.Decided(&r)
		if !ok {
			t.Errorf("the reply at %s has no decision: %q", r.Node, r.Plain())
			return
		}
		kept, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var read engine.Decision
		if err := json.Unmarshal(kept, &read); err != nil {
			t.Fatal(err)
		}
		again := e.Recall(read)
		if diff := cmp.Diff(look(&r), look(&again)); diff != "" {
			t.Errorf("from %s (-said +recalled):\n%s", s.Node, diff)
		}
		n++
	}
	states := []engine.State{{}}
	for _, locale := range b.Locales() {
		for _, id := range b.NodeIDs() {
			node, _ := b.Node(id)
			at := engine.State{Locale: locale, Country: "GB", Node: id}
			i, _ := b.Locale(locale)
			for _, c := range node.View(i).Choices {
				try(at, engine.Input{Kind: engine.Tap, Payload: c.Payload})
			}
			if len(states) < 40 {
				states = append(states, at)
			}
		}
	}
	commands := []string{"/start", "/menu", "/help", "/hotline", "/topics", "/language", "/language es", "/country", "/country mx", "/privacy", "/about", "/bye", "/nothing"}
	for _, s := range states {
		for _, c := range commands {
			try(s, engine.Input{Kind: engine.Command, Command: c})
		}
		for _, in := range []engine.Input{{Kind: engine.Unknown}, {Kind: engine.Media}, {Kind: engine.Start}, {Kind: engine.Tap, Payload: "1es:no/such"}} {
			try(s, in)
		}
		for _, kinds := range dangers {
			for _, text := range kinds {
				try(s, engine.Input{Kind: engine.Text, Text: text})
				try(s, engine.Input{Kind: engine.Media, Text: text})
			}
		}
	}
	for i, m := range messages(t) {
		try(states[i%len(states)], engine.Input{Kind: engine.Text, Text: m})
	}
	t.Logf("%d replies", n)
}

// messages are labelled messages in both languages.
func messages(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, name := range []string{"../eval/testdata/messages-en-dev.jsonl", "../eval/testdata/messages-es-dev.jsonl"} {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		list, err := eval.Read(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			out = append(out, m.Text)
		}
	}
	return out
}

// A decision of other content is shown as far as it is still there.
func TestRecallOfOtherContent(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	r := e.Recall(engine.Decision{
		Route: engine.Answer, Locale: "es", Node: "no/such-node", Body: []string{"no/such-node 0 0"},
		Choices: []engine.Offer{{Payload: "1es:no/such", Label: "="}, {Payload: "nonsense"}, {Payload: "1es:/menu", Label: "menu"}},
	})
	if r.Node != dialog.Menu || r.Locale != "es" || len(r.Body) == 0 || len(r.Choices) != 1 || len(r.Help) == 0 {
		t.Errorf("recalled %+v", look(&r))
	}
	for _, body := range []string{"talk/start 99 0", "talk/start 0 99", "talk/start -1 0", "no-such-word", ""} {
		r := e.Recall(engine.Decision{Node: "danger/help-now", Body: []string{body}})
		if len(r.Body) == 0 {
			t.Errorf("%q: an empty reply", body)
		}
	}
}
