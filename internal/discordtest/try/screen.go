package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/discordtest"
)

// A view is all that there is to see at one moment.
type view struct {
	messages    []discordtest.Message
	violations  []string
	interaction string // the last one
	modal       *discordtest.Modal
	failed      bool // the last one
}

// screen prints what changed since it was last shown.
type screen struct {
	out   io.Writer
	shown map[string]string // of the messages of the bot, by id
	wrong int
	modal string // interaction whose form was shown
	fail  string // interaction whose failure was shown
}

func newScreen(out io.Writer) *screen {
	return &screen{out: out, shown: map[string]string{}}
}

func (s *screen) differs(v view) bool {
	if len(v.violations) != s.wrong || v.modal != nil && s.modal != v.interaction || v.failed && s.fail != v.interaction {
		return true
	}
	there := 0
	for _, m := range v.messages {
		if !m.FromBot {
			continue
		}
		there++
		if s.shown[m.ID] != render(m) {
			return true
		}
	}
	return there != len(s.shown)
}

func (s *screen) show(v view) {
	there := map[string]bool{}
	for _, m := range v.messages {
		if !m.FromBot {
			continue
		}
		there[m.ID] = true
		text := render(m)
		if before, ok := s.shown[m.ID]; !ok {
			fmt.Fprintf(s.out, "\n%s\n", text)
		} else if before != text {
			fmt.Fprintf(s.out, "\n  (changed)\n%s\n", text)
		}
		s.shown[m.ID] = text
	}
	gone := 0
	for id := range s.shown {
		if !there[id] {
			gone++
			delete(s.shown, id)
		}
	}
	if gone > 0 {
		fmt.Fprintf(s.out, "  (messages gone: %d)\n", gone)
	}
	if v.modal != nil && s.modal != v.interaction {
		s.modal = v.interaction
		fmt.Fprintf(s.out, "\n  [form] %s\n", v.modal.Title)
		for _, f := range v.modal.Fields {
			fmt.Fprintf(s.out, "    %s (%s)\n", f.Label, f.CustomID)
		}
	}
	if v.failed && s.fail != v.interaction {
		s.fail = v.interaction
		fmt.Fprintln(s.out, "  (The application did not respond)")
	}
	for _, text := range v.violations[s.wrong:] {
		fmt.Fprintf(s.out, "  (REFUSED: %s)\n", text)
	}
	s.wrong = len(v.violations)
}

// render is a message as it is printed.
func render(m discordtest.Message) string {
	var out strings.Builder
	text := m.Text
	if m.Thinking {
		text = "(is thinking)"
	}
	for _, f := range m.Files {
		text = "[" + f + "] " + text
	}
	if m.Ephemeral {
		text += "\n(only you can see this)"
	}
	fmt.Fprintf(&out, "  %s\n", strings.ReplaceAll(text, "\n", "\n  "))
	for n, b := range m.Buttons {
		link := ""
		if b.URL != "" {
			link = " -> " + b.URL
		}
		fmt.Fprintf(&out, "    %d. %s%s\n", n+1, b.Label, link)
	}
	for _, l := range m.Selects {
		fmt.Fprintf(&out, "    [%s]\n", l.Placeholder)
		for _, o := range l.Options {
			fmt.Fprintf(&out, "      %s (%s)\n", o.Label, o.Value)
		}
	}
	return out.String()
}
