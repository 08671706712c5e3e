package discordtest

import (
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
)

func TestCommandIsAnswered(t *testing.T) {
	w := newWorld(t, Options{})
	i := w.ask()
	if a := w.ok("POST", callbackPath(i), said("Hello")); a.status != 204 {
		t.Errorf("status %d, want 204", a.status)
	}
	m, err := i.Answer(soon)
	if err != nil || m.Text != "Hello" || !m.FromBot || m.Ephemeral || !m.Mentions {
		t.Errorf("%+v, %v", m, err)
	}
	w.clean()
}

func TestCallbackWithResponse(t *testing.T) {
	w := newWorld(t, Options{})
	i := w.ask()
	a := w.ok("POST", callbackPath(i)+"?with_response=true", `{"type":4,"data":{"content":"Hi","flags":64}}`)
	about := child(a.object(), "interaction")
	if about["response_message_ephemeral"] != true || str(child(child(a.object(), "resource"), "message"), "content") != "Hi" {
		t.Errorf("%s", a.body)
	}
	w.clean()
}

func TestSecondAnswerIsRefused(t *testing.T) {
	w := newWorld(t, Options{})
	i := w.ask()
	w.ok("POST", callbackPath(i), said("one"))
	w.refused("POST", callbackPath(i), said("two"), 400, 40060, "already been acknowledged")
	if len(w.Violations()) != 1 {
		t.Errorf("violations: %q", w.Violations())
	}
}

func TestFirstAnswerInThreeSeconds(t *testing.T) {
	c := fakeapi.NewClock()
	w := newWorld(t, Options{Now: c.Now})
	in, late := w.ask(), w.ask()
	c.Pass(3 * time.Second)
	w.ok("POST", callbackPath(in), said("in time"))
	c.Pass(time.Millisecond)
	w.refused("POST", callbackPath(late), said("late"), 404, 10062, "Unknown interaction")
	if o := late.Outcome(); !o.Failed {
		t.Errorf("%+v", o)
	}
	if o := in.Outcome(); o.Failed || o.After != 3*time.Second {
		t.Errorf("%+v", o)
	}
	w.clean()
}

func TestUnknownInteraction(t *testing.T) {
	w := newWorld(t, Options{})
	w.refused("POST", "/interactions/1/nothing/callback", said("x"), 404, 10062, "")
	if len(w.Violations()) != 1 {
		t.Errorf("violations: %q", w.Violations())
	}
}

func TestTokenLivesFifteenMinutes(t *testing.T) {
	c := fakeapi.NewClock()
	w := newWorld(t, Options{Now: c.Now})
	i := w.ask()
	w.refused("PATCH", hookPath(i)+"/messages/@original", `{"content":"too early"}`, 404, 10015, "Unknown Webhook")
	w.ok("POST", callbackPath(i), said("one"))
	c.Pass(15 * time.Minute)
	w.ok("PATCH", hookPath(i)+"/messages/@original", `{"content":"two"}`)
	c.Pass(time.Millisecond)
	w.refused("PATCH", hookPath(i)+"/messages/@original", `{"content":"three"}`, 401, 50027, "Invalid Webhook Token")
	w.refused("POST", hookPath(i), `{"content":"three"}`, 401, 50027, "")
	if m, _ := i.Message(); m.Text != "two" || m.Edits != 1 {
		t.Errorf("%+v", m)
	}
}

func TestEphemeralIsForOne(t *testing.T) {
	w := newWorld(t, Options{})
	other := w.User("201", "en-US")
	other.Join(w.general)
	i := w.ask()
	w.ok("POST", callbackPath(i), `{"type":4,"data":{"content":"secret","flags":64}}`)
	m, _ := i.Message()
	if !m.Ephemeral || len(w.parent.Messages(w.general)) != 1 || len(other.Messages(w.general)) != 0 {
		t.Errorf("%+v", m)
	}
	if _, err := other.PressData(m, "x"); err == nil {
		t.Error("another person presses a button that they do not see")
	}
	w.refused("GET", "/channels/"+w.general.ID()+"/messages/"+m.ID, "", 404, 10008, "")
	w.ok("GET", hookPath(i)+"/messages/@original", "")
	w.parent.Restart()
	if n := len(w.parent.Messages(w.general)); n != 0 {
		t.Errorf("%d messages after a restart", n)
	}
	w.clean()
}

func TestDeferredAnswer(t *testing.T) {
	w := newWorld(t, Options{})
	i := w.ask()
	w.refused("POST", callbackPath(i), `{"type":5,"data":{"flags":32768}}`, 400, 50035, "EPHEMERAL")
	w.refused("POST", callbackPath(i), `{"type":5,"data":{"content":"x"}}`, 400, 50035, "deferred")
	w.ok("POST", callbackPath(i), `{"type":5,"data":{"flags":64,"content":"","tts":false,"components":null,"embeds":null}}`)
	if m, _ := i.Message(); !m.Thinking || !m.Ephemeral {
		t.Errorf("%+v", m)
	}
	w.ok("GET", hookPath(i)+"/messages/@original", "")
	w.ok("PATCH", hookPath(i)+"/messages/@original", `{"flags":32768,"components":[{"type":10,"content":"done"}]}`)
	m, err := i.Answer(soon)
	if err != nil || m.Thinking || !m.V2 || !m.Ephemeral || m.Text != "done" || m.Edits != 0 {
		t.Errorf("%+v, %v", m, err)
	}
	w.ok("POST", hookPath(i), `{"content":"one more","flags":64}`)
	if n := len(w.parent.Messages(w.general)); n != 2 {
		t.Errorf("%d messages, want 2", n)
	}
}

