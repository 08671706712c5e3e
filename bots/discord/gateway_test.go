package discord_test

import (
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

// Whatever happens to the connection, the bot comes back with few identifies, and
// answers again.
func TestGatewayFaults(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault func(*discordtest.Server)
	}{
		"reconnect":       {fault: (*discordtest.Server).OpReconnect},
		"invalid session": {fault: func(s *discordtest.Server) { s.InvalidSession(false) }},
		"resumable":       {fault: func(s *discordtest.Server) { s.InvalidSession(true) }},
		"dropped":         {fault: (*discordtest.Server).DropTCP},
		"closed":          {fault: func(s *discordtest.Server) { s.CloseWith(4000) }},
		"rate limited":    {fault: func(s *discordtest.Server) { s.CloseWith(4008) }},
		"timed out":       {fault: func(s *discordtest.Server) { s.CloseWith(4009) }},
		"zombie":          {fault: func(s *discordtest.Server) { s.Zombie(true) }},
		"beat":            {fault: (*discordtest.Server).RequestHeartbeat},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: "gateway", hurry: true})
			tc.fault(r.server)
			if name != "beat" && !r.server.WaitFor(func() bool { return r.server.Identifies() > 1 }, soon) {
				t.Fatal("no new session")
			}
			r.server.Zombie(false)
			if !r.server.WaitFor(func() bool { return r.server.Connected() == 1 }, soon) {
				t.Fatal("not connected")
			}
			r.says(r.ask("is roblox safe"), "Roblox")
			if n := r.server.Identifies(); n > 3 {
				t.Errorf("%d identifies", n)
			}
		})
	}
}

// After a close that nothing can mend the bot stops, says so, and does not identify
// again.
func TestFatalCloses(t *testing.T) {
	t.Parallel()
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{mode: "gateway", hurry: true})
			r.server.CloseWith(code)
			r.counts.wait(t, "state refused", 1)
			if n := r.server.Identifies(); n != 1 {
				t.Errorf("%d: %d identifies", code, n)
			}
		})
	}
}

// Identifies stay within what Discord allows in a day, whatever the gateway does.
func TestIdentifyBudget(t *testing.T) {
	t.Parallel()
	r := start(t, setup{mode: "gateway", hurry: true, fake: discordtest.Options{Identifies: 4}})
	for range 4 {
		if !r.server.WaitFor(func() bool { return r.server.Connected() == 1 }, 3*time.Second) {
			break
		}
		r.server.InvalidSession(false)
	}
	r.counts.wait(t, "state unreachable", 6)
	if n := r.server.Identifies(); n > 4 {
		t.Errorf("%d identifies, 4 are allowed", n)
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
