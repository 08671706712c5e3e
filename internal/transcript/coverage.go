package transcript

import (
	"fmt"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// Coverage counts what conversations reach of a bundle.
type Coverage struct {
	bundle  *dialog.Bundle
	nodes   map[dialog.NodeID]bool
	choices map[string]bool // node, label
	typed   map[dialog.NodeID]bool
}

// NewCoverage starts counting.
func NewCoverage(b *dialog.Bundle) *Coverage {
	return &Coverage{bundle: b, nodes: map[dialog.NodeID]bool{}, choices: map[string]bool{}, typed: map[dialog.NodeID]bool{}}
}

// Add counts a conversation.
func (c *Coverage) Add(p *Played) {
	for _, id := range p.opened {
		c.nodes[id] = true
	}
	for _, t := range p.taps {
		c.choices[string(t.node)+"\n"+string(t.choice.To)] = true
	}
	for i := range p.Replies {
		c.nodes[p.Replies[i].Node] = true
		switch {
		case p.steps[i].kind == engine.Tap && i > 0:
			if payload, ok := button(p.Replies[i-1], p.steps[i].text); ok {
				c.choices[string(p.Replies[i-1].Node)+"\n"+target(payload)] = true
			}
		case p.steps[i].kind == engine.Text && (p.Replies[i].Route == engine.Answer || p.Replies[i].Route == engine.Smalltalk):
			c.typed[p.Replies[i].Node] = true
		}
	}
}

func target(payload string) string {
	p, err := dialog.ParsePayload(payload)
	if err != nil {
		return ""
	}
	return string(p.To)
}

// Report says in a few lines how much is covered, and lists what is not, at most
// most entries a kind (0: all).
func (c *Coverage) Report(most int) string {
	var nodes, choices, asked, noNode, noChoice, noAsk []string
	for _, id := range c.bundle.NodeIDs() {
		n, _ := c.bundle.Node(id)
		nodes = append(nodes, string(id))
		if !c.nodes[id] {
			noNode = append(noNode, string(id))
		}
		for _, ch := range n.View(0).Choices {
			choices = append(choices, ch.Label)
			if !c.choices[string(id)+"\n"+string(ch.To)] {
				noChoice = append(noChoice, fmt.Sprintf("%s [%s]", id, ch.Label))
			}
		}
		if n.Asks > 0 {
			asked = append(asked, string(id))
			if !c.typed[id] {
				noAsk = append(noAsk, string(id))
			}
		}
	}
	var b strings.Builder
	for _, row := range []struct {
		what         string
		all, missing []string
	}{{"nodes", nodes, noNode}, {"choices", choices, noChoice}, {"nodes found by a question", asked, noAsk}} {
		done := len(row.all) - len(row.missing)
		fmt.Fprintf(&b, "%s: %d of %d (%d%%)\n", row.what, done, len(row.all), 100*done/max(1, len(row.all)))
		slices.Sort(row.missing)
		for i, m := range row.missing {
			if most > 0 && i == most {
				fmt.Fprintf(&b, "  … and %d more\n", len(row.missing)-most)
				break
			}
			b.WriteString("  not reached: " + m + "\n")
		}
	}
	return b.String()
}
