package terminal_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/bots/terminal"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

func talk(t *testing.T, o terminal.Options, lines string) string {
	t.Helper()
	b := dialogtest.Shipped(t)
	var out bytes.Buffer
	if err := terminal.Run(t.Context(), engine.New(b, engine.Options{Drafts: true}), strings.NewReader(lines), &out, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestRun(t *testing.T) {
	for _, tc := range []struct {
		name  string
		o     terminal.Options
		lines string
		want  []string
		never []string
	}{
		{"greets and says that the texts are drafts", terminal.Options{}, "", []string{"drafts", "Get help now", "> "}, nil},
		{"a number is a choice", terminal.Options{}, "/menu\n1\n", []string{"Get help now"}, nil},
		{"danger starts with the hotline", terminal.Options{Country: "US"}, "my son just left to meet a man he met online\n", []string{"911"}, []string{"just left"}},
		{"Spanish", terminal.Options{Locale: "es"}, "/privacy\n", []string{"Obtener ayuda"}, nil},
		{"why is said when asked", terminal.Options{Why: true}, "how do I set up parental controls\n", []string{"Why: "}, nil},
		{"/bye ends the chat", terminal.Options{}, "/bye\n/menu\n", nil, []string{"What is happening"}},
		{"a very long line", terminal.Options{}, strings.Repeat("x", 100_000) + "\n", []string{"Get help now"}, nil},
		{"bytes that are no text", terminal.Options{}, "\xff\xfe\x00\n", []string{"Get help now"}, []string{"\x00"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out := talk(t, tc.o, tc.lines)
			for _, want := range tc.want {
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in:\n%s", want, out)
				}
			}
			for _, never := range tc.never {
				if strings.Contains(out, never) {
					t.Errorf("%q is in:\n%s", never, out)
				}
			}
		})
	}
}

func TestWidth(t *testing.T) {
	for _, line := range strings.Split(talk(t, terminal.Options{Width: 40}, "/hotline\n"), "\n") {
		if n := len([]rune(line)); n > 40 && strings.Contains(strings.TrimSpace(line), " ") && !strings.HasPrefix(line, "  ") && !strings.Contains(line, "Ctrl+D") {
			t.Errorf("%d columns: %q", n, line)
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestOutputThatCannotBeWritten(t *testing.T) {
	b := dialogtest.Shipped(t)
	err := terminal.Run(context.Background(), engine.New(b, engine.Options{}), strings.NewReader("hi\n"), brokenPipe{}, terminal.Options{})
	if err == nil || !strings.Contains(err.Error(), "terminal") {
		t.Errorf("error = %v", err)
	}
}
