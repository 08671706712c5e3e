package discord_test

import (
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

const (
	postMessage  = "POST /channels/{channel_id}/messages"
	postCallback = "POST /interactions/{interaction_id}/{interaction_token}/callback"
)

// A direct message is tried again until Discord takes it, and comes once.
func TestDirectMessagesAreTriedAgain(t *testing.T) {
	t.Parallel()
	for _, kind := range []discordtest.FaultKind{
		discordtest.TooMany, discordtest.TooManyGlobal, discordtest.TooManyShared, discordtest.Banned, discordtest.ServerError,
		discordtest.BadGatewayHTML, discordtest.Unavailable, discordtest.ResetBefore, discordtest.ResetAfter, discordtest.Unauthorized,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: "gateway"})
			r.server.Fail(discordtest.Fault{Route: postMessage, Kind: kind, Times: 2, RetryAfter: 100 * time.Millisecond})
			r.parent.DM(dangerous)
			r.counts.wait(t, "accepted danger", 1)
			m, err := r.parent.Wait(r.parent.DMChannel(), 1, soon)
			if err != nil {
				t.Fatal(err)
			}
			r.says(m, "911")
			if n := len(r.parent.Messages(r.parent.DMChannel())); n != 2 {
				t.Errorf("%d messages", n)
			}
		})
	}
}

// Danger does not wait for what went before it.
func TestDangerDoesNotWait(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "gateway"})
	r.server.Fail(discordtest.Fault{Route: postMessage, Kind: discordtest.Slow, After: 3 * time.Second, Times: 1})
	r.parent.DM("is roblox safe")
	r.counts.wait(t, "asked of messages", 1)
	r.parent.DM("hello")
	r.parent.DM(dangerous)
	r.says(r.ours(r.parent, 1)[0], "911")
	if _, err := r.parent.Wait(r.parent.DMChannel(), 3, soon); err != nil {
		t.Error("the others did not come: ", err)
	}
}

// Somebody who closed their direct messages is not written to again and again.
func TestClosedDirectMessages(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "gateway"})
	r.parent.CloseDMs(true)
	r.parent.DM("hello")
	r.counts.wait(t, "gone ordinary", 1)
	if n := r.server.Calls(postMessage); n != 1 {
		t.Errorf("%d tries", n)
	}
}

// The answer to an interaction is tried again while there is time, and a lost answer
// is no second one.
func TestAnswersAreTriedAgain(t *testing.T) {
	t.Parallel()
	for _, kind := range []discordtest.FaultKind{
		discordtest.ServerError, discordtest.BadGatewayHTML, discordtest.Unavailable, discordtest.ResetBefore, discordtest.ResetAfter,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: "gateway"})
			r.allowed = []string{"already been acknowledged"}
			r.server.Fail(discordtest.Fault{Route: postCallback, Kind: kind, Times: 2})
			r.says(r.ask(dangerous), "911")
			r.counts.wait(t, "accepted danger", 1)
		})
	}
}
