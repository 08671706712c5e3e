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
	behind *line  // what was under way to somebody who left; nil for nothing
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
	if s.Erased() { // while nothing of the person can be noted
		t.behind = b.outbox.leave(person)
	}
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

// settleTries is how often it is tried to note what is answered: some ten seconds in all.
const settleTries = 6

// settle notes that what was said at a place is answered, by a direct message of ours
// that /bye is to delete, or "". left is closed when the person leaves; without it only
// somebody is noted whom the store knows. It is false when nothing may be noted any
// more, or the store does not answer for long.
func (b *Bot) settle(person string, at place, answer string, left <-chan struct{}) bool {
	b.bookmarks.end(person, at.message)
	defer b.bookmarks.forget(person)
	for tries := 1; ; tries++ {
		may, kept := b.note(person, at, answer, left)
		if kept || !may || tries >= settleTries {
			return kept
		}
		if !pauseUnless(b.outbox.stopped(), left, backOff(tries, longestRetry)) {
			tries = settleTries - 1 // once more before the program ends
		}
	}
}

// note does that once. Nothing is kept for good while it is not known which channels
// are unread.
func (b *Bot) note(person string, at place, answer string, left <-chan struct{}) (may, kept bool) {
	ctx := context.Background()
	s := b.o.Handler.Open(ctx, channel, chat(person))
	defer s.Close()
	select {
	case <-left:
		return false, false
	default:
	}
	switch {
	case s.Lost():
		return true, false
	case !s.Known() && left == nil:
		return false, false
	}
	var batch store.Batch
	if answer != "" {
		s.SetNotes(readNotes(s.Notes()).add(answer).bytes())
		s.Keep(&batch)
	}
	sure := b.bookmarks.sure()
	b.mark(&batch, person, bookmark{at.channel, b.bookmarks.upTo(person, at.message)})
	return true, b.o.Handler.Commit(ctx, batch) && sure
}
