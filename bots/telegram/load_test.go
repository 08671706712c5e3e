package telegram_test

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// asked are messages as parents type them: questions, small talk, commands, and
// one that is not understood.
var asked = []string{
	"how do i know if someone is grooming my child", "is roblox safe", "/menu", "my son will not talk to me anymore",
	"hello", "what is sextortion", "how do i set up family link", "thank you", "my daughter has a new friend from a game", "xyzzy plugh",
}

// steady is the time between two messages whose latency is measured.
const steady = 3 * time.Millisecond

// load is how a bot did under a load.
type load struct {
	perSecond float64
	p50, p99  time.Duration
}

// measure queues n messages of so many chats at the fake, starts a bot, and waits
// until all are answered. The latency is that of a steady stream below the most:
// messages one after the other, each sent when the one before was answered.
func measure(tb testing.TB, n, chats int, run func(url string, measure func())) (l load) {
	tb.Helper()
	var mu sync.Mutex
	answered, done := 0, make(chan struct{})
	waiting := map[int64][]func(){} // by chat, for those whose answers are timed
	server := telegramtest.New(telegramtest.Options{
		Token: token, Username: "PorchlightTestBot", Unlimited: true, CountOnly: true,
		OnAccepted: func(chat, _ int64, _ string) {
			mu.Lock()
			defer mu.Unlock()
			if answered++; answered == n {
				close(done)
			}
			if list := waiting[chat]; len(list) > 0 {
				waiting[chat] = list[1:]
				list[0]()
			}
		},
	})
	defer server.Close()
	people := make([]*telegramtest.Person, chats)
	for i := range people {
		people[i] = server.Person(int64(10_000+i), "en")
	}
	for i := range n {
		people[i%chats].Send(asked[i%len(asked)])
	}
	run(server.URL(), func() {
		begin := time.Now()
		<-done
		l.perSecond = float64(n) / time.Since(begin).Seconds()

		took := make([]time.Duration, 500)
		var sent sync.WaitGroup
		tick := time.NewTicker(steady)
		defer tick.Stop()
		for i := range took {
			<-tick.C
			chat := int64(10_000 + i%chats)
			start := time.Now()
			sent.Add(1)
			mu.Lock()
			waiting[chat] = append(waiting[chat], func() {
				took[i] = time.Since(start)
				sent.Done()
			})
			mu.Unlock()
			people[i%chats].Send(asked[i%len(asked)])
		}
		sent.Wait()
		slices.Sort(took)
		l.p50, l.p99 = took[len(took)/2], took[len(took)*99/100]
	})
	return l
}

// porchlight measures the bot with the content that ships and a store in a file.
func porchlight(tb testing.TB, n, chats int) load {
	return measure(tb, n, chats, func(url string, wait func()) {
		r := &rig{t: tb, url: url}
		r.run(setup{})
		wait()
		r.stop()
	})
}

// echo measures the barest bot on the same library: it sends back what it gets.
func echo(tb testing.TB, n, chats int) load {
	return measure(tb, n, chats, func(url string, wait func()) {
		b, err := bot.New(token, bot.WithServerURL(url), bot.WithHTTPClient(10*time.Second, &http.Client{Timeout: 20 * time.Second}),
			bot.WithErrorsHandler(func(error) {}),
			bot.WithDefaultHandler(func(ctx context.Context, b *bot.Bot, u *models.Update) {
				_, _ = b.SendMessage(ctx, &bot.SendMessageParams{ChatID: u.Message.Chat.ID, Text: u.Message.Text})
			}))
		if err != nil {
			tb.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() {
			defer close(done)
			b.Start(ctx)
		}()
		wait()
		cancel()
		<-done
	})
}

// Beside an echo bot in one run: with limits off, on this machine.
func BenchmarkUpdates(b *testing.B) {
	const updates = 40_000
	for _, chats := range []int{500, 4_000} {
		for name, run := range map[string]func(testing.TB, int, int) load{"porchlight": porchlight, "echo": echo} {
			b.Run(name+"/chats="+strconv.Itoa(chats), func(b *testing.B) {
				for b.Loop() {
					l := run(b, updates, chats)
					b.ReportMetric(l.perSecond, "updates/s")
					b.ReportMetric(float64(l.p50.Microseconds())/1000, "p50-ms")
					b.ReportMetric(float64(l.p99.Microseconds())/1000, "p99-ms")
				}
			})
		}
	}
}
