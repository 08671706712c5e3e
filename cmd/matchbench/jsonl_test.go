package main

import (
	"bufio"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestLines plays testdata/lines.txt: a line sent after "> ", the answer below.
// Numbers that weights and clocks decide are written as 0.
func TestLines(t *testing.T) {
	data, err := os.ReadFile("testdata/lines.txt")
	if err != nil {
		t.Fatal(err)
	}
	var sent, want []string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if in, ok := strings.CutPrefix(line, "> "); ok {
			sent = append(sent, in)
		} else {
			want = append(want, line)
		}
	}
	code, out, stderr := bench(t, strings.Join(sent, "\n"), "--jsonl")
	if code != exitOK || stderr != "" {
		t.Errorf("exit status %d: %s", code, stderr)
	}
	out = regexp.MustCompile(`("score"|"ns"):[0-9.e-]+`).ReplaceAllString(out, "$1:0")
	if diff := cmp.Diff(strings.Join(want, "\n")+"\n", out); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestReadLine(t *testing.T) {
	in := bufio.NewReaderSize(strings.NewReader(strings.Repeat("x", 100)+"\n"+strings.Repeat("y", 30)+"\nlast"), 16)
	for _, want := range []struct {
		line    string
		tooLong bool
	}{{"", true}, {strings.Repeat("y", 30) + "\n", false}, {"last", false}} {
		line, tooLong, _ := readLine(in, 40)
		if string(line) != want.line || tooLong != want.tooLong {
			t.Errorf("read %d bytes, too long %t; want %q, %t", len(line), tooLong, want.line, want.tooLong)
		}
	}
}
