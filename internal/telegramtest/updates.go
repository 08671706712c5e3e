package telegramtest

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// How long an update waits for the bot. 24 h is documented; 150 s for taps is in
// the source of github.com/tdlib/telegram-bot-api.
const (
	updateLife   = 24 * time.Hour
	callbackLife = 150 * time.Second
)

// remembered is how many updates Redeliver can reach back.
const remembered = 1000

// firstUpdate is the id of the first update; the real one starts anywhere.
const firstUpdate = 500_000_001

// notByDefault are left out of the updates unless they are asked for.
var notByDefault = []string{"chat_member", "message_reaction", "message_reaction_count"}

// A queueKey names the updates that a webhook gets one after the other: those of a
// chat, or the taps of a person.
type queueKey struct {
	taps bool
	id   int64
}

type update struct {
	id      int64
	key     queueKey
	expires time.Time
	body    []byte // the whole Update
}

// queue holds what the bot has not confirmed, oldest first.
type queue struct {
	last    int64
	pending []update
	again   []update // to be delivered a second time, once
	history []update
	keep    int
	allowed []string // nil: all but notByDefault
	shuffle bool
	due     time.Time // no pending update expires before it
}

func (q *queue) init(countOnly bool) {
	q.last = firstUpdate - 1
	q.keep = remembered
	if countOnly {
		q.keep = 0
	}
}

func (q *queue) wants(kind string) bool {
	if q.allowed == nil {
		return !slices.Contains(notByDefault, kind)
	}
	return slices.Contains(q.allowed, kind)
}

// allow remembers the kinds that the bot asked for; a parameter that is absent
// leaves them, an empty list is the default.
func (q *queue) allow(r *request) {
	list, ok := r.values["allowed_updates"].([]any)
	if !ok {
		return
	}
	q.allowed = nil
	for _, kind := range list {
		q.allowed = append(q.allowed, kind.(string))
	}
}

// expire drops updates whose time is over. Taps expire before older messages, so
// the whole queue is looked at, but only when one is due.
func (q *queue) expire(now time.Time) {
	if len(q.pending) == 0 || q.due.After(now) {
		return
	}
	q.pending = slices.DeleteFunc(q.pending, func(u update) bool { return !u.expires.After(now) })
	q.due = now.Add(updateLife)
	for _, u := range q.pending {
		if u.expires.Before(q.due) {
			q.due = u.expires
		}
	}
}

// drop forgets the n oldest updates.
func (q *queue) drop(n int) {
	clear(q.pending[:n]) // frees their bodies before the array is
	q.pending = q.pending[n:]
}

// done forgets one update.
func (q *queue) done(id int64) {
	i, found := slices.BinarySearchFunc(q.pending, id, func(u update, id int64) int { return int(u.id - id) })
	switch {
	case !found:
	case i == 0:
		q.drop(1)
	default:
		q.pending = slices.Delete(q.pending, i, i+1)
	}
}

// push adds an update of a kind and returns its id, 0 where the bot does not want it.
// The caller holds mu.
func (s *Server) push(kind string, key queueKey, body []byte) int64 {
	return s.pushMembers(kind, key, append([]byte(`,"`+kind+`":`), body...))
}

// pushMembers adds an update that is its id and then the given JSON.
func (s *Server) pushMembers(kind string, key queueKey, members []byte) int64 {
	q := &s.queue
	if !q.wants(kind) {
		return 0
	}
	life := updateLife
	if kind == "callback_query" {
		life = callbackLife
	}
	q.last++
	body := append([]byte(`{"update_id":`+strconv.FormatInt(q.last, 10)), members...)
	s.enqueue(update{q.last, key, s.now().Add(life), append(body, '}')})
	return q.last
}

func (s *Server) enqueue(u update) {
	q := &s.queue
	if len(q.pending) == 0 || u.expires.Before(q.due) {
		q.due = u.expires
	}
	q.pending = append(q.pending, u)
	if q.keep > 0 {
		if len(q.history) == q.keep {
			q.history = q.history[1:]
		}
		q.history = append(q.history, u)
	}
	if s.hook != nil {
		s.hook.add(s, u)
	}
	s.wakePoll()
}

// Raw injects an update as it is, with update_id filled in, and returns the id. A
// chat that its message or tap names and that is not known yet is made, as one
// that the person started. It panics where the JSON is no object.
func (s *Server) Raw(body json.RawMessage) int64 {
	var members map[string]json.RawMessage
	mustUnmarshal(body, &members)
	delete(members, "update_id")
	kind := "" // an update has one member beside its id
	for name := range members {
		kind = max(kind, name)
	}
	var in struct {
		Chat    *wireChat
		Message struct{ Chat *wireChat }
	}
	_ = json.Unmarshal(members[kind], &in) // a shape that no bot knows has no chat
	if in.Chat == nil {
		in.Chat = in.Message.Chat
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := queueKey{taps: kind == "callback_query"}
	if in.Chat != nil {
		key.id = in.Chat.ID
		s.chat(in.Chat.ID, in.Chat.Type, in.Chat.FirstName+in.Chat.Title).started = true
	}
	rest := encode(members)
	rest[0] = ','
	if len(members) == 0 {
		rest = []byte("}")
	}
	return s.pushMembers(kind, key, rest[:len(rest)-1])
}

// Redeliver sends one of the last 1000 updates a second time, once, confirmed or
// not. It does nothing for an older one, or with CountOnly.
func (s *Server) Redeliver(updateID int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.queue.history {
		if u.id == updateID {
			if s.hook != nil {
				s.hook.add(s, u)
			} else {
				s.queue.again = append(s.queue.again, u)
			}
			s.wakePoll()
			return
		}
	}
}

// Shuffle delivers the updates of a batch in reverse order.
func (s *Server) Shuffle(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.shuffle = on
}

// Pending counts the updates that the bot has not confirmed and that have not expired.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.expire(s.now())
	return len(s.queue.pending)
}
