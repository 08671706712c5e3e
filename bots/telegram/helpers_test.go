package telegram_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/review"
	"github.com/porchlight-chat/porchlight/internal/store/bolt"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

const (
	token      = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	handlerKey = "a key of the tests"
	secret     = "secret_word-1"
	danger     = "my daughter did not come home last night and nobody can reach her zebra-canary-7431"
	missing    = "missing or in danger right now" // of the answer to it
	soon       = 10 * time.Second                 // for what takes milliseconds on an idle machine
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

func (c *counts) Received()         { c.add("received") }
func (c *counts) Lag(time.Duration) {}

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
	url     string
	server  *telegramtest.Server
	bot     *telegram.Bot
	current atomic.Pointer[telegram.Bot] // the same, for the webhook
	handler *bots.Handler
	counts  *counts
	store   telegramStore
	stop    func()
}

type telegramStore interface {
	bots.Store
	bots.Outbox
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
	client  *http.Client
	draw    func(*engine.Reply) (string, func(string) ([]byte, error))
	posts   bool // updates come by webhook, at an address of their own
}

// start runs a bot.
func start(t testing.TB, s setup) *rig {
	t.Helper()
	s.fake.Token = token
	s.fake.AllowHTTPWebhook = true
	if s.fake.Username == "" {
		s.fake.Username = "PorchlightTestBot"
	}
	server := telegramtest.New(s.fake)
	t.Cleanup(server.Close)
	r := &rig{t: t, url: server.URL(), server: server}
	if s.posts {
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { r.current.Load().Webhook().ServeHTTP(w, req) }))
		t.Cleanup(front.Close)
		s.webhook = front.URL + telegram.WebhookPath
	}
	r.run(s)
	t.Cleanup(func() {
		r.stop()
		for _, v := range server.Violations() {
			if !strings.Contains(v, "can't be read") { // of a request that ended with the bot
				t.Error("the API refuses: " + v)
			}
		}
	})
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
		Store: s.store, Key: []byte(handlerKey), TTL: time.Hour, Deadline: 5 * time.Second, Observer: r.counts,
	})
	bot, err := telegram.New(telegram.Options{
		Token: token, APIURL: r.url, WebhookURL: s.webhook, Secret: secret, Handler: r.handler, Outbox: s.store,
		Pictures: dialogs.FS, Observer: r.counts, Limits: s.limits, Client: s.client, Draw: s.draw,
	})
	if err != nil {
		t.Fatal(err)
	}
	r.bot = bot
	r.current.Store(bot)
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

// word is a word of the content.
func (r *rig) word(locale, key string) string {
	b := r.handler.Release().Bundle()
	i, _ := b.Locale(locale)
	return b.Word(i, key)
}

// said is what the engine says to a command, or to the tap of a node's button, at
// the beginning of a chat.
func (r *rig) said(locale, to string) string {
	in := engine.Input{Kind: engine.Tap, Payload: dialog.Payload{Locale: locale, To: dialog.Target(to)}.String()}
	_, reply, _ := r.handler.Engine().Turn(engine.State{}, in)
	return reply.Plain()
}

// pictured is a node with a picture that is shown.
func (r *rig) pictured() string {
	b := r.handler.Release().Bundle()
	for _, id := range b.NodeIDs() {
		n, _ := b.Node(id)
		if n.View(0).Picture != nil && len(r.said("en", string(id))) < longestCaption && !strings.Contains(string(id), "_") {
			return string(id)
		}
	}
	r.t.Fatal("no node has a picture")
	return ""
}

// known reports whether the store holds anything of a chat.
func (r *rig) known(chat int64) bool {
	s := r.handler.Open(context.Background(), bots.Telegram, id(chat))
	defer s.Close()
	return s.Known()
}

// key is the key of a chat in the store.
func key(chat int64) string {
	mac := hmac.New(sha256.New, []byte(handlerKey))
	mac.Write([]byte("telegram\x00" + id(chat)))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// outbox is how many replies wait in the store.
func (r *rig) outbox() int {
	list, err := r.store.Outbox(context.Background())
	if err != nil {
		r.t.Fatal(err)
	}
	return len(list)
}

// eventually waits for what the fake or the bot counts.
func eventually(t testing.TB, what string, cond func() bool) {
	t.Helper()
	within(t, soon, what, cond)
}

// within waits so long for it.
func within(t testing.TB, limit time.Duration, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !cond(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not in time: " + what)
		}
	}
}

// greeted is a person who has started the bot and read the greeting.
func (r *rig) greeted(id int64, language string) *telegramtest.Person {
	r.t.Helper()
	p := r.server.Person(id, language)
	p.Start("")
	last(r.t, p, func(m telegramtest.Message) bool { return m.Text != "" })
	return p
}

// fromBot are the texts and captions of the bot, oldest first.
func fromBot(all []telegramtest.Message) (texts []string) {
	for _, m := range all {
		if m.FromBot {
			texts = append(texts, m.Text+m.Caption)
		}
	}
	return texts
}

// contains is a condition on a message.
func contains(words ...string) func(telegramtest.Message) bool {
	return func(m telegramtest.Message) bool {
		for _, w := range words {
			if !strings.Contains(m.Text+m.Caption, w) {
				return false
			}
		}
		return true
	}
}

// data are the payloads of a message's buttons.
func data(m telegramtest.Message) (all []string) {
	for _, row := range m.Keyboard {
		for _, b := range row {
			all = append(all, b.Data)
		}
	}
	return all
}

// id is a chat's id as the handler knows it.
func id(chat int64) string { return strconv.FormatInt(chat, 10) }

// TestMain runs many tests at a time: they wait more than they compute. A number given
// with -parallel still holds.
func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "8")
	flag.Parse()
	goleak.VerifyTestMain(m)
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
			t.Logf("%d by the bot: %v: %.80q", m.ID, m.FromBot, m.Text+m.Caption)
		}
		t.Fatal("the message did not come")
	}
	return found
}
