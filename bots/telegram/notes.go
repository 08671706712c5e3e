package telegram

import "encoding/binary"

// maxNoted is how many messages of a chat are noted, the newest: more than an
// evening of talk.
const maxNoted = 200

// maxHandled is how many updates are remembered as handled: as many as can come
// again.
const maxHandled = batchSize

// notes are the numbers of the messages in a chat, for /bye to delete, that of the
// last danger reply, which is not edited away, and the marks of the updates that
// were handled.
type notes struct {
	danger   int64
	messages []int64  // oldest first
	handled  []uint64 // oldest first
}

// handle notes a mark.
func (n *notes) handle(mark uint64) {
	n.handled = append(n.handled, mark)
	if over := len(n.handled) - maxHandled; over > 0 {
		n.handled = n.handled[over:]
	}
}

// sent notes the message of a reply.
func (n *notes) sent(j *job) {
	if j.message == 0 || j.Leave {
		return
	}
	n.add(j.message)
	if j.Urgent {
		n.danger = j.message
	}
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
	out = append(out, byte(len(n.handled)))
	for _, mark := range n.handled {
		out = append(out, byte(mark>>40), byte(mark>>32), byte(mark>>24), byte(mark>>16), byte(mark>>8), byte(mark))
	}
	last := int64(0)
	for _, m := range n.messages {
		out = binary.AppendVarint(out, m-last)
		last = m
	}
	return out
}

// markBytes is the length of a mark: 48 bits.
const markBytes = 6

// readNotes reads what bytes gave; of what is damaged, nothing.
func readNotes(b []byte) (n notes) {
	danger, used := binary.Varint(b)
	if used <= 0 || len(b) == used || len(b) < used+1+int(b[used])*markBytes {
		return notes{}
	}
	n.danger = danger
	marks, rest := b[used+1:], b[used+1+int(b[used])*markBytes:]
	for ; len(marks) > len(rest); marks = marks[markBytes:] {
		mark := uint64(0)
		for _, c := range marks[:markBytes] {
			mark = mark<<8 | uint64(c)
		}
		n.handle(mark)
	}
	last := int64(0)
	for ; len(rest) > 0; rest = rest[used:] {
		var d int64
		if d, used = binary.Varint(rest); used <= 0 {
			return notes{}
		}
		last += d
		n.add(last)
	}
	return n
}
