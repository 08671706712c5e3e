package discord_test

import (
	"testing"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

// A conversation in a server: the menu, a question, a button, danger, and leaving.
// Nobody else sees any of it.
func TestConversation(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		other := r.server.User("300400500600700800", "en-US")
		other.Join(r.general)
		menu := r.command("menu", nil)
		r.says(menu, "**How can I help?**")
		button(t, menu, "Get help now")
		signs := r.ask("how do i know if someone is grooming my child")
		r.says(signs, "trust")
		edited := r.answered(r.parent.Press(signs, "Menu"))
		if edited.ID != signs.ID || edited.Edits != 1 {
			t.Errorf("a tap did not edit its message: %+v", edited)
		}
		alarm := r.ask(dangerous)
		r.says(alarm, "911")
		after := r.answered(r.parent.Press(alarm, "Menu"))
		if after.ID == alarm.ID {
			t.Error("a danger reply was edited away")
		}
		bye := r.answered(r.parent.Press(after, "Leave quickly"))
		r.says(bye, "All done", "dismiss it")
		for _, m := range []discordtest.Message{menu, signs, edited, alarm, after, bye} {
			if !m.Ephemeral {
				t.Errorf("others see %q", m.Content)
			}
		}
		if n := len(other.Messages(r.general)); n != 0 {
			t.Errorf("somebody else sees %d messages", n)
		}
		if n := r.counts.get("turn danger"); n != 1 {
			t.Errorf("%d danger replies", n)
		}
	})
}
