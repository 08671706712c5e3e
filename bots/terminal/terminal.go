// Package terminal is the dialogs in a terminal: a comfortable way to read the
// conversations aloud, and a channel for people who live there.
//
// [Run] writes a reply with its choices numbered, reads a line, and goes on until
// the input ends. It keeps its state in memory only, and nothing that is typed is
// written anywhere.
package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

// Options say how the chat looks. The zero value works.
type Options struct {
	Locale  string
	Country string
	Why     bool // after each answer say which rule or ask decided
	Width   int  // columns; 0 is 80
	Color   bool // bold text and colours by ANSI escapes
}

// maxLine is the longest line that is read; the rest of a longer one is dropped.
const maxLine = 16 << 10

// Run talks until the input ends, ctx is done or the person says /bye. It
// returns an error only when the output cannot be written.
func Run(ctx context.Context, e *engine.Engine, in io.Reader, out io.Writer, o Options) error {
	c := &chat{e: e, out: bufio.NewWriter(out), o: o, state: engine.State{Locale: o.Locale, Country: o.Country}}
	if c.o.Width == 0 {
		c.o.Width = 80
	}
	c.turn(engine.Input{Kind: engine.Start, Locale: o.Locale})
	lines := make(chan string)
	go readLines(ctx, in, lines) // ends with the input; when ctx ends first, with the next line
	for {
		c.prompt()
		if err := c.out.Flush(); err != nil {
			return errors.New("the terminal cannot be written to")
		}
		select {
		case <-ctx.Done():
			return c.end()
		case line, ok := <-lines:
			if !ok {
				return c.end()
			}
			if strings.TrimSpace(line) == "" {
				continue
			}
			if c.turn(c.read(line))&engine.Erased != 0 {
				return c.end()
			}
		}
	}
}

func readLines(ctx context.Context, in io.Reader, lines chan<- string) {
	defer close(lines)
	r := bufio.NewReader(in)
	for {
		var line []byte
		var err error
		for {
			var part []byte
			part, err = r.ReadSlice('\n')
			if room := maxLine - len(line); room > 0 {
				line = append(line, part[:min(room, len(part))]...)
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				break
			}
		}
		if len(line) > 0 {
			select {
			case lines <- string(line):
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			return
		}
	}
}

type chat struct {
	e     *engine.Engine
	out   *bufio.Writer
	o     Options
	state engine.State
	last  engine.Reply
}

// read makes an input of a line: a number is the choice of that number, the help
// row counted after the choices; anything else is typed text or a command.
func (c *chat) read(line string) engine.Input {
	line = strings.TrimSpace(line)
	if n, err := strconv.Atoi(line); err == nil && n >= 1 {
		buttons := c.buttons()
		if n <= len(buttons) {
			return engine.Input{Kind: engine.Tap, Payload: buttons[n-1].Payload}
		}
	}
	if strings.HasPrefix(line, "/") {
		return engine.Input{Kind: engine.Command, Command: line}
	}
	return engine.Input{Kind: engine.Text, Text: line}
}

func (c *chat) buttons() []dialog.Choice {
	return append(append([]dialog.Choice(nil), c.last.Choices...), c.last.Help...)
}

func (c *chat) turn(in engine.Input) engine.Events {
	next, reply, events := c.e.Turn(c.state, in)
	c.state, c.last = next, reply
	c.write(&reply)
	if c.o.Why && in.Kind == engine.Text {
		c.printf("\n%s\n", c.dim(c.e.Explain(in, &reply)))
	}
	return events
}

func (c *chat) printf(format string, args ...any) { fmt.Fprintf(c.out, format, args...) }

func (c *chat) write(r *engine.Reply) {
	c.printf("\n")
	for i, d := range r.Body {
		if i > 0 {
			c.printf("\n")
		}
		c.doc(d, r.Lines)
	}
	if r.Picture != nil {
		c.printf("\n[%s]\n", r.Picture.Alt)
	}
	c.printf("\n")
	width := len(strconv.Itoa(len(r.Choices) + len(r.Help)))
	for i, b := range c.buttons() {
		if i == len(r.Choices) {
			c.printf("  %s\n", c.dim("—"))
		}
		label := b.Label
		if i == len(r.Choices) {
			label = c.strong(label)
		}
		c.printf("  %*d  %s\n", width, i+1, label)
	}
}

func (c *chat) doc(d *markup.Doc, lines *dialog.Lines) {
	for i, b := range d.Blocks {
		if i > 0 && b.Kind == markup.Paragraph {
			c.printf("\n")
		}
		lead := ""
		switch b.Kind {
		case markup.Bullet:
			lead = "• "
		case markup.Numbered:
			lead = strconv.Itoa(b.Number) + ". "
		}
		var words []word
		for _, s := range b.Spans {
			words = c.words(words, s, lines)
		}
		c.wrap(lead, words)
	}
}

// word is a piece of text between two spaces, with its style.
type word struct {
	text   string
	strong bool
	glued  bool // follows the word before without a space
}

func (c *chat) words(out []word, s markup.Span, lines *dialog.Lines) []word {
	if s.Placeholder != "" {
		for _, f := range lines.Fill(s.Placeholder) {
			out = c.words(out, f, lines)
		}
		return out
	}
	text := s.Text
	if s.NamesLink() {
		text += " (" + s.Link + ")"
	}
	glued := text != "" && text[0] != ' '
	for i, w := range strings.Fields(text) {
		out = append(out, word{text: w, strong: s.Style&markup.Bold != 0, glued: glued && i == 0 && len(out) > 0 && !c.spaceEnds(out)})
	}
	if strings.HasSuffix(text, " ") && len(out) > 0 {
		out[len(out)-1].text += " "
	}
	return out
}

func (c *chat) spaceEnds(words []word) bool { return strings.HasSuffix(words[len(words)-1].text, " ") }

// wrap writes words in lines of the terminal's width, indented below the lead.
func (c *chat) wrap(lead string, words []word) {
	indent := strings.Repeat(" ", len([]rune(lead)))
	c.printf("%s", lead)
	column := len([]rune(lead))
	for i, w := range words {
		text := strings.TrimSuffix(w.text, " ")
		n := len([]rune(text))
		switch {
		case i == 0 || w.glued:
		case column+1+n > c.o.Width:
			c.printf("\n%s", indent)
			column = len(indent)
		default:
			c.printf(" ")
			column++
		}
		column += n
		if w.strong {
			text = c.strong(text)
		}
		c.printf("%s", text)
	}
	c.printf("\n")
}

func (c *chat) strong(s string) string {
	if !c.o.Color {
		return s
	}
	return "\x1b[1m" + s + "\x1b[0m"
}

func (c *chat) dim(s string) string {
	if !c.o.Color {
		return s
	}
	return "\x1b[2m" + s + "\x1b[0m"
}

func (c *chat) prompt() {
	locale, _ := c.e.Bundle().Locale(c.last.Locale)
	c.printf("\n%s\n> ", c.dim(c.e.Bundle().Word(locale, "term-hint")))
}

func (c *chat) end() error {
	c.printf("\n")
	if err := c.out.Flush(); err != nil {
		return errors.New("the terminal cannot be written to")
	}
	return nil
}
