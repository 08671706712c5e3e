package discord_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

const (
	openDirect   = "POST /users/@me/channels"
	deleteOne    = "DELETE /channels/{channel_id}/messages/{message_id}"
	editOriginal = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
	shortly      = 100 * time.Millisecond
)

// passing are the faults that are over soon.
var passing = []discordtest.FaultKind{
	discordtest.TooMany, discordtest.TooManyGlobal, discordtest.TooManyShared, discordtest.Banned,
	discordtest.ServerError, discordtest.BadGatewayHTML, discordtest.Unavailable, discordtest.ResetBefore, discordtest.ResetAfter,
}

// fromBot are the bot's messages that a person sees in a channel.
func fromBot(r *rig, where *discordtest.Channel) []discordtest.Message {
	return slices.DeleteFunc(r.parent.Messages(where), func(m discordtest.Message) bool { return !m.FromBot })
}

// An answer that Discord finds too many is sent again, and comes once.
func TestAnswersThatAreTooMany(t *testing.T) {
	t.Parallel()
	for _, kind := range []discordtest.FaultKind{discordtest.TooMany, discordtest.TooManyGlobal, discordtest.TooManyShared, discordtest.Banned} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: "gateway"})
			r.server.Fail(discordtest.Fault{Route: postCallback, Kind: kind, Times: 2, RetryAfter: shortly})
			r.says(r.ask(dangerous), "911")
			r.counts.wait(t, "accepted danger", 1)
			if calls, shown := r.server.Calls(postCallback), len(fromBot(r, r.general)); calls != 3 || shown != 1 {
				t.Errorf("%d requests, %d messages", calls, shown)
			}
		})
	}
}

// A request that hangs leaves time for another one, within Discord's three seconds.
func TestAnswersThatHang(t *testing.T) {
	t.Parallel()
	for _, f := range []discordtest.Fault{{Kind: discordtest.Hang}, {Kind: discordtest.Slow, After: time.Minute}} {
		t.Run(string(f.Kind), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: "gateway"})
			f.Route, f.Times = postCallback, 1
			r.server.Fail(f)
			r.says(r.ask(dangerous), "911")
			r.counts.wait(t, "accepted danger", 1)
			if shown := len(fromBot(r, r.general)); shown != 1 {
				t.Errorf("%d messages", shown)
			}
		})
	}
}

// Where no answer arrives in time the person is told so by Discord, the operator by us,
// nothing comes later, and asking again works.
func TestAnswersThatAreLost(t *testing.T) {
	t.Parallel()
	for _, f := range []discordtest.Fault{
		{Kind: discordtest.Hang},
		{Kind: discordtest.TooMany, RetryAfter: time.Minute},
		{Kind: discordtest.Forbidden},
		{Kind: discordtest.Unauthorized},
	} {
		t.Run(string(f.Kind), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: "gateway"})
			f.Route = postCallback
			r.server.Fail(f)
			i, err := r.parent.Command(r.general, "ask", map[string]any{"question": dangerous})
			if err != nil {
				t.Fatal(err)
			}
			r.counts.wait(t, "danger late", 1)
			if sent := r.counts.get("givenup danger") + r.counts.get("gone danger"); sent != 1 {
				t.Errorf("%d answers were given up", sent)
			}
			r.server.ClearFaults()
			r.says(r.ask(dangerous), "911")
			if shown := len(fromBot(r, r.general)); shown != 1 || i.Outcome().Callback != 0 {
				t.Errorf("%d messages; the lost one: %+v", shown, i.Outcome())
			}
		})
	}
}

// An answer that arrives too late (10062) is not sent again.
func TestAnswerThatIsTooLate(t *testing.T) {
	t.Parallel()
	const patience = 600 * time.Millisecond // of Discord; 3 s of the real one
	r := start(t, setup{mode: "gateway", fake: discordtest.Options{FirstResponse: patience}})
	r.server.Fail(discordtest.Fault{Route: postCallback, Kind: discordtest.Slow, After: patience + shortly, Times: 1})
	i, err := r.parent.Command(r.general, "ask", map[string]any{"question": dangerous})
	if err != nil {
		t.Fatal(err)
	}
	r.counts.wait(t, "danger late", 1)
	if calls := r.server.Calls(postCallback); calls != 1 || !i.Outcome().Failed || r.counts.get("givenup danger") != 1 {
		t.Errorf("%d requests, %+v", calls, i.Outcome())
	}
}

