package discord_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

// Every node in every language is shown within Discord's limits, with help one tap
// away, and every button and list of it leads somewhere. The fake refuses what Discord
// would.
func TestWalk(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "http"})
	bundle := r.handler.Release().Bundle()
	step, pressed := 1, 0
	if testing.Short() || raceEnabled {
		step = 17
	}
	for l, locale := range bundle.Locales() {
		ids := bundle.NodeIDs()
		for n := 0; n < len(ids); n += step {
			m := shown(r, l*len(ids)+n, locale, ids[n])
			if len(m.Content) == 0 || len([]rune(m.Content)) > 2000 || len(m.Buttons) < 3 {
				t.Fatalf("%s in %s: %d characters, %d buttons", ids[n], locale, len(m.Content), len(m.Buttons))
			}
			if !strings.HasSuffix(strings.TrimPrefix(m.Buttons[helpAt(m)].CustomID, "!"), ":/help") {
				t.Errorf("%s in %s: no help now", ids[n], locale)
			}
			rows := map[int]bool{}
			for _, b := range m.Buttons {
				rows[b.Row] = true
			}
			if len(rows) > 5 {
				t.Errorf("%s in %s: %d rows", ids[n], locale, len(rows))
			}
			for _, s := range m.Selects {
				for _, o := range s.Options {
					leads(r, ids[n], s.CustomID, o.Value)
					pressed++
				}
			}
			for _, b := range m.Buttons {
				leads(r, ids[n], b.CustomID, b.CustomID)
				pressed++
			}
		}
	}
	t.Logf("%d buttons and options", pressed)
}

// shown asks for a node, as a new person each time: nobody may ask so much.
func shown(r *rig, n int, locale string, id dialog.NodeID) discordtest.Message {
	u := r.server.User(fmt.Sprintf("5%017d", n), "en-US")
	u.Join(r.general)
	return r.answered(u.Command(r.general, "ask", map[string]any{"question": dialog.Payload{Locale: locale, To: dialog.Target(id)}.String()}))
}

func helpAt(m discordtest.Message) int {
	for i, b := range m.Buttons {
		if strings.Contains(b.CustomID, ":/help") && b.Style == 4 {
			return i
		}
	}
	return 0
}

// leads checks where a custom id or a value leads; what is behind it is shown by the
// walk itself.
func leads(r *rig, id dialog.NodeID, customID, value string) {
	r.t.Helper()
	if len(customID) > 100 {
		r.t.Errorf("%s: a custom id of %d bytes", id, len(customID))
	}
	value = strings.TrimPrefix(value, "!")
	if strings.HasPrefix(value, "?") || strings.HasPrefix(value, ">") {
		return // the form, and the direct messages
	}
	value, _, _ = strings.Cut(value, "#")
	p, err := dialog.ParsePayload(value)
	if err != nil {
		r.t.Errorf("%s: %q is no payload", id, value)
		return
	}
	if _, _, _, ok := dialog.Command(string(p.To)); ok {
		return
	}
	if _, ok := r.handler.Release().Bundle().Node(dialog.NodeID(p.To)); !ok {
		r.t.Errorf("%s: %q leads nowhere", id, value)
	}
}

// Lists are chosen from, and pictures come with their description.
func TestListsAndPictures(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		topics := r.command("topics", nil)
		if len(topics.Selects) == 0 {
			t.Fatalf("no list: %+v", topics)
		}
		o := topics.Selects[0].Options[1]
		after := r.answered(r.parent.Select(topics, o.Value))
		if after.ID != topics.ID || after.Content == topics.Content {
			t.Errorf("%q leads to %q", o.Label, after.Content)
		}
		bundle := r.handler.Release().Bundle()
		pictures := 0
		for n, id := range bundle.NodeIDs() {
			node, _ := bundle.Node(id)
			if node.View(0).Picture == nil || pictures == 3 {
				continue
			}
			pictures++
			m := shown(r, n, "en", id)
			if len(m.Files) != 1 || !strings.Contains(r.sent.String(), `"description":"`) {
				t.Errorf("%s: files %v", id, m.Files)
			}
			u := r.server.User(fmt.Sprintf("5%017d", n), "en-US")
			if next := r.answered(u.Press(m, "Menu")); len(next.Files) != 0 && !strings.HasPrefix(string(id), "danger/") {
				t.Errorf("%s: the picture stays: %v", id, next.Files)
			}
		}
		if pictures == 0 {
			t.Error("no node has a picture: the test proves nothing")
		}
	})
}
