package discord

import (
	"context"
	"strconv"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
)

// composeBye is the last line: neutral, and true about what is left.
func (b *Bot) composeBye(r *bots.Reply, left string, inServer bool) outgoing {
	if inServer {
		left = "discord-left-server"
	}
	d := board{b: b, locale: r.Locale}
	text := content(r.Body, r.Lines.Fill) + "\n\n" + escaped(b.word(r.Locale, left))
	return newMessage(text, d.rows(nil, r.Help[:min(2, len(r.Help))])) // there is nothing more to leave
}

// clearTime is how long messages are deleted after /bye; then the person is told to do
// the rest.
const clearTime = 4 * time.Second

// leaving is what /bye has still to do after its line was shown.
type leaving struct {
	b       *Bot
	person  string
	locale  string
	channel string // the direct messages; "" to ask for it
	token   string // of the interaction whose answer shows the line; "" of a direct message
	line    string // the direct message that shows the line
	kept    string // the message that was edited to show the line
	notes   notes
	behind  *line // what was under way; nil for nothing
}

// clear deletes our messages, the newest first. Discord lets a bot delete its own one
// by one (https://discord.com/developers/docs/resources/message#delete-message).
func (l *leaving) clear() {
	ctx, cancel := context.WithTimeout(context.Background(), clearTime)
	defer cancel()
	late, settled := l.b.outbox.settled(ctx, l.behind)
	for _, id := range late {
		l.notes = l.notes.add(id)
	}
	some := !settled
	if l.channel == "" && len(l.notes) > 0 {
		some = insist(ctx, func() (out judged) {
			l.channel, out = l.b.direct(ctx, l.person)
			return out
		}).verdict != accepted
	}
	for i := len(l.notes) - 1; i >= 0 && !some; i-- {
		id := strconv.FormatUint(l.notes[i], 10)
		if id == l.kept {
			continue
		}
		some = !l.b.delete(ctx, l.channel, id)
	}
	if some {
		l.correct()
	}
}

// correct tells that not everything could be deleted.
func (l *leaving) correct() {
	ctx, cancel := context.WithTimeout(context.Background(), sendTimeout)
	defer cancel()
	m := l.b.say(l.locale, "discord-left-some", setting{})
	path := "webhooks/" + l.b.application() + "/" + l.token + "/messages/@original"
	if l.token == "" {
		path = "channels/" + l.channel + "/messages/" + l.line
	}
	insist(ctx, func() judged {
		return l.b.api.do(ctx, "PATCH", path, map[string]any{"content": m.Content, "allowed_mentions": m.Mentions}, nil, nil)
	})
}

// delete deletes a message of ours; true also when it is not there any more.
func (b *Bot) delete(ctx context.Context, channel, id string) bool {
	out := insist(ctx, func() judged {
		return b.api.do(ctx, "DELETE", "channels/"+channel+"/messages/"+id, nil, nil, nil)
	})
	return out.verdict == accepted || out.verdict == missing
}

// insist makes a request again and again while that may help, until ctx ends.
func insist(ctx context.Context, request func() judged) judged {
	for {
		out := request()
		if out.verdict != again || !sleep(ctx, max(out.after, 100*time.Millisecond)) {
			return out
		}
	}
}

// direct is the channel of the direct messages with a person.
func (b *Bot) direct(ctx context.Context, person string) (id string, out judged) {
	var c sent
	out = b.api.do(ctx, "POST", "users/@me/channels", map[string]string{"recipient_id": person}, nil, &c)
	if out.verdict == accepted && !isID(string(c.ID)) {
		out.verdict = again
	}
	return string(c.ID), out
}
