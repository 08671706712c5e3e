package discord_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
)

// written is a store that remembers every byte it was given.
type written struct {
	*memory.Store
	mu  sync.Mutex
	all strings.Builder
}

func (w *written) Commit(ctx context.Context, b store.Batch) error {
	w.mu.Lock()
	for _, s := range b.Save {
		w.all.WriteString(s.Key + string(s.State))
	}
	w.mu.Unlock()
	return w.Store.Commit(ctx, b)
}

// P5, P12: nothing that a person wrote, and no id of theirs, is stored or sent back.
func TestNothingOfAPersonIsKept(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			const canary = "zebra-canary-7431"
			kept := &written{Store: memory.New(memory.Options{})}
			r := start(t, setup{mode: mode, store: kept})
			for _, said := range []string{
				canary, dangerous, "my name is " + canary, "/" + canary, "/language " + canary, "/start " + canary, "1en:" + canary, "talk to my son " + canary,
			} {
				r.ask(said)
				menu := r.command("menu", nil)
				if _, err := r.parent.PressData(menu, "1en:"+said[:min(90, len(said))]); err != nil {
					t.Fatal(err)
				}
				form, err := r.parent.Press(menu, "Ask a question")
				if err != nil {
					t.Fatal(err)
				}
				if _, err := form.Done(soon); err != nil {
					t.Fatal(err)
				}
				r.answered(r.parent.SubmitModal(form, map[string]any{"question": said}))
				if mode == "gateway" {
					r.parent.DM(said, canary+".png")
				}
			}
			r.stop()
			shown := ""
			for _, m := range append(r.parent.Messages(r.general), r.parent.Messages(r.parent.DMChannel())...) {
				if m.FromBot {
					shown += m.Text
				}
			}
			if kept.all.Len() == 0 || shown == "" {
				t.Fatal("nothing was stored or said: the test proves nothing")
			}
			for what, text := range map[string]string{"stored": kept.all.String(), "sent": r.sent.String(), "shown": shown} {
				for _, part := range []string{"zebra", "7431"} {
					if strings.Contains(text, part) {
						t.Errorf("%q was %s", part, what)
					}
				}
			}
			if strings.Contains(kept.all.String(), r.parent.ID()) {
				t.Error("the person's id is stored")
			}
		})
	}
}
