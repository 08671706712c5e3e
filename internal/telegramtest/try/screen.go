package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// A view is all that there is to see at one moment.
type view struct {
	messages   []telegramtest.Message
	popups     []string
	violations []string
}

// screen prints what changed since it was last shown.
type screen struct {
	out    io.Writer
	styles map[string][2]string
	edits  map[int64]int // of the messages of the bot that are shown
	popups int
	wrong  int
}

// On paper formats are marked as in Markdown, on a terminal they are seen.
var (
	paper    = map[string][2]string{"bold": {"**", "**"}, "italic": {"_", "_"}, "code": {"`", "`"}, "pre": {"`", "`"}, "strikethrough": {"~", "~"}}
	terminal = map[string][2]string{"bold": {"\x1b[1m", "\x1b[22m"}, "italic": {"\x1b[3m", "\x1b[23m"}, "underline": {"\x1b[4m", "\x1b[24m"}, "code": {"`", "`"}, "pre": {"`", "`"}, "strikethrough": {"\x1b[9m", "\x1b[29m"}}
)

func newScreen(out *os.File) *screen {
	s := &screen{out: out, styles: paper, edits: map[int64]int{}}
	if info, err := out.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		s.styles = terminal
	}
	return s
}

func (s *screen) differs(v view) bool {
	if len(v.popups) != s.popups || len(v.violations) != s.wrong {
		return true
	}
	shown := 0
	for _, m := range v.messages {
		if !m.FromBot {
			continue
		}
		shown++
		if edits, ok := s.edits[m.ID]; !ok || edits != m.Edits {
			return true
		}
	}
	return shown != len(s.edits)
}

func (s *screen) show(v view) {
	there := map[int64]bool{}
	for _, m := range v.messages {
		if !m.FromBot {
			continue
		}
		there[m.ID] = true
		edits, ok := s.edits[m.ID]
		switch {
		case !ok:
			s.message(m, "")
		case edits != m.Edits:
			s.message(m, "(edited) ")
		}
		s.edits[m.ID] = m.Edits
	}
	gone := 0
	for id := range s.edits {
		if !there[id] {
			gone++
			delete(s.edits, id)
		}
	}
	if gone > 0 {
		fmt.Fprintf(s.out, "  (messages deleted: %d)\n", gone)
	}
	for _, text := range v.popups[s.popups:] {
		fmt.Fprintf(s.out, "  (notice: %s)\n", text)
	}
	for _, text := range v.violations[s.wrong:] {
		fmt.Fprintf(s.out, "  (REFUSED: %s)\n", text)
	}
	s.popups, s.wrong = len(v.popups), len(v.violations)
}

func (s *screen) message(m telegramtest.Message, mark string) {
	text := m.Text
	if m.Media != "" {
		mark += "[" + m.Media + "] "
		text = m.Caption
	}
	text = mark + s.format(text, m.Entities)
	fmt.Fprintf(s.out, "\n  %s\n", strings.ReplaceAll(text, "\n", "\n  "))
	n := 0
	for _, row := range m.Keyboard {
		for _, b := range row {
			n++
			link := ""
			if b.URL != "" {
				link = " -> " + b.URL
			}
			fmt.Fprintf(s.out, "    %d. %s%s\n", n, b.Label, link)
		}
	}
	fmt.Fprintln(s.out)
}

// format puts the marks of entities, whose places count UTF-16 units, into a text.
func (s *screen) format(text string, list []telegramtest.Entity) string {
	wide := utf16.Encode([]rune(text))
	opens, closes := map[int]string{}, map[int]string{}
	slices.SortStableFunc(list, func(a, b telegramtest.Entity) int { return b.Length - a.Length })
	for _, e := range list {
		style := s.styles[e.Type]
		if e.Type == "text_link" {
			style[1] = " (" + e.URL + ")"
		}
		opens[e.Offset] += style[0]
		closes[e.Offset+e.Length] = style[1] + closes[e.Offset+e.Length]
	}
	var out strings.Builder
	last := 0
	for at := range len(wide) + 1 {
		if opens[at] == "" && closes[at] == "" {
			continue
		}
		out.WriteString(string(utf16.Decode(wide[last:at])) + closes[at] + opens[at])
		last = at
	}
	return out.String() + string(utf16.Decode(wide[last:]))
}
