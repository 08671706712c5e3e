package telegramtest

import (
	"fmt"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
)

func ids(list []gotUpdate) (out []int64) {
	for _, u := range list {
		out = append(out, u.ID-firstUpdate)
	}
	return out
}

func TestOffsets(t *testing.T) {
	s := start(t, Options{})
	p := s.Person(1, "en")
	for i := range 120 {
		p.Send(fmt.Sprint(i))
	}
	got := func(body string) string {
		t.Helper()
		list := ids(updates(t, s, body))
		if len(list) == 0 {
			return "none"
		}
		return fmt.Sprint(list[0], " - ", list[len(list)-1])
	}
	at := func(n int) int { return firstUpdate + n }
	for _, tt := range []struct{ name, body, want string }{
		{"from the start, at most 100", `{}`, "0 - 99"},
		{"again until confirmed", `{"limit":3}`, "0 - 2"},
		{"a later offset confirms", fmt.Sprintf(`{"offset":%d}`, at(30)), "30 - 119"},
		{"what was confirmed is gone", `{}`, "30 - 119"},
		{"a smaller offset brings nothing back", fmt.Sprintf(`{"offset":%d}`, at(1)), "30 - 119"},
		{"negative: the last ones", `{"offset":-5}`, "115 - 119"},
		{"and only those", `{}`, "115 - 119"},
		{"past the end", fmt.Sprintf(`{"offset":%d}`, at(120)), "none"},
	} {
		if g := got(tt.body); g != tt.want {
			t.Errorf("%s: %s gives %s, want %s", tt.name, tt.body, g, tt.want)
		}
	}
	if s.Pending() != 0 {
		t.Errorf("%d pending", s.Pending())
	}
}

func TestAllowedUpdatesAreRemembered(t *testing.T) {
	s := start(t, Options{})
	p := s.Person(1, "en")
	updates(t, s, `{"allowed_updates":["callback_query"]}`)
	if p.Send("x") != 0 {
		t.Error("a message comes although only taps were asked for")
	}
	updates(t, s, `{}`)
	if p.Send("x") != 0 {
		t.Error("the list is forgotten")
	}
	updates(t, s, `{"allowed_updates":[]}`)
	if p.Send("x") == 0 {
		t.Error("an empty list is not the default")
	}
}

func TestExpiry(t *testing.T) {
	c := fakeapi.NewClock()
	s := start(t, Options{Now: c.Now})
	p := s.Person(1, "en")
	p.Send("x")
	p.TapData(1, "go")
	c.Pass(149 * time.Second)
	if s.Pending() != 2 {
		t.Errorf("%d pending, want 2", s.Pending())
	}
	c.Pass(time.Second)
	if list := updates(t, s, `{}`); len(list) != 1 || list[0].Message == nil {
		t.Errorf("after 150 s: %+v", list)
	}
	c.Pass(24 * time.Hour)
	if s.Pending() != 0 {
		t.Errorf("%d pending after a day", s.Pending())
	}
}

func TestLongPoll(t *testing.T) {
	s := start(t, Options{})
	p := s.Person(1, "en")
	done := make(chan answer)
	poll := func() {
		a, err := try(s, "getUpdates", `{"timeout":50}`)
		if err != nil {
			t.Error(err)
		}
		done <- a
	}
	waiting := func(old *waitingPoll) *waitingPoll {
		for {
			s.mu.Lock()
			now := s.poll
			s.mu.Unlock()
			if now != nil && now != old {
				return now
			}
			time.Sleep(time.Millisecond)
		}
	}
	go poll()
	first := waiting(nil)
	go poll()
	waiting(first)
	if a := <-done; a.Code != 409 || a.Description != "Conflict: "+errOtherPoller.text[len("Conflict: "):] {
		t.Errorf("the older poll: %+v", a)
	}
	p.Send("hello")
	if a := <-done; !a.OK || len(a.Result) < 10 {
		t.Errorf("the newer poll: %+v", a)
	}
	ok(t, s, "getUpdates", `{"offset":-1}`)
	ok(t, s, "getUpdates", fmt.Sprintf(`{"offset":%d}`, firstUpdate+1))
	go poll()
	waiting(nil)
	ok(t, s, "setWebhook", `{"url":"https://example.invalid/"}`)
	if a := <-done; a.Code != 409 {
		t.Errorf("a poll while a webhook is set: %+v", a)
	}
	refused(t, s, "getUpdates", `{}`, "webhook is active")
	ok(t, s, "deleteWebhook", `{}`)
	ok(t, s, "getUpdates", `{}`)
	clean(t, s)
}

type waitingPoll = poll

func TestRedeliverAndShuffle(t *testing.T) {
	s := start(t, Options{})
	p := s.Person(1, "en")
	a := p.Send("a")
	p.Send("b")
	updates(t, s, fmt.Sprintf(`{"offset":%d}`, a+2))
	s.Redeliver(a)
	if got := ids(updates(t, s, fmt.Sprintf(`{"offset":%d}`, a+2))); len(got) != 1 || got[0] != 0 {
		t.Errorf("redelivered %v", got)
	}
	if got := updates(t, s, `{}`); len(got) != 0 {
		t.Errorf("redelivered twice: %v", got)
	}
	p.Send("c")
	p.Send("d")
	s.Shuffle(true)
	if got := fmt.Sprint(ids(updates(t, s, `{}`))); got != "[3 2]" {
		t.Errorf("shuffled %s, want [3 2]", got)
	}
}

func TestRaw(t *testing.T) {
	s := start(t, Options{})
	id := s.Raw([]byte(`{"update_id":5,"message":{"message_id":3,"date":1,"chat":{"id":77,"type":"private","first_name":"P"},"from":{"id":77,"is_bot":false,"first_name":"P"},"text":"hi"}}`))
	if s.Raw([]byte(`{"something_unheard_of":{"a":[1]}}`)) != id+1 || s.Raw([]byte(`{}`)) != id+2 {
		t.Error("unknown updates are not taken")
	}
	a, err := try(s, "getUpdates", `{}`)
	if err != nil {
		t.Fatal(err)
	}
	var list []gotUpdate
	mustUnmarshal(a.Result, &list)
	if len(list) != 3 || list[0].ID != id || list[0].Message.Text != "hi" || list[2].ID != id+2 {
		t.Errorf("%+v", list)
	}
	ok(t, s, "sendMessage", `{"chat_id":77,"text":"x"}`)
	clean(t, s)
}
