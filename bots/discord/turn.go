package discord

import (
	"context"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/store"
)

// turned is a turn that was taken.
type turned struct {
	reply  bots.Reply
	notes  notes // as they were before
	urgent bool
	commit func() // keeps what changed; nil when that is done
}

// chat is the id under which the handler knows a person, in a server and in direct
// messages alike.
func chat(person string) string { return "u" + person }

// turn takes a turn of a person, at a place in the direct messages or nowhere there. An
// urgent reply goes out before anything is kept.
func (b *Bot) turn(ctx context.Context, person string, in engine.Input, at place) turned {
	s := b.o.Handler.Open(ctx, channel, chat(person))
	t := turned{notes: readNotes(s.Notes())}
	t.reply = s.Turn(in)
	t.urgent = t.reply.Urgent()
	commit := func() {
		defer s.Close()
		var batch store.Batch
		s.Keep(&batch)
		switch {
		case s.Erased():
			batch.Sent = append(batch.Sent, b.bookmarkID(person))
		case s.Known() || len(batch.Save) > 0:
			b.mark(&batch, person, bookmark{at.channel, b.bookmarks.upTo(person, at.message)})
		}
		b.o.Handler.Commit(ctx, batch)
	}
	if t.urgent {
		t.commit = commit
	} else {
		commit()
	}
	return t
}

// allowed counts a turn and reports whether a person sends no more than they may.
func (b *Bot) allowed(person string) bool {
	ok, _ := b.people.Allow(chat(person))
	if !ok {
		b.o.Observer.Limited()
	}
	return ok
}

// settle notes that what was said at a place is answered, by a direct message of ours
// that /bye is to delete, or "". It is false when nothing is known of the person any
// more.
func (b *Bot) settle(person string, at place, answer string) bool {
	ctx := context.Background()
	s := b.o.Handler.Open(ctx, channel, chat(person))
	defer s.Close()
	upTo := b.bookmarks.end(person, at.message)
	if !s.Known() {
		return false
	}
	var batch store.Batch
	if answer != "" {
		s.SetNotes(readNotes(s.Notes()).add(answer).bytes())
		s.Keep(&batch)
	}
	b.mark(&batch, person, bookmark{at.channel, upTo})
	return b.o.Handler.Commit(ctx, batch)
}
