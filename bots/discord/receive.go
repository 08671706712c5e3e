package discord

import (
	"context"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// receive takes an event of the gateway. It does not wait.
func (b *Bot) receive(event string, raw []byte) {
	now := time.Now()
	switch event {
	case "INTERACTION_CREATE":
		i, err := decodeInteraction(raw)
		if err != nil {
			b.o.Observer.Unreadable()
			return
		}
		if b.firstTime(i.ID) {
			x := &exchange{b: b, i: i, received: now}
			x.respond = x.callback
			b.take(x)
		}
	case "MESSAGE_CREATE":
		m, ok, err := decodeMessage(raw)
		if err != nil {
			b.o.Observer.Unreadable()
		}
		if ok {
			b.lanes.do(string(m.Author.ID), func() { b.takeMessage(m, now, false) })
		}
	}
}

// firstTime reports whether something is handled for the first time.
func (b *Bot) firstTime(id text) bool {
	_, first := b.seen.first(id)
	if !first {
		b.o.Observer.Duplicate()
		return false
	}
	b.o.Observer.Received()
	b.o.Observer.Lag(time.Since(made(id)))
	return true
}

// takeMessage answers a direct message; one that was missed came when the gateway was
// not connected. A message says nothing of the person's language; the text does.
func (b *Bot) takeMessage(m *message, received time.Time, missed bool) {
	if !b.firstTime(m.ID) {
		return
	}
	person, at := string(m.Author.ID), newPlace(m.Channel, m.ID)
	b.bookmarks.begin(person, at.message)
	in := engine.Input{Kind: engine.Text, Text: string(m.Content)}
	switch {
	case m.media():
		in.Kind = engine.Media
	case m.Content == "":
		in = engine.Input{Kind: engine.Unknown}
	}
	within := b.allowed(person)
	t := b.turn(context.Background(), person, in, at)
	d := &delivery{b: b, person: person, at: at, born: received, urgent: t.urgent, reply: &t.reply}
	switch {
	case t.reply.Events&engine.Erased != 0:
		d.leave = &leaving{b: b, person: person, locale: t.reply.Locale, channel: string(m.Channel), notes: t.notes, behind: t.behind}
		d.message, d.urgent = b.composeBye(&t.reply, "discord-left", false), true
	case !within && !t.urgent:
		if !b.outbox.room(person) {
			b.sends.Go(func() { b.settle(person, at, "", nil) }) // ends with its tries
			return                                               // told already
		}
		d.reply = &bots.Reply{}
		d.reply.Route, d.reply.Locale = engine.Fallback, t.reply.Locale
		d.message = b.say(t.reply.Locale, "too-fast", setting{})
	default:
		d.message, d.files = b.compose(&t.reply, setting{})
		if missed && !t.urgent && received.Sub(made(m.ID)) > awayAfter {
			d.message.Content = b.excused(t.reply.Locale, d.message.Content)
		}
	}
	b.outbox.send(d)
	if t.commit != nil {
		t.commit()
	}
}
