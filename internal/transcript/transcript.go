// Package transcript is golden conversations: text files that a writer can read
// aloud, and that a test plays against the dialogs.
//
//	title: A mother asks about signs
//	locale: en
//	country: US
//
//	Parent: how do i know if someone is grooming my child
//
//	Porchlight (answer, grooming/signs):
//	    Grooming is when someone builds a child's trust to harm them.
//	    [What do I do first?]
//	    [Menu]
//
//	Parent taps: What do I do first?
//
// [Parse] reads the parent's lines, [Play] lets anything that answers a turn
// answer them, and [Played.String] writes the whole conversation in the one
// canonical form. A conversation holds when that equals the file. [Diff] shows a
// difference, [Coverage] what the conversations do not reach.
package transcript

import (
	"fmt"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// Codes of findings about transcripts.
const (
	BadTranscript diag.Code = "bad-transcript"
	NoSuchButton  diag.Code = "no-such-button"
)

// Turner answers a turn, such as an engine.Engine.
type Turner interface {
	Turn(engine.State, engine.Input) (engine.State, engine.Reply, engine.Events)
}

// step is one thing the parent does.
type step struct {
	kind engine.InputKind
	text string // what is typed, tapped or sent
	line int
}

// Transcript is a conversation as written. Only the parent's side counts; what
// the bot says is played again.
type Transcript struct {
	File    string
	Title   string
	Locale  string
	Country string
	Walk    string // a tree of which every button is tapped; see walk.go
	source  string
	steps   []step
}

// The ways a parent's line starts.
const (
	types = "Parent: "
	taps  = "Parent taps: "
	sends = "Parent sends: "
	opens = "Parent opens the chat"
)

// Parse reads a transcript file.
func Parse(file string, data []byte) (*Transcript, []diag.Finding) {
	t := &Transcript{File: file, source: string(data), Locale: dialog.SourceLocale}
	var findings []diag.Finding
	bad := func(line int, hint, format string, args ...any) {
		findings = append(findings, diag.Finding{
			Code: BadTranscript, Severity: diag.Error, Pos: diag.Pos{File: file, Line: line, Col: 1},
			Message: fmt.Sprintf(format, args...), Hint: hint,
		})
	}
	talking := false
	for i, line := range strings.Split(t.source, "\n") {
		n := i + 1
		switch {
		case strings.TrimSpace(line) == "", strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, types):
			t.steps = append(t.steps, typed(strings.TrimSpace(line[len(types):]), n))
			talking = true
		case strings.HasPrefix(line, taps):
			t.steps = append(t.steps, step{engine.Tap, strings.TrimSpace(line[len(taps):]), n})
			talking = true
		case strings.HasPrefix(line, sends):
			t.steps = append(t.steps, step{engine.Media, strings.TrimSpace(line[len(sends):]), n})
			talking = true
		case strings.TrimSpace(line) == opens:
			t.steps = append(t.steps, step{engine.Start, "", n})
			talking = true
		case talking && (strings.HasPrefix(line, "    ") || strings.HasPrefix(line, "Porchlight (")):
		case !talking:
			key, value, ok := strings.Cut(line, ":")
			value = strings.TrimSpace(value)
			switch {
			case ok && key == "title":
				t.Title = value
			case ok && key == "locale":
				t.Locale = value
			case ok && key == "country":
				t.Country = value
			case ok && key == "walk":
				t.Walk = value
			case t.Walk != "" && (strings.HasPrefix(line, "    ") || strings.HasPrefix(line, t.Walk+"/")):
			default:
				bad(n, "start with title:, locale: and country:", "this line is not understood")
			}
		default:
			bad(n, `lines start with "Parent:", "Parent taps:", "Parent sends:" or "Porchlight (", and what Porchlight says is indented`, "this line is not understood")
		}
	}
	if t.Title == "" {
		bad(1, "add `title:` with what the conversation shows", "the conversation has no title")
	}
	switch {
	case t.Walk != "" && len(t.steps) > 0:
		bad(t.steps[0].line, "put it into a file of its own", "in a walk nobody says anything")
	case t.Walk == "" && len(t.steps) == 0:
		bad(1, "add a line that starts with `Parent:`", "nobody says anything")
	}
	return t, findings
}

