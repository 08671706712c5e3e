package transcript

import (
	"fmt"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// A walk is a transcript that nobody has to write: with
//
//	title: Every button of the tree talk
//	locale: en
//	walk: talk
//
// every node of a tree is opened as an old button would open it, and each of its
// buttons is tapped. What it says is one line a button, the label and the node that it
// leads to:
//
//	talk/start:
//	    [When my child is small] leads to talk/young

// bundled is a Turner that answers from a bundle.
type bundled interface {
	Turner
	Bundle() *dialog.Bundle
}

// tapped is a button that a walk tapped.
type tapped struct {
	node   dialog.NodeID
	choice dialog.Choice
	to     dialog.NodeID
}

// walk taps every button of the tree.
func (p *Played) walk(with Turner) {
	b, ok := with.(bundled)
	if !ok {
		panic("a walk needs something that answers from a bundle")
	}
	for _, id := range b.Bundle().NodeIDs() {
		if !strings.HasPrefix(string(id), p.Walk+"/") {
			continue
		}
		state := engine.State{Locale: p.Locale, Country: p.Country}
		in := engine.Input{Kind: engine.Tap, Locale: p.Locale, LocaleFixed: true}
		in.Payload = dialog.Payload{Locale: p.Locale, To: dialog.Target(id)}.String()
		state, shown, _ := with.Turn(state, in)
		p.opened = append(p.opened, shown.Node)
		for _, c := range shown.Choices {
			in.Payload = c.Payload
			_, next, _ := with.Turn(state, in)
			p.taps = append(p.taps, tapped{shown.Node, c, next.Node})
		}
	}
	if len(p.opened) == 0 {
		p.Findings = append(p.Findings, diag.Finding{
			Code: BadTranscript, Severity: diag.Error, Pos: diag.Pos{File: p.File, Line: 1, Col: 1},
			Message: fmt.Sprintf("there is no tree %q to walk", p.Walk), Hint: "name a tree, as the first line of its file does",
		})
	}
}

func (p *Played) writeWalk(b *strings.Builder) {
	taps := p.taps
	for _, id := range p.opened {
		fmt.Fprintf(b, "\n%s:\n", id)
		for len(taps) > 0 && taps[0].node == id {
			fmt.Fprintf(b, "    [%s] leads to %s\n", taps[0].choice.Label, taps[0].to)
			taps = taps[1:]
		}
	}
}
