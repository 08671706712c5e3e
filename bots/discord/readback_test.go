package discord_test

import (
	"bytes"
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/discordtest"
	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
)

// kept is a store that outlives its bot.
type kept struct{ *memory.Store }

func (kept) Close() error { return nil }

func newKept(t *testing.T) kept {
	s := memory.New(memory.Options{})
	t.Cleanup(func() { _ = s.Close() })
	return kept{s}
}

// again starts the bot a second time.
func (r *rig) again(s setup) {
	r.t.Helper()
	r.run(s)
	if !r.server.WaitFor(func() bool { return r.server.Connected() > 0 }, soon) {
		r.t.Fatal("not connected again")
	}
}

// ours waits until a person has so many messages of ours, and gives them.
func (r *rig) ours(u *discordtest.User, n int) []discordtest.Message {
	r.t.Helper()
	var ours []discordtest.Message
	if !u.WaitFor(u.DMChannel(), func(all []discordtest.Message) bool {
		ours = nil
		for _, m := range all {
			if m.FromBot {
				ours = append(ours, m)
			}
		}
		return len(ours) >= n
	}, soon) {
		r.t.Fatalf("%d messages of ours, want %d: %+v", len(ours), n, ours)
	}
	return ours
}

// What people wrote while the bot was not running is answered once, in order, by a bot
// that starts; what was answered is not answered again.
func TestReadBack(t *testing.T) {
	t.Parallel()
	s := setup{mode: "gateway", store: newKept(t)}
	r := start(t, s)
	other := r.server.User("300400500600700801", "en-US")
	stranger := r.server.User("300400500600700802", "en-US")
	r.parent.DM("hello")
	r.ours(r.parent, 1)
	r.answered(other.Command(other.DMChannel(), "menu", nil)) // a button is enough to be known
	r.counts.wait(t, "accepted ordinary", 2)
	r.stop()

	r.parent.DM("is roblox safe")
	r.parent.DM("what about minecraft?")
	r.parent.DM(dangerous)
	other.DM("is roblox safe")
	stranger.DM("is roblox safe")
	r.again(s)
	ours := r.ours(r.parent, 4)
	first, second := -1, -1
	danger := 0
	for i, m := range ours {
		switch {
		case strings.Contains(m.Content, "911"):
			danger++
		case strings.Contains(m.Content, "Roblox") && first < 0:
			first = i
		case strings.Contains(m.Content, "Minecraft"):
			second = i
		}
	}
	if danger != 1 || first < 0 || second < first {
		t.Errorf("answers: %+v", ours)
	}
	r.says(r.ours(other, 2)[1], "Roblox")
	r.counts.wait(t, "accepted ordinary", 3)
	r.counts.wait(t, "accepted danger", 1)
	r.stop()

	r.again(s)
	r.parent.DM("hello")
	r.ours(r.parent, 5)
	if n := r.counts.get("received"); n != 1 {
		t.Errorf("%d messages were taken again", n-1)
	}
	if n := len(stranger.Messages(stranger.DMChannel())); n != 1 {
		t.Errorf("a stranger has %d messages: Discord does not tell of them", n)
	}
}

// A reply that Discord had not accepted when the bot stopped goes out after the next
// start, and the later ones that were answered do not hide it.
func TestReadBackOfUnsent(t *testing.T) {
	t.Parallel()
	s := setup{mode: "gateway", store: newKept(t)}
	r := start(t, s)
	r.parent.DM("hello")
	r.ours(r.parent, 1)
	r.server.Fail(discordtest.Fault{Route: "POST /channels/{channel_id}/messages", Kind: discordtest.Unavailable, Times: 1, After: time.Second})
	r.server.Fail(discordtest.Fault{Route: "POST /channels/{channel_id}/messages", Kind: discordtest.TooMany, RetryAfter: time.Minute, Times: 1, After: time.Second})
	r.parent.DM("is roblox safe") // waits behind a fault
	r.counts.wait(t, "asked of messages", 2)
	r.parent.DM(dangerous)
	r.counts.wait(t, "asked of messages", 3)
	r.stop()
	r.server.ClearFaults()
	r.again(s)
	roblox, danger := 0, 0
	for _, m := range r.ours(r.parent, 3) {
		if strings.Contains(m.Content, "Roblox") {
			roblox++
		}
		if strings.Contains(m.Content, "is missing or in danger right now") {
			danger++
		}
	}
	if roblox != 1 || danger != 1 {
		t.Errorf("%d answers, %d danger replies", roblox, danger)
	}
}

