package store

import "time"

// Batch is what is written together: all of it, or nothing.
type Batch struct {
	Save  []Session
	Erase []string // keys, erased as Delete does
	Queue []Queued
	Sent  []uint64 // queued replies that are needed no longer; unknown ones are no error
}

// Session is a state to be kept under a key for a time to live. A mark that an
// update was handled is one too, with no state.
type Session struct {
	Key   string
	State []byte
	TTL   time.Duration
}

// Queued is a reply that was decided and that the platform has not accepted. It
// is kept for [MaxTTL] at most.
type Queued struct {
	ID     uint64 // the caller's, rising: replies go out in its order
	Sealed []byte // encrypted by the caller, at most MaxState bytes
}

// CheckBatch returns ErrInvalid or ErrTooLarge for what no store accepts.
func CheckBatch(b Batch) error {
	for _, s := range b.Save {
		if err := CheckSave(s.Key, s.State, s.TTL); err != nil {
			return err
		}
	}
	for _, key := range b.Erase {
		if err := CheckKey(key); err != nil {
			return err
		}
	}
	for _, q := range b.Queue {
		if len(q.Sealed) > MaxState {
			return ErrTooLarge
		}
	}
	return nil
}
