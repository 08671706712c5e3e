package telegram_test

import (
	"flag"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// crowd is how many chats write in TestMemory; the long run has more.
var crowd = flag.Int("crowd", 2000, "how many chats write in TestMemory")

// However many chats write, nothing of them stays in memory once they are
// answered.
func TestMemory(t *testing.T) {
	crowd := *crowd
	if testing.Short() {
		crowd = min(crowd, 200)
	}
	limit := soon + time.Duration(crowd)*20*time.Millisecond
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true, CountOnly: true}})
	for i := range crowd {
		r.server.Person(int64(10_000+i), "en").Send(asked[i%len(asked)])
	}
	within(t, limit, "everybody is answered", func() bool { return r.server.Calls("sendMessage") >= crowd && r.server.Pending() == 0 })
	within(t, limit, "everybody is forgotten", func() bool { return r.bot.Held() == 0 && r.outbox() == 0 })
}
