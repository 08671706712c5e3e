package telegram_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// What was decided and not sent goes out after a restart: danger first, the rest in
// order, and the chat goes on where it was.
func TestRestart(t *testing.T) {
	t.Parallel()
	s := unlimited
	s.dir, s.grace = t.TempDir(), 200*time.Millisecond
	r := start(t, s)
	p := r.greeted(8001, "es")
	r.server.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 8001, Kind: telegramtest.TooMany, RetryAfter: 3600})
	for _, text := range []string{"/language en", "/privacy", "/topics", danger} {
		p.Send(text)
	}
	eventually(t, "all wait", func() bool { return r.outbox() == 4 })
	r.stop()
	r.server.ClearFaults()
	if n := len(fromBot(p.Messages())); n != 1 {
		t.Fatalf("%d messages before the restart", n)
	}
	r.run(s)
	if err := p.Wait(5, soon); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range p.Messages() {
		if m.FromBot && !strings.Contains(m.Text, missing) {
			got = append(got, plain(m))
		}
	}
	if want := []string{r.said("en", "/privacy"), r.said("en", "/topics")}; !slices.Equal(got[2:], want) {
		t.Errorf("not in order: %.60q", got)
	}
	eventually(t, "the outbox is empty", func() bool { return r.outbox() == 0 })
	p.Send("hm")
	if err := p.Wait(6, soon); err != nil {
		t.Error(err)
	}
	if m := last(t, p, contains("")); !slices.Contains(data(m), "1en:/help") {
		t.Error("the language is forgotten")
	}
}

// Among what a restart finds, danger goes first.
func TestRestartDangerFirst(t *testing.T) {
	t.Parallel()
	s := unlimited
	s.dir, s.grace = t.TempDir(), 200*time.Millisecond
	r := start(t, s)
	r.greeted(8100, "en")
	r.server.Fail(telegramtest.Fault{Method: "sendMessage", Kind: telegramtest.TooMany, RetryAfter: 3600})
	for i := range 5 {
		r.server.Person(int64(8101+i), "en").Send("/about")
	}
	p := r.server.Person(8150, "en")
	p.Send(danger)
	eventually(t, "all wait", func() bool { return r.outbox() == 6 })
	r.stop()
	r.server.ClearFaults()
	s.limits.PerSecond = 4
	r.run(s)
	last(t, p, contains(missing))
	ordinary := 0
	for i := range 5 {
		ordinary += len(r.server.Accepted(int64(8101 + i)))
	}
	if ordinary > 1 {
		t.Errorf("%d others went first", ordinary)
	}
	r.stop()
}

// What nobody can read is dropped, and a decision of what is gone still gets an
// answer.
func TestRestartStrange(t *testing.T) {
	t.Parallel()
	s := unlimited
	s.dir = t.TempDir()
	r := start(t, s)
	p := r.greeted(8200, "en")
	decided, err := json.Marshal(map[string]any{
		"c": 8200, "d": map[string]any{"r": "answer", "l": "en", "n": "no/longer-here", "b": []string{"no/longer-here 0 0"}, "o": []any{map[string]string{"p": "1en:no/longer-here"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.store.Commit(context.Background(), store.Batch{Queue: []store.Queued{
		{ID: 1001, Sealed: []byte("sealed with another key, which is gone")},
		{ID: 1002, Sealed: r.handler.Seal([]byte("not an entry"))},
		{ID: 1003, Sealed: r.handler.Seal(decided)},
	}}); err != nil {
		t.Fatal(err)
	}
	r.stop()
	r.run(s)
	last(t, p, contains(r.said("en", "/menu")))
	eventually(t, "the outbox is empty", func() bool { return r.outbox() == 0 })
}
