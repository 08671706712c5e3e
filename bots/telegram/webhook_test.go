package telegram_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// posted sets up a bot that gets its updates by webhook.
func posted() setup {
	s := unlimited
	s.posts, s.fake.WebhookBackoff = true, 10*time.Millisecond
	return s
}

// What does not come from Telegram is refused.
func TestWebhookRefuses(t *testing.T) {
	t.Parallel()
	r := start(t, posted())
	r.greeted(7001, "en")
	update := fmt.Sprintf(`{"update_id":1,"message":{"message_id":7,%s,"text":"/about"}}`, from(7001, ""))
	for _, tc := range []struct {
		name, method, secret, body string
		want                       int
	}{
		{"wrong secret", "POST", "secret_word-2", update, http.StatusUnauthorized},
		{"no secret", "POST", "", update, http.StatusUnauthorized},
		{"GET", "GET", secret, "", http.StatusMethodNotAllowed},
		{"too large", "POST", secret, `{"x":"` + strings.Repeat("a", 1<<20) + `"}`, http.StatusBadRequest},
		{"not JSON", "POST", secret, "update=1", http.StatusBadRequest},
		{"empty", "POST", secret, "", http.StatusBadRequest},
		{"no update", "POST", secret, "[]", http.StatusOK}, // it would only come again
		{"an update", "POST", secret, update, http.StatusOK},
		{"the same", "POST", secret, update, http.StatusOK},
	} {
		t.Run(tc.name, func(t *testing.T) {
			req := httptest.NewRequest(tc.method, telegram.WebhookPath, strings.NewReader(tc.body))
			if tc.secret != "" {
				req.Header.Set("X-Telegram-Bot-Api-Secret-Token", tc.secret)
			}
			w := httptest.NewRecorder()
			r.bot.Webhook().ServeHTTP(w, req)
			if w.Code != tc.want || w.Body.Len() != 0 {
				t.Errorf("%d %q, not %d", w.Code, w.Body, tc.want)
			}
		})
	}
	eventually(t, "one answer", func() bool { return len(r.server.Accepted(7001)) == 2 })
	if r.counts.get("duplicate") != 1 {
		t.Error("the second is no duplicate")
	}
	r.stop()
	req := httptest.NewRequest("POST", telegram.WebhookPath, strings.NewReader(update))
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	w := httptest.NewRecorder()
	r.bot.Webhook().ServeHTTP(w, req)
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("a bot that stops answers %d", w.Code)
	}
}

// Several connections at once: each person's messages in order, each answered once,
// also when Telegram posts them again.
func TestWebhookManyAtOnce(t *testing.T) {
	t.Parallel()
	r := start(t, posted())
	r.greeted(7099, "en")
	var people sync.WaitGroup
	for i := range 20 {
		people.Go(func() {
			p := r.server.Person(int64(7100+i), "en")
			p.Start("")
			again := p.Send("/privacy")
			p.Send(danger)
			r.server.Redeliver(again)
			if err := p.Wait(3, 2*soon); err != nil {
				t.Error(err)
			}
		})
	}
	people.Wait()
	eventually(t, "all are delivered", func() bool { return r.server.Pending() == 0 && r.counts.get("duplicate") == 20 })
	eventually(t, "all is sent", func() bool { return r.outbox() == 0 })
	for i := range 20 {
		p := r.server.Person(int64(7100+i), "en")
		if n := len(fromBot(p.Messages())); n != 3 {
			t.Errorf("%d replies to 3 messages", n)
		}
	}
}

// Without an outbox an update is answered 200 when its reply was accepted, and posted
// again until then.
func TestWebhookWithoutOutbox(t *testing.T) {
	t.Parallel()
	s := posted()
	m := memory.New(memory.Options{})
	defer m.Close()
	s.store = m
	r := start(t, s)
	defer r.stop()
	p := r.greeted(7200, "en")
	r.server.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 7200, Kind: telegramtest.ServerError, Times: 2})
	p.Send("/about")
	last(t, p, contains("Porchlight will never"))
	eventually(t, "it is confirmed", func() bool { return r.server.Pending() == 0 })
	if n := len(fromBot(p.Messages())); n != 2 {
		t.Errorf("%d replies", n)
	}
}

// What could not be posted while the bot was away comes when it is back.
func TestWebhookRetry(t *testing.T) {
	t.Parallel()
	r := start(t, posted())
	p := r.greeted(7300, "en")
	r.stop()
	p.Send(danger)
	r.run(posted())
	last(t, p, contains(missing))
}
