package main

import (
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// kills is how often the process is killed; the long run has more.
var kills = flag.Int("kills", 20, "how often a test of a killed process kills it")

// asProgram makes the test binary be the program, for tests that kill it.
const asProgram = "RUN_AS_PORCHLIGHT"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(runProgram())
	}
	flag.Parse()
	os.Exit(m.Run())
}

// killed is a program that is killed while people write to it at the fake of a platform.
// A test sets its functions.
type killed struct {
	t            *testing.T
	dialogs, dir string // its content and its data, which outlive it
	kills        int
	sent         []int // messages, by person

	start   func() *exec.Cmd
	write   func(person int, text string)
	answers func(person int) int // so far
}

func newKilled(t *testing.T) *killed {
	t.Helper()
	k := &killed{t: t, dialogs: t.TempDir(), dir: t.TempDir(), kills: *kills}
	if testing.Short() {
		k.kills = min(k.kills, 5)
	}
	k.sent = make([]int, max(30, 3*k.kills))
	if err := os.CopyFS(k.dialogs, dialogtest.Minimal()); err != nil {
		t.Fatal(err)
	}
	return k
}

// program starts the program as a process of its own, with more settings.
func (k *killed) program(settings ...string) *exec.Cmd {
	k.t.Helper()
	cmd := exec.CommandContext(k.t.Context(), os.Args[0], "serve")
	cmd.Env = append(append(os.Environ(), settings...), asProgram+"=1",
		"PORCHLIGHT_DIALOGS__DIR="+k.dialogs, "PORCHLIGHT_DATA__DIR="+k.dir,
		"PORCHLIGHT_HTTP__ADDR=127.0.0.1:0", "PORCHLIGHT_ADMIN__ADDR=127.0.0.1:0", "PORCHLIGHT_LOG__LEVEL=error")
	var out strings.Builder
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() {
		if k.t.Failed() && out.Len() > 0 {
			k.t.Logf("the program said: %s", out.String())
		}
	})
	return cmd
}

// end lets a program finish.
func (k *killed) end(cmd *exec.Cmd) {
	k.t.Helper()
	_ = cmd.Process.Signal(os.Interrupt)
	if err := cmd.Wait(); err != nil {
		k.t.Errorf("the program ended with %v", err)
	}
}

// send writes the nth message; people take turns.
func (k *killed) send(n int) {
	person := n % len(k.sent)
	k.write(person, "message "+strconv.Itoa(n))
	k.sent[person]++
}

// wait waits until every message is answered, and counts those that are not, and answers
// that are too many.
func (k *killed) wait(within time.Duration) (missing, twice int) {
	for late := time.Now().Add(within); ; time.Sleep(100 * time.Millisecond) {
		missing, twice = 0, 0
		for person, sent := range k.sent {
			got := k.answers(person)
			missing += max(0, sent-got)
			twice += max(0, got-sent)
		}
		if missing == 0 || time.Now().After(late) {
			return missing, twice
		}
	}
}

// mostEach is how much each person writes at most: nobody is to send more than they may,
// however slow the machine is.
const mostEach = bots.Burst - 5

// underLoad kills the program while people write; it lives for least, and for up to more
// on top.
func (k *killed) underLoad(least, more time.Duration) {
	k.t.Helper()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { // ends with stop
		defer close(stopped)
		for n := range mostEach * len(k.sent) {
			select {
			case <-stop:
				return
			case <-time.After(30 * time.Millisecond): // more than Telegram's limits let out
				k.send(n)
			}
		}
	}()
	defer func() {
		close(stop)
		<-stopped
	}()
	for range k.kills {
		cmd := k.start()
		time.Sleep(least + rand.N(more))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
}

// check lets the program run once more: every message is answered, and a kill costs one
// duplicate at most.
func (k *killed) check() {
	k.t.Helper()
	last := k.start()
	total := 0
	for _, n := range k.sent {
		total += n
	}
	missing, twice := k.wait(time.Minute + time.Duration(total)*50*time.Millisecond)
	k.end(last)
	k.t.Logf("%d kills, %d messages, %d answered twice", k.kills, total, twice)
	if missing > 0 {
		k.t.Errorf("%d of %d messages were never answered", missing, total)
	}
	if twice > k.kills {
		k.t.Errorf("%d messages were answered twice in %d kills", twice, k.kills)
	}
}
