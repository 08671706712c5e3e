package telegram_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/review"
	"github.com/porchlight-chat/porchlight/internal/store/bolt"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

const (
	token  = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	secret = "secret_word-1"
	danger = "my daughter did not come home last night and nobody can reach her zebra-canary-7431"
	soon   = 10 * time.Second // for what takes milliseconds on an idle machine
)

// counts is an Observer of turns and of the bot that counts.
type counts struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *counts) add(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[what]++
}

func (c *counts) get(what string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[what]
}

func (c *counts) Turn(_ bots.Channel, r engine.Route, _ string, _ time.Duration) {
	c.add("turn " + string(r))
}

func (c *counts) StoreFailed(operation string) { c.add("store " + operation) }
func (c *counts) StoreAnswered()               {}
func (c *counts) Panicked()                    { c.add("panic") }
func (c *counts) Withheld()                    { c.add("withheld") }

func (c *counts) State(s telegram.State) { c.add("state " + string(s)) }

func (c *counts) Received(time.Duration) { c.add("received") }

func (c *counts) Duplicate() { c.add("duplicate") }

func (c *counts) Unreadable() { c.add("unreadable") }

func (c *counts) Limited() { c.add("limited") }

func (c *counts) Sent(outcome string, urgent bool, _ time.Duration) {
	lane := " ordinary"
	if urgent {
		lane = " danger"
	}
	c.add(outcome + lane)
}

func (c *counts) Retried(flood bool) {
	c.add(map[bool]string{true: "retry flood", false: "retry"}[flood])
}
func (c *counts) DangerLate()                   { c.add("danger late") }
func (c *counts) OutboxUnread()                 { c.add("outbox unread") }
func (c *counts) Queue(int, int, time.Duration) {}
func (c *counts) Pending(int, bool)             {}
func (c *counts) ProfileFailed()                { c.add("profile failed") }

// rig is a bot that runs against a fake of Telegram.
type rig struct {
	t       testing.TB
	server  *telegramtest.Server
	bot     *telegram.Bot
	handler *bots.Handler
	counts  *counts
	store   telegramStore
	stop    func()
}

type telegramStore interface {
	bots.Store
	telegram.Outbox
}

// setup says how a rig differs from the usual: a store in a file, asking for
// updates, no limits.
type setup struct {
	fake    telegramtest.Options
	store   telegramStore
	dir     string
	webhook string
	limits  telegram.Limits
	grace   time.Duration
}

// start runs a bot and waits until it receives.
func start(t testing.TB, s setup) *rig {
	t.Helper()
	s.fake.Token = token
	if s.fake.Username == "" {
		s.fake.Username = "PorchlightTestBot"
	}
	server := telegramtest.New(s.fake)
	t.Cleanup(server.Close)
	r := &rig{t: t, server: server}
	r.run(s)
	return r
}

// run starts the bot, also a second time after stop.
func (r *rig) run(s setup) {
	t := r.t
	t.Helper()
	if s.store == nil {
		if s.dir == "" {
			s.dir = t.TempDir()
		}
		b, err := bolt.Open(s.dir, bolt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.store = b
		t.Cleanup(func() { _ = b.Close() })
	}
	if s.grace == 0 {
		s.grace = 5 * time.Second
	}
	r.store = s.store
	r.counts = &counts{}
	r.handler = bots.New(review.Drafts(dialogtest.Shipped(t)), bots.Options{
		Store: s.store, Key: []byte("a key of the tests"), TTL: time.Hour, Deadline: 5 * time.Second, Observer: r.counts,
	})
	bot, err := telegram.New(telegram.Options{
		Token: token, APIURL: r.server.URL(), WebhookURL: s.webhook, Secret: secret, Handler: r.handler, Outbox: s.store,
		Pictures: dialogs.FS, Observer: r.counts, Limits: s.limits,
	})
	if err != nil {
		t.Fatal(err)
	}
	r.bot = bot
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { // ends with stop
		defer close(done)
		bot.Run(ctx, s.grace)
	}()
	r.stop = sync.OnceFunc(func() {
		cancel()
		<-done
		if c, ok := s.store.(interface{ Close() error }); ok {
			_ = c.Close()
		}
	})
	t.Cleanup(r.stop)
}

// last waits until the bot's newest message in a chat makes good true, and gives
// it.
func last(t testing.TB, p *telegramtest.Person, good func(telegramtest.Message) bool) telegramtest.Message {
	t.Helper()
	var found telegramtest.Message
	if !p.WaitFor(func(all []telegramtest.Message) bool {
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].FromBot {
				found = all[i]
				return good(found)
			}
		}
		return false
	}, soon) {
		for _, m := range p.Messages() {
			t.Logf("%+v", m)
		}
		t.Fatal("the message did not come")
	}
	return found
}

func TestMain(m *testing.M) { os.Exit(m.Run()) }
