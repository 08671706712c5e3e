package discord

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/store"
)

const (
	// readers is how many channels are read at the same time: well below the 50 requests
	// a second that Discord takes, so that live answers keep their share.
	readers = 4
	// page is how many messages Discord gives at once at most
	// (https://discord.com/developers/docs/resources/message#get-channel-messages).
	page = 100
	// awayAfter is how old a missed message may be until its answer says that it is late.
	awayAfter = 10 * time.Minute
)

// readBack answers what people wrote while the gateway was not connected. Discord gives
// the events of such a time again only within a session; this is for a new one. People
// who never wrote before are not known, and Discord does not tell of them.
func (b *Bot) readBack(ctx context.Context) {
	session, all, ok := b.bookmarked(ctx)
	if !ok {
		return
	}
	todo := bots.DiscordBookmarks.Of(all)
	ids := make([]uint64, len(todo))
	for i, q := range todo {
		ids[i] = q.ID
	}
	b.bookmarks.setUnread(session, ids)
	next := make(chan store.Queued)
	var wg sync.WaitGroup
	for range min(readers, len(todo)) {
		wg.Go(func() { // ends when nothing is left to read
			for q := range next {
				b.readChannel(ctx, session, q)
			}
		})
	}
	for _, q := range todo {
		next <- q
	}
	close(next)
	wg.Wait()
}

// bookmarked asks the store for what was queued, until it answers, and says in which
// session that was. It is false when ctx ended first.
func (b *Bot) bookmarked(ctx context.Context) (session int, all []store.Queued, ok bool) {
	for tries := 1; ; tries++ {
		session = b.bookmarks.latest()
		asking, cancel := context.WithTimeout(ctx, sendTimeout)
		all, err := b.o.Outbox.Outbox(asking)
		cancel()
		if err == nil {
			return session, all, true
		}
		b.o.Observer.OutboxUnread()
		if !sleep(ctx, backOff(tries, longestRetry)) {
			return 0, nil, false
		}
	}
}

// readChannel answers what came after a bookmark.
func (b *Bot) readChannel(ctx context.Context, session int, q store.Queued) {
	m, err := b.readBookmark(q.Sealed)
	open := err == nil
	person := ""
	for more := open; more; {
		var found []json.RawMessage
		if found, open = b.messagesAfter(ctx, m); !open {
			break
		}
		slices.Reverse(found) // Discord gives the newest first
		before := m.read
		for _, raw := range found {
			w, asks, err := decodeMessage(raw)
			if err != nil {
				b.o.Observer.Unreadable()
				continue
			}
			m.read = max(m.read, newPlace(w.Channel, w.ID).message)
			if asks {
				person = string(w.Author.ID)
				b.lanes.do(person, func() { b.takeMessage(w, time.Now(), true) })
			}
		}
		more = len(found) == page && m.read > before
	}
	switch {
	case !open:
		b.bookmarks.setRead(session, q.ID)
		b.o.Handler.Commit(context.Background(), store.Batch{Sent: []uint64{q.ID}})
	case person == "":
		b.bookmarks.setRead(session, q.ID)
	default:
		b.lanes.do(person, func() {
			b.bookmarks.setRead(session, q.ID)
			b.sends.Go(func() { b.settle(person, place{m.channel, m.read}, "", nil) }) // ends with its tries
		})
	}
}

// messagesAfter asks for the messages after a bookmark, again and again while Discord
// has trouble. ok is false when the channel is closed to us.
func (b *Bot) messagesAfter(ctx context.Context, m bookmark) (found []json.RawMessage, ok bool) {
	path := "channels/" + strconv.FormatUint(m.channel, 10) + "/messages?limit=" + strconv.Itoa(page) +
		"&after=" + strconv.FormatUint(m.read, 10)
	for tries := 1; ; tries++ {
		asking, cancel := context.WithTimeout(ctx, sendTimeout)
		out := b.api.get(asking, path, &found)
		cancel()
		if out.verdict != again && out.verdict != refused {
			return found, out.verdict == accepted
		}
		if !sleep(ctx, max(out.after, backOff(tries, longestRetry))) {
			return nil, true
		}
	}
}

// excused is an answer that says first that it comes late, where there is room.
func (b *Bot) excused(locale, answer string) string {
	late := escaped(b.word(locale, "discord-while-away")) + "\n\n" + answer
	if units(late) > maxContent {
		return answer
	}
	return late
}
