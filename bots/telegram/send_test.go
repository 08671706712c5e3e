package telegram_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// Trouble of any kind delays a reply and never loses it.
func TestTrouble(t *testing.T) {
	t.Parallel()
	for i, kind := range []telegramtest.FaultKind{
		telegramtest.ServerError, telegramtest.BadGatewayHTML, telegramtest.ResetBefore, telegramtest.ResetAfter, telegramtest.TooMany,
		telegramtest.Unauthorized, telegramtest.Slow,
	} {
		t.Run(string(kind), func(t *testing.T) {
			r := start(t, unlimited)
			id := int64(5000 + i)
			r.server.Fail(telegramtest.Fault{Method: "sendMessage", Chat: id, Kind: kind, Times: 2, After: 10 * time.Millisecond})
			p := r.server.Person(id, "en")
			p.Send(danger)
			p.Send("/privacy")
			if !p.WaitFor(func(all []telegramtest.Message) bool {
				got := strings.Join(fromBot(all), "")
				return strings.Contains(got, missing) && strings.Contains(got, r.said("en", "/privacy"))
			}, soon) {
				t.Errorf("a reply is lost: %.60q", fromBot(p.Messages()))
			}
			eventually(t, "all is settled", func() bool { return r.outbox() == 0 })
			got := fromBot(p.Messages())
			// Where the answer was lost, Telegram took the message twice.
			if want := map[bool]int{true: 4, false: 2}[kind == telegramtest.ResetAfter]; len(got) > want {
				t.Errorf("%d messages", len(got))
			}
		})
	}
}

// A wait that Telegram asks for is kept, for that chat alone.
func TestRetryAfter(t *testing.T) {
	t.Parallel()
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true}, limits: telegram.DefaultLimits()})
	p, other := r.greeted(5101, "en"), r.greeted(5102, "en")
	r.server.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 5101, Kind: telegramtest.TooMany, RetryAfter: 2, Times: 1})
	began := time.Now()
	p.Send("/privacy")
	eventually(t, "the first try", func() bool { return r.counts.get("retry flood") == 1 })
	other.Send("/about")
	last(t, other, contains("Porchlight will never"))
	if d := time.Since(began); d > 1500*time.Millisecond {
		t.Errorf("the other chat waited %v", d)
	}
	p.Send(danger) // goes before what waits
	last(t, p, contains(missing))
	last(t, p, contains(r.said("en", "/privacy")))
	at := r.server.Accepted(5101)
	if d := at[len(at)-1].Sub(began); d < 2*time.Second {
		t.Errorf("sent again after %v", d)
	}
}

// When limits are hit again and again, all wait.
func TestRetreat(t *testing.T) {
	t.Parallel()
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true}, limits: telegram.DefaultLimits()})
	free := r.greeted(5200, "en")
	r.server.Fail(telegramtest.Fault{Method: "sendMessage", Kind: telegramtest.TooMany, RetryAfter: 2, Times: 3})
	for i := range 3 {
		r.server.Person(int64(5201+i), "en").Start("")
	}
	eventually(t, "the limits are hit", func() bool { return r.counts.get("retry flood") == 3 })
	began := time.Now()
	free.Send("/privacy")
	last(t, free, contains(r.said("en", "/privacy")))
	if d := time.Since(began); d < time.Second {
		t.Errorf("it waited only %v", d)
	}
}

// A Telegram that hangs holds ordinary replies, not danger.
func TestHang(t *testing.T) {
	t.Parallel()
	s := unlimited
	s.grace = time.Second
	r := start(t, s)
	p := r.greeted(5300, "en")
	for i := range 40 {
		id := int64(5310 + i)
		r.server.Fail(telegramtest.Fault{Method: "sendMessage", Chat: id, Kind: telegramtest.Hang})
		r.server.Person(id, "en").Start("")
	}
	began := time.Now()
	p.Send(danger)
	last(t, p, contains(missing))
	if d := time.Since(began); d > 3*time.Second {
		t.Errorf("danger waited %v", d)
	}
}

// A chat that is closed to us is given up at once; what comes later is sent.
func TestClosed(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	p := r.greeted(5400, "en")
	p.Send("/about")
	p.Deactivate()
	q := r.greeted(5401, "en")
	r.server.Fail(telegramtest.Fault{Method: "sendMessage", Chat: 5401, Kind: telegramtest.ServerError, Times: 1})
	q.Send("/about")
	q.Deactivate()
	eventually(t, "the reply is given up", func() bool { return r.counts.get(bots.Gone+" ordinary") > 0 })
	eventually(t, "nothing waits", func() bool { return r.outbox() == 0 })
}

// answers changes an answer of one method, so many times, into a refusal.
func answers(method, description string, times int) *recorder {
	w := &recorder{}
	w.change = func(m string, resp *http.Response) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if m != method || times == 0 {
			return
		}
		times--
		resp.Body.Close()
		resp.StatusCode = http.StatusBadRequest
		resp.Body = io.NopCloser(bytes.NewReader(fmt.Appendf(nil, `{"ok":false,"error_code":400,"description":"Bad Request: %s"}`, description)))
	}
	return w
}

