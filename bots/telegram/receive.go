package telegram

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"

	"github.com/go-telegram/bot"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/store"
)

const channel = bots.Telegram

// take decides updates and makes the decisions safe: chats side by side, the
// updates of one chat in order. It gives the replies that are not safe in the
// store, whose updates must not be confirmed before the replies are done, and the
// highest id of an update.
func (b *Bot) take(ctx context.Context, raws []json.RawMessage) (unsafe []*job, last int64) {
	var order []int64
	chats := map[int64][]incoming{}
	for _, raw := range raws {
		in, ok, err := decode(raw, b.username())
		last = max(last, in.update)
		if in.callback != "" {
			b.stopSpinner(in.callback)
		}
		if err != nil {
			b.o.Observer.Unreadable()
		}
		if !ok {
			continue
		}
		if !in.sent.IsZero() {
			b.o.Observer.Received(time.Since(in.sent))
		}
		if _, seen := chats[in.chat]; !seen {
			order = append(order, in.chat)
		}
		chats[in.chat] = append(chats[in.chat], in)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, chat := range order {
		wg.Go(func() {
			jobs := b.turns(ctx, chat, chats[chat])
			mu.Lock()
			unsafe = append(unsafe, jobs...)
			mu.Unlock()
		})
	}
	wg.Wait()
	return unsafe, last
}

// turns takes the turns of one chat and commits what they changed: the state, the
// marks of the updates, and the replies that are to be sent.
func (b *Bot) turns(ctx context.Context, chat int64, list []incoming) (unsafe []*job) {
	s := b.o.Handler.Open(ctx, channel, chatKey(chat))
	defer s.Close()
	t := turns{b: b, s: s, notes: readNotes(s.Notes())}
	for i := range list {
		mark := b.o.Handler.Mark(channel, strconv.FormatInt(list[i].update, 10))
		if b.o.Handler.Marked(ctx, mark) {
			b.o.Observer.Duplicate()
			continue
		}
		t.batch.Save = append(t.batch.Save, store.Session{Key: mark, TTL: store.MaxTTL})
		t.one(&list[i])
	}
	return t.commit(ctx)
}

// turns is the work on the updates of one chat.
type turns struct {
	b     *Bot
	s     *bots.Session
	notes notes
	noted bool // notes changed
	batch store.Batch
	jobs  []*job
}

// one takes one turn. A danger reply is on its way before anything is stored.
func (t *turns) one(in *incoming) {
	switch {
	case in.left:
		t.leave(in.chat)
		t.s.Erase()
		t.notes, t.noted = notes{}, false
		return
	case in.group:
		locale := t.b.locale(in.input.Locale)
		t.add(entry{Chat: in.chat, Thread: in.thread, Group: true, Say: "group-line", Locale: locale}, nil)
		return
	}
	if in.message != 0 {
		t.notes.add(in.message)
		t.noted = true
	}
	reply := t.s.Turn(in.input)
	e := entry{Chat: in.chat, Thread: in.thread, Urgent: urgent(&reply)}
	if d, ok := t.b.o.Handler.Engine().Decided(&reply.Reply); ok && reply.LastResort == "" {
		e.Decision = &d
	}
	switch {
	case reply.Events&engine.Erased != 0:
		t.leave(in.chat)
		e.Leave, e.Urgent = true, true
		e.Erase = append(t.notes.messages, in.erases)
		if in.erases == 0 {
			e.Erase = t.notes.messages
		}
		t.notes, t.noted = notes{}, false
	case !t.b.limited(in.chat) || e.Urgent:
		// What shows a hotline stays in the chat: it comes as a message of its own,
		// and is not changed into another.
		if !e.Urgent && in.tapped != 0 && in.tapped != t.notes.danger && reply.Picture == nil {
			e.Edit = in.tapped
		}
	case t.b.queue.waitingFor(in.chat) < mostWaiting:
		e.Say, e.Locale, e.Decision = "too-fast", reply.Locale, nil
		t.add(e, nil)
		return
	default: // told already
		return
	}
	t.add(e, &reply)
}

// mostWaiting is how many replies may wait for one chat that sends more than the
// limit; past it, the rest is not answered.
const mostWaiting = 3

// urgent reports whether a reply is one that must not wait: danger, and help.
func urgent(r *bots.Reply) bool {
	return r.Route == engine.Danger || r.Route == engine.Check || r.LastResort != "" || r.Node == dialog.HelpNow || r.Node == dialog.Hotlines
}

// leave gives up what waits for a chat.
func (t *turns) leave(chat int64) {
	for _, j := range t.b.queue.drop(chat) {
		if j.queued {
			t.batch.Sent = append(t.batch.Sent, j.id)
		}
		close(j.done)
	}
	kept := t.jobs[:0]
	for _, j := range t.jobs { // decided in this very batch
		if j.Urgent {
			kept = append(kept, j)
			continue
		}
		close(j.stored)
		close(j.done)
	}
	t.jobs = kept
}

func (t *turns) add(e entry, reply *bots.Reply) {
	j := newJob(t.b.nextID.Add(1), e, time.Now())
	j.reply = reply
	t.jobs = append(t.jobs, j)
	if j.Urgent {
		t.b.queue.add(j, j.born)
	}
}

// commit writes what the turns changed and lets the ordinary replies go.
func (t *turns) commit(ctx context.Context) (unsafe []*job) {
	if t.noted {
		t.s.SetNotes(t.notes.bytes())
	}
	t.s.Keep(&t.batch)
	sealed := make(map[*job]bool, len(t.jobs))
	if t.b.o.Outbox.Durable() {
		for _, j := range t.jobs {
			if box := j.seal(t.b.o.Handler); len(box) > 0 && len(box) <= store.MaxState {
				t.batch.Queue = append(t.batch.Queue, store.Queued{ID: j.id, Sealed: box})
				sealed[j] = true
			}
		}
	}
	committed := t.b.o.Handler.Commit(ctx, t.batch)
	for _, j := range t.jobs {
		j.queued = committed && sealed[j]
		close(j.stored)
		if !j.queued {
			unsafe = append(unsafe, j)
		}
		if !j.Urgent {
			t.b.queue.add(j, time.Now())
		}
	}
	return unsafe
}

// settle notes what became of a reply: the message it is in, for /bye, and that
// the outbox need not keep it.
func (b *Bot) settle(j *job, message int64, v verdict) {
	<-j.stored
	ctx := context.Background()
	s := b.o.Handler.Open(ctx, channel, chatKey(j.Chat))
	defer s.Close()
	var batch store.Batch
	if v == accepted && message != 0 && s.Known() && !j.Leave {
		n := readNotes(s.Notes())
		n.add(message)
		if j.Urgent {
			n.danger = message
		}
		s.SetNotes(n.bytes())
		s.Keep(&batch)
	}
	batch.Sent = b.owed.take()
	if j.queued {
		batch.Sent = append(batch.Sent, j.id)
	}
	if !b.o.Handler.Commit(ctx, batch) {
		b.owed.add(batch.Sent)
	}
}

// owed are replies that were sent and could not be taken out of the outbox yet.
type owed struct {
	mu  sync.Mutex
	ids []uint64
}

func (o *owed) add(ids []uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ids = append(o.ids, ids...)
}

func (o *owed) take() []uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	ids := o.ids
	o.ids = nil
	return ids
}

// recoverOutbox queues what an earlier process left in the outbox, danger first.
func (b *Bot) recoverOutbox(ctx context.Context) {
	left, err := b.o.Outbox.Outbox(ctx)
	if err != nil {
		b.o.Observer.OutboxUnread()
		return
	}
	var bad []uint64
	last := uint64(0)
	for _, q := range left {
		last = max(last, q.ID)
		j, err := unseal(b.o.Handler, q.ID, q.Sealed, time.Now())
		if err != nil {
			bad = append(bad, q.ID) // of another key: nobody can read it any more
			continue
		}
		b.queue.add(j, j.born)
	}
	b.nextID.Store(last)
	b.o.Handler.Commit(ctx, store.Batch{Sent: bad})
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