func TestFollowupFillsDeferredAnswer(t *testing.T) {
	w := newWorld(t, Options{})
	i := w.ask()
	w.ok("POST", callbackPath(i), `{"type":5}`)
	w.ok("POST", hookPath(i), `{"content":"done"}`)
	if all := w.parent.Messages(w.general); len(all) != 1 || all[0].Text != "done" {
		t.Errorf("%+v", all)
	}
	w.clean()
}

const twoButtons = `"components":[{"type":1,"components":[{"type":2,"style":1,"label":"Next","custom_id":"next"},{"type":2,"style":5,"label":"Site","url":"https://example.org"}]}]`

func TestButtonChangesItsMessage(t *testing.T) {
	w := newWorld(t, Options{})
	i := w.ask()
	w.ok("POST", callbackPath(i), `{"type":4,"data":{"content":"one",`+twoButtons+`}}`)
	m, _ := i.Message()
	for _, label := range []string{"Site", "None"} {
		if _, err := w.parent.Press(m, label); err == nil {
			t.Errorf("%s can be pressed", label)
		}
	}
	press := w.must(w.parent.Press(m, "Next"))
	w.refused("POST", callbackPath(press), `{"type":8,"data":{"choices":[]}}`, 400, 50035, "for this interaction")
	w.ok("POST", callbackPath(press)+"?with_response=true", `{"type":7,"data":{"content":"two","components":[],"tts":false}}`)
	got, err := press.Answer(soon)
	if err != nil || got.ID != m.ID || got.Text != "two" || got.Edits != 1 || len(got.Buttons) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	old := w.must(w.parent.PressData(m, "next"))
	w.ok("POST", callbackPath(old), `{"type":6}`)
	w.ok("PATCH", hookPath(old)+"/messages/@original", `{"content":"three"}`)
	if got, _ := old.Message(); got.Text != "three" || got.ID != m.ID {
		t.Errorf("%+v", got)
	}
}

func TestUpdateNeedsAMessage(t *testing.T) {
	w := newWorld(t, Options{})
	w.refused("POST", callbackPath(w.ask()), `{"type":7,"data":{"content":"x"}}`, 400, 50035, "for this interaction")
}

func TestSelect(t *testing.T) {
	w := newWorld(t, Options{})
	i := w.ask()
	w.ok("POST", callbackPath(i), `{"type":4,"data":{"content":"Which?","components":[{"type":1,"components":[{"type":3,"custom_id":"age","placeholder":"Age","options":[{"label":"Six","value":"6"},{"label":"Seven","value":"7"}]}]}]}}`)
	m, _ := i.Message()
	if len(m.Selects) != 1 || m.Selects[0].Options[1].Label != "Seven" {
		t.Fatalf("%+v", m)
	}
	if _, err := w.parent.Select(m, "8"); err == nil {
		t.Error("there is no 8")
	}
	if _, err := w.parent.Select(m, "6", "7"); err == nil {
		t.Error("only one can be chosen")
	}
	chosen := w.must(w.parent.Select(m, "Seven"))
	if !strings.Contains(string(chosen.payload), `"values":["7"]`) {
		t.Errorf("%s", chosen.payload)
	}
}

func TestAutocomplete(t *testing.T) {
	w := newWorld(t, Options{})
	i := w.must(w.parent.Autocomplete(w.general, "ask", "topic", "gro", nil))
	w.refused("POST", callbackPath(i), said("x"), 400, 50035, "for this interaction")
	w.ok("POST", callbackPath(i), `{"type":8,"data":{"choices":[{"name":"Grooming","value":"grooming"}],"content":"","tts":false,"components":null,"embeds":null}}`)
	o, err := i.Done(soon)
	if err != nil || len(o.Choices) != 1 || o.Choices[0].Value != "grooming" {
		t.Errorf("%+v %v", o, err)
	}
	if !strings.Contains(string(i.payload), `"focused":true`) {
		t.Errorf("%s", i.payload)
	}
}

