package discord_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots/discord"
	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

// Whatever happens to the connection, the bot comes back and answers. Where the session
// lives, it is resumed at its own address, no identify is spent, and what was written
// meanwhile is answered once; where it does not, there is one identify more, and whoever
// needs to know is told.
func TestGatewayFaults(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault   func(*discordtest.Server)
		resumes bool
	}{
		"reconnect":       {(*discordtest.Server).OpReconnect, true},
		"resumable":       {func(s *discordtest.Server) { s.InvalidSession(true) }, true},
		"dropped":         {(*discordtest.Server).DropTCP, true},
		"closed":          {func(s *discordtest.Server) { s.CloseWith(4000) }, true},
		"rate limited":    {func(s *discordtest.Server) { s.CloseWith(4008) }, true},
		"zombie":          {func(s *discordtest.Server) { s.Zombie(true) }, true},
		"invalid session": {func(s *discordtest.Server) { s.InvalidSession(false) }, false},
		"wrong sequence":  {func(s *discordtest.Server) { s.CloseWith(4007) }, false},
		"timed out":       {func(s *discordtest.Server) { s.CloseWith(4009) }, false},
		"normal":          {func(s *discordtest.Server) { s.CloseWith(1000) }, false},
		"going away":      {func(s *discordtest.Server) { s.CloseWith(1001) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fresh := make(chan struct{}, 10)
			r := start(t, setup{mode: "gateway", hurry: true, fresh: func(context.Context) { fresh <- struct{}{} }})
			r.parent.DM("is minecraft safe")
			if _, err := r.parent.Wait(r.parent.DMChannel(), 1, soon); err != nil {
				t.Fatal(err)
			}
			tc.fault(r.server)
			if !r.server.WaitFor(func() bool { return r.server.Connected() == 0 }, soon) {
				t.Fatal("still connected")
			}
			if tc.resumes {
				r.parent.DM("is roblox safe")
			}
			r.server.Zombie(false)
			if !r.server.WaitFor(func() bool { return r.server.Connected() == 1 }, soon) {
				t.Fatal("not connected")
			}
			want := 2
			if tc.resumes {
				want = 1
				m, err := r.parent.Wait(r.parent.DMChannel(), 2, soon)
				if err != nil {
					t.Fatal(err)
				}
				r.says(m, "Roblox")
			}
			r.says(r.ask("is fortnite safe"), "Fortnite")
			if n := r.server.Identifies(); n != want {
				t.Errorf("%d identifies, want %d", n, want)
			}
			for range want {
				select {
				case <-fresh:
				case <-time.After(soon):
					t.Fatal("nobody was told of a new session")
				}
			}
			if len(fresh) > 0 {
				t.Error("a resume was taken for a new session")
			}
			resumes := r.server.Resumes()
			if tc.resumes != (len(resumes) > 0) {
				t.Errorf("resumes: %+v", resumes)
			}
			for _, resume := range resumes {
				if !resume.OK || !resume.There {
					t.Errorf("resumed %+v", resume)
				}
			}
			if n := r.counts.get("state unreachable"); tc.resumes && n > 0 {
				t.Error("a resume was told as an outage")
			}
			if n := r.counts.get("received"); tc.resumes && n != 3 {
				t.Errorf("received %d times, want 3", n)
			}
		})
	}
}

// A heartbeat that the gateway asks for is no fault.
func TestHeartbeatOnDemand(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "gateway", hurry: true})
	beats := r.server.Calls("gateway heartbeat")
	r.server.RequestHeartbeat()
	if !r.server.WaitFor(func() bool { return r.server.Calls("gateway heartbeat") > beats }, soon) {
		t.Error("no heartbeat")
	}
	r.says(r.ask("is roblox safe"), "Roblox")
	if n := len(r.server.Resumes()) + r.server.Identifies(); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// After a close that nothing can mend the bot stops, says what is wrong, and does not
// identify again.
func TestFatalCloses(t *testing.T) {
	t.Parallel()
	for code, state := range map[int]discord.State{
		4004: discord.Refused, 4010: discord.BadShards, 4011: discord.BadShards, 4012: discord.BadVersion,
		4013: discord.BadIntents, 4014: discord.BadIntents,
	} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: "gateway", hurry: true})
			r.server.CloseWith(code)
			r.counts.wait(t, "state "+string(state), 1)
			if n := r.server.Identifies() + len(r.server.Resumes()); n != 1 {
				t.Errorf("%d sessions", n)
			}
		})
	}
}

// Identifies stay within what Discord allows in a day, whatever the gateway does.
func TestIdentifyBudget(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "gateway", hurry: true, fake: discordtest.Options{Identifies: 4}})
	r.server.Trouble(discordtest.Trouble{Identify: true})
	r.server.InvalidSession(false)
	r.counts.wait(t, "state spent", 6)
	if n := r.server.Identifies(); n != 4 {
		t.Errorf("%d identifies, 4 are allowed", n)
	}
}

