package porchlight_test

import (
	"os"
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// TestReadmeIsTrue keeps the first screen true: the two commands stand there, and
// the conversation goes as it is shown. " … " leaves text out, [words] is a button.
func TestReadmeIsTrue(t *testing.T) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(data)
	for _, command := range []string{"go run ./cmd/porchlight serve", "go test ./..."} {
		if !strings.Contains(readme, command) {
			t.Errorf("README.md does not hold the command %q", command)
		}
	}
	e := engine.New(dialogtest.Shipped(t), engine.Options{})
	var r engine.Reply
	shown := 0
	for line := range strings.SplitSeq(readme, "\n") {
		if said, ok := strings.CutPrefix(line, "Parent:"); ok {
			_, r, _ = e.Turn(engine.State{Country: "US"}, engine.Input{Kind: engine.Text, Text: strings.TrimSpace(said)})
			continue
		}
		reply, ok := strings.CutPrefix(line, "Porchlight:")
		if !ok {
			continue
		}
		shown++
		rest := r.Plain()
		for _, part := range strings.Split(strings.TrimSpace(reply), " … ") {
			if strings.HasPrefix(part, "[") {
				if label := strings.Trim(part, "[]"); !offers(&r, label) {
					t.Errorf("no button says %q in:\n%s", label, r.Plain())
				}
				continue
			}
			_, after, found := strings.Cut(rest, part)
			if !found {
				t.Errorf("README.md shows %q, the reply is:\n%s", part, r.Plain())
			}
			rest = after
		}
	}
	if shown != 3 {
		t.Errorf("README.md shows %d replies, want 3", shown)
	}
}

func offers(r *engine.Reply, label string) bool {
	for _, c := range r.Choices {
		if c.Label == label {
			return true
		}
	}
	return false
}