func TestModal(t *testing.T) {
	w := newWorld(t, Options{})
	for name, part := range map[string]string{
		"label": `{"type":18,"label":"Your question","component":{"type":4,"style":2,"custom_id":"q","max_length":20}}`,
		"row":   `{"type":1,"components":[{"type":4,"style":1,"label":"Your question","custom_id":"q","max_length":20}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			i := w.ask()
			w.ok("POST", callbackPath(i), `{"type":9,"data":{"custom_id":"m","title":"Ask","components":[`+part+`]}}`)
			if m := i.Outcome().Modal; m == nil || m.Fields[0].Label != "Your question" {
				t.Fatalf("%+v", m)
			}
			for _, bad := range []map[string]any{{}, {"q": strings.Repeat("a", 21)}, {"other": "x"}} {
				if _, err := w.parent.SubmitModal(i, bad); err == nil {
					t.Errorf("%v is taken", bad)
				}
			}
			sent := w.must(w.parent.SubmitModal(i, map[string]any{"Your question": "why"}))
			if !strings.Contains(string(sent.payload), `"value":"why"`) {
				t.Errorf("%s", sent.payload)
			}
			w.refused("POST", callbackPath(sent), `{"type":9,"data":{"custom_id":"m","title":"Ask","components":[`+part+`]}}`, 400, 50035, "for this interaction")
			w.ok("POST", callbackPath(sent)+"?with_response=true", said("Thanks"))
		})
	}
}

func TestContextCommand(t *testing.T) {
	w := newWorld(t, Options{})
	id := w.parent.Say(w.general, "hello")
	i := w.must(w.parent.ContextCommand(Message{ID: id, Channel: w.general.ID()}, "Report"))
	if !strings.Contains(string(i.payload), `"target_id":"`+id+`"`) || !strings.Contains(string(i.payload), `"content":"hello"`) {
		t.Errorf("%s", i.payload)
	}
	w.ok("POST", callbackPath(i), `{"type":4,"data":{"content":"Thanks","flags":64}}`)
	w.clean()
}

func TestCommandsOffered(t *testing.T) {
	w := newWorld(t, Options{})
	dm := w.parent.DMChannel()
	ask := func(u *User, where *Channel, name string, options map[string]any) error {
		_, err := u.Command(where, name, options)
		return err
	}
	admin := w.User("300", "en-US")
	admin.Administer(w.general)
	for _, c := range []struct {
		name string
		err  error
		ok   bool
	}{
		{"unknown", ask(w.parent, w.general, "nothing", nil), false},
		{"required option missing", ask(w.parent, w.general, "ask", nil), false},
		{"unknown option", ask(w.parent, w.general, "ask", map[string]any{"question": "x", "other": "y"}), false},
		{"option too long", ask(w.parent, w.general, "ask", map[string]any{"question": strings.Repeat("x", 101)}), false},
		{"for admins", ask(w.parent, w.general, "settings language", nil), false},
		{"by an admin", ask(admin, w.general, "settings language", map[string]any{"to": "en"}), true},
		{"no such choice", ask(admin, w.general, "settings language", map[string]any{"to": "fr"}), false},
		{"in direct messages only", ask(w.parent, w.general, "private", nil), false},
		{"in direct messages", ask(w.parent, dm, "private", nil), true},
		{"anywhere", ask(w.parent, w.general, "anywhere", nil), true},
	} {
		if (c.err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, c.err)
		}
	}
}

func TestUserInstalled(t *testing.T) {
	w := newWorld(t, Options{Unlimited: true})
	w.guild.Leave()
	if _, err := w.parent.Command(w.general, "anywhere", nil); err == nil {
		t.Error("the bot is not there")
	}
	w.parent.Install()
	i := w.must(w.parent.Command(w.general, "anywhere", nil))
	w.ok("POST", callbackPath(i), said("one"))
	for range 5 {
		w.ok("POST", hookPath(i), `{"content":"more"}`)
	}
	w.refused("POST", hookPath(i), `{"content":"too much"}`, 400, 40094, "maximum number of follow up")
}

func TestPrivateChannel(t *testing.T) {
	w := newWorld(t, Options{})
	where := w.Private(w.parent)
	if _, err := w.parent.Command(where, "anywhere", nil); err == nil {
		t.Error("the bot is not there")
	}
	w.parent.Install()
	i := w.must(w.parent.Command(where, "anywhere", nil))
	for _, want := range []string{`"context":2`, `"user":{`, `"authorizing_integration_owners":{"1":"200"}`} {
		if !strings.Contains(string(i.payload), want) {
			t.Errorf("%s holds no %s", i.payload, want)
		}
	}
	w.ok("POST", callbackPath(i), said("hello"))
	w.refused("POST", "/channels/"+where.ID()+"/messages", `{"content":"x"}`, 403, 50001, "")
}

func TestFollowupsByID(t *testing.T) {
	w := newWorld(t, Options{Unlimited: true})
	i := w.ask()
	w.ok("POST", callbackPath(i), said("one"))
	id := str(w.ok("POST", hookPath(i), `{"content":"two","flags":64}`).object(), "id")
	at := hookPath(i) + "/messages/" + id
	w.ok("GET", at, "")
	w.ok("PATCH", at, `{"content":"three"}`)
	w.refused("PATCH", at, `{"content":null}`, 400, 50006, "empty")
	w.ok("DELETE", at, "")
	w.refused("GET", at, "", 404, 10008, "Unknown Message")
	w.ok("DELETE", hookPath(i)+"/messages/@original", "")
	if n := len(w.parent.Messages(w.general)); n != 0 {
		t.Errorf("%d messages", n)
	}
}
