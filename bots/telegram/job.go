package telegram

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/store"
)

// entry is a reply as the outbox keeps it, sealed: to whom, and what was decided.
// It holds no text.
type entry struct {
	Chat     int64            `json:"c"`
	Thread   int              `json:"t,omitempty"`
	Group    bool             `json:"g,omitempty"`
	Urgent   bool             `json:"u,omitempty"` // in the urgent lane
	First    bool             `json:"r,omitempty"` // before the others of that lane
	Edit     int64            `json:"e,omitempty"` // the message to be changed in place
	Leave    bool             `json:"x,omitempty"` // of /bye
	Erase    []int64          `json:"m,omitempty"` // messages to be deleted first
	Say      string           `json:"s,omitempty"` // the key of a word, in place of a decision
	Locale   string           `json:"l,omitempty"` // of Say
	Decision *engine.Decision `json:"d,omitempty"`
	Until    int64            `json:"h"` // the hour, Unix time / 3600, after which it is not tried any more
}

// job is a reply on its way.
type job struct {
	entry
	kept  entry  // as it was decided; entry may change while it is sent
	id    uint64 // in the outbox
	reply *bots.Reply
	born  time.Time // decided, in this process
	tries int
	bare  bool // Telegram did not take it as it was: text alone
	some  bool // of /bye: not everything could be deleted
	left  bool // the person left while it was under way: not tried again; guarded by the queue
	boxed bool // it is in a batch for the outbox
	// queued: it is in the outbox; written before stored is closed.
	queued bool
	// stored is closed when the store was asked to keep the entry.
	stored chan struct{}
	// done is closed when the reply was accepted or given up.
	done chan struct{}

	mu      sync.Mutex
	handed  bool // its turn is over: it settles by itself
	ended   bool
	message int64 // that holds it, once accepted
}

// finish ends a job and reports whether it has to settle by itself.
func (j *job) finish(message int64) (settles bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ended, j.message = true, message
	close(j.done)
	return j.handed
}

// handOver lets a job settle by itself from now on, unless it ended before.
func (j *job) handOver() (ended bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.handed = !j.ended
	return j.ended
}

// newJob makes a job of an entry, which is given a day unless it has its hour already.
func newJob(id uint64, e entry, now time.Time) *job {
	if e.Until == 0 {
		e.Until = now.Add(store.MaxTTL).Unix() / 3600
	}
	return &job{id: id, entry: e, kept: e, born: now, stored: make(chan struct{}), done: make(chan struct{})}
}

// seal makes the outbox's bytes; nil when the reply cannot be made again.
func (j *job) seal(h *bots.Handler) []byte {
	e := j.kept
	if j.reply != nil && e.Say == "" {
		d, ok := h.Engine().Decided(&j.reply.Reply)
		if !ok || j.reply.LastResort != "" {
			return nil
		}
		e.Decision = &d
	}
	plain, err := json.Marshal(e)
	if err != nil {
		return nil
	}
	return h.Seal(plain)
}

// unseal reads what seal made.
func unseal(h *bots.Handler, id uint64, sealed []byte, now time.Time) (*job, error) {
	plain, err := h.Unseal(sealed)
	if err != nil {
		return nil, err
	}
	var e entry
	if err := json.Unmarshal(plain, &e); err != nil {
		return nil, bots.ErrSealed
	}
	j := newJob(id, e, now)
	j.queued, j.handed = true, true
	close(j.stored)
	return j, nil
}
