package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

// The process is killed at random instants under load, and every private message of
// people who are known is answered all the same: what came meanwhile is read back. A
// kill costs one duplicate at most.
func TestKilledOnDiscord(t *testing.T) {
	kills := *kills
	if testing.Short() {
		kills = min(kills, 5)
	}
	server := discordtest.New(discordtest.Options{Unlimited: true})
	defer server.Close()
	dir, data := t.TempDir(), t.TempDir()
	writeContent(t, dir, dialogtest.Minimal())
	start := func() *exec.Cmd {
		cmd := program(t, dir, data, "PORCHLIGHT_DISCORD__TOKEN="+server.Token(), "PORCHLIGHT_DISCORD__API_URL="+server.URL()+"/api/v10")
		if !server.WaitFor(func() bool { return server.Connected() > 0 }, time.Minute) {
			t.Fatal("the program did not connect")
		}
		return cmd
	}
	end := func(cmd *exec.Cmd) {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the program ended with %v", err)
		}
	}
	people := make([]*discordtest.User, max(20, 3*kills))
	sent := make([]int, len(people))
	write := func(n int) {
		people[n%len(people)].DM("message " + strconv.Itoa(n))
		sent[n%len(people)]++
	}
	answered := func() (missing, twice int) {
		for i, p := range people {
			got := 0
			for _, m := range p.Messages(p.DMChannel()) {
				if m.FromBot {
					got++
				}
			}
			missing += max(0, sent[i]-got)
			twice += max(0, got-sent[i])
		}
		return missing, twice
	}
	wait := func(limit time.Duration) (missing, twice int) {
		missing, twice = answered()
		for late := time.Now().Add(limit); missing > 0 && time.Now().Before(late); {
			time.Sleep(100 * time.Millisecond)
			missing, twice = answered()
		}
		return missing, twice
	}

	first := start()
	for i := range people {
		people[i] = server.User(fmt.Sprintf("3004005006%08d", i), "en-US")
		write(i)
	}
	if missing, _ := wait(time.Minute); missing > 0 {
		t.Fatalf("%d first messages were not answered", missing)
	}
	end(first)

	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { // ends with stop
		defer close(stopped)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-time.After(30 * time.Millisecond):
				write(n)
			}
		}
	}()
	for range kills {
		cmd := start()
		time.Sleep(rand.N(500 * time.Millisecond))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if !server.WaitFor(func() bool { return server.Connected() == 0 }, time.Minute) {
			t.Fatal("a killed program is connected")
		}
	}
	close(stop)
	<-stopped
	last := start()
	total := 0
	for _, n := range sent {
		total += n
	}
	missing, twice := wait(time.Minute + time.Duration(total)*50*time.Millisecond)
	end(last)
	t.Logf("%d kills, %d messages, %d answered twice", kills, total, twice)
	if missing > 0 {
		t.Errorf("%d of %d messages were never answered", missing, total)
	}
	if twice > kills {
		t.Errorf("%d messages were answered twice in %d kills", twice, kills)
	}
	if v := server.Violations(); len(v) > 0 {
		t.Error(v)
	}
}
