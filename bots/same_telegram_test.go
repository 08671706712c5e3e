package bots_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// onTelegram is a person with Telegram.
type onTelegram struct {
	t      testing.TB
	server *telegramtest.Server
	bundle *dialog.Bundle
	store  *lent
	heard  heard
	people int64
	person *telegramtest.Person
	locale string
}

type telegramHeard struct{ heard }

func (telegramHeard) State(telegram.State)          {}
func (telegramHeard) Pending(int, bool)             {}
func (telegramHeard) Queue(int, int, time.Duration) {}

func openTelegram(t testing.TB) place {
	o := &onTelegram{t: t, store: lend(t), heard: hear()}
	o.server = telegramtest.New(telegramtest.Options{Unlimited: true, CountOnly: true})
	h := handles(t, o.store, o.heard)
	o.bundle = h.Release().Bundle()
	bot, err := telegram.New(telegram.Options{
		Token: o.server.Token(), APIURL: o.server.URL(), Handler: h, Outbox: o.store, Pictures: dialogs.FS, Observer: telegramHeard{o.heard},
	})
	if err != nil {
		t.Fatal(err)
	}
	runs(t, func(ctx context.Context) { bot.Run(ctx, soon) }, o.server.Close, o.server.Violations)
	return o
}

// runs runs a bot until the test ends, and then looks at what its platform refused.
func runs(t testing.TB, run func(context.Context), end func(), violations func() []string) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { // ends with the test
		defer close(done)
		run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		end()
		for _, v := range violations() {
			if !strings.Contains(v, "can't be read") { // of a request that ended with the bot
				t.Error("refused: ", v)
			}
		}
	})
}

func (o *onTelegram) meet(s engine.State) bool {
	o.store.begin(s)
	o.people++
	o.person, o.locale = o.server.Person(10_000+o.people, s.Locale), s.Locale
	return true
}

func (o *onTelegram) take(in engine.Input, label string) (screen, bool) {
	switch in.Kind {
	case engine.Text:
		o.person.Send(in.Text)
	case engine.Command:
		o.person.Send(in.Command)
	case engine.Start:
		o.person.Start("")
	case engine.Media:
		o.person.Media("photo", in.Text)
	case engine.Tap:
		if o.last().ID == 0 { // there is nothing to tap on
			o.person.Start("")
			o.heard.wait(o.t)
		}
		if label == "" {
			o.person.TapData(o.last().ID, in.Payload)
		} else if _, err := o.person.Tap(o.last().ID, label); err != nil {
			o.t.Error(err)
			return screen{}, false
		}
	default:
		return screen{}, false
	}
	o.heard.wait(o.t)
	m := o.last()
	s := screen{Lines: lines(entitiesAside(m))}
	for _, row := range m.Keyboard {
		for _, b := range row {
			s.Labels = append(s.Labels, b.Label)
		}
	}
	return s, true
}

// last is the bot's newest message.
func (o *onTelegram) last() (m telegramtest.Message) {
	for _, m := range slices.Backward(o.person.Messages()) {
		if m.FromBot {
			return m
		}
	}
	return m
}

func (o *onTelegram) design() []change {
	return []change{
		{"the help row stands under the choices", nil, helpRow},
		{"leaving says what is deleted", leaving, says(o.bundle, "telegram-left")},
		{"there is nothing more to leave", leaving, onlyHelp},
	}
}

// entitiesAside reads a message: the text is as it is shown, entities style it or make
// links, in UTF-16 units (https://core.telegram.org/bots/api#messageentity).
func entitiesAside(m telegramtest.Message) string {
	text := utf16.Encode([]rune(m.Text + m.Caption))
	for _, e := range slices.Backward(m.Entities) {
		if e.Type == "text_link" {
			text = slices.Insert(text, e.Offset+e.Length, utf16.Encode([]rune(" ("+e.URL+")"))...)
		}
	}
	return string(utf16.Decode(text))
}
