package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// TestScripts drives the real binary, built as it is shipped: output, errors and
// exit statuses.
func TestScripts(t *testing.T) {
	if testing.Short() {
		t.Skip("the program is built without the race detector: go test runs them without -short")
	}
	shipped, err := filepath.Abs("../../dialogs")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", bin, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the program does not build: %s", out)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("DIALOGS", shipped)
			e.Setenv("PATH", bin+string(os.PathListSeparator)+e.Getenv("PATH"))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status":  status,
			"big":     big,
			"busy":    busy,
			"jsonl":   jsonl,
			"content": content,
		},
		RequireExplicitExec: true,
	})
}

// status runs porchlight and asks for an exit status: status 2 frobnicate.
func status(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("porchlight", args[1:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
	if stderr := ts.ReadFile("stderr"); strings.Contains(stderr, "goroutine ") {
		ts.Fatalf("a stack trace was printed")
	}
}

// content writes the smallest content that can be served into a folder: content NAME.
func content(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.CopyFS(ts.MkAbs(args[0]), dialogtest.Minimal()))
}

// big makes a file of so many megabytes: big NAME 100.
func big(ts *testscript.TestScript, _ bool, args []string) {
	var mb int64
	_, err := fmt.Sscan(args[1], &mb)
	ts.Check(err)
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(f.Truncate(mb << 20))
	ts.Check(f.Close())
}

// busy takes a port and puts its address into a variable: busy ADDR.
func busy(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

// jsonl checks that every line of stdout is a JSON object with the keys named.
func jsonl(ts *testscript.TestScript, _ bool, args []string) {
	lines := bufio.NewScanner(strings.NewReader(ts.ReadFile("stdout")))
	n := 0
	for lines.Scan() {
		n++
		var m map[string]any
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			ts.Fatalf("line %d is no JSON object", n)
		}
		for _, key := range args {
			if _, ok := m[key]; !ok && m["error"] == nil {
				ts.Fatalf("line %d has no %q: %s", n, key, lines.Text())
			}
		}
	}
	if n == 0 {
		ts.Fatalf("no line was written")
	}
}

// started is a running service.
type started struct {
	http, admin string
	data        string // the data directory
	stderr      string // the file that standard error goes to
	stop        func() int
}

// startService runs serve in this process on free ports.
func startService(t *testing.T, args ...string) started {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan int, 1)
	s := started{data: t.TempDir(), stderr: stderr.Name()}
	args = append([]string{"serve", "--http.addr=127.0.0.1:0", "--admin.addr=127.0.0.1:0", "--data.dir=" + s.data}, args...)
	go func() {
		done <- run(ctx, args, env{stdin: strings.NewReader(""), stdout: in, stderr: stderr})
		_ = in.Close()
	}()
	lines := bufio.NewScanner(out)
	for s.admin == "" && lines.Scan() {
		if _, addr, ok := strings.Cut(lines.Text(), "answers on http://"); ok {
			s.http = "http://" + addr
		}
		if _, addr, ok := strings.Cut(lines.Text(), "metrics are on http://"); ok {
			s.admin = "http://" + addr
		}
	}
	if s.admin == "" {
		text, _ := os.ReadFile(stderr.Name())
		t.Fatalf("serve did not start: %s", text)
	}
	go func() { // ends when serve has closed its output
		for lines.Scan() {
		}
	}()
	var code int
	stopped := false
	s.stop = func() int {
		if !stopped {
			stopped = true
			cancel()
			select {
			case code = <-done:
			case <-time.After(20 * time.Second):
				t.Error("serve did not stop")
			}
		}
		return code
	}
	t.Cleanup(func() { s.stop() })
	return s
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var b strings.Builder
	if _, err := bufio.NewReader(resp.Body).WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, b.String()
}
