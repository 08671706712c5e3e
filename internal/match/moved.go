package match

import (
	"slices"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Move is a question that would find another id first.
type Move struct {
	Message  int    // its place among the messages
	From, To string // ids; "" for nothing found
}

// Moved tells which of the messages would find another id first if an ask were
// added, in their order. The cuts stay those of the index. It takes about as long
// as building the index and searching for every message twice.
func (ix *Index) Moved(ask Ask, messages []text.Message) []Move {
	with := build(append(slices.Clone(ix.asks), ask), ix.options)
	with.cuts = ix.cuts
	var moves []Move
	for i, m := range messages {
		from, to := ix.Find(m).Candidates[0].ID, with.Find(m).Candidates[0].ID
		if from != to {
			moves = append(moves, Move{Message: i, From: from, To: to})
		}
	}
	return moves
}
