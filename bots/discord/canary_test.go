package discord_test

import (
	"context"
	"encoding/binary"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/store"
)

// written is a store that remembers every byte it was given.
type written struct {
	kept
	mu  sync.Mutex
	all strings.Builder
}

func (w *written) Commit(ctx context.Context, b store.Batch) error {
	w.mu.Lock()
	for _, s := range b.Save {
		w.all.WriteString(s.Key + string(s.State))
	}
	for _, q := range b.Queue {
		w.all.Write(q.Sealed)
	}
	w.mu.Unlock()
	return w.kept.Commit(ctx, b)
}

// P5, P12: nothing that a person wrote, and no id of theirs, is stored or sent back.
func TestNothingOfAPersonIsKept(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			const canary = "zebra-canary-7431"
			kept := &written{kept: newKept(t)}
			s := setup{mode: mode, store: kept}
			r := start(t, s)
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
				r.answered(r.parent.Press(menu, goPrivate))
				if mode == "gateway" {
					r.parent.DM(said, canary+".png")
				}
			}
			r.stop()
			if mode == "gateway" { // what is read back
				r.parent.DM(canary)
				r.parent.DM(dangerous)
				r.again(s)
				r.counts.wait(t, "received", 2)
				r.stop()
			}
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
			for what, id := range map[string]string{"person": r.parent.ID(), "private channel": r.parent.DMChannel().ID()} {
				n, err := strconv.ParseUint(id, 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				for _, form := range []string{id, string(binary.BigEndian.AppendUint64(nil, n)), string(binary.LittleEndian.AppendUint64(nil, n))} {
					if strings.Contains(kept.all.String(), form) {
						t.Errorf("the id of the %s is stored", what)
					}
				}
			}
		})
	}
}
