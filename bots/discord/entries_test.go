package discord_test

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

// Danger gets its hotline from every entry at which something can be typed.
func TestDangerFromEveryEntry(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		alarm := func(what string, m discordtest.Message) {
			t.Helper()
			if !strings.Contains(m.Content, "911") || len(m.Buttons) == 0 {
				t.Errorf("%s: %q", what, m.Content)
			}
		}
		alarm("command", r.ask(dangerous))
		alarm("command in direct messages", r.answered(r.parent.Command(r.parent.DMChannel(), "ask", map[string]any{"question": dangerous})))

		menu := r.command("menu", nil)
		form, err := r.parent.Press(menu, "Ask a question")
		if err != nil {
			t.Fatal(err)
		}
		o, err := form.Done(soon)
		if err != nil || o.Modal == nil || o.Modal.Title != "Ask a question" {
			t.Fatalf("no form: %+v, %v", o, err)
		}
		alarm("form", r.answered(r.parent.SubmitModal(form, map[string]any{o.Modal.Fields[0].CustomID: dangerous})))

		// The message of somebody else is not read: the menu, with help one tap away.
		said := r.parent.Say(r.general, dangerous)
		for _, m := range r.parent.Messages(r.general) {
			if m.ID == said {
				shown := r.answered(r.parent.ContextCommand(m, "What can I do about this?"))
				r.says(shown, "How can I help?")
				alarm("help now", r.answered(r.parent.Press(shown, "Get help now")))
			}
		}
		if n := r.counts.get("turn danger"); n != 3 {
			t.Errorf("%d danger turns, want 3", n)
		}
	})
}

// What only the gateway brings: direct messages, typed, with files, edited, of bots.
func TestDirectMessages(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "gateway"})
	p, dm := r.parent, r.parent.DMChannel()
	next := 0
	reply := func(text string, files ...string) discordtest.Message {
		t.Helper()
		next++
		p.DM(text, files...)
		m, err := p.Wait(dm, next, soon)
		if err != nil {
			t.Fatal(err)
		}
		if m.Ephemeral {
			t.Error("a direct message is ephemeral")
		}
		return m
	}
	r.says(reply("how do i know if someone is grooming my child"), "trust")
	r.says(reply("look at this", "picture.png"), "I can't open pictures")
	r.says(reply("", "voice.ogg"), "I can't open pictures")
	r.says(reply(dangerous, "proof.png"), "911")
	r.says(reply(dangerous), "911")
	r.says(reply("/menu"), "How can I help?")
	r.says(reply("¿cómo hablo con mi hija de internet?"), "hij")
	if n := r.server.Calls("file"); n != 0 {
		t.Errorf("%d files were fetched", n)
	}
	id := p.DM("hello there")
	next++
	if _, err := p.Wait(dm, next, soon); err != nil {
		t.Fatal(err)
	}
	p.Edit(dm, id, dangerous)
	r.server.Dispatch("MESSAGE_CREATE", map[string]any{
		"id": "1", "channel_id": dm.ID(), "content": "hi", "author": map[string]any{"id": "7", "bot": true},
	})
	p.DM("/bye")
	if !p.WaitFor(dm, func(all []discordtest.Message) bool {
		ours := 0
		for _, m := range all {
			if m.FromBot {
				ours++
			}
		}
		return ours == 1
	}, soon) {
		t.Errorf("messages are left: %+v", p.Messages(dm))
	}
	m, err := p.Wait(dm, 1, soon)
	if err != nil {
		t.Fatal(err)
	}
	r.says(m, "All done", "Yours stay")
	theirs := 0
	for _, m := range p.Messages(dm) {
		if !m.FromBot {
			theirs++
		}
	}
	if theirs != next+1 {
		t.Errorf("%d messages of the person are left, want %d", theirs, next+1)
	}
}

// /bye deletes our direct messages also when it is said in a server, and with a button.
func TestByeEverywhere(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		dm := r.parent.DMChannel()
		first := r.answered(r.parent.Command(dm, "menu", nil))
		second := r.answered(r.parent.Command(dm, "topics", nil))
		if first.Ephemeral || second.Ephemeral {
			t.Error("an answer in direct messages is ephemeral")
		}
		r.counts.wait(t, "turn answer", 2)
		left := r.answered(r.parent.Press(second, "Leave quickly"))
		r.says(left, "All done", "Yours stay")
		if !r.parent.WaitFor(dm, func(all []discordtest.Message) bool { return len(all) == 1 }, soon) {
			t.Errorf("%d messages are left", len(r.parent.Messages(dm)))
		}
		r.answered(r.parent.Command(dm, "menu", nil))
		r.counts.wait(t, "turn answer", 4)
		r.says(r.command("bye", nil), "All done", "dismiss")
		if !r.parent.WaitFor(dm, func(all []discordtest.Message) bool { return len(all) == 1 }, soon) {
			t.Errorf("%d messages are left", len(r.parent.Messages(dm)))
		}
	})
}

