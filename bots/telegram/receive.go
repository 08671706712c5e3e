package telegram

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/go-telegram/bot"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/store"
)

const channel = bots.Telegram

// grace is how long a commit waits for replies that can go out at once. What was
// accepted by then costs no place in the outbox.
const grace = 100 * time.Millisecond

// take decides updates and makes the decisions safe: chats side by side, the
// updates of one chat in order. It gives the replies that are not safe in the
// store, whose updates must not be confirmed before the replies are done, and the
// highest id of an update.
//
// Danger replies are on their way as soon as they are decided. Ordinary ones go
// before the commit only when the queue is short: the fewer were accepted and not
// yet committed when a process dies, the fewer are sent twice.
func (b *Bot) take(ctx context.Context, raws []json.RawMessage) (unsafe []*job, last int64) {
	chats, last := b.sort(raws)
	var wg sync.WaitGroup
	for _, t := range chats {
		wg.Go(func() { t.run(ctx) })
	}
	wg.Wait()
	if b.queue.flows(grace) {
		for _, t := range chats {
			t.send()
		}
		waitAll(ctx, chats)
	}
	var batch store.Batch
	for _, t := range chats {
		t.keep(&batch)
	}
	committed := b.o.Handler.Commit(ctx, batch)
	for _, t := range chats {
		unsafe = append(unsafe, t.end(committed && b.o.Outbox.Durable())...)
	}
	return unsafe, last
}

// sort reads updates and puts those of one chat together.
func (b *Bot) sort(raws []json.RawMessage) (chats []*turns, last int64) {
	byID := map[int64]*turns{}
	for _, r := range b.read(raws) {
		in := r.in
		last = max(last, in.update)
		if in.callback != "" {
			b.stopSpinner(in.callback)
		}
		if r.err != nil {
			b.o.Observer.Unreadable()
		}
		if !r.ok {
			continue
		}
		b.o.Observer.Received()
		if !in.sent.IsZero() {
			b.o.Observer.Lag(time.Since(in.sent))
		}
		t := byID[in.chat]
		if t == nil {
			t = &turns{b: b, chat: in.chat}
			byID[in.chat] = t
			chats = append(chats, t)
		}
		t.updates = append(t.updates, in)
	}
	return chats, last
}

// reading is what decode gives.
type reading struct {
	in  incoming
	ok  bool
	err error
}

// readAtOnce is how many updates one goroutine reads.
const readAtOnce = 25

// read decodes updates, side by side.
func (b *Bot) read(raws []json.RawMessage) []reading {
	out := make([]reading, len(raws))
	me := b.username()
	var wg sync.WaitGroup
	for from := 0; from < len(raws); from += readAtOnce {
		wg.Go(func() {
			for i := from; i < min(from+readAtOnce, len(raws)); i++ {
				r := &out[i]
				r.in, r.ok, r.err = decode(raws[i], me)
			}
		})
	}
	wg.Wait()
	return out
}

// waitAll waits until all replies are accepted or given up, or grace is over.
func waitAll(ctx context.Context, chats []*turns) {
	timer := time.NewTimer(grace)
	defer timer.Stop()
	for _, t := range chats {
		for _, j := range t.jobs {
			select {
			case <-j.done:
			case <-timer.C:
				return
			case <-ctx.Done():
				return
			}
		}
	}
}

// stopSpinner answers a tap: the phone shows a spinner until then. It is done
// beside the turn, and an answer that comes too late is no matter.
func (b *Bot) stopSpinner(callback string) {
	select {
	case b.spinners <- struct{}{}:
	default:
		return // Telegram hangs; the reply is what counts
	}
	b.sends.Go(func() {
		defer func() { <-b.spinners }()
		ctx, cancel := context.WithTimeout(context.Background(), sendTimeout)
		defer cancel()
		_, _ = b.api.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: callback})
	})
}

// limited counts a turn and reports whether a chat sends more than it may.
func (b *Bot) limited(chat int64) bool {
	ok, _ := b.people.Allow(chatKey(chat))
	if !ok {
		b.o.Observer.Limited()
	}
	return !ok
}

// locale is the locale of the content that serves a language.
func (b *Bot) locale(language string) string {
	bundle := b.o.Handler.Release().Bundle()
	i, _ := bundle.Locale(language)
	return bundle.Locales()[i]
}
