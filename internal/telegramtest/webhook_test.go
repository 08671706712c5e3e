package telegramtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// receiver is a bot's end of a webhook.
type receiver struct {
	mu       sync.Mutex
	got      []int64
	secret   string
	at       []time.Time
	busy     int
	mostBusy int
	answer   func(n int, w http.ResponseWriter) // n counts deliveries from 1; nil: 200
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	var u gotUpdate
	_ = json.NewDecoder(req.Body).Decode(&u)
	r.mu.Lock()
	r.got = append(r.got, u.ID-firstUpdate)
	r.at = append(r.at, time.Now())
	r.secret = req.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	r.busy++
	r.mostBusy = max(r.mostBusy, r.busy)
	n, answer := len(r.got), r.answer
	r.mu.Unlock()
	if answer != nil {
		answer(n, w)
	}
	r.mu.Lock()
	r.busy--
	r.mu.Unlock()
}

func (r *receiver) list() []int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]int64(nil), r.got...)
}

func hooked(t *testing.T, r *receiver, o Options, rest string) *Server {
	t.Helper()
	o.AllowHTTPWebhook = true
	s := start(t, o)
	web := httptest.NewServer(r)
	t.Cleanup(web.Close)
	ok(t, s, "setWebhook", fmt.Sprintf(`{"url":%q,"secret_token":"s3cret"%s}`, web.URL, rest))
	return s
}

func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for range 2000 {
		if cond() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%s: not within two seconds", what)
}

func TestWebhookDelivers(t *testing.T) {
	r := &receiver{answer: func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) }}
	s := hooked(t, r, Options{}, "")
	s.Person(1, "en").Send("a")
	eventually(t, "delivery", func() bool { return s.Pending() == 0 })
	if r.secret != "s3cret" || len(r.list()) != 1 {
		t.Errorf("secret %q, updates %v", r.secret, r.list())
	}
}

func TestWebhookRetries(t *testing.T) {
	const backoff = 20 * time.Millisecond
	r := &receiver{answer: func(n int, w http.ResponseWriter) {
		if n <= 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}}
	s := hooked(t, r, Options{WebhookBackoff: backoff}, "")
	p := s.Person(1, "en")
	p.Send("a")
	p.Send("b")
	eventually(t, "delivery", func() bool { return s.Pending() == 0 })
	if got := fmt.Sprint(r.list()); got != "[0 0 0 0 1]" {
		t.Errorf("deliveries %s, want [0 0 0 0 1]: in order, each until it is taken", got)
	}
	if gap := r.at[2].Sub(r.at[1]); gap < backoff {
		t.Errorf("the second repetition came after %v, want %v", gap, backoff)
	}
	if gap := r.at[3].Sub(r.at[2]); gap < 2*backoff {
		t.Errorf("the third repetition came after %v, want %v", gap, 2*backoff)
	}
	info := ok(t, s, "getWebhookInfo", "")
	var got webhookInfo
	mustUnmarshal(info.Result, &got)
	if got.Error != "Wrong response from the webhook: 503 Service Unavailable" || got.Connections != 40 {
		t.Errorf("getWebhookInfo: %+v", got)
	}
}

func TestWebhookObeysRetryAfter(t *testing.T) {
	r := &receiver{answer: func(n int, w http.ResponseWriter) {
		if n == 1 {
			w.Header().Set("Retry-After", "10")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}}
	s := hooked(t, r, Options{WebhookBackoff: 20 * time.Millisecond}, "")
	s.Person(1, "en").Send("a")
	eventually(t, "delivery", func() bool { return s.Pending() == 0 })
	if gap := r.at[1].Sub(r.at[0]); gap < 100*time.Millisecond {
		t.Errorf("repeated after %v, want 10 scaled seconds of 10 ms", gap)
	}
}

func TestWebhookQueues(t *testing.T) {
	release := make(chan struct{})
	r := &receiver{answer: func(int, http.ResponseWriter) { <-release }}
	s := hooked(t, r, Options{}, `,"max_connections":3`)
	p := s.Person(1, "en")
	p.Send("a")
	p.Send("b")
	p.TapData(1, "go")
	eventually(t, "two queues", func() bool { return len(r.list()) == 2 })
	for id := range int64(5) {
		s.Person(10+id, "en").Send("x")
	}
	eventually(t, "three connections", func() bool { return len(r.list()) == 3 })
	close(release)
	eventually(t, "delivery", func() bool { return s.Pending() == 0 })
	if r.mostBusy != 3 {
		t.Errorf("%d at a time, want 3", r.mostBusy)
	}
}

func TestWebhookRemoved(t *testing.T) {
	r := &receiver{answer: func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) }}
	s := hooked(t, r, Options{WebhookBackoff: time.Hour}, "")
	s.Person(1, "en").Send("a")
	eventually(t, "a second try", func() bool { return len(r.list()) == 2 })
	ok(t, s, "deleteWebhook", `{}`)
	if list := updates(t, s, `{}`); len(list) != 1 {
		t.Errorf("%d updates are left for a poll, want 1", len(list))
	}
	ok(t, s, "deleteWebhook", `{"drop_pending_updates":true}`)
	if s.Pending() != 0 {
		t.Error("what waits is not dropped")
	}
}

func TestWebhookPort(t *testing.T) {
	s := start(t, Options{})
	ok(t, s, "setWebhook", `{"url":"https://example.invalid:8443/a"}`)
	refused(t, s, "setWebhook", `{"url":"https://example.invalid:8080/a"}`, "ports 80, 88, 443 or 8443")
}
