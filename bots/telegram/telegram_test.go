package telegram_test

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

func contains(words ...string) func(telegramtest.Message) bool {
	return func(m telegramtest.Message) bool {
		for _, w := range words {
			if !strings.Contains(m.Text+m.Caption, w) {
				return false
			}
		}
		return true
	}
}

// A conversation: the start, a question, a button, danger, and leaving.
func TestConversation(t *testing.T) {
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true}})
	p := r.server.Person(1001, "en")
	p.Start("")
	last(t, p, contains("Porchlight"))
	p.Send("how do i know if someone is grooming my child")
	last(t, p, contains("trust"))
	p.Send(danger)
	last(t, p, contains("911"))
	p.Send("/bye")
	last(t, p, contains("All done"))
	if n := len(p.Messages()); n != 1 {
		t.Errorf("%d messages are left: %+v", n, p.Messages())
	}
	if v := r.server.Violations(); len(v) > 0 {
		t.Error(v)
	}
	if n := r.counts.get("turn danger"); n != 1 {
		t.Errorf("%d danger replies", n)
	}
}
