package discord_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

const goPrivate = "Continue in private"

// A person who asks for it is greeted in the direct messages, from the top, and /bye
// deletes that too.
func TestContinueInPrivate(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		dm := r.parent.DMChannel()
		signs := r.ask("how do i know if someone is grooming my child")
		told := r.answered(r.parent.Press(signs, goPrivate))
		r.says(told, "private message")
		if !told.Ephemeral || told.ID == signs.ID {
			t.Errorf("the answer is %+v", told)
		}
		hello, err := r.parent.Wait(dm, 1, soon)
		if err != nil {
			t.Fatal(err)
		}
		r.says(hello, "Porchlight")
		if hello.Ephemeral || strings.Contains(hello.Content, "trust") || slices.ContainsFunc(hello.Buttons, func(b discordtest.Button) bool { return b.Label == goPrivate }) {
			t.Errorf("the greeting is %+v", hello)
		}
		button(t, hello, "Get help now")
		r.answered(r.parent.Press(hello, "Menu"))
		r.says(r.command("bye", nil), "All done")
		if !r.parent.WaitFor(dm, func(all []discordtest.Message) bool { return len(all) == 0 }, soon) {
			t.Errorf("messages are left: %+v", r.parent.Messages(dm))
		}
	})
}

// Where it is not possible, the person is told and can go on where they are.
func TestPrivateIsClosed(t *testing.T) {
	t.Parallel()
	const open = "POST /users/@me/channels"
	for _, tc := range []struct {
		name, says string
		fault      discordtest.Fault
		closed     bool
	}{
		{name: "direct messages are closed", says: "go on here", closed: true},
		{name: "trouble", says: "try again", fault: discordtest.Fault{Route: open, Kind: discordtest.Unavailable, Times: 1}},
		{name: "too many", says: "try again", fault: discordtest.Fault{Route: open, Kind: discordtest.TooMany, RetryAfter: time.Minute, Times: 1}},
		{name: "refused", says: "go on here", fault: discordtest.Fault{Route: open, Kind: discordtest.Forbidden, Times: 1}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			bothWays(t, func(t *testing.T, r *rig) {
				menu := r.command("menu", nil)
				r.parent.CloseDMs(tc.closed)
				if tc.fault.Kind != "" {
					r.server.Fail(tc.fault)
				}
				r.allowed = []string{"50007"}
				m := r.answered(r.parent.Press(menu, goPrivate))
				r.says(m, tc.says)
				if !m.Ephemeral {
					t.Error("others see it")
				}
				if n := len(r.parent.Messages(r.parent.DMChannel())); n != 0 {
					t.Errorf("%d direct messages", n)
				}
				r.says(r.ask("is roblox safe"), "Roblox")
			})
		})
	}
}

// It is not offered where the conversation is private, nor on a panel that all see.
func TestPrivateIsOfferedInServers(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		offered := func(m discordtest.Message) bool {
			return slices.ContainsFunc(m.Buttons, func(b discordtest.Button) bool { return b.Label == goPrivate })
		}
		if !offered(r.ask(dangerous)) || !offered(r.command("topics", nil)) {
			t.Error("it is not offered in a server")
		}
		if offered(r.answered(r.parent.Command(r.parent.DMChannel(), "menu", nil))) {
			t.Error("it is offered in private")
		}
	})
}
