package discord_test

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

// A panel is posted for all to see, answers each person alone, in its language and for
// its country, and works for ever.
func TestPanel(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		boss := r.server.User("400500600700800900", "en-US")
		boss.Administer(r.general)
		preview := r.answered(boss.Command(r.general, "porchlight preview", map[string]any{"language": "es", "country": "gb"}))
		r.says(preview, "en internet")
		if !preview.Ephemeral {
			t.Error("others see the preview")
		}
		guide := r.answered(boss.Command(r.general, "porchlight guide", nil))
		r.says(guide, "/porchlight setup")
		if !guide.Ephemeral {
			t.Error("others see the guide")
		}
		done := r.answered(boss.Command(r.general, "porchlight setup", map[string]any{"country": "CA"}))
		r.says(done, "The panel is in the channel")
		panel, err := r.parent.Wait(r.general, 1, soon)
		if err != nil {
			t.Fatal(err)
		}
		r.says(panel, "Worried about a child online?", "Only you will see")
		if len(panel.Buttons) < 5 || panel.Ephemeral {
			t.Errorf("%+v", panel)
		}
		r.stop()
		r.run(setup{mode: map[bool]string{true: "http", false: "gateway"}[strings.HasSuffix(t.Name(), "http")]})
		if strings.HasSuffix(t.Name(), "gateway") && !r.server.WaitFor(func() bool { return r.server.Connected() > 0 }, soon) {
			t.Fatal("not connected")
		}
		help := r.answered(r.parent.Press(panel, "Get help now"))
		if !help.Ephemeral || help.ID == panel.ID {
			t.Errorf("the answer to a panel: %+v", help)
		}
		r.says(help, "1-833-900-1010") // Canada's line, of the panel
		lines := r.answered(r.parent.Press(r.answered(r.parent.Press(help, "Menu")), "Get help now"))
		r.says(lines, "1-833-900-1010") // and of what follows
		for _, b := range panel.Buttons {
			i, err := r.parent.Press(panel, b.Label)
			if err != nil {
				t.Fatal(err)
			}
			if o, err := i.Done(soon); err != nil || o.Failed {
				t.Errorf("%q: %+v, %v", b.Label, o, err)
			}
		}
		if m := find(r.parent.Messages(r.general), panel.ID); m.Edits != 0 {
			t.Error("the panel was edited")
		}
		r.says(r.answered(boss.Command(r.general, "porchlight remove", map[string]any{"message": "https://discord.com/channels/1/2/" + panel.ID})), "gone")
		if find(r.parent.Messages(r.general), panel.ID).ID != "" {
			t.Error("the panel is still there")
		}
		r.allowed = []string{"Cannot edit a message authored by another user"} // which is how it is known
		theirs := r.parent.Say(r.general, "a message of somebody")
		for _, message := range []string{theirs, "1", "zebra", "", "../2"} {
			if message == "" {
				continue
			}
			r.says(r.answered(boss.Command(r.general, "porchlight remove", map[string]any{"message": message})), "I found no panel")
		}
		if find(r.parent.Messages(r.general), theirs).ID == "" {
			t.Error("somebody's message was deleted")
		}
		for _, country := range []string{"1x", "ñx"} {
			r.says(r.answered(boss.Command(r.general, "porchlight setup", map[string]any{"country": country})), "two letters")
		}
		r.says(r.answered(boss.Command(r.general, "porchlight setup", map[string]any{"channel": "1"})), "cannot post there")
		r.general.Forbid()
		r.says(r.answered(boss.Command(r.general, "porchlight setup", nil)), "cannot post there")
	})
}

func find(all []discordtest.Message, id string) discordtest.Message {
	for _, m := range all {
		if m.ID == id {
			return m
		}
	}
	return discordtest.Message{}
}

// Those who do not run a server put no panel into it, whatever Discord lets through.
func TestPanelPermission(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "gateway"})
	if _, err := r.parent.Command(r.general, "porchlight setup", nil); err == nil {
		t.Error("Discord offers the command to everybody")
	}
	r.allowed = []string{"there is no interaction"} // of those that follow
	before := len(r.parent.Messages(r.general))
	for _, permissions := range []any{"0", "2048", "", nil, 32, "-1"} {
		r.server.Dispatch("INTERACTION_CREATE", map[string]any{
			"id": snowflake(), "application_id": r.server.ApplicationID(), "type": 2, "token": "a-token", "version": 1, "context": 0,
			"guild_id": r.general.ID(), "channel_id": r.general.ID(),
			"member": map[string]any{"user": map[string]any{"id": r.parent.ID()}, "permissions": permissions},
			"data":   map[string]any{"name": "porchlight", "type": 1, "options": []any{map[string]any{"name": "setup", "type": 1}}},
		})
	}
	// The one who may, in another channel of the server: resolved by Discord.
	quiet := r.server.Guild("100200300400500600").Channel("quiet")
	r.parent.Join(quiet)
	r.server.Dispatch("INTERACTION_CREATE", map[string]any{
		"id": snowflake(), "application_id": r.server.ApplicationID(), "type": 2, "token": "a-token", "version": 1, "context": 0,
		"guild_id": "100200300400500600", "channel_id": r.general.ID(),
		"member": map[string]any{"user": map[string]any{"id": r.parent.ID()}, "permissions": "32"},
		"data": map[string]any{
			"name": "porchlight", "type": 1, "resolved": map[string]any{"channels": map[string]any{quiet.ID(): map[string]any{"id": quiet.ID()}}},
			"options": []any{map[string]any{"name": "setup", "type": 1, "options": []any{map[string]any{"name": "channel", "type": 7, "value": quiet.ID()}}}},
		},
	})
	if m, err := r.parent.Wait(quiet, 1, soon); err != nil || !strings.Contains(m.Content, "Worried") {
		t.Errorf("%q, %v", m.Content, err)
	}
	if n := len(r.parent.Messages(r.general)); n != before {
		t.Errorf("%d messages were posted without permission", n-before)
	}
}
