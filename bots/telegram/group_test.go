package telegram_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// In a group only commands for the bot are answered, with one line and the ways to a
// private chat.
func TestGroup(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	p := r.greeted(3001, "es-AR")
	for i, tc := range []struct {
		text     string
		answered bool
	}{
		{"my son is online all night", false},
		{danger, false},
		{"/help", true},
		{"/start@PorchlightTestBot help", true},
		{"/bye@PORCHLIGHTTESTBOT", true},
		{"/help@another_bot", false},
		{"/weather", false},
	} {
		t.Run(tc.text, func(t *testing.T) {
			g := r.server.Group(int64(-3100-i), i%2 == 0)
			g.Send(p, tc.text)
			want := 1
			if tc.answered {
				want = 2
			}
			g.Send(p, "/menu") // what is answered for certain
			if !g.WaitFor(func(all []telegramtest.Message) bool { return len(fromBot(all)) >= want }, soon) {
				t.Fatalf("%d messages, not %d", len(fromBot(g.Messages())), want)
			}
			for _, m := range g.Messages() {
				if !m.FromBot {
					continue
				}
				if m.Text != r.word("es", "group-line") || len(m.Keyboard) != 2 {
					t.Errorf("%+v", m)
				}
				for _, row := range m.Keyboard {
					if len(row) != 1 || !strings.HasPrefix(row[0].URL, "https://t.me/PorchlightTestBot?start=es_") {
						t.Errorf("%+v", row)
					}
				}
			}
			if got := len(fromBot(g.Messages())); got != want {
				t.Errorf("%d messages, not %d", got, want)
			}
		})
	}
}

// Channel posts, taps in a group, and a bot thrown out are no turns.
func TestGroupSilence(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	p := r.greeted(3002, "en")
	r.server.Channel(-3300).Send(p, "/help")
	r.server.Raw(json.RawMessage(`{"callback_query":{"id":"1","from":{"id":3002,"is_bot":false,"first_name":"P"},"chat_instance":"1","data":"1en:/help","message":{"message_id":1,"date":1750000000,"chat":{"id":-3301,"type":"group","title":"G"}}}}`))
	g := r.server.Group(-3302, true)
	g.Kick(p)
	quiet(t, r, p, 1)
	for _, id := range []int64{-3300, -3301, -3302} {
		if n := len(r.server.Accepted(id)); n != 0 {
			t.Errorf("%d messages went to %d", n, id)
		}
	}
}

// A reply in a forum goes to the topic of the question.
func TestTopic(t *testing.T) {
	t.Parallel()
	wire := &recorder{}
	s := unlimited
	s.client = wire.client()
	r := start(t, s)
	r.server.Raw(json.RawMessage(`{"message":{"message_id":5,"message_thread_id":4711,"is_topic_message":true,"from":{"id":3003,"is_bot":false,"first_name":"P"},"chat":{"id":-3400,"type":"supergroup","title":"G","is_forum":true},"date":1750000000,"text":"/help"}}`))
	eventually(t, "the reply", func() bool { return len(r.server.Accepted(-3400)) == 1 })
	if !strings.Contains(wire.all(), "4711") {
		t.Error("the topic is not named")
	}
}

// A reply that waits follows a group to its new id.
func TestMigration(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	p := r.greeted(3004, "en")
	g := r.server.Group(-3500, false)
	r.server.Fail(telegramtest.Fault{Method: "sendMessage", Chat: -3500, Kind: telegramtest.ServerError, Times: 1})
	g.Send(p, "/help")
	eventually(t, "the first try", func() bool { return r.counts.get("retry") == 1 })
	super := g.MigrateTo(-1003500)
	if !super.WaitFor(func(all []telegramtest.Message) bool { return len(fromBot(all)) == 1 }, soon) {
		t.Error("the reply did not follow")
	}
}

// Who blocks the bot is forgotten, and gets nothing that waited.
func TestBlocked(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	p := r.greeted(3005, "es")
	r.server.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 3005, Kind: telegramtest.TooMany, RetryAfter: 1})
	p.Send("/menu")
	p.Send("/topics")
	p.Send("/about")
	eventually(t, "the first try", func() bool { return r.counts.get("retry flood") > 0 })
	p.Block()
	eventually(t, "the chat is forgotten", func() bool { return !r.known(3005) })
	r.server.ClearFaults()
	p.Start("")
	last(t, p, func(telegramtest.Message) bool { return len(fromBot(p.Messages())) > 1 })
	quiet(t, r, p, 2)
}
