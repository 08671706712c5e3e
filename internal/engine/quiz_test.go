package engine_test

import (
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// What is typed at a question of a course is read as the answer it names, and
// everything else as what it is.
func TestQuizAnswers(t *testing.T) {
	e := engine.New(shipped(t), engine.Options{})
	for _, tt := range []struct {
		locale string
		node   dialog.NodeID
		typed  string
		want   dialog.NodeID
	}{
		{"en", "online-safety/talk-2", "1", "online-safety/talk-2-a"},
		{"en", "online-safety/talk-2", "a", "online-safety/talk-2-a"},
		{"en", "online-safety/talk-2", "B)", "online-safety/talk-2-b"},
		{"en", "online-safety/talk-2", "C.", "online-safety/talk-2-c"},
		{"en", "online-safety/talk-2", "thank you for telling me!", "online-safety/talk-2-b"},
		{"en", "online-safety/talk-2", "no more games", "online-safety/talk-2-c"},
		{"es", "online-safety/talk-2", "b", "online-safety/talk-2-b"},
		{"es", "online-safety/talk-2", "se acabaron los juegos", "online-safety/talk-2-c"},
		{"es", "online-safety/talk-2", "gracias", "online-safety/talk-2-b"},
		{"en", "online-safety/talk-1", "c", ""}, // has two answers
		{"en", "online-safety/talk-1", "3", ""},
		{"en", "online-safety/talk", "b", ""}, // no question
		{"en", "online-safety/talk-2", "help", dialog.HelpNow},
		{"en", "online-safety/talk-2", "/menu", dialog.Menu},
		{"en", "online-safety/talk-2", "my daughter did not come home last night and nobody can reach her", "danger/missing-child"},
	} {
		s := engine.State{Locale: tt.locale, Country: "US", Node: tt.node}
		_, r, _ := e.Turn(s, engine.Input{Kind: engine.Text, Text: tt.typed})
		inCourse := len(r.Node) > len("online-safety/") && r.Node[:len("online-safety/")] == "online-safety/"
		if tt.want == "" && inCourse || tt.want != "" && r.Node != tt.want {
			t.Errorf("%s at %s, %q: %s, want %q", tt.locale, tt.node, tt.typed, r.Node, tt.want)
		}
	}
}