// A storm of limits on direct messages holds back neither danger there nor any answer to
// an interaction; what waited comes once.
func TestDangerInAStorm(t *testing.T) {
	t.Parallel()
	t.Run("of a channel", func(t *testing.T) {
		t.Parallel()
		r := start(t, setup{mode: "gateway"})
		r.server.Fail(discordtest.Fault{Route: postMessage, Kind: discordtest.TooMany, Times: 1, RetryAfter: 3 * time.Second})
		r.parent.DM("is roblox safe")
		r.counts.wait(t, "retry flood", 1)
		r.parent.DM(dangerous)
		if _, err := r.parent.Wait(r.parent.DMChannel(), 2, soon); err != nil {
			t.Fatal(err)
		}
		all := fromBot(r, r.parent.DMChannel())
		r.says(all[0], "911")
		if len(all) != 2 {
			t.Errorf("%d messages", len(all))
		}
	})
	t.Run("of everything", func(t *testing.T) {
		t.Parallel()
		r := start(t, setup{mode: "gateway"})
		r.server.Fail(discordtest.Fault{Route: postMessage, Kind: discordtest.TooManyGlobal, Times: 1, RetryAfter: 3 * time.Second})
		r.parent.DM("is roblox safe")
		r.counts.wait(t, "retry flood", 1)
		r.says(r.ask(dangerous), "911")
		if n := len(fromBot(r, r.parent.DMChannel())); n != 0 {
			t.Errorf("%d direct messages although Discord said to wait", n)
		}
		if _, err := r.parent.Wait(r.parent.DMChannel(), 1, soon); err != nil {
			t.Fatal(err)
		}
	})
}

// noted brings a person some direct messages of ours, which /bye is to delete.
func noted(r *rig) *discordtest.Channel {
	dm := r.parent.DMChannel()
	for range 2 {
		r.answered(r.parent.Command(dm, "menu", nil))
	}
	r.counts.wait(r.t, "accepted ordinary", 2)
	return dm
}

// gone waits until the person sees none of our messages any more.
func gone(r *rig, where *discordtest.Channel) {
	r.t.Helper()
	if !r.parent.WaitFor(where, func([]discordtest.Message) bool { return len(fromBot(r, where)) == 0 }, soon) {
		r.t.Errorf("%d messages are left", len(fromBot(r, where)))
	}
}

// /bye finds and deletes direct messages in spite of faults that are over soon.
func TestByeInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	for _, route := range []string{openDirect, deleteOne} {
		for _, kind := range passing {
			t.Run(route[:4]+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				r := start(t, setup{mode: "http"})
				dm := noted(r)
				r.server.Fail(discordtest.Fault{Route: route, Kind: kind, Times: 2, RetryAfter: shortly})
				r.says(r.command("bye", nil), "All done", "dismiss")
				gone(r, dm)
				if m := fromBot(r, r.general); len(m) != 1 || strings.Contains(m[0].Content, "could not") {
					t.Errorf("the line was corrected: %+v", m)
				}
			})
		}
	}
}

// Where /bye cannot delete, it says so, in spite of faults there.
func TestByeTellsWhatIsLeft(t *testing.T) {
	t.Parallel()
	for _, f := range []discordtest.Fault{
		{Route: openDirect, Kind: discordtest.Forbidden},
		{Route: openDirect, Kind: discordtest.TooMany, RetryAfter: time.Minute},
		{Route: deleteOne, Kind: discordtest.Forbidden},
		{Route: deleteOne, Kind: discordtest.Hang},
	} {
		t.Run(f.Route[:4]+" "+string(f.Kind), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: "http"})
			noted(r)
			r.server.Fail(f)
			r.server.Fail(discordtest.Fault{Route: editOriginal, Kind: discordtest.ServerError, Times: 2})
			r.says(r.command("bye", nil), "All done")
			if !r.parent.WaitFor(r.general, func([]discordtest.Message) bool {
				m := fromBot(r, r.general)
				return len(m) == 1 && strings.Contains(m[0].Content, "could not delete all")
			}, soon) {
				t.Errorf("the person is not told: %+v", fromBot(r, r.general))
			}
		})
	}
}

// A direct message whose acceptance could not be read comes once, and /bye knows it.
func TestGarbledAcceptance(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		mode, route string
		ask         func(r *rig)
	}{
		"typed":   {"gateway", postMessage, func(r *rig) { r.parent.DM("hello") }},
		"command": {"http", postCallback, func(r *rig) { r.answered(r.parent.Command(r.parent.DMChannel(), "menu", nil)) }},
	} {
		for _, kind := range []discordtest.FaultKind{discordtest.Garbled, discordtest.ResetAfter} {
			t.Run(name+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				r := start(t, setup{mode: tc.mode})
				r.allowed = []string{"already been acknowledged"}
				r.server.Fail(discordtest.Fault{Route: tc.route, Kind: kind, Times: 1})
				tc.ask(r)
				r.counts.wait(t, "accepted ordinary", 1)
				dm := r.parent.DMChannel()
				if n := len(fromBot(r, dm)); n != 1 {
					t.Errorf("%d messages", n)
				}
				r.command("bye", nil)
				gone(r, dm)
			})
		}
	}
}

// Danger does not wait for the direct messages that somebody asked for before.
func TestDangerBehindAnInvitation(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		menu := r.command("menu", nil)
		r.server.Fail(discordtest.Fault{Route: openDirect, Kind: discordtest.Hang, Times: 1})
		if _, err := r.parent.Press(menu, "Continue in private"); err != nil {
			t.Fatal(err)
		}
		r.counts.wait(t, "asked of channels", 1)
		i, err := r.parent.Command(r.general, "ask", map[string]any{"question": dangerous})
		if err != nil {
			t.Fatal(err)
		}
		if m, err := i.Answer(5 * time.Second); err != nil {
			t.Error("danger waits: ", err)
		} else {
			r.says(m, "911")
		}
	})
}
