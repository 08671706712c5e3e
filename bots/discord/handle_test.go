package discord

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/review"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
)

// silent is an Observer that is told nothing.
type silent struct{}

func (silent) Turn(bots.Channel, engine.Route, string, time.Duration) {}
func (silent) StoreFailed(string)                                     {}
func (silent) StoreAnswered()                                         {}
func (silent) Panicked()                                              {}
func (silent) Withheld()                                              {}
func (silent) State(State)                                            {}
func (silent) Received()                                              {}
func (silent) Lag(time.Duration)                                      {}
func (silent) OutboxUnread()                                          {}
func (silent) Duplicate()                                             {}
func (silent) Unreadable()                                            {}
func (silent) Limited()                                               {}
func (silent) Sent(string, bool, time.Duration)                       {}
func (silent) Retried(bool)                                           {}
func (silent) DangerLate()                                            {}
func (silent) ProfileFailed()                                         {}

// BenchmarkHandle is a question of 45 characters from its bytes to the answer's.
func BenchmarkHandle(b *testing.B) {
	mem := memory.New(memory.Options{})
	defer func() { _ = mem.Close() }()
	h := bots.New(review.Drafts(dialogtest.Shipped(b)), bots.Options{
		Store: mem, Key: []byte("a key of the tests"), TTL: time.Hour, Deadline: time.Second, Observer: silent{},
	})
	bot, err := New(Options{Token: "t", APIURL: "http://127.0.0.1:1", Handler: h, Pictures: dialogs.FS, Observer: silent{}})
	if err != nil {
		b.Fatal(err)
	}
	now := time.Unix(0, 0)
	bot.people = bots.NewLimits(func() time.Time { now = now.Add(2 * time.Second); return now }) // nobody sends too much
	raw := []byte(`{"id":"1574060789101232129","type":2,"token":"t","context":0,"guild_id":"1","channel_id":"2","locale":"en-US",
		"member":{"user":{"id":"3","username":"somebody","avatar":null},"permissions":"0"},
		"data":{"id":"4","name":"ask","type":1,"options":[{"name":"question","type":3,"value":"how do i know if someone is grooming my child"}]}}`)
	b.ReportAllocs()
	for b.Loop() {
		i, err := decodeInteraction(raw)
		if err != nil {
			b.Fatal(err)
		}
		a, ok := bot.handle(b.Context(), i)
		if !ok {
			b.Fatal("not known")
		}
		if _, err := json.Marshal(a.callback); err != nil {
			b.Fatal(err)
		}
		if a.commit != nil {
			a.commit()
		}
	}
}

// The words of commands are within Discord's limits, so that none is cut, and every
// command has a description of its own in every language.
func TestWordsOfCommands(t *testing.T) {
	t.Parallel()
	bundle := dialogtest.Shipped(t)
	check := func(name, said string, others map[string]string) {
		if said == "" || len(others) < 2 {
			t.Errorf("%s: %q, %v", name, said, others)
		}
		for language, s := range others {
			if s == "" || s == said || units(s) >= maxOption {
				t.Errorf("%s in %s: %q", name, language, s)
			}
		}
		if units(said) >= maxOption {
			t.Errorf("%s: %q", name, said)
		}
	}
	for _, c := range commandList(bundle) {
		if c.Type == messageCommand {
			check("message command", c.Name, c.Names)
			continue
		}
		check(c.Name, c.Description, c.Descriptions)
		for _, o := range c.Options {
			check(c.Name+" "+o.Name, o.Description, o.Descriptions)
			for _, inner := range o.Options {
				check(c.Name+" "+o.Name+" "+inner.Name, inner.Description, inner.Descriptions)
			}
		}
	}
	for i := range bundle.Locales() {
		for key, most := range map[string]int{"discord-ask": 45, "web-question-label": 45, "web-placeholder": 100, "discord-context": 32, "discord-choose": 100} {
			if said := bundle.Word(i, key); said == "" || units(said) > most {
				t.Errorf("%s: %q", key, said)
			}
		}
	}
}

// Only in the direct messages with the bot does an answer stay for all to see.
func TestPrivate(t *testing.T) {
	t.Parallel()
	const head = `{"id":"1","type":2,"token":"t","user":{"id":"2"},`
	for raw, want := range map[string]bool{
		head + `"context":1}`: true, head + `"context":2}`: false, head + `"context":0,"guild_id":"5"}`: false,
		head + `"context":1,"guild_id":"5"}`: false, head + `"guild_id":null}`: false,
	} {
		i, err := decodeInteraction([]byte(raw))
		if err != nil || i.private() != want {
			t.Errorf("%s: %v, %v", raw, i.private(), err)
		}
	}
}

// A mistake in how a message is made costs its looks, not the hotlines.
func TestBrokenReply(t *testing.T) {
	t.Parallel()
	mem := memory.New(memory.Options{})
	t.Cleanup(func() { _ = mem.Close() })
	h := bots.New(review.Drafts(dialogtest.Shipped(t)), bots.Options{Store: mem, Key: []byte("a key of the tests"), TTL: time.Hour, Deadline: time.Second, Observer: silent{}})
	bot, err := New(Options{Token: "t", APIURL: "http://127.0.0.1:1", Handler: h, Outbox: mem, Pictures: dialogs.FS, Observer: silent{}})
	if err != nil {
		t.Fatal(err)
	}
	r := h.Greet("en", "US")
	r.Body = append(r.Body, nil)
	if m, files := bot.compose(&r, setting{}); !strings.Contains(m.Content, "911") || len(files) > 0 || len(m.Content) > maxContent {
		t.Errorf("%+v", m)
	}
}
