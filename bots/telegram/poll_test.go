package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// Whatever getUpdates answers, the bot asks again, and tells how it stands.
func TestPollTrouble(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		fault telegramtest.Fault
		state string
	}{
		{telegramtest.Fault{Kind: telegramtest.ServerError}, "state unreachable"},
		{telegramtest.Fault{Kind: telegramtest.BadGatewayHTML}, "state unreachable"},
		{telegramtest.Fault{Kind: telegramtest.ResetBefore}, "state unreachable"},
		{telegramtest.Fault{Kind: telegramtest.ResetAfter}, "state unreachable"},
		{telegramtest.Fault{Kind: telegramtest.TooMany, RetryAfter: 1}, ""},
	} {
		t.Run(string(tc.fault.Kind), func(t *testing.T) {
			r := start(t, unlimited)
			p := r.greeted(6001, "en")
			tc.fault.Method, tc.fault.Times = "getUpdates", 1
			r.server.Fail(tc.fault)
			p.Send("/privacy") // answers the poll that waits; the next one meets the fault
			last(t, p, contains(r.said("en", "/privacy")))
			p.Send(danger)
			last(t, p, contains(missing))
			p.Send("/about")
			last(t, p, contains("Porchlight will never"))
			if tc.state != "" && r.counts.get(tc.state) == 0 {
				t.Errorf("%s is not told", tc.state)
			}
			eventually(t, "no update is lost", func() bool { return len(fromBot(p.Messages())) == 4 })
		})
	}
}

// A second process is reported when it stays, not for the few seconds of a restart.
func TestConflict(t *testing.T) {
	for _, tc := range []struct {
		patience time.Duration
		reported bool
	}{{0, true}, {time.Hour, false}} {
		t.Run(tc.patience.String(), func(t *testing.T) {
			defer telegram.SetConflictPatience(tc.patience)()
			r := start(t, unlimited)
			defer r.stop()
			p := r.greeted(6002, "en")
			r.server.Fail(telegramtest.Fault{Method: "getUpdates", Kind: telegramtest.Conflict, Times: 1})
			before := r.server.Calls("getUpdates")
			p.Send("/privacy")
			p.Send("/menu")
			eventually(t, "the conflict", func() bool { return r.server.Calls("getUpdates") > before })
			p.Send("/about")
			last(t, p, contains("Porchlight will never"))
			if got := r.counts.get("state conflict") > 0; got != tc.reported {
				t.Errorf("reported is %v, should be %v", got, tc.reported)
			}
		})
	}
}

// A token that Telegram does not know is told at once, and one that is withdrawn
// while the bot runs.
func TestToken(t *testing.T) {
	t.Parallel()
	server := telegramtest.New(telegramtest.Options{Token: "1:other"})
	defer server.Close()
	b, err := telegram.New(telegram.Options{Token: token, APIURL: server.URL(), Client: (&recorder{}).client()})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Check(context.Background()); !errors.Is(err, telegram.ErrToken) || strings.Contains(err.Error(), token) {
		t.Error(err)
	}
	if _, err := telegram.New(telegram.Options{Token: ""}); err == nil {
		t.Error("no token is accepted")
	}
	t.Run("withdrawn", func(t *testing.T) {
		r := start(t, unlimited)
		p := r.greeted(6003, "en")
		r.server.Fail(telegramtest.Fault{Method: "getUpdates", Kind: telegramtest.Unauthorized})
		p.Send("/menu")
		eventually(t, "it is told", func() bool { return r.counts.get("state refused") > 0 })
	})
	t.Run("unreachable", func(t *testing.T) {
		b, err := telegram.New(telegram.Options{Token: token, APIURL: "http://127.0.0.1:1", Client: (&recorder{}).client()})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Check(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// Updates of shapes nobody knows hold up none of those behind them.
func TestUnknownShapes(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	p := r.greeted(6004, "en")
	for _, update := range []string{
		`{"message":{"message_id":"seven"}}`, `{"message":[]}`, `{"message":7}`, `{"callback_query":{"id":7}}`, `{"edited_message":{}}`,
		`{"message":{"message_id":9223372036854775808,` + from(6004, "") + `}}`, `{"my_chat_member":{"chat":"x"}}`,
	} {
		r.server.Raw(json.RawMessage(update))
	}
	quiet(t, r, p, 1)
	if r.counts.get("unreadable") < 4 {
		t.Errorf("%d are counted", r.counts.get("unreadable"))
	}
	eventually(t, "all are confirmed", func() bool { return r.server.Pending() == 0 })
}

// An update that comes twice is answered once, in whatever order updates come.
func TestRedelivery(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	p := r.greeted(6005, "en")
	r.server.Shuffle(true)
	var ids []int64
	for range 5 {
		ids = append(ids, p.Send("/privacy"))
	}
	for _, id := range ids {
		r.server.Redeliver(id)
	}
	p.Send("/about")
	eventually(t, "duplicates", func() bool { return r.counts.get("duplicate") == 5 })
	eventually(t, "all is sent", func() bool { return r.outbox() == 0 && len(fromBot(p.Messages())) >= 7 })
	if n := len(fromBot(p.Messages())); n != 7 {
		t.Errorf("%d replies to 7 messages", n)
	}
	eventually(t, "all are confirmed", func() bool { return r.server.Pending() == 0 })
}

// After a quiet week ids begin anywhere: lower ones are confirmed too.
func TestIDsBeginAnew(t *testing.T) {
	t.Parallel()
	w := &recorder{}
	batches := []string{`{"update_id":900,"poll_answer":{}}`, `{"update_id":7,"poll_answer":{}}`, ""}
	w.change = func(method string, resp *http.Response) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if method == "getUpdates" && len(batches) > 0 {
			resp.Body.Close()
			resp.StatusCode, resp.Body = http.StatusOK, io.NopCloser(bytes.NewReader(fmt.Appendf(nil, `{"ok":true,"result":[%s]}`, batches[0])))
			batches = batches[1:]
		}
	}
	s := unlimited
	s.client = w.client()
	r := start(t, s)
	p := r.server.Person(6006, "en")
	for range 4 {
		p.Send("/about")
	}
	eventually(t, "the lower id is confirmed", func() bool { return strings.Contains(w.all(), `"offset":8,`) })
}

// The profile is written when it changed, and only then.
func TestProfile(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	writes := func() int {
		return r.server.Calls("setMyCommands") + r.server.Calls("setMyDescription") + r.server.Calls("setMyShortDescription")
	}
	// en, es and everyone else: two lists of commands, two texts.
	eventually(t, "the profile is written", func() bool { return writes() == 3*4 })
	reads := r.server.Calls("getMyShortDescription")
	r.stop()
	r.run(unlimited)
	eventually(t, "the profile is read again", func() bool { return r.server.Calls("getMyShortDescription") == 2*reads })
	r.stop()
	if n := writes(); n != 3*4 {
		t.Errorf("%d writes", n)
	}
}

// Who changes from a webhook to polling is freed of it.
func TestFromWebhook(t *testing.T) {
	t.Parallel()
	s := unlimited
	s.posts = true
	r := start(t, s)
	p := r.greeted(6007, "en")
	r.stop()
	r.run(unlimited)
	eventually(t, "the webhook is deleted", func() bool { return r.server.Calls("deleteWebhook") == 1 })
	p.Send("/about")
	last(t, p, contains("Porchlight will never"))
}
