package telegram

import (
	"context"
	"sync"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/store"
)

// settle notes what became of a reply whose turn is over: the message it is in,
// for /bye, and that the outbox need not keep it.
func (b *Bot) settle(j *job) {
	<-j.stored
	ctx := context.Background()
	s := b.o.Handler.Open(ctx, channel, chatKey(j.Chat))
	defer s.Close()
	defer b.queue.noted(j.Chat, j.message)
	var batch store.Batch
	if j.message != 0 && s.Known() && !j.Leave {
		n := readNotes(s.Notes())
		n.sent(j)
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
	for _, q := range bots.TelegramReplies.Of(left) {
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
