package discord_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
)

// slowStore takes its time to load.
type slowStore struct {
	*memory.Store
	pause atomic.Int64
}

func (s *slowStore) Load(ctx context.Context, key string) (state []byte, found bool, err error) {
	time.Sleep(time.Duration(s.pause.Load()))
	return s.Store.Load(ctx, key)
}

// slowBothWays runs a test with a store that can be made slow, and promises that are
// made soon.
func slowBothWays(t *testing.T, test func(t *testing.T, mode string, r *rig, slow func())) {
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			s := &slowStore{Store: memory.New(memory.Options{})}
			r := start(t, setup{mode: mode, store: s, impatient: true})
			test(t, mode, r, func() { s.pause.Store(int64(300 * time.Millisecond)) })
		})
	}
}

// What takes longer than Discord waits is promised, and the promise is kept: each kind
// of interaction in a server.
func TestPromises(t *testing.T) {
	t.Parallel()
	slowBothWays(t, func(t *testing.T, _ string, r *rig, slow func()) {
		menu, alarm := r.command("menu", nil), r.ask(dangerous)
		slow()
		promised := func(callback int, i *discordtest.Interaction, err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			if o, err := i.Done(soon); err != nil || o.Callback != callback {
				t.Errorf("callback %d, want %d: %v", o.Callback, callback, err)
			}
		}
		shows := func(words string, n int) discordtest.Message {
			t.Helper()
			var last discordtest.Message
			if !r.parent.WaitFor(r.general, func(all []discordtest.Message) bool {
				last = all[len(all)-1]
				return len(all) == n && strings.Contains(last.Content, words) && !last.Thinking
			}, soon) {
				t.Fatalf("%d messages, the last %q", len(r.parent.Messages(r.general)), last.Content)
			}
			if !last.Ephemeral {
				t.Errorf("others see %q", last.Content)
			}
			return last
		}

		i, err := r.parent.Command(r.general, "ask", map[string]any{"question": dangerous})
		promised(5, i, err)
		shows("911", 3)
		i, err = r.parent.Press(menu, "Get help now")
		promised(6, i, err)
		shows("911", 4) // danger has a message of its own
		if m := r.parent.Messages(r.general)[0]; m.Content != menu.Content {
			t.Error("a danger reply took the place of the menu")
		}
		i, err = r.parent.Press(alarm, "Menu")
		promised(5, i, err)
		again := shows("How can I help?", 5)
		topic := again.Selects[0].Options[0]
		i, err = r.parent.Select(again, topic.Value)
		promised(6, i, err)
		if !r.parent.WaitFor(r.general, func(all []discordtest.Message) bool {
			last := all[len(all)-1]
			return last.ID == again.ID && last.Edits == 1 && last.Content != again.Content
		}, soon) {
			t.Errorf("%q edited nothing", topic.Label)
		}
		i, err = r.parent.Press(alarm, "Leave quickly")
		promised(5, i, err)
		shows("All done", 6)

		// What needs no turn waits for none.
		form, err := r.parent.Press(alarm, "Ask a question")
		promised(9, form, err)
		i, err = r.parent.Autocomplete(r.general, "ask", "question", "room", nil)
		promised(8, i, err)
		i, err = r.parent.SubmitModal(form, map[string]any{form.Outcome().Modal.Fields[0].CustomID: dangerous})
		promised(5, i, err)
		shows("911", 7)
	})
}

// A promise that is kept in the direct messages is a message like others: /bye deletes
// it. So is one whose interaction Discord does not know any more.
func TestPromisesInPrivate(t *testing.T) {
	t.Parallel()
	slowBothWays(t, func(t *testing.T, mode string, r *rig, slow func()) {
		dm := r.parent.DMChannel()
		waits := func(n int, words string) {
			t.Helper()
			if !r.parent.WaitFor(dm, func(all []discordtest.Message) bool {
				return len(all) == n && strings.Contains(all[n-1].Content, words)
			}, soon) {
				t.Fatalf("no %q in %+v", words, r.parent.Messages(dm))
			}
		}
		r.answered(r.parent.Command(dm, "topics", nil))
		slow()
		i, err := r.parent.Command(dm, "menu", nil)
		if _, err := i.Done(soon); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		waits(2, "How can I help?")
		r.counts.wait(t, "accepted ordinary", 2)

		if mode == "http" {
			return // Discord tells nobody that it did not take an HTTP response
		}
		// The promise is lost on the way, and the answer comes as a message of its own.
		r.allowed = []string{"10062"}
		r.server.Fail(discordtest.Fault{Route: callbackRoute, Kind: discordtest.Forbidden, Times: 1})
		if _, err := r.parent.Command(dm, "ask", map[string]any{"question": dangerous}); err != nil {
			t.Fatal(err)
		}
		waits(3, "911")
		r.counts.wait(t, "accepted danger", 1)
		if _, err := r.parent.Command(dm, "bye", nil); err != nil {
			t.Fatal(err)
		}
		waits(1, "All done")
	})
}

const callbackRoute = "POST /interactions/{interaction_id}/{interaction_token}/callback"

// Many taps of one person behind a slow store are all answered, in order.
func TestManyPromises(t *testing.T) {
	t.Parallel()
	slowBothWays(t, func(t *testing.T, _ string, r *rig, slow func()) {
		slow()
		var all []*discordtest.Interaction
		for range 8 {
			i, err := r.parent.Command(r.general, "menu", nil)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, i)
		}
		for _, i := range all {
			r.says(r.answered(i, nil), "How can I help?")
		}
	})
}
