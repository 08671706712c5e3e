package bots

import (
	"encoding/binary"

	"github.com/porchlight-chat/porchlight/internal/engine"
)

// record is what the store keeps of a chat: its state, and the notes of its
// channel. Without notes the stored form is that of the state alone; with notes
// it is a version byte, the state with its length before it, and the notes.
type record struct {
	state engine.State
	notes []byte
}

// recordVersion starts a record with notes. A state alone starts with 1.
const recordVersion = 2

func (r record) bytes() []byte {
	state := r.state.Encode()
	if len(r.notes) == 0 {
		return state
	}
	out := make([]byte, 0, 3+len(state)+len(r.notes))
	out = append(out, recordVersion)
	out = binary.AppendUvarint(out, uint64(len(state)))
	out = append(out, state...)
	return append(out, r.notes...)
}

// readRecord reads either form.
func readRecord(b []byte) (r record, err error) {
	state := b
	if len(b) > 0 && b[0] == recordVersion {
		n, used := binary.Uvarint(b[1:])
		if used <= 0 || n > uint64(len(b)-1-used) {
			return r, engine.ErrState
		}
		state = b[1+used:][:n]
		r.notes = b[1+used:][n:]
	}
	r.state, err = engine.Decode(state)
	return r, err
}
