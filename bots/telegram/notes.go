package telegram

import "encoding/binary"

// maxNoted is how many messages of a chat are noted, the newest: three screens a
// minute for half an hour.
const maxNoted = 200

// notes are the numbers of the messages in a chat, for /bye to delete, and of the
// last danger reply, which is not edited away.
type notes struct {
	danger   int64
	messages []int64 // oldest first
}

// add notes a message once.
func (n *notes) add(message int64) {
	if message <= 0 || len(n.messages) > 0 && n.messages[len(n.messages)-1] == message {
		return
	}
	n.messages = append(n.messages, message)
	if over := len(n.messages) - maxNoted; over > 0 {
		n.messages = n.messages[over:]
	}
}

func (n *notes) bytes() []byte {
	out := binary.AppendVarint(nil, n.danger)
	last := int64(0)
	for _, m := range n.messages {
		out = binary.AppendVarint(out, m-last)
		last = m
	}
	return out
}

// readNotes reads what bytes gave; what is damaged is left out.
func readNotes(b []byte) (n notes) {
	var used int
	if n.danger, used = binary.Varint(b); used <= 0 {
		return notes{}
	}
	last := int64(0)
	for b = b[used:]; len(b) > 0; b = b[used:] {
		var d int64
		if d, used = binary.Varint(b); used <= 0 {
			break
		}
		last += d
		n.add(last)
	}
	return n
}
