package engine

import (
	"errors"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// MaxSlots is how many slots a state remembers; the oldest makes room.
const MaxSlots = 4

// State is the little that is remembered of a chat: a few enumerations and a
// node id, never a word that somebody wrote. It is a value: Turn never changes
// the one it is given. The zero value is a chat that has just begun.
type State struct {
	Locale  string        // chosen or told; "" when nothing is known
	Country string        // ISO 3166 alpha-2, or dialog.OtherCountry; "" when not told
	Node    dialog.NodeID // where the conversation stands
	slots   [MaxSlots]dialog.SlotValue
}

// Slot gives the remembered value of a slot, or "".
func (s *State) Slot(name string) string {
	for _, v := range s.slots {
		if v.Slot == name {
			return v.Value
		}
	}
	return ""
}

// with gives a copy that remembers v.
func (s State) with(v dialog.SlotValue) State {
	free := MaxSlots - 1
	for i := range s.slots {
		if s.slots[i].Slot == v.Slot || s.slots[i].Slot == "" {
			s.slots[i] = v
			return s
		}
	}
	copy(s.slots[:], s.slots[1:])
	s.slots[free] = v
	return s
}

// stateVersion starts every stored state.
const stateVersion = 1

// ErrState is returned for bytes that no version of Porchlight stored, or that
// are damaged. Whoever meets it goes on with the zero State.
var ErrState = errors.New("not a stored state")

// Encode gives the stored form: a version byte, then each field with its length
// before it. A typical chat takes about 40 bytes.
func (s State) Encode() []byte {
	out := make([]byte, 0, 64)
	out = append(out, stateVersion)
	field := func(f string) {
		f = f[:min(len(f), 255)]
		out = append(out, byte(len(f)))
		out = append(out, f...)
	}
	field(s.Locale)
	field(s.Country)
	field(string(s.Node))
	for _, v := range s.slots {
		if v.Slot != "" {
			field(v.Slot)
			field(v.Value)
		}
	}
	return out
}

// Decode reads the stored form.
func Decode(b []byte) (State, error) {
	if len(b) < 4 || b[0] != stateVersion {
		return State{}, ErrState
	}
	b = b[1:]
	damaged := false
	field := func() string {
		if len(b) == 0 || len(b) < 1+int(b[0]) {
			damaged = true
			return ""
		}
		end := 1 + int(b[0])
		f := string(b[1:end])
		b = b[end:]
		return f
	}
	var s State
	s.Locale = field()
	s.Country = field()
	s.Node = dialog.NodeID(field())
	if damaged {
		return State{}, ErrState
	}
	for i := 0; len(b) > 0; i++ {
		v := dialog.SlotValue{Slot: field(), Value: field()}
		if damaged || i >= MaxSlots || v.Slot == "" {
			return State{}, ErrState
		}
		s.slots[i] = v
	}
	return s, nil
}