func typed(s string, line int) step {
	if strings.HasPrefix(s, "/") {
		return step{engine.Command, s, line}
	}
	return step{engine.Text, s, line}
}

// Played is a conversation with the answers it got.
type Played struct {
	*Transcript
	Replies  []engine.Reply
	Findings []diag.Finding // taps on buttons that were not shown

	opened []dialog.NodeID // by a walk
	taps   []tapped
}

// Play lets a Turner answer a transcript. A walk needs one with a bundle, such as an
// engine.
func Play(t *Transcript, with Turner) *Played {
	p := &Played{Transcript: t}
	if t.Walk != "" {
		p.walk(with)
		return p
	}
	state := engine.State{Locale: t.Locale, Country: t.Country}
	var last engine.Reply
	for _, s := range t.steps {
		in := engine.Input{Kind: s.kind, Locale: t.Locale, LocaleFixed: true}
		switch s.kind {
		case engine.Tap:
			payload, ok := button(last, s.text)
			if !ok {
				p.Findings = append(p.Findings, diag.Finding{
					Code: NoSuchButton, Severity: diag.Error, Pos: diag.Pos{File: t.File, Line: s.line, Col: 1},
					Message: fmt.Sprintf("no button says %q here", s.text), Hint: hint(last, s.text),
				})
				return p
			}
			in.Payload = payload
		case engine.Command:
			in.Command = s.text
		case engine.Media:
			// "a picture: look what he sent" is a picture with a caption.
			_, in.Text, _ = strings.Cut(s.text, ": ")
		default:
			in.Text = s.text
		}
		state, last, _ = with.Turn(state, in)
		p.Replies = append(p.Replies, last)
	}
	return p
}

// button finds a button of a reply by its label.
func button(r engine.Reply, label string) (payload string, ok bool) {
	for _, list := range [][]dialog.Choice{r.Choices, r.Help} {
		for _, c := range list {
			if c.Label == label {
				return c.Payload, true
			}
		}
	}
	return "", false
}

func hint(r engine.Reply, label string) string {
	var labels []string
	for _, c := range append(append([]dialog.Choice(nil), r.Choices...), r.Help...) {
		labels = append(labels, c.Label)
	}
	if near := diag.Nearest(label, labels); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "shown are: " + strings.Join(labels, ", ")
}

// String is the conversation in its canonical form, comments left out except
// those before the first word.
func (p *Played) String() string {
	var b strings.Builder
	for line := range strings.SplitSeq(p.source, "\n") {
		if !strings.HasPrefix(line, "#") {
			break
		}
		b.WriteString(line + "\n")
	}
	fmt.Fprintf(&b, "title: %s\nlocale: %s\n", p.Title, p.Locale)
	if p.Country != "" {
		fmt.Fprintf(&b, "country: %s\n", p.Country)
	}
	if p.Walk != "" {
		fmt.Fprintf(&b, "walk: %s\n", p.Walk)
		p.writeWalk(&b)
	}
	for i, s := range p.steps {
		b.WriteByte('\n')
		switch s.kind {
		case engine.Tap:
			b.WriteString(taps + s.text)
		case engine.Media:
			b.WriteString(sends + s.text)
		case engine.Start:
			b.WriteString(opens)
		default:
			b.WriteString(types + s.text)
		}
		b.WriteByte('\n')
		if i < len(p.Replies) {
			writeReply(&b, p.Replies[i])
		}
	}
	return b.String()
}

func writeReply(b *strings.Builder, r engine.Reply) {
	fmt.Fprintf(b, "\nPorchlight (%s, %s):\n", r.Route, r.Node)
	for line := range strings.SplitSeq(r.Plain(), "\n") {
		if line != "" {
			b.WriteString("    " + line)
		}
		b.WriteByte('\n')
	}
	for _, c := range r.Choices {
		b.WriteString("    [" + c.Label + "]\n")
	}
}

// Holds reports whether the conversation went as the file says.
func (p *Played) Holds() bool { return len(p.Findings) == 0 && p.String() == p.source }
