package dialog

import (
	"cmp"
	"slices"
	"time"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

// checker carries what the checks share.
type checker struct {
	content  *Content
	bundle   *Bundle
	now      time.Time
	nodes    map[NodeID]*SourceNode
	hosts    map[string]bool
	handoffs map[NodeID]bool
	reserved map[NodeID]bool
	named    map[string]bool // placeholders that stand in a text
	findings []diag.Finding
}

func (c *checker) add(code diag.Code, pos diag.Pos, hint, format string, args ...any) {
	c.findings = append(c.findings, finding(code, pos, hint, format, args...))
}

// Check reports what is wrong with content that compiled: the walk, the limits
// of channels, claims, letters, style, translations, rules. bundle must come
// from the same content.
func Check(content *Content, bundle *Bundle, now time.Time) []diag.Finding {
	c := &checker{
		content: content, bundle: bundle, now: now,
		nodes: map[NodeID]*SourceNode{}, hosts: map[string]bool{},
		handoffs: handoffs(content), reserved: map[NodeID]bool{}, named: map[string]bool{},
	}
	for _, id := range Reserved() {
		c.reserved[id] = true
	}
	for t := range content.Trees {
		for i := range content.Trees[t].Nodes {
			n := &content.Trees[t].Nodes[i]
			if c.nodes[n.ID] == nil {
				c.nodes[n.ID] = n
			}
		}
	}
	c.walk()
	c.choices()
	for i := range bundle.locales {
		c.texts(i)
		c.asks(i)
	}
	c.references()
	c.translated()
	c.findings = append(c.findings, ruleFindings(content, ruleExample, bundle.rules.Test())...)
	c.findings = append(c.findings, ruleFindings(content, ruleIdle, bundle.rules.Idle())...)
	c.findings = append(c.findings, ruleFindings(content, rulePoints, bundle.rules.Uneven())...)
	diag.Sort(c.findings)
	return c.findings
}

// walk follows every choice from the start and back again.
func (c *checker) walk() {
	entered := slices.Clone(Reserved())
	for id, n := range c.nodes {
		if n.Smalltalk || isCheck(id) {
			entered = append(entered, id)
		}
	}
	for i := range c.content.Rules {
		for _, rule := range c.content.Rules[i].Rules.Rules {
			if rule.Node != "" {
				entered = append(entered, NodeID(rule.Node))
			}
		}
	}
	reached := c.follow(entered, func(n *SourceNode) []NodeID { return targets(n) })

	back := map[NodeID][]NodeID{} // who leads here
	var open []NodeID             // nodes with a way out of their own
	for _, id := range c.bundle.order {
		n := c.nodes[id]
		for _, to := range targets(n) {
			back[to] = append(back[to], id)
		}
		if leaves(n) {
			open = append(open, id)
		}
	}
	wayOut := c.follow(open, func(n *SourceNode) []NodeID { return back[n.ID] })

	for _, id := range c.bundle.order {
		n := c.nodes[id]
		switch {
		case !reached[id] && !n.Inner: // of a course nobody leads to, its start says it
			c.add(unreachableNode, n.Pos, "let a choice lead here, or take the node away", "no choice leads from the start to %s", id)
		case len(n.Choices) == 0 && !endsHere(id):
			c.add(deadEnd, n.Pos, "offer at least `Menu: /menu`", "node %s has no choices", id)
		case !wayOut[id] && !endsHere(id):
			c.add(closedLoop, n.Pos, "let one of its nodes lead to /menu", "from %s no way leads back to the menu", id)
		}
	}
}

// endsHere reports nodes whose choices the program adds, or that end the talk.
func endsHere(id NodeID) bool {
	return id == Bye || id == Suggest || isCheck(id)
}

// leaves reports whether a node leads to the menu by itself.
func leaves(n *SourceNode) bool {
	for _, ch := range n.Choices {
		if ch.to.IsCommand() || NodeID(ch.to) == Menu || NodeID(ch.to) == Start {
			return true
		}
	}
	return n.ID == Menu || n.ID == Start
}

func targets(n *SourceNode) []NodeID {
	var out []NodeID
	for _, ch := range n.Choices {
		if ch.to.IsCommand() {
			if _, _, node, ok := Command(string(ch.to)); ok {
				out = append(out, node)
			}
			continue
		}
		out = append(out, NodeID(ch.to))
	}
	return out
}

func (c *checker) follow(from []NodeID, next func(*SourceNode) []NodeID) map[NodeID]bool {
	seen := map[NodeID]bool{}
	for len(from) > 0 {
		id := from[len(from)-1]
		from = from[:len(from)-1]
		n := c.nodes[id]
		if seen[id] || n == nil {
			continue
		}
		seen[id] = true
		from = append(from, next(n)...)
	}
	return seen
}

// choices checks buttons that do not depend on the locale.
func (c *checker) choices() {
	for _, id := range c.bundle.order {
		n := c.nodes[id]
		if len(n.Choices) > maxChoices {
			c.add(tooManyChoices, n.Pos, "split the node", "%d choices; a channel shows %d at most", len(n.Choices), maxChoices)
		}
		for i := range n.Choices {
			for _, locale := range c.bundle.locales {
				p := Payload{Locale: locale, To: n.Choices[i].to}
				if len(n.Choices[i].Set) > 0 {
					p.Set = SlotValue{n.Choices[i].Set[0].Slot.Text, n.Choices[i].Set[0].Value.Text}
				}
				if len(p.String()) > MaxPayload {
					c.add(payloadTooLong, n.Choices[i].Label.Pos, "shorten the node's id or the slot's names",
						"the button carries %d bytes, more than the %d that Telegram takes", len(p.String()), MaxPayload)
					break
				}
			}
		}
		for i := range n.Variants {
			for _, earlier := range n.Variants[:i] {
				if includes(n.Variants[i].When, earlier.When) {
					c.add(deadVariant, n.Variants[i].Say.Pos, "put the narrower variant first", "an earlier variant is always taken instead of this one")
					break
				}
			}
		}
	}
}

// includes reports whether every pair of part is in whole.
func includes(whole, part []SourcePair) bool {
	for _, p := range part {
		if !slices.ContainsFunc(whole, func(w SourcePair) bool { return w.Slot.Text == p.Slot.Text && w.Value.Text == p.Value.Text }) {
			return false
		}
	}
	return true
}

// shown is a text as one locale shows it.
type shown struct {
	locale int
	node   *SourceNode // nil for words and the like
	text   string
	lead   string // what the program says before it
	doc    markup.Doc

	problems []markup.Problem

	at     func(offset int) diag.Pos
	source Located // the English it was made from
}

// says lists the texts of all nodes in a locale, translated where a translation
// exists; texts that fall back to English are left to the source locale.
func (c *checker) says(locale int, tr *translator, visit func(shown)) {
	for _, id := range c.bundle.order {
		n := c.nodes[id]
		say := func(context string, l Located) {
			s := shown{locale: locale, node: n, text: l.Text, lead: n.Lead.before(n.Lead.Word.Text.Text, ""), at: l.at, source: l}
			if tr != nil {
				str, _, entry := tr.find(context, l.Text)
				if str == "" {
					return
				}
				s.text = str
				word, _, _ := tr.find(n.Lead.context(), n.Lead.Word.Text.Text)
				s.lead = n.Lead.before(cmp.Or(word, n.Lead.Word.Text.Text), "")
				s.at = func(int) diag.Pos { return entry.Pos }
			}
			s.doc, s.problems = markup.Parse(s.text)
			visit(s)
		}
		say(string(id)+" say", n.Say)
		for _, v := range n.Variants {
			say(string(id)+" say "+whenKey(v.When), v.Say)
		}
	}
}

// translatorOf is nil for the source locale.
func (c *checker) translatorOf(locale int) *translator {
	if locale == 0 {
		return nil
	}
	return newTranslator(&c.content.Locales[locale-1])
}
