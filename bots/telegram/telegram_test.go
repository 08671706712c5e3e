package telegram_test

import (
	"testing"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// A conversation: the start, a question, a button, danger, and leaving.
func TestConversation(t *testing.T) {
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true}})
	p := r.server.Person(1001, "en")
	p.Start("")
	last(t, p, contains("Porchlight"))
	p.Send("how do i know if someone is grooming my child")
	answer := last(t, p, contains("trust"))
	if _, err := p.Tap(answer.ID, r.word("en", "menu")); err != nil {
		t.Fatal(err)
	}
	if m := last(t, p, func(m telegramtest.Message) bool { return m.Edits == 1 }); m.ID != answer.ID {
		t.Error("the tapped message was not changed in place")
	}
	p.Send(danger)
	last(t, p, contains(missing))
	p.Send("/bye")
	last(t, p, contains(r.word("en", "telegram-left")))
	if n := len(p.Messages()); n != 1 {
		t.Errorf("%d messages are left: %+v", n, p.Messages())
	}
}
