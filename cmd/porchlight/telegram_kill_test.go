package main

import (
	"os/exec"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

const telegramToken = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// P6: the process is killed at random instants under load, and every message is
// answered all the same. A kill costs one duplicate at most.
func TestKilledUnderLoad(t *testing.T) {
	server := telegramtest.New(telegramtest.Options{Token: telegramToken, Username: "PorchlightTestBot"})
	defer server.Close()
	k := newKilled(t)
	people := make([]*telegramtest.Person, len(k.sent))
	for i := range people {
		people[i] = server.Person(int64(1000+i), "en")
	}
	k.start = func() *exec.Cmd {
		return k.program("PORCHLIGHT_TELEGRAM__TOKEN="+telegramToken, "PORCHLIGHT_TELEGRAM__API_URL="+server.URL())
	}
	k.write = func(person int, text string) { people[person].Send(text) }
	k.answers = func(person int) int { return len(server.Accepted(people[person].ID())) }

	k.underLoad(300*time.Millisecond, 700*time.Millisecond)
	k.check()
	if v := server.Violations(); len(v) > 0 {
		t.Error(v)
	}
}
