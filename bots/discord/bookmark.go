package discord

import (
	"encoding/binary"
	"slices"
	"strconv"
	"sync"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/store"
)

// bookmark is how far the direct messages with a person are answered: everything up to
// a message. It is kept sealed, as long as the state, so that what came while the
// gateway was not connected can be read and answered.
type bookmark struct {
	channel, read uint64
}

const bookmarkLength = 16

func (m bookmark) bytes() []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, m.channel), m.read)
}

// bookmarks are what is known of them in memory: only of people whose messages are
// being answered, or not read yet. The zero value is ready.
type bookmarks struct {
	mu     sync.Mutex
	open   map[string]*answering // by person
	unread map[uint64]bool       // by id: channels that are to be read
}

// answering is what of a person's messages is being answered.
type answering struct {
	pending []uint64 // messages whose answers are not accepted; never empty
	done    uint64   // the newest message that needs no answer any more
}

// upTo is how far all is answered.
func (a *answering) upTo() uint64 {
	if len(a.pending) == 0 {
		return a.done
	}
	return slices.Min(a.pending) - 1
}

// begin says that a message is being answered; end must follow.
func (m *bookmarks) begin(person string, message uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.open[person]
	if a == nil {
		if m.open == nil {
			m.open = map[string]*answering{}
		}
		a = &answering{}
		m.open[person] = a
	}
	a.pending = append(a.pending, message)
}

// end says that a message needs no answer any more, and gives how far a person's are
// answered.
func (m *bookmarks) end(person string, message uint64) (upTo uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.open[person]
	if a == nil {
		return message
	}
	a.pending = slices.DeleteFunc(a.pending, func(id uint64) bool { return id == message })
	a.done = max(a.done, message)
	if len(a.pending) == 0 {
		delete(m.open, person)
	}
	return a.upTo()
}

// upTo is how far a person's messages are answered, of which this is the newest.
func (m *bookmarks) upTo(person string, newest uint64) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a := m.open[person]; a != nil {
		return a.upTo()
	}
	return newest
}

// setUnread sets or clears that a channel is to be read. Its bookmark is not moved
// until then.
func (m *bookmarks) setUnread(id uint64, unread bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !unread {
		delete(m.unread, id)
		return
	}
	if m.unread == nil {
		m.unread = map[uint64]bool{}
	}
	m.unread[id] = true
}

func (m *bookmarks) isUnread(id uint64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.unread[id]
}

// place is where in the direct messages something was said; the zero value is nowhere
// there.
type place struct {
	channel, message uint64
}

func newPlace(channel, message text) place {
	var at place
	at.channel, _ = strconv.ParseUint(string(channel), 10, 64)
	at.message, _ = strconv.ParseUint(string(message), 10, 64)
	return at
}

// bookmarkID is the id of a person's bookmark in the outbox.
func (b *Bot) bookmarkID(person string) uint64 {
	return bots.DiscordBookmarks.ID(b.o.Handler.Mark(channel, "bookmark "+person))
}

// mark adds to a batch how far the direct messages with a person are answered. Nothing
// is kept about them where none come in: over HTTP, and in a process without shard 0.
func (b *Bot) mark(batch *store.Batch, person string, m bookmark) {
	id := b.bookmarkID(person)
	if m.channel != 0 && m.read != 0 && b.key == nil && b.o.Shards.First == 0 && !b.bookmarks.isUnread(id) {
		batch.Queue = append(batch.Queue, store.Queued{ID: id, Sealed: b.o.Handler.Seal(m.bytes())})
	}
}

// readBookmark reads what mark kept.
func (b *Bot) readBookmark(sealed []byte) (m bookmark, err error) {
	plain, err := b.o.Handler.Unseal(sealed)
	if err != nil || len(plain) != bookmarkLength {
		return m, bots.ErrSealed
	}
	return bookmark{binary.BigEndian.Uint64(plain), binary.BigEndian.Uint64(plain[8:])}, nil
}