// Completion offers titles that fit, and nothing for a question in a sentence.
func TestCompletion(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		for _, tc := range []struct {
			typed string
			some  bool
			user  *discordtest.User
			has   string
		}{
			{"", true, r.parent, "Missing or ran away"},
			{"sex", true, r.parent, ""},
			{"my daughter will not talk to me about it", false, r.parent, ""},
			{"zebra-canary-7431", false, r.parent, ""},
			{"", true, r.server.User("300400500600700801", "es-419"), ""},
		} {
			tc.user.Join(r.general)
			i, err := tc.user.Autocomplete(r.general, "ask", "question", tc.typed, nil)
			if err != nil {
				t.Fatal(err)
			}
			o, err := i.Done(soon)
			if err != nil || o.Callback != 8 || (len(o.Choices) > 0) != tc.some {
				t.Errorf("%q: %+v, %v", tc.typed, o, err)
			}
			if len(o.Choices) == 0 {
				continue
			}
			chosen := r.answered(tc.user.Command(r.general, "ask", map[string]any{"question": o.Choices[0].Value}))
			if len(chosen.Content) < 40 || strings.Contains(chosen.Content, "I don't know") {
				t.Errorf("%q leads to %q", o.Choices[0].Name, chosen.Content)
			}
		}
	})
}

// The language is the person's; the country is never guessed from it.
func TestLanguage(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		for i, locale := range []string{"es-ES", "es-419", "de", "en-GB"} {
			u := r.server.User("30040050060070080"+string(rune('2'+i)), locale)
			u.Join(r.general)
			m := r.answered(u.Command(r.general, "help", nil))
			spanish := strings.Contains(m.Content, "peligro")
			if spanish != strings.HasPrefix(locale, "es") {
				t.Errorf("%s: %q", locale, m.Content)
			}
			if strings.Contains(m.Content, "999") || strings.Contains(m.Content, "112 ") {
				t.Errorf("%s: a country was guessed: %q", locale, m.Content)
			}
		}
	})
}

// A button works after a restart with an empty store; what nobody wrote leads to the
// menu.
func TestOldButtons(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: mode})
			signs := r.ask("how do i know if someone is grooming my child")
			r.stop()
			r.run(setup{mode: mode})
			if mode == "gateway" && !r.server.WaitFor(func() bool { return r.server.Connected() > 0 }, soon) {
				t.Fatal("not connected again")
			}
			r.says(r.answered(r.parent.Press(signs, "Menu")), "How can I help?")
			for _, id := range []string{
				"1en:no/such-node", "zebra-canary-7431", "1xx:talk/start", "US.1en:talk/start", "!US.1en:talk/start#2", "!", "#", "US.", "?en", "?", "?zebra-canary-7431", "=en",
				"1en:talk/by-age;age=zebra-canary-7431", strings.Repeat("é", 100),
			} {
				i, err := r.parent.PressData(signs, id)
				if err != nil {
					t.Fatal(err)
				}
				o, err := i.Done(soon)
				if err != nil || o.Failed || o.Problem != "" {
					t.Errorf("%q: %+v, %v", id, o, err)
				}
				if m, ok := i.Message(); ok && strings.Contains(m.Content, "zebra") || o.Modal != nil && strings.Contains(o.Modal.CustomID, "zebra") {
					t.Errorf("%q is echoed", id)
				}
			}
			i, err := r.parent.PressData(signs, "1en:no/such-node")
			r.says(r.answered(i, err), "not here any more")
		})
	}
}

// Text of any length is answered, and nothing of it comes back.
func TestLongText(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		for _, s := range []string{strings.Repeat("a ", 1990), strings.Repeat("zebra-canary-7431 ", 220), "@everyone <@1> `x` **b** [a](https://x.example)"} {
			if m := r.ask(s); m.Content == "" || m.Mentions || strings.Contains(m.Content, "zebra") {
				t.Errorf("%q", m.Content)
			}
		}
		for range 40 {
			r.ask("hello")
		}
		r.says(r.ask("hello"), "faster than I can answer")
		r.says(r.ask(dangerous), "911")
	})
}
