package telegram

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// How long a reply is tried. One in the outbox is tried for as long as the outbox
// keeps it.
const (
	tryFor       = 15 * time.Minute
	firstRetry   = 500 * time.Millisecond
	longestRetry = 30 * time.Second
	lateDanger   = 10 * time.Second // a danger reply that takes longer is reported
)

// sendLoop sends what the queue gives until ctx ends. What is under way then goes on.
func (b *Bot) sendLoop(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		j, wait := b.queue.take(time.Now())
		if j != nil {
			b.sends.Go(func() { b.send(j) })
			continue
		}
		timer.Reset(wait)
		select {
		case <-b.queue.wake:
		case <-timer.C:
		case <-ctx.Done():
			return
		}
	}
}

// send tries to deliver a reply once.
func (b *Bot) send(j *job) {
	// A reply that was begun is finished, whatever is being shut down.
	ctx, cancel := context.WithTimeout(context.Background(), sendTimeout)
	defer cancel()
	start := time.Now()
	message, out := b.deliver(ctx, j)
	j.tries++
	now := time.Now()
	age := now.Sub(j.born)
	if j.Urgent && age > lateDanger && age-now.Sub(start) <= lateDanger && out.verdict == again {
		b.o.Observer.DangerLate()
	}
	if out.verdict == wrong && !j.bare {
		// Whatever it is that Telegram does not take, the words go out.
		j.bare, j.Edit = true, 0
		out = judged{verdict: again, after: time.Millisecond}
	}
	if out.verdict == missing {
		j.Edit = 0
		out = judged{verdict: again, after: time.Millisecond}
	}
	delay := out.after
	if delay == 0 {
		delay = backOff(j.tries)
	}
	if out.verdict == accepted && message != 0 {
		b.queue.accepted(j, message)
	}
	from := j.Chat
	if b.queue.end(j, out.verdict == again && b.hopeful(j, now), delay, out.flood, now) {
		b.o.Observer.Retried(out.flood)
		if out.moved != 0 {
			b.queue.move(from, out.moved, now)
		}
		return
	}
	b.o.Observer.Sent(sentAs(out.verdict), j.Urgent, age)
	if j.reply != nil && out.verdict == accepted {
		b.o.Handler.Answered(channel, j.reply, age)
	}
	if out.verdict != accepted {
		message = 0
	}
	if j.finish(message) {
		b.settle(j)
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

// hopeful reports whether a reply may be tried again.
func (b *Bot) hopeful(j *job, now time.Time) bool {
	select {
	case <-j.stored:
		if j.queued {
			return now.Unix()/3600 < j.Until
		}
	default: // the store has not answered yet
	}
	return now.Sub(j.born) < tryFor
}

// backOff doubles from try to try, with jitter.
func backOff(tries int) time.Duration {
	d := min(firstRetry<<min(tries-1, 10), longestRetry)
	return d/2 + rand.N(d/2+1)
}

// deliver makes the requests for a reply and gives the id of the message that now
// holds it.
func (b *Bot) deliver(ctx context.Context, j *job) (message int64, out judged) {
	defer func() {
		if recover() != nil { // a bug in how it is made: the words alone, then
			message, out = 0, judged{verdict: wrong}
		}
	}()
	if j.Leave {
		if b.queue.behind(j) { // a message on its way would stay behind
			return 0, judged{verdict: again, after: 20 * time.Millisecond}
		}
		if out := b.clear(ctx, j); out.verdict == again {
			return 0, out
		}
	}
	m := b.compose(j)
	switch {
	case j.Edit != 0:
		_, err := b.api.EditMessageText(ctx, &bot.EditMessageTextParams{
			ChatID: j.Chat, MessageID: int(j.Edit), Text: m.text, Entities: m.entities, LinkPreviewOptions: noPreview, ReplyMarkup: m.keyboard,
		})
		return 0, judge(err)
	case m.picture != nil:
		return b.sendPicture(ctx, j, &m)
	default:
		sent, err := b.api.SendMessage(ctx, &bot.SendMessageParams{
			ChatID: j.Chat, MessageThreadID: j.Thread, Text: m.text, Entities: m.entities, LinkPreviewOptions: noPreview, ReplyMarkup: m.markup(),
		})
		return id(sent), judge(err)
	}
}

func id(m *models.Message) int64 {
	if m == nil {
		return 0
	}
	return int64(m.ID)
}

var noPreview = &models.LinkPreviewOptions{IsDisabled: bot.True()}

// outgoing is a message as it goes out.
type outgoing struct {
	text     string
	entities []models.MessageEntity
	keyboard *models.InlineKeyboardMarkup
	picture  *picture
}

// markup is the keyboard, or nothing; a nil pointer in the interface would be sent
// as null.
func (m *outgoing) markup() models.ReplyMarkup {
	if m.keyboard == nil {
		return nil
	}
	return m.keyboard
}

// compose makes the message of a job: of its reply, of the decision after a
// restart, or of a word.
func (b *Bot) compose(j *job) (m outgoing) {
	defer func() {
		if j.bare {
			m.entities, m.picture = nil, nil
		}
	}()
	e := b.o.Handler.Engine()
	switch {
	case j.Group:
		return b.composeGroup(j)
	case j.Say != "":
		r := e.Recall(engine.Decision{Locale: j.Locale, Node: dialog.Menu})
		m.text, m.keyboard = b.word(j.Locale, j.Say), keyboard(nil, r.Help)
		return m
	case j.reply != nil && j.reply.LastResort != "":
		m.text = j.reply.LastResort
		return m
	}
	var r engine.Reply
	if j.reply != nil {
		r = j.reply.Reply
	} else {
		r = e.Recall(*j.Decision)
	}
	if j.Leave {
		return b.composeBye(j, &r)
	}
	var t text
	t.docs(r.Body, r.Lines.Fill)
	if t.units <= maxCaption && j.Edit == 0 {
		m.picture = b.picture(&r)
	}
	m.text, m.entities = t.within(maxText)
	m.keyboard = keyboard(r.Choices, r.Help)
	return m
}

// word is a word in a locale.
func (b *Bot) word(locale, key string) string {
	bundle := b.o.Handler.Release().Bundle()
	i, _ := bundle.Locale(locale)
	return bundle.Word(i, key)
}

// composeGroup is the one line said in a group, with ways to a private chat.
func (b *Bot) composeGroup(j *job) outgoing {
	link := func(to string) string { return "https://t.me/" + b.username() + "?start=" + j.Locale + "_" + to }
	return outgoing{
		text: b.word(j.Locale, j.Say),
		keyboard: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
			{{Text: b.word(j.Locale, "help-now"), URL: link("help")}},
			{{Text: b.word(j.Locale, "group-private"), URL: link("menu")}},
		}},
	}
}

