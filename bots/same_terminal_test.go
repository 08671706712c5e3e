package bots_test

import (
	"context"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/bots/terminal"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// onTerminal is a person at a terminal with colours.
type onTerminal struct {
	t      testing.TB
	e      *engine.Engine
	typed  *io.PipeWriter
	shown  *io.PipeReader
	end    context.CancelFunc
	labels []string
}

func openTerminal(t testing.TB) place {
	o := &onTerminal{t: t, e: engine.New(release(t).Bundle(), engine.Options{Drafts: true})}
	t.Cleanup(o.leave)
	return o
}

// meet starts the program, which greets.
func (o *onTerminal) meet(s engine.State) bool {
	if s != (engine.State{Locale: s.Locale, Country: s.Country}) {
		return false // what else is known of a person cannot be told to the program
	}
	o.leave()
	in, typed := io.Pipe()
	shown, out := io.Pipe()
	ctx, cancel := context.WithCancel(o.t.Context())
	done := make(chan struct{})
	go func() { // ends with leave
		defer close(done)
		_ = terminal.Run(ctx, o.e, in, out, terminal.Options{Locale: s.Locale, Country: s.Country, Color: true})
		_ = out.Close()
	}()
	o.typed, o.shown = typed, shown
	o.end = func() {
		cancel()
		_ = typed.Close()
		_ = shown.Close()
		<-done
	}
	o.labels = o.read().Labels
	return true
}

func (o *onTerminal) leave() {
	if o.end != nil {
		o.end()
		o.end = nil
	}
}

func (o *onTerminal) take(in engine.Input, label string) (screen, bool) {
	said := ""
	switch in.Kind {
	case engine.Text:
		said = in.Text
	case engine.Command:
		said = in.Command
	case engine.Start:
		said = dialog.CommandStart
	case engine.Tap:
		for i, l := range o.labels {
			if l == label && said == "" {
				said = strconv.Itoa(i + 1)
			}
		}
	}
	if said == "" || o.end == nil {
		return screen{}, false
	}
	if _, err := io.WriteString(o.typed, said+"\n"); err != nil {
		o.t.Fatal(err)
	}
	s := o.read()
	o.labels = s.Labels
	return s, true
}

func (*onTerminal) design() []change {
	return []change{
		{
			"a picture is told by its description", func(r *engine.Reply, _ bool) bool { return r.Picture != nil },
			func(r *engine.Reply, s *screen) { s.Lines = append(s.Lines, line("["+r.Picture.Alt+"]")) },
		},
		{"the help row is numbered behind the choices", nil, helpRow},
	}
}

// read reads until the program asks for a line, or ends.
func (o *onTerminal) read() screen {
	var b strings.Builder
	buf := make([]byte, 4096)
	for !strings.HasSuffix(b.String(), "\n> ") {
		n, err := o.shown.Read(buf)
		b.Write(buf[:n])
		if err != nil { // the program has ended
			o.leave()
			break
		}
	}
	return terminalScreen(b.String())
}

var (
	// escapes are the sequences that choose styles (ECMA-48, 8.3.117).
	escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")
	button  = regexp.MustCompile(`^ +([0-9]+)  (.+)$`)
	item    = regexp.MustCompile(`^(• |[0-9]+\. )`)
)

// terminalScreen reads what the program wrote. A line goes on in the next one, unless
// that is empty or begins an item. The buttons are numbered; the last line before the
// prompt says how to use it.
func terminalScreen(out string) (s screen) {
	open := false // the last line may go on
	for row := range strings.SplitSeq(escapes.ReplaceAllString(out, ""), "\n") {
		if m := button.FindStringSubmatch(row); m != nil {
			s.Labels = append(s.Labels, m[2])
			open = false
			continue
		}
		text := line(row)
		switch {
		case text == "", text == "—", len(s.Labels) > 0: // behind the buttons stands the hint
			open = false
		case open && !item.MatchString(row):
			s.Lines[len(s.Lines)-1] += " " + text
		default:
			s.Lines = append(s.Lines, text)
			open = true
		}
	}
	return s
}
