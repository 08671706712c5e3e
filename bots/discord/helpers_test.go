package discord_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/bots/discord"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/discordtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/review"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
)

const (
	dangerous = "my daughter did not come home last night and nobody can reach her zebra-canary-7431"
	soon      = 10 * time.Second // for what takes milliseconds on an idle machine
)

// counts is an Observer of turns and of the bot that counts.
type counts struct {
	mu      sync.Mutex
	n       map[string]int
	changed chan struct{} // closed by the next count
}

func (c *counts) add(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[what]++
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

// wait waits until something was counted n times.
func (c *counts) wait(t testing.TB, what string, n int) {
	t.Helper()
	late := time.After(soon)
	for {
		c.mu.Lock()
		have := c.n[what]
		if c.changed == nil {
			c.changed = make(chan struct{})
		}
		changed := c.changed
		c.mu.Unlock()
		if have >= n {
			return
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("%q was counted %d times, want %d", what, have, n)
		}
	}
}

func (c *counts) get(what string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[what]
}

// forget is for what a test means to cause.
func (c *counts) forget(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.n, what)
}

func (c *counts) Turn(_ bots.Channel, r engine.Route, _ string, _ time.Duration) {
	c.add("turn " + string(r))
}

func (c *counts) StoreFailed(operation string) { c.add("store " + operation) }
func (c *counts) StoreAnswered()               {}
func (c *counts) Panicked()                    { c.add("panic") }
func (c *counts) Withheld()                    { c.add("withheld") }
func (c *counts) State(s discord.State)        { c.add("state " + string(s)) }
func (c *counts) Received()                    { c.add("received") }
func (c *counts) Lag(time.Duration)            {}
func (c *counts) Duplicate()                   { c.add("duplicate") }
func (c *counts) Unreadable()                  { c.add("unreadable") }
func (c *counts) Limited()                     { c.add("limited") }
func (c *counts) OutboxUnread()                { c.add("outbox unread") }
func (c *counts) DangerLate()                  { c.add("danger late") }
func (c *counts) ProfileFailed()               { c.add("profile failed") }

func (c *counts) Retried(flood bool) {
	c.add(map[bool]string{true: "retry flood", false: "retry"}[flood])
}

func (c *counts) Sent(outcome string, urgent bool, _ time.Duration) {
	c.add(outcome + map[bool]string{true: " danger", false: " ordinary"}[urgent])
}

// modes are the two ways to receive.
var modes = []string{"gateway", "http"}

// bothWays runs a test over the gateway and over HTTP.
func bothWays(t *testing.T, test func(t *testing.T, r *rig)) {
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			test(t, start(t, setup{mode: mode}))
		})
	}
}

// setup says how a rig differs from the usual: no limits, a fresh store.
type setup struct {
	fake  discordtest.Options
	mode  string
	store bots.Store
	hurry bool
	// impatient: promises are made after 50 ms.
	impatient bool
	draw      func(*engine.Reply) (string, func(string) ([]byte, error))

	shards discord.Shards
	fresh  func(context.Context)
}

// rig is a bot that runs against a fake of Discord, in a server with a channel.
type rig struct {
	t       testing.TB
	server  *discordtest.Server
	handler *bots.Handler
	counts  *counts
	store   bots.Store
	bot     *discord.Bot
	general *discordtest.Channel
	parent  *discordtest.User
	stop    func()
	sent    record
	allowed []string // parts of violations that a test means to cause
}

// record is what the bot asked of Discord: addresses and bodies.
type record struct {
	mu  sync.Mutex
	all strings.Builder
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all.String()
}

// careful looks at every request: none may mention anybody, and none goes anywhere but
// to the API.
type careful struct {
	t      testing.TB
	next   *http.Transport
	sent   *record
	counts *counts
}

func (c *careful) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasPrefix(r.URL.Path, "/api/v10/") {
		c.t.Errorf("a request to %s", r.URL.Path)
	}
	if r.GetBody != nil {
		body, _ := r.GetBody()
		data, _ := io.ReadAll(body)
		c.sent.mu.Lock()
		c.sent.all.WriteString(r.URL.String() + " " + string(data) + "\n")
		c.sent.mu.Unlock()
		if bytes.Contains(data, []byte(`"content":`)) && !bytes.Contains(data, []byte(`"allowed_mentions":{"parse":[]}`)) {
			c.t.Errorf("mentions are not off in %s", r.URL.Path)
		}
	}
	c.counts.add("asked of " + path.Base(r.URL.Path))
	return c.next.RoundTrip(r)
}

func (c *careful) CloseIdleConnections() { c.next.CloseIdleConnections() }

