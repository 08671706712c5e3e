package bots_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/store"
)

// The channels' shares of one outbox do not meet, whatever the numbers.
func TestShares(t *testing.T) {
	var all []store.Queued
	for _, s := range []bots.Share{bots.TelegramReplies, bots.DiscordBookmarks} {
		for _, n := range []uint64{0, 1, 1<<48 - 1, 1<<56 - 1} {
			all = append(all, store.Queued{ID: s.ID(n), Sealed: []byte{byte(s)}})
		}
	}
	for i, s := range []bots.Share{bots.TelegramReplies, bots.DiscordBookmarks} {
		if diff := cmp.Diff(all[4*i:4*i+4], s.Of(all)); diff != "" {
			t.Errorf("share %d (-want +got):\n%s", s, diff)
		}
	}
	if bots.TelegramReplies.ID(7) != 7 {
		t.Error("replies that wait since an earlier version are not found any more")
	}
}
