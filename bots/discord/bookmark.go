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
	unread map[uint64]int        // by id: the session in which a channel is to be read
	begun  int                   // sessions
	known  int                   // the session whose unread channels are known
}

// answering is what of a person's messages is being answered.
type answering struct {
	pending []uint64 // messages whose answers are not accepted
	done    uint64   // the newest message that needs no answer any more
	keeping int      // messages of which that is being kept
}

// upTo is how far all is answered, when this message is the newest.
func (a *answering) upTo(newest uint64) uint64 {
	if len(a.pending) == 0 {
		return max(a.done, newest)
	}
	return slices.Min(a.pending) - 1
}

// of is the entry of a person. The caller holds mu.
func (m *bookmarks) of(person string) *answering {
	a := m.open[person]
	if a == nil {
		if m.open == nil {
			m.open = map[string]*answering{}
		}
		a = &answering{}
		m.open[person] = a
	}
	return a
}

// begin says that a message is being answered; end must follow.
func (m *bookmarks) begin(person string, message uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.of(person)
	a.pending = append(a.pending, message)
}

// end says that a message needs no answer any more; forget must follow, when that is
// kept or cannot be.
func (m *bookmarks) end(person string, message uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.of(person)
	a.pending = slices.DeleteFunc(a.pending, func(id uint64) bool { return id == message })
	a.done = max(a.done, message)
	a.keeping++
}

// forget forgets a person of whose messages nothing is under way.
func (m *bookmarks) forget(person string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a := m.of(person)
	if a.keeping--; a.keeping == 0 && len(a.pending) == 0 {
		delete(m.open, person)
	}
}

// upTo is how far a person's messages are answered, of which this is the newest.
func (m *bookmarks) upTo(person string, newest uint64) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a := m.open[person]; a != nil {
		return a.upTo(newest)
	}
	return newest
}

// session says that a session begins: until it is known which channels are unread, all
// of them are.
func (m *bookmarks) session() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.begun++
}

// latest is the session that began last.
func (m *bookmarks) latest() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.begun
}

// setUnread says which channels are to be read in a session. Their bookmarks are not
// moved until they were.
func (m *bookmarks) setUnread(session int, ids []uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unread == nil {
		m.unread = map[uint64]int{}
	}
	for _, id := range ids {
		m.unread[id] = max(m.unread[id], session)
	}
	m.known = max(m.known, session)
}

// setRead says that a channel was read in a session; a later one may have it read again.
func (m *bookmarks) setRead(session int, id uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unread[id] <= session {
		delete(m.unread, id)
	}
}

// sure reports whether it is known which channels are to be read.
func (m *bookmarks) sure() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known == m.begun
}

func (m *bookmarks) isUnread(id uint64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known < m.begun || m.unread[id] > 0
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
