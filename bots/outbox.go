package bots

import (
	"context"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/store"
)

// Outbox is the store's part that a channel reads itself; what it writes goes through
// the handler.
type Outbox interface {
	Outbox(ctx context.Context) ([]store.Queued, error)
	Durable() bool // what is in it outlives the process
}

// Share says whose an entry of the outbox is: the highest byte of its id.
type Share uint8

// The shares.
const (
	TelegramReplies  Share = iota // decided and not yet accepted
	DiscordBookmarks              // how far the direct messages with a person are answered
)

// ID makes the id of an entry of a number below 1<<56.
func (s Share) ID(n uint64) uint64 { return uint64(s)<<56 | n<<8>>8 }

// Of gives the entries of this share.
func (s Share) Of(all []store.Queued) []store.Queued {
	return slices.DeleteFunc(slices.Clone(all), func(q store.Queued) bool { return Share(q.ID>>56) != s })
}
