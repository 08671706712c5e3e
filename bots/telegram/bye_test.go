package telegram_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// leaving is how long /bye may take.
const leaving = 5 * time.Second

// gone waits until a chat holds nothing but the last line.
func gone(t *testing.T, r *rig, p *telegramtest.Person, line string) {
	t.Helper()
	began := time.Now()
	if !p.WaitFor(func(all []telegramtest.Message) bool {
		return len(all) == 1 && strings.Contains(all[0].Text, r.word("en", line))
	}, leaving) {
		t.Errorf("after %v these are left: %.80q", time.Since(began), fromBot(p.Messages()))
	}
	eventually(t, "the chat is forgotten", func() bool { return !r.known(p.ID()) })
}

// Leaving deletes both sides' messages and what the store holds.
func TestBye(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		leave func(p *telegramtest.Person, under int64)
	}{
		{"typed", func(p *telegramtest.Person, _ int64) { p.Send("/bye") }},
		{"tapped", func(p *telegramtest.Person, under int64) { p.TapData(under, "1en:/bye") }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			s := setup{fake: telegramtest.Options{Unlimited: true}, dir: dir}
			r := start(t, s)
			p := r.greeted(4001, "en")
			p.Send("is roblox safe")
			last(t, p, contains("Roblox"))
			p.Send(danger)
			m := last(t, p, contains(missing))
			eventually(t, "the reply is noted", func() bool { return r.noted(4001) == m.ID })
			in := []byte(key(4001))
			if !bytes.Contains(stored(t, dir), in) {
				t.Fatal("the store does not hold the chat: the test looks for the wrong thing")
			}
			tc.leave(p, m.ID)
			gone(t, r, p, "telegram-left")
			eventually(t, "all is settled", func() bool { return r.outbox() == 0 })
			if bytes.Contains(stored(t, dir), in) {
				t.Error("the store still holds the chat")
			}
		})
	}
}

// stored is every byte of a store.
func stored(t *testing.T, dir string) (all []byte) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no store", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}

// Many messages are deleted, more than one request takes, and within the limits of
// sending.
func TestByeMany(t *testing.T) {
	t.Parallel()
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true}, limits: telegram.DefaultLimits()})
	p := r.greeted(4002, "en")
	for range 30 {
		p.Media("photo", "")
	}
	for range 100 {
		p.Send("is roblox safe")
	}
	p.Send("/bye")
	gone(t, r, p, "telegram-left")
}

// What is older than 48 hours stays, everything younger goes, and the last line says
// so.
func TestByeOld(t *testing.T) {
	t.Parallel()
	var clock atomic.Int64
	clock.Store(time.Now().Add(-50 * time.Hour).Unix())
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true, Now: func() time.Time { return time.Unix(clock.Load(), 0) }}})
	p := r.greeted(4003, "en")
	p.Send("is roblox safe")
	last(t, p, contains("Roblox"))
	clock.Add(49 * 3600)
	for range 15 {
		p.Media("photo", "")
	}
	last(t, p, func(telegramtest.Message) bool { return len(fromBot(p.Messages())) == 2+15 })
	p.Send("/bye")
	last(t, p, contains(r.word("en", "telegram-left-some")))
	if n := len(p.Messages()); n != 4+1 {
		t.Errorf("%d messages are left, of which 4 are old", n)
	}
	eventually(t, "the chat is forgotten", func() bool { return !r.known(4003) })
}

// What waits or is under way when somebody leaves is not there afterwards.
func TestByeOvertakes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		fault  telegramtest.Fault
		before []string
	}{
		{"waiting", telegramtest.Fault{Kind: telegramtest.TooMany, RetryAfter: 2, Times: 1}, []string{"is roblox safe", "/menu"}},
		{"under way", telegramtest.Fault{Kind: telegramtest.Slow, After: 300 * time.Millisecond, Times: 1}, []string{"is roblox safe", "/menu"}},
		{"under way, then refused", telegramtest.Fault{Kind: telegramtest.ServerError, After: 300 * time.Millisecond, Times: 1}, []string{"is roblox safe"}},
		{"under way, done, not told", telegramtest.Fault{Kind: telegramtest.ResetBefore, After: 300 * time.Millisecond, Times: 1}, []string{"is roblox safe"}},
		{"danger under way", telegramtest.Fault{Kind: telegramtest.Slow, After: 300 * time.Millisecond, Times: 1}, []string{danger}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := &recorder{}
			s := unlimited
			s.client = wire.client()
			r := start(t, s)
			p := r.greeted(4004, "en")
			tc.fault.Method, tc.fault.Chat = "sendMessage", 4004
			r.server.Fail(tc.fault)
			for _, text := range tc.before {
				p.Send(text)
			}
			eventually(t, "a reply is under way, or waits", func() bool {
				return strings.Count(wire.all(), "sendMessage\n") == 2 && (tc.fault.Kind != telegramtest.TooMany || r.counts.get("retry flood") > 0)
			})
			p.Send("/bye")
			gone(t, r, p, "telegram-left")
			p.Send("/about") // and nothing of before comes later
			last(t, p, contains("Porchlight will never"))
			if n := len(fromBot(p.Messages())); n != 2 {
				t.Errorf("%d messages: %q", n, fromBot(p.Messages()))
			}
		})
	}
}

// Danger, a long talk and /bye in one batch: whenever the danger reply is accepted,
// it goes.
func TestByeInOneBatch(t *testing.T) {
	t.Parallel()
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true}})
	for i := range 10 {
		p := r.server.Person(int64(4100+i), "en")
		r.server.Fail(telegramtest.Fault{Method: "getUpdates", Kind: telegramtest.ServerError, Times: 1})
		p.Send(danger)
		for range 15 {
			p.Send("is roblox safe")
		}
		p.Send("/bye")
		gone(t, r, p, "telegram-left")
	}
}

// Who writes again at once gets an answer, which stays.
func TestByeAndBack(t *testing.T) {
	t.Parallel()
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true}})
	p := r.greeted(4200, "en")
	r.server.Fail(telegramtest.Fault{Method: "deleteMessages", Chat: 4200, Kind: telegramtest.Slow, After: 300 * time.Millisecond, Times: 1})
	p.Send("/bye")
	eventually(t, "deleting begins", func() bool { return r.outbox() == 1 })
	p.Send("/about")
	last(t, p, contains(r.word("en", "telegram-left")))
	eventually(t, "all is sent", func() bool { return r.outbox() == 0 })
	if got := strings.Join(fromBot(p.Messages()), " "); !strings.Contains(got, "Porchlight will never") {
		t.Errorf("the answer is gone: %q", got)
	}
}

// Trouble while deleting delays it.
func TestByeFaults(t *testing.T) {
	t.Parallel()
	for _, kind := range []telegramtest.FaultKind{
		telegramtest.TooMany, telegramtest.ServerError, telegramtest.BadGatewayHTML, telegramtest.ResetBefore, telegramtest.ResetAfter,
	} {
		t.Run(string(kind), func(t *testing.T) {
			r := start(t, setup{fake: telegramtest.Options{Unlimited: true}, limits: telegram.DefaultLimits()})
			p := r.greeted(4300, "en")
			p.Send(danger)
			last(t, p, contains(missing))
			r.server.Fail(telegramtest.Fault{Method: "deleteMessages", Kind: kind, Times: 1})
			p.Send("/bye")
			gone(t, r, p, "telegram-left")
		})
	}
}
