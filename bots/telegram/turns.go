package telegram

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/store"
)

// turns is the work on the updates of one chat, from run to end. Until end the
// other turns of the chat wait.
type turns struct {
	b       *Bot
	chat    int64
	updates []incoming
	s       *bots.Session
	notes   notes
	noted   bool // notes changed
	jobs    []*job
	queued  int      // of jobs: so many of them are in the queue, with the urgent ones of the rest
	before  int      // of jobs: so many were decided before the person left
	sent    []uint64 // replies in the outbox that were given up
}

// run takes the turns.
func (t *turns) run(ctx context.Context) {
	t.s = t.b.o.Handler.Open(ctx, channel, chatKey(t.chat))
	t.notes = readNotes(t.s.Notes())
	for i := range t.updates {
		in := &t.updates[i]
		mark := t.b.o.Handler.Mark(channel, strconv.FormatInt(in.update, 10))
		if slices.Contains(t.notes.handled, mark) {
			t.b.o.Observer.Duplicate()
			continue
		}
		t.one(in)
		t.notes.handle(mark)
		t.noted = t.noted || !in.left
	}
}

// one takes one turn. A danger reply is on its way before anything is stored.
func (t *turns) one(in *incoming) {
	switch {
	case in.left:
		t.leave(in.chat)
		t.s.Erase()
		t.notes, t.noted, t.before = notes{}, false, len(t.jobs)
		return
	case in.group:
		locale := t.b.locale(in.input.Locale)
		t.add(entry{Chat: in.chat, Thread: in.thread, Group: true, Say: "group-line", Locale: locale}, nil)
		return
	}
	t.notes.add(in.message)
	reply := t.s.Turn(in.input)
	e := entry{Chat: in.chat, Thread: in.thread, Urgent: reply.Urgent()}
	e.First = e.Urgent && reply.Route != engine.Check
	switch {
	case reply.Events&engine.Erased != 0:
		t.leave(in.chat)
		e.Leave, e.Urgent, e.First = true, true, true
		e.Erase = append(t.notes.messages, in.erases)
		if in.erases == 0 {
			e.Erase = t.notes.messages
		}
		t.notes, t.before = notes{}, len(t.jobs)
	case !t.b.limited(in.chat) || e.Urgent:
		// What shows a hotline stays in the chat: it comes as a message of its own,
		// and is not changed into another.
		if !e.Urgent && in.tapped != 0 && in.tapped != t.notes.danger && t.b.picture(&reply.Reply) == nil {
			e.Edit = in.tapped
		}
	case t.told(in.chat):
		return
	default:
		e.Say, e.Locale = tooFast, reply.Locale
		t.add(e, nil)
		return
	}
	t.add(e, &reply)
}

// tooFast is the word for a chat that sends more than it may.
const tooFast = "too-fast"

// told reports whether the newest reply that waits for a chat says so already.
func (t *turns) told(chat int64) bool {
	newest := t.b.queue.newest(chat)
	for _, j := range t.jobs {
		if !j.Urgent {
			newest = j
		}
	}
	return newest != nil && newest.Say == tooFast
}

// leave gives up what waits for a chat.
func (t *turns) leave(chat int64) {
	for _, j := range t.b.queue.drop(chat) {
		if j.queued {
			t.sent = append(t.sent, j.id)
		}
		close(j.done)
	}
	t.jobs = slices.DeleteFunc(t.jobs, func(j *job) bool { return !j.Urgent }) // decided in this very batch
}

// add makes a reply. An urgent one goes out at once.
func (t *turns) add(e entry, reply *bots.Reply) {
	j := newJob(t.b.nextID.Add(1), e, time.Now())
	j.reply = reply
	t.jobs = append(t.jobs, j)
	if j.Urgent {
		t.b.queue.add(j, j.born)
	}
}

// send lets the ordinary replies go, which it does once.
func (t *turns) send() {
	now := time.Now()
	for ; t.queued < len(t.jobs); t.queued++ {
		if j := t.jobs[t.queued]; !j.Urgent {
			t.b.queue.add(j, now)
		}
	}
}

// keep adds to a batch what the turns changed: the state, with the marks of the
// updates, and the replies that were not accepted yet. From then on these settle
// by themselves.
func (t *turns) keep(b *store.Batch) {
	for i, j := range t.jobs {
		if j.handOver() {
			if i >= t.before {
				t.notes.sent(j)
			}
			continue
		}
		if !t.b.o.Outbox.Durable() {
			continue
		}
		if box := j.seal(t.b.o.Handler); len(box) > 0 && len(box) <= store.MaxState {
			b.Queue = append(b.Queue, store.Queued{ID: j.id, Sealed: box})
			j.boxed = true
		}
	}
	if t.noted && !(t.s.Erased() && len(t.notes.messages) == 0) {
		t.s.SetNotes(t.notes.bytes())
	}
	t.s.Keep(b)
	b.Sent = append(b.Sent, t.sent...)
}

// end lets the replies go, and the next turns of the chat. It gives the replies
// that are not safe.
func (t *turns) end(committed bool) (unsafe []*job) {
	for _, j := range t.jobs {
		j.queued = committed && j.boxed
		close(j.stored)
		switch {
		case !j.handed:
			t.b.queue.noted(j.Chat, j.message)
		case !j.queued:
			unsafe = append(unsafe, j)
		}
	}
	t.send()
	t.s.Close()
	return unsafe
}