// What waited for long is answered with a word of excuse, but danger at once.
func TestLateAnswersSaySo(t *testing.T) {
	t.Parallel()
	s := setup{mode: "gateway", store: newKept(t), fake: discordtest.Options{Now: func() time.Time { return time.Now().Add(-time.Hour) }}}
	r := start(t, s)
	r.parent.DM("hello")
	if m := r.ours(r.parent, 1)[0]; strings.Contains(m.Content, "away") {
		t.Errorf("nothing was missed: %q", m.Content)
	}
	r.counts.wait(t, "accepted ordinary", 1)
	r.stop()
	r.parent.DM("is roblox safe")
	r.again(s)
	r.says(r.ours(r.parent, 2)[1], "I was away for a while", "Roblox")
	r.counts.wait(t, "accepted ordinary", 1)
	r.stop()
	r.parent.DM(dangerous)
	r.again(s)
	if m := r.ours(r.parent, 3)[2]; strings.Contains(m.Content, "away for a while") || !strings.Contains(m.Content, "911") {
		t.Errorf("a danger reply says %q", m.Content)
	}
}

// A new session of the same process reads back too.
func TestReadBackAfterInvalidSession(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "gateway", hurry: true})
	r.parent.DM("hello")
	r.ours(r.parent, 1)
	r.counts.wait(t, "accepted ordinary", 1)
	r.server.InvalidSession(false)
	if !r.server.WaitFor(func() bool { return r.server.Connected() == 0 }, soon) {
		t.Fatal("still connected")
	}
	r.parent.DM("is roblox safe")
	r.says(r.ours(r.parent, 2)[1], "Roblox")
}

// Where a person is and how far they were answered is sealed in the store, and /bye
// erases it, from wherever it is said.
func TestBookmarksAreSealedAndErased(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"in private", "in the server"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			s := setup{mode: "gateway", store: newKept(t)}
			r := start(t, s)
			said := r.parent.DM("hello")
			r.ours(r.parent, 1)
			r.counts.wait(t, "accepted ordinary", 1)
			marks := r.bookmarked(1)
			for _, secret := range []string{r.parent.ID(), r.parent.DMChannel().ID(), said} {
				if bytes.Contains(marks[0].Sealed, []byte(secret)) {
					t.Error("a bookmark is not sealed")
				}
			}
			at := r.general
			if where == "in private" {
				at = r.parent.DMChannel()
			}
			r.answered(r.parent.Command(at, "bye", nil))
			r.bookmarked(0)
			r.stop()
			const route = "GET /channels/{channel_id}/messages"
			before := r.server.Calls(route)
			r.parent.DM("is roblox safe")
			r.again(s)
			r.answered(r.parent.Command(r.general, "menu", nil))
			r.stop()
			if n := r.server.Calls(route); n != before {
				t.Errorf("somebody who left was read %d times", n-before)
			}
		})
	}
}

// busyStore fails for a while.
type busyStore struct {
	kept
	busy atomic.Bool
}

func (s *busyStore) Commit(ctx context.Context, b store.Batch) error {
	if s.busy.Load() {
		return store.ErrUnavailable
	}
	return s.kept.Commit(ctx, b)
}

// A store that was busy is asked again, so that even somebody whom it does not know yet
// is not lost.
func TestBookmarksSurviveABusyStore(t *testing.T) {
	t.Parallel()
	s := &busyStore{kept: newKept(t)}
	r := start(t, setup{mode: "gateway", store: s})
	s.busy.Store(true)
	r.parent.DM("hello")
	r.ours(r.parent, 1)
	r.counts.wait(t, "store save", 2)
	s.busy.Store(false)
	r.bookmarked(1)
	r.says(r.command("bye", nil), "All done")
	if !r.parent.WaitFor(r.parent.DMChannel(), func(all []discordtest.Message) bool { return len(all) == 1 }, soon) {
		t.Errorf("messages are left: %+v", r.parent.Messages(r.parent.DMChannel()))
	}
}

