package discord

import (
	"context"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// Types of answers to interactions.
const (
	answerPong    = 1
	answerMessage = 4
	answerEdit    = 7
	answerChoices = 8
	answerForm    = 9
)

// callback is the answer to an interaction, as it is sent.
type callback struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

// answer is what handle gives: the callback, and what is to be done around it.
type answer struct {
	callback
	person  string
	files   []upload
	urgent  bool
	reply   *bots.Reply // nil where there was no turn
	line    *line       // of a new message in the direct messages, to be noted for /bye; else nil
	message string      // its id, once it is accepted
	unknown bool        // nobody knows what this interaction is
	leave   *leaving    // of /bye
	commit  func()      // what is left to keep, after the answer; nil for nothing
}

// handle answers an interaction, however it came. It gives false for one that nobody
// knows.
func (b *Bot) handle(ctx context.Context, i *interaction) (answer, bool) {
	switch i.Type {
	case kindCommand:
		if i.Data.Name == manageCommand && i.Data.Type == slashCommand {
			return b.manage(ctx, i), true
		}
		return b.converse(ctx, i, fromCommand(i), customID{}), true
	case kindComponent:
		pressed := readCustomID(string(i.Data.CustomID))
		switch pressed.opens {
		case formMark:
			return b.form(pressed), true
		case privateMark:
			return b.goPrivate(ctx, i, pressed), true
		}
		payload := pressed.payload
		if strings.HasPrefix(payload, listMark) {
			payload = ""
			if len(i.Data.Values) > 0 {
				payload, _, _ = strings.Cut(string(i.Data.Values[0]), "#")
			}
		}
		return b.converse(ctx, i, engine.Input{Kind: engine.Tap, Payload: payload}, pressed), true
	case kindForm:
		from := readCustomID(string(i.Data.CustomID))
		from.stays = true // what a form answers comes as a message of its own
		return b.converse(ctx, i, engine.Input{Kind: engine.Text, Text: typed(i.Data.Components)}, from), true
	case kindCompletion:
		return answer{callback: callback{answerChoices, map[string]any{"choices": b.complete(i)}}}, true
	}
	return answer{}, false
}

// converse takes the turn of an interaction and makes the answer.
func (b *Bot) converse(ctx context.Context, i *interaction, in engine.Input, from customID) answer {
	in.Locale, in.Country = string(i.Locale), from.country
	where := setting{from.country, !i.private()}
	within := b.allowed(i.person())
	t := b.turn(ctx, i.person(), in, i.place())
	a := answer{person: i.person(), urgent: t.urgent, reply: &t.reply, commit: t.commit}
	left := t.reply.Events&engine.Erased != 0
	var m outgoing
	switch {
	case left:
		a.leave = &leaving{
			b: b, person: i.person(), notes: t.notes, behind: t.behind, locale: t.reply.Locale, token: string(i.Token),
		}
		if i.private() {
			a.leave.channel = string(i.Channel)
		}
		m = b.composeBye(&t.reply, "discord-left", !i.private())
	case !within && !t.urgent:
		m = b.say(t.reply.Locale, "too-fast", where)
	default:
		m, a.files = b.compose(&t.reply, where)
	}
	a.Type = answerMessage
	edits := i.edits(from) && !t.urgent && within || left && i.Type == kindComponent && !i.public()
	if edits {
		a.Type = answerEdit
	} else if !i.private() {
		m.Flags |= ephemeral
	}
	if edits && left {
		a.leave.kept = string(i.Message.ID)
	}
	if i.private() && a.Type == answerMessage && !left {
		a.line = b.outbox.begin(a.person)
	}
	a.Data = m
	return a
}

// finish does what waited until the answer was out.
func (b *Bot) finish(a *answer) {
	if a.commit != nil {
		a.commit()
	}
	if a.leave != nil {
		a.leave.clear()
	}
}

func sentAs(v verdict) string {
	switch v {
	case accepted:
		return bots.Accepted
	case gone:
		return bots.Gone
	default:
		return bots.GivenUp
	}
}

// answered tells the observer what became of an answer that holds a reply.
func (b *Bot) answered(a *answer, v verdict, took time.Duration) {
	if a.reply == nil {
		return
	}
	b.o.Observer.Sent(sentAs(v), a.urgent, took)
	if v == accepted {
		b.o.Handler.Answered(channel, a.reply, took)
	} else if a.urgent {
		b.o.Observer.DangerLate()
	}
}