// A message that Telegram does not take goes out as bare words.
func TestBareWords(t *testing.T) {
	t.Parallel()
	s := unlimited
	s.client = answers("sendMessage", "can't parse entities: unsupported", 1).client()
	r := start(t, s)
	p := r.server.Person(5500, "en")
	p.Send(danger)
	m := last(t, p, func(m telegramtest.Message) bool { return len(m.Entities) == 0 && strings.Contains(m.Text, missing) })
	if !slices.Contains(data(m), "1en:/help") {
		t.Error("no help now")
	}
}

// A chat that Telegram does not find is given up.
func TestNotFound(t *testing.T) {
	t.Parallel()
	s := unlimited
	s.client = answers("sendMessage", "chat not found", 1).client()
	r := start(t, s)
	p := r.server.Person(5501, "en")
	p.Send("/about")
	eventually(t, "the reply is given up", func() bool { return r.counts.get(bots.Gone+" ordinary") == 1 })
}

// A message that cannot be edited is sent anew; one that says so already is left.
func TestEdits(t *testing.T) {
	t.Parallel()
	t.Run("gone", func(t *testing.T) {
		s := unlimited
		s.client = answers("editMessageText", "message to edit not found", 1).client()
		r := start(t, s)
		p := r.greeted(5600, "en")
		hello := last(t, p, contains(""))
		p.TapData(hello.ID, "1en:/menu")
		last(t, p, func(m telegramtest.Message) bool { return m.ID != hello.ID && plain(m) == r.said("en", "/menu") })
	})
	t.Run("unchanged", func(t *testing.T) {
		r := start(t, unlimited)
		p := r.greeted(5601, "en")
		hello := last(t, p, contains(""))
		p.TapData(hello.ID, "1en:/menu")
		p.TapData(hello.ID, "1en:/menu")
		eventually(t, "both are answered", func() bool { return r.counts.get(bots.Accepted+" ordinary") == 3 })
		if n := len(fromBot(p.Messages())); n != 1 {
			t.Errorf("%d messages", n)
		}
	})
}

// A picture is uploaded once, and again when Telegram forgot it.
func TestPicture(t *testing.T) {
	t.Parallel()
	refused := answers("sendPhoto", "wrong file identifier/HTTP URL specified", 0)
	s := unlimited
	s.client = refused.client()
	r := start(t, s)
	p := r.greeted(5700, "en")
	uploads := func() int { return strings.Count(refused.all(), "\x89PNG") }
	show := func(n, want int) {
		t.Helper()
		p.Send("/start en_" + strings.ReplaceAll(r.pictured(), "/", "_"))
		last(t, p, func(m telegramtest.Message) bool { return m.Photo && len(fromBot(p.Messages())) == n })
		if got := uploads(); got != want {
			t.Errorf("%d uploads, not %d", got, want)
		}
	}
	show(2, 1)
	show(3, 1)
	refused.mu.Lock()
	refused.change = answers("sendPhoto", "wrong file identifier/HTTP URL specified", 1).change
	refused.mu.Unlock()
	p.Send("/start en_" + strings.ReplaceAll(r.pictured(), "/", "_"))
	last(t, p, func(m telegramtest.Message) bool { return m.Photo && uploads() == 2 })
	show(6, 2)
}

// Danger overtakes a long queue, and other replies of the same chat; the rest keeps
// its order.
func TestDangerFirst(t *testing.T) {
	t.Parallel()
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true}, limits: telegram.DefaultLimits(), grace: time.Second})
	for i := range 50 {
		p := r.server.Person(int64(5800+i), "en")
		p.Start("")
		p.Send("/about")
	}
	p := r.server.Person(5999, "en")
	for _, c := range []string{"/menu", "/topics", "/privacy", "/about", "/language"} {
		p.Send(c)
	}
	p.Send(danger)
	began := time.Now()
	if !p.WaitFor(func(all []telegramtest.Message) bool {
		return strings.Contains(strings.Join(fromBot(all), ""), missing)
	}, soon) {
		t.Fatal("no danger reply")
	}
	if d := time.Since(began); d > 2*time.Second {
		t.Errorf("danger waited %v", d)
	}
	want := []string{r.said("en", "/menu"), r.said("en", "/topics"), r.said("en", "/privacy")}
	if !p.WaitFor(func(all []telegramtest.Message) bool { return len(fromBot(all)) >= 4 }, 2*soon) {
		t.Fatal("the others did not come")
	}
	var got []string
	for _, m := range p.Messages() {
		if m.FromBot && !strings.Contains(m.Text, "come home") && slices.Contains(want, plain(m)) {
			got = append(got, plain(m))
		}
	}
	if !slices.Equal(got, want[:len(got)]) {
		t.Errorf("out of order: %.40q", got)
	}
}

// Who sends too fast is told once; danger still passes.
func TestTooFast(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	p := r.greeted(5900, "en")
	r.server.Fail(telegramtest.Fault{Method: "getUpdates", Kind: telegramtest.ServerError, Times: 1})
	for range 60 {
		p.Send("/menu")
	}
	p.Send(danger)
	eventually(t, "danger", func() bool { return r.counts.get(bots.Accepted+" danger") == 1 })
	told := func() (n int) {
		for _, text := range fromBot(p.Messages()) {
			if text == r.word("en", "too-fast") {
				n++
			}
		}
		return n
	}
	eventually(t, "the word", func() bool { return told() > 0 && r.outbox() == 0 })
	if n := told(); n > 3 {
		t.Errorf("told %d times", n)
	}
	if r.counts.get("limited") < 30 {
		t.Error("no limit")
	}
}