// start runs a bot and waits until it receives and has written its commands.
func start(t testing.TB, s setup) *rig {
	t.Helper()
	s.fake.Unlimited = true
	if s.hurry { // silence is noticed soon
		s.fake.Heartbeat = 200 * time.Millisecond
	}
	r := &rig{t: t, server: discordtest.New(s.fake)}
	t.Cleanup(r.server.Close)
	r.general = r.server.Guild("100200300400500600").Channel("general")
	r.parent = r.server.User("200300400500600700", "en-US")
	r.parent.Join(r.general)
	r.run(s)
	if !r.server.WaitFor(func() bool {
		return r.server.Calls("PUT /applications/{application_id}/commands") > 0 &&
			(s.mode == "http" || r.server.Connected() > 0)
	}, soon) {
		t.Fatal("the bot did not come up")
	}
	return r
}

// run starts the bot, also a second time after stop.
func (r *rig) run(s setup) {
	t := r.t
	t.Helper()
	if s.store == nil {
		s.store = memory.New(memory.Options{})
	}
	r.store, r.counts = s.store, &counts{}
	r.handler = bots.New(review.Drafts(dialogtest.Shipped(t)), bots.Options{
		Store: s.store, Key: []byte("a key of the tests"), TTL: time.Hour, Deadline: 5 * time.Second, Observer: r.counts,
	})
	o := discord.Options{
		Token: r.server.Token(), APIURL: r.server.URL() + "/api/v10", Handler: r.handler, Outbox: s.store.(bots.Outbox), Pictures: dialogs.FS, Observer: r.counts, Draw: s.draw, Shards: s.shards,
		Client: &http.Client{Transport: &careful{t: t, next: &http.Transport{}, sent: &r.sent, counts: r.counts}},
	}
	if s.mode == "http" {
		o.PublicKey = r.server.PublicKey()
	}
	bot, err := discord.New(o)
	if err != nil {
		t.Fatal(err)
	}
	r.bot = bot
	if s.hurry {
		bot.Hurry()
	}
	if s.impatient {
		bot.PromiseSoon()
	}
	if s.fresh != nil {
		bot.OnFresh(s.fresh)
	}
	stopWeb := func() {}
	if s.mode == "http" {
		web := httptest.NewServer(bot.Interactions())
		r.server.SetEndpoint(web.URL + discord.InteractionsPath)
		stopWeb = web.Close
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { // ends with stop
		defer close(done)
		bot.Run(ctx, 5*time.Second)
	}()
	r.stop = sync.OnceFunc(func() {
		stopWeb()
		cancel()
		<-done
		o.Client.CloseIdleConnections()
		if c, ok := s.store.(io.Closer); ok {
			_ = c.Close()
		}
	})
	t.Cleanup(func() {
		r.stop()
		r.clean()
	})
}

// clean reports what Discord would not take.
func (r *rig) clean() {
	r.t.Helper()
	for _, v := range r.server.Violations() {
		if !slices.ContainsFunc(r.allowed, func(part string) bool { return strings.Contains(v, part) }) {
			r.t.Error("violation: ", v)
		}
	}
	if n := r.counts.get("withheld") + r.counts.get("panic"); n > 0 {
		r.t.Errorf("%d replies were not said", n)
	}
}

// answered waits for the message that answers an interaction.
func (r *rig) answered(i *discordtest.Interaction, err error) discordtest.Message {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
	m, err := i.Answer(soon)
	if err != nil {
		r.t.Fatalf("%v: %+v", err, i.Outcome())
	}
	return m
}

// command gives a command in the server.
func (r *rig) command(name string, options map[string]any) discordtest.Message {
	r.t.Helper()
	return r.answered(r.parent.Command(r.general, name, options))
}

func (r *rig) ask(question string) discordtest.Message {
	r.t.Helper()
	return r.command("ask", map[string]any{"question": question})
}

// says fails the test unless a message holds some words.
func (r *rig) says(m discordtest.Message, words ...string) {
	r.t.Helper()
	for _, w := range words {
		if !strings.Contains(m.Content, w) {
			r.t.Errorf("%q is missing from %q", w, m.Content)
		}
	}
}

func button(t testing.TB, m discordtest.Message, label string) discordtest.Button {
	t.Helper()
	for _, b := range m.Buttons {
		if b.Label == label {
			return b
		}
	}
	t.Fatalf("no button %q in %+v", label, m.Buttons)
	return discordtest.Button{}
}

var lastID atomic.Uint64

// snowflake makes an id like Discord's.
func snowflake() string {
	return strconv.FormatUint(uint64(time.Now().UnixMilli()-1420070400000)<<22|lastID.Add(1)&0xfff, 10)
}
