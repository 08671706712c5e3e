package telegram_test

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

const (
	longest        = 4096 // of a text, in UTF-16 units
	longestCaption = 1024
	tapsEach       = 15 // by one person, under the limit of turns
)

// Every button of every node, in every language, through the adapter: the words are
// the engine's, help now is there, and a tap changes the message in place unless a
// hotline is or was shown.
func TestWalk(t *testing.T) {
	r := start(t, setup{fake: telegramtest.Options{Unlimited: true, CountOnly: true}})
	bundle := dialogtest.Shipped(t)
	for i, locale := range bundle.Locales() {
		var payloads []string
		for n, id := range bundle.NodeIDs() {
			if testing.Short() && n%10 != 0 {
				continue
			}
			node, _ := bundle.Node(id)
			payloads = append(payloads, dialog.Payload{Locale: locale, To: dialog.Target(id)}.String())
			for _, c := range node.View(i).Choices {
				payloads = append(payloads, c.Payload)
			}
		}
		slices.Sort(payloads)
		payloads = slices.DeleteFunc(slices.Compact(payloads), func(p string) bool { return strings.HasSuffix(p, dialog.CommandBye) })
		for n, list := 0, slices.Collect(slices.Chunk(payloads, tapsEach)); n < len(list); n++ {
			w := newWalker(t, r, int64(10_000*(i+1)+n), locale)
			for _, payload := range list[n] {
				w.tap(payload)
			}
		}
		t.Logf("%s: %d buttons", locale, len(payloads))
	}
}

// walker is a person who taps, beside an engine that tells what should come.
type walker struct {
	t      *testing.T
	r      *rig
	p      *telegramtest.Person
	state  engine.State
	at     telegramtest.Message // the bot's last message
	danger bool                 // it shows a hotline
}

func newWalker(t *testing.T, r *rig, id int64, locale string) *walker {
	w := &walker{t: t, r: r, p: r.greeted(id, locale)}
	w.at = last(t, w.p, contains(""))
	w.state, _, _ = r.handler.Engine().Turn(w.state, engine.Input{Kind: engine.Start, Locale: locale})
	return w
}

// tap taps a button under the bot's last message and looks at what comes.
func (w *walker) tap(payload string) {
	w.t.Helper()
	before := w.at
	var want engine.Reply
	w.state, want, _ = w.r.handler.Engine().Turn(w.state, engine.Input{Kind: engine.Tap, Payload: payload})
	text := want.Plain()
	danger := want.Route == engine.Danger || want.Route == engine.Check || want.Node == dialog.HelpNow || want.Node == dialog.Hotlines
	photo := want.Picture != nil && len(utf16.Encode([]rune(text))) <= longestCaption
	again := !danger && want.Picture == nil && text == plain(before) // the tap of a button to where one is

	w.p.TapData(before.ID, payload)
	w.at = last(w.t, w.p, func(m telegramtest.Message) bool {
		return plain(m) == text && (again || m.ID != before.ID || m.Edits != before.Edits)
	})
	if inPlace := !danger && !w.danger && want.Picture == nil && !before.Photo; inPlace != (w.at.ID == before.ID) {
		w.t.Errorf("%s: in place is %v, should be %v", payload, !inPlace, inPlace)
	}
	if w.at.Photo != photo {
		w.t.Errorf("%s: a photo is %v, should be %v", payload, w.at.Photo, photo)
	}
	if n := len(utf16.Encode([]rune(w.at.Text))); n > longest {
		w.t.Errorf("%s: %d units", payload, n)
	}
	help := dialog.Payload{Locale: want.Locale, To: dialog.CommandHelp}.String()
	if !slices.ContainsFunc(w.at.Keyboard, func(row []telegramtest.Button) bool { return len(row) == 1 && row[0].Data == help }) {
		w.t.Errorf("%s: help now has no row of its own: %+v", payload, w.at.Keyboard)
	}
	if w.danger = danger; danger {
		eventually(w.t, "the danger reply is noted", func() bool { return w.r.noted(w.p.ID()) == w.at.ID })
	}
}

// plain is a message with the addresses of its links behind their words.
func plain(m telegramtest.Message) string {
	text := utf16.Encode([]rune(m.Text + m.Caption))
	for _, e := range slices.Backward(m.Entities) {
		if e.Type == "text_link" {
			text = slices.Insert(text, e.Offset+e.Length, utf16.Encode([]rune(" ("+e.URL+")"))...)
		}
	}
	return string(utf16.Decode(text))
}

// noted is the message of a chat's last danger reply, as the store holds it.
func (r *rig) noted(chat int64) int64 {
	s := r.handler.Open(context.Background(), bots.Telegram, id(chat))
	defer s.Close()
	message, _ := binary.Varint(s.Notes())
	return message
}
