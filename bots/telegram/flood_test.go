package telegram_test

import (
	"flag"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// flood is how many updates wait at Telegram; the long run has more.
var flood = flag.Int("flood", 2000, "how many updates wait in TestFlood")

// P7: however many updates wait, and however slowly Telegram lets replies out,
// danger that arrives last is answered before nearly all of them.
func TestFlood(t *testing.T) {
	flood := *flood
	if testing.Short() {
		flood = min(flood, 500)
	}
	dialogtest.Shipped(t) // not part of what is timed
	server := telegramtest.New(telegramtest.Options{Token: token, Username: "PorchlightTestBot"})
	t.Cleanup(server.Close)
	chats := max(1, flood/5)
	people := make([]*telegramtest.Person, chats)
	for i := range people {
		people[i] = server.Person(int64(10_000+i), "en")
	}
	for i := range flood {
		people[i%chats].Send(asked[i%len(asked)])
	}
	parent := server.Person(1, "en")
	parent.Send(danger)
	arrived := time.Now()

	r := &rig{t: t, url: server.URL(), server: server}
	r.run(setup{limits: telegram.DefaultLimits(), grace: 100 * time.Millisecond})
	last(t, parent, contains("911"))
	took, before := time.Since(arrived), server.Calls("sendMessage")
	t.Logf("%d updates waited; danger was answered %v after it arrived, after %d other replies", flood, took.Round(time.Millisecond), before-1)
	if before > flood/4 {
		t.Errorf("%d of %d ordinary replies went first", before-1, flood)
	}
	for server.Pending() > 0 { // all of it is taken over, at the store's speed
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("all updates were safe after %v", time.Since(arrived).Round(time.Millisecond))
	if n := r.counts.get("retry flood"); n > 2 {
		t.Errorf("Telegram had to slow us down %d times", n)
	}
}