// composeBye is the last line: neutral, and true about what is left.
func (b *Bot) composeBye(j *job, r *engine.Reply) (m outgoing) {
	var t text
	t.docs(r.Body, r.Lines.Fill)
	left := "telegram-left"
	if j.some {
		left = "telegram-left-some"
	}
	t.write("\n\n" + b.word(r.Locale, left))
	m.text, m.entities = t.within(maxText)
	m.keyboard = keyboard(nil, r.Help[:min(2, len(r.Help))]) // there is nothing more to leave
	return m
}

// maxDelete is how many messages one request deletes.
const maxDelete = 100

// clear deletes the messages of a chat, the newest first. Telegram lets a bot
// delete what is younger than 48 hours, of both sides of a private chat
// (https://core.telegram.org/bots/api#deletemessage).
func (b *Bot) clear(ctx context.Context, j *job) judged {
	for refusals := 0; len(j.Erase) > 0 && refusals < mostRefusals; {
		from := max(0, len(j.Erase)-maxDelete)
		out := b.clearPart(ctx, j.Chat, j.Erase[from:], &refusals)
		j.some = j.some || refusals > 0
		if out.verdict != accepted {
			return out
		}
		j.Erase = j.Erase[:from]
	}
	return judged{verdict: accepted}
}

// mostRefusals is after how many messages that cannot be deleted the older ones
// are left too.
const mostRefusals = 5

// clearPart deletes messages in one request. When one of them is too old Telegram
// refuses all, and each half is tried for itself, the newer one first.
func (b *Bot) clearPart(ctx context.Context, chat int64, messages []int64, refusals *int) judged {
	ids := make([]int, len(messages))
	for i, m := range messages {
		ids[i] = int(m)
	}
	_, err := b.api.DeleteMessages(ctx, &bot.DeleteMessagesParams{ChatID: chat, MessageIDs: ids})
	out := judge(err)
	switch {
	case out.verdict != wrong && out.verdict != missing:
		return out
	case len(messages) == 1:
		*refusals++
		return judged{verdict: accepted}
	}
	half := len(messages) / 2
	out = b.clearPart(ctx, chat, messages[half:], refusals)
	if out.verdict != accepted || *refusals >= mostRefusals {
		return out
	}
	return b.clearPart(ctx, chat, messages[:half], refusals)
}
