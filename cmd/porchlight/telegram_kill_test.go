package main

import (
	"flag"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// kills is how often the process is killed; the long run has more.
var kills = flag.Int("kills", 20, "how often TestKilledUnderLoad kills the process")

// asProgram makes the test binary be the program, for tests that kill it.
const asProgram = "RUN_AS_PORCHLIGHT"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(runProgram())
	}
	flag.Parse()
	os.Exit(m.Run())
}

const telegramToken = "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// P6: the process is killed at random instants under load, and every message is
// answered all the same. A kill costs one duplicate at most.
func TestKilledUnderLoad(t *testing.T) {
	kills := *kills
	if testing.Short() {
		kills = min(kills, 5)
	}
	server := telegramtest.New(telegramtest.Options{Token: telegramToken, Username: "PorchlightTestBot"})
	defer server.Close()
	dir, data := t.TempDir(), t.TempDir()
	writeContent(t, dir, dialogtest.Minimal())

	start := func() *exec.Cmd {
		return program(t, dir, data, "PORCHLIGHT_TELEGRAM__TOKEN="+telegramToken, "PORCHLIGHT_TELEGRAM__API_URL="+server.URL())
	}

	people := make([]*telegramtest.Person, max(20, 3*kills))
	for i := range people {
		people[i] = server.Person(int64(1000+i), "en")
	}
	sent := make([]int, len(people))
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { // ends with stop
		defer close(stopped)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			case <-time.After(30 * time.Millisecond): // more than the limits let out
				people[n%len(people)].Send("message " + strconv.Itoa(n))
				sent[n%len(people)]++
			}
		}
	}()
	for range kills {
		cmd := start()
		time.Sleep(300*time.Millisecond + rand.N(700*time.Millisecond))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	close(stop)
	<-stopped
	last := start()
	answered := func() (missing, twice int) {
		for i, p := range people {
			got := len(server.Accepted(p.ID()))
			missing += max(0, sent[i]-got)
			twice += max(0, got-sent[i])
		}
		return missing, twice
	}
	total := 0
	for _, n := range sent {
		total += n
	}
	missing, twice := answered()
	for end := time.Now().Add(time.Minute + time.Duration(total)*50*time.Millisecond); missing > 0 && time.Now().Before(end); {
		time.Sleep(100 * time.Millisecond)
		missing, twice = answered()
	}
	_ = last.Process.Signal(os.Interrupt)
	if err := last.Wait(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
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

// program starts the program as a process of its own, with more settings.
func program(t *testing.T, dialogs, data string, more ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "serve")
	cmd.Env = append(append(os.Environ(), more...), asProgram+"=1",
		"PORCHLIGHT_DIALOGS__DIR="+dialogs, "PORCHLIGHT_DATA__DIR="+data,
		"PORCHLIGHT_HTTP__ADDR=127.0.0.1:0", "PORCHLIGHT_ADMIN__ADDR=127.0.0.1:0", "PORCHLIGHT_LOG__LEVEL=error")
	var out strings.Builder
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() && out.Len() > 0 {
			t.Logf("the program said: %s", out.String())
		}
	})
	return cmd
}

func writeContent(t *testing.T, dir string, content fs.FS) {
	t.Helper()
	err := fs.WalkDir(content, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(content, name)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}