// Trouble that does not end costs few identifies, and is over when it ends.
func TestEndlessTrouble(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		trouble discordtest.Trouble
		begin   func(*discordtest.Server)
		rounds  func(*discordtest.Server) int // to wait for five of
		most    func(rounds int) int          // identifies
	}{
		"op 9 to every identify": {
			discordtest.Trouble{Identify: true},
			func(s *discordtest.Server) { s.InvalidSession(false) },
			(*discordtest.Server).Identifies,
			func(rounds int) int { return rounds },
		},
		"a drop after every greeting": {
			discordtest.Trouble{AfterReady: true},
			(*discordtest.Server).DropTCP,
			func(s *discordtest.Server) int { return len(s.Resumes()) },
			func(rounds int) int { return 2 + rounds/3 },
		},
		"op 9 to every resume, and drops": {
			discordtest.Trouble{Resume: true, AfterReady: true},
			(*discordtest.Server).DropTCP,
			func(s *discordtest.Server) int { return len(s.Resumes()) },
			func(rounds int) int { return 1 + rounds },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: "gateway", hurry: true})
			r.server.Trouble(tc.trouble)
			tc.begin(r.server)
			if !r.server.WaitFor(func() bool { return tc.rounds(r.server) >= 5 }, 3*soon) {
				t.Fatalf("%d identifies, %d resumes", r.server.Identifies(), len(r.server.Resumes()))
			}
			if n, most := r.server.Identifies(), tc.most(tc.rounds(r.server)); n > most {
				t.Errorf("%d identifies, %d at most", n, most)
			}
			r.counts.wait(t, "state unreachable", 1)
			r.server.Trouble(discordtest.Trouble{})
			told := r.counts.get("state connected")
			r.counts.wait(t, "state connected", told+1)
			r.says(r.ask("is roblox safe"), "Roblox")
		})
	}
}

// A process serves several shards, each with a session of its own; buckets take turns.
// The others of Discord's shares are somebody else's.
func TestShards(t *testing.T) {
	t.Parallel()
	r := start(t, setup{
		mode: "gateway", hurry: true, shards: discord.Shards{First: 0, Last: 3, Of: 6},
		fake: discordtest.Options{Shards: 6, MaxConcurrency: 2},
	})
	r.counts.wait(t, "state connected", 1)
	if n := r.server.Connected(); n != 4 {
		t.Fatalf("connected is told with %d of 4 shards", n)
	}
	for shard := range 4 {
		room := r.server.Guild(fmt.Sprint(uint64(600+shard) << 22)).Channel("general")
		r.parent.Join(room)
		r.says(r.answered(r.parent.Command(room, "ask", map[string]any{"question": "is roblox safe"})), "Roblox")
	}
	r.server.DropTCP()
	if !r.server.WaitFor(func() bool { return len(r.server.Resumes()) == 4 && r.server.Connected() == 4 }, soon) {
		t.Errorf("%+v, %d connected", r.server.Resumes(), r.server.Connected())
	}
	if n := r.server.Identifies(); n != 4 {
		t.Errorf("%d identifies", n)
	}
}

// Processes that know nothing of each other identify in turn, at the pace of production,
// and a gateway that takes one in 5 s refuses none.
func TestProcessesTakeTurns(t *testing.T) {
	t.Parallel()
	server := discordtest.New(discordtest.Options{Shards: 2})
	t.Cleanup(server.Close)
	for shard := range 2 {
		r := &rig{t: t, server: server}
		r.run(setup{mode: "gateway", shards: discord.Shards{First: shard, Last: shard, Of: 2}})
	}
	if !server.WaitFor(func() bool { return server.Connected() == 2 }, 3*soon) {
		t.Fatal("not all came up")
	}
	var at []time.Time
	for _, call := range server.Log() {
		if call.Route == "gateway identify" {
			at = append(at, call.At)
		}
	}
	if len(at) != 2 || at[1].Sub(at[0]) < 5*time.Second {
		t.Errorf("identified at %v", at)
	}
}

// What no client knows breaks nothing.
func TestNovelties(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: mode, fake: discordtest.Options{Novelties: true}})
			r.says(r.ask("is roblox safe"), "Roblox")
			r.says(r.answered(r.parent.Press(r.command("menu", nil), "Get help now")), "911")
			if mode == "gateway" {
				r.parent.DM(dangerous)
				m, err := r.parent.Wait(r.parent.DMChannel(), 1, soon)
				if err != nil {
					t.Fatal(err)
				}
				r.says(m, "911")
			}
			for _, kind := range []int{0, 6, 99, -1} {
				r.server.Dispatch("INTERACTION_CREATE", map[string]any{"id": snowflake(), "type": kind, "token": "t", "user": map[string]any{"id": "1"}})
			}
			r.server.Dispatch("INTERACTION_CREATE", []any{"no object"})
			r.server.Dispatch("MESSAGE_CREATE", "no object")
			if mode == "gateway" {
				r.counts.wait(t, "unreadable", 6)
			}
			r.says(r.ask("is roblox safe"), "Roblox")
		})
	}
}

// The same event twice is answered once.
func TestDuplicates(t *testing.T) {
	t.Parallel()
	bothWays(t, func(t *testing.T, r *rig) {
		i, err := r.parent.Command(r.general, "menu", nil)
		r.answered(i, err)
		i.Again()
		r.counts.wait(t, "duplicate", 1)
		if n := r.counts.get("turn answer"); n > 1 {
			t.Errorf("%d turns", n)
		}
	})
}
