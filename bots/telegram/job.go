package telegram

import (
	"encoding/json"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// entry is a reply as the outbox keeps it, sealed: to whom, and what was decided.
// It holds no text.
type entry struct {
	Chat     int64            `json:"c"`
	Thread   int              `json:"t,omitempty"`
	Group    bool             `json:"g,omitempty"`
	Urgent   bool             `json:"u,omitempty"` // in the danger lane
	Edit     int64            `json:"e,omitempty"` // the message to be changed in place
	Leave    bool             `json:"x,omitempty"` // of /bye
	Erase    []int64          `json:"m,omitempty"` // messages to be deleted first
	Say      string           `json:"s,omitempty"` // the key of a word, in place of a decision
	Locale   string           `json:"l,omitempty"` // of Say
	Decision *engine.Decision `json:"d,omitempty"`
}

// job is a reply on its way.
type job struct {
	entry
	id     uint64 // in the outbox
	reply  *bots.Reply
	born   time.Time // decided, in this process
	tries  int
	bare   bool // Telegram did not take it as it was: text alone
	some   bool // of /bye: not everything could be deleted
	queued bool // it is in the outbox; written before stored is closed
	// stored is closed when the store was asked to keep the entry.
	stored chan struct{}
	// done is closed when the reply was accepted or given up.
	done chan struct{}
}

func newJob(id uint64, e entry, now time.Time) *job {
	return &job{id: id, entry: e, born: now, stored: make(chan struct{}), done: make(chan struct{})}
}

// seal makes the outbox's bytes; nil when the reply cannot be made again.
func (j *job) seal(h *bots.Handler) []byte {
	if j.Decision == nil && j.Say == "" {
		return nil
	}
	plain, err := json.Marshal(j.entry)
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
	j.queued = true
	close(j.stored)
	return j, nil
}