// deafStore does not say what is queued, for a while.
type deafStore struct {
	kept
	deaf atomic.Bool
}

func (s *deafStore) Outbox(ctx context.Context) ([]store.Queued, error) {
	if s.deaf.Load() {
		return nil, store.ErrUnavailable
	}
	return s.kept.Outbox(ctx)
}

// A store that does not tell whose channels are unread is asked again, and what comes
// meanwhile hides nothing.
func TestReadBackFromADeafStore(t *testing.T) {
	t.Parallel()
	s := &deafStore{kept: newKept(t)}
	r := start(t, setup{mode: "gateway", store: s})
	r.parent.DM("hello")
	r.ours(r.parent, 1)
	r.counts.wait(t, "accepted ordinary", 1)
	r.stop()
	s.deaf.Store(true)
	r.parent.DM("is roblox safe")
	r.again(setup{mode: "gateway", store: s})
	r.parent.DM("what about minecraft?")
	r.says(r.ours(r.parent, 2)[1], "Minecraft")
	s.deaf.Store(false)
	r.says(r.ours(r.parent, 3)[2], "Roblox")
	r.counts.wait(t, "outbox unread", 1)
}

// Over HTTP no messages come in, and nothing is kept about them.
func TestNoBookmarksOverHTTP(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "http"})
	r.answered(r.parent.Command(r.parent.DMChannel(), "menu", nil))
	r.counts.wait(t, "accepted ordinary", 1)
	if n := len(bookmarks(t, r)); n != 0 {
		t.Errorf("%d bookmarks", n)
	}
}

// bookmarked waits until there are so many bookmarks, and gives them.
func (r *rig) bookmarked(n int) (all []store.Queued) {
	r.t.Helper()
	for late := time.Now().Add(soon); ; time.Sleep(time.Millisecond) {
		if all = bookmarks(r.t, r); len(all) == n {
			return all
		}
		if time.Now().After(late) {
			r.t.Fatalf("%d bookmarks, want %d", len(all), n)
		}
	}
}

func bookmarks(t testing.TB, r *rig) []store.Queued {
	t.Helper()
	all, err := r.store.(bots.Outbox).Outbox(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return bots.DiscordBookmarks.Of(all)
}

// A channel that is closed to the bot, and a bookmark that nobody can open, are
// forgotten; trouble is tried again.
func TestReadBackTroubles(t *testing.T) {
	t.Parallel()
	const route = "GET /channels/{channel_id}/messages"
	for _, tc := range []struct {
		name     string
		fault    discordtest.Fault
		answered bool
	}{
		{"no access", discordtest.Fault{Kind: discordtest.Forbidden, Times: 1}, false},
		{"trouble", discordtest.Fault{Kind: discordtest.BadGatewayHTML, Times: 1}, true},
		{"limit", discordtest.Fault{Kind: discordtest.TooMany, RetryAfter: 100 * time.Millisecond, Times: 1}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := setup{mode: "gateway", store: newKept(t)}
			r := start(t, s)
			r.parent.DM("hello")
			r.ours(r.parent, 1)
			r.counts.wait(t, "accepted ordinary", 1)
			r.stop()
			if err := s.store.Commit(t.Context(), store.Batch{Queue: []store.Queued{{ID: bots.DiscordBookmarks.ID(1), Sealed: []byte("of another key")}}}); err != nil {
				t.Fatal(err)
			}
			tc.fault.Route = route
			r.server.Fail(tc.fault)
			r.parent.DM("is roblox safe")
			r.again(s)
			want := 1
			if tc.answered {
				r.ours(r.parent, 2)
				r.counts.wait(t, "accepted ordinary", 1)
			} else {
				want = 0
			}
			r.bookmarked(want)
		})
	}
}
