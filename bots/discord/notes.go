package discord

import (
	"encoding/binary"
	"slices"
	"strconv"
)

// maxNoted is how many of our messages to a person are noted, the newest: about as
// many as can be deleted one by one while a person waits for /bye.
const maxNoted = 50

// notes are the ids of our direct messages to a person, oldest first, for /bye to
// delete.
type notes []uint64

// add notes a message once.
func (n notes) add(message string) notes {
	id, err := strconv.ParseUint(message, 10, 64)
	if err != nil || id == 0 || slices.Contains(n, id) {
		return n
	}
	n = append(n, id)
	return n[max(0, len(n)-maxNoted):]
}

func (n notes) bytes() []byte {
	var out []byte
	last := uint64(0)
	for _, id := range n {
		out = binary.AppendVarint(out, int64(id-last))
		last = id
	}
	return out
}

// readNotes reads what bytes gave; what is damaged is left out.
func readNotes(b []byte) (n notes) {
	last := uint64(0)
	for len(b) > 0 && len(n) < maxNoted {
		d, used := binary.Varint(b)
		if used <= 0 {
			break
		}
		last += uint64(d)
		n = append(n, last)
		b = b[used:]
	}
	return n
}
