package dialog

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// Build loads, checks and compiles a content directory. The Bundle is nil when
// any finding is an error: bad content never reaches a parent. now is the day
// against which "out of date" is judged; it changes findings, never the Bundle.
func Build(fsys fs.FS, now time.Time) (*Bundle, []diag.Finding) {
	return build(fsys, now, Check)
}

// Examine is Build for people who write: it also looks for asks that are too much
// alike and tries every ask with itself left out, which takes its time and says
// nothing about whether content may be served.
func Examine(fsys fs.FS, now time.Time) (*Bundle, []diag.Finding) {
	return build(fsys, now, func(content *Content, bundle *Bundle, now time.Time) []diag.Finding {
		return slices.Concat(Check(content, bundle, now), alike(content, bundle), lost(content, bundle))
	})
}

func build(fsys fs.FS, now time.Time, check func(*Content, *Bundle, time.Time) []diag.Finding) (*Bundle, []diag.Finding) {
	content, findings := Load(fsys)
	bundle, more := Compile(content)
	findings = append(findings, more...)
	if bundle != nil {
		findings = append(findings, check(content, bundle, now)...)
	}
	diag.Sort(findings)
	findings = slices.Compact(findings) // what a course says once stands in many nodes
	if diag.Failed(findings) {
		return nil, findings
	}
	return bundle, findings
}

// compiler carries what the steps of Compile share.
type compiler struct {
	content  *Content
	findings []diag.Finding
	nodes    map[NodeID]*SourceNode
	order    []NodeID // as written
	heirs    map[NodeID]NodeID
	topics   map[string]bool
	slots    map[string]Slot
	sources  map[string]bool
	pictures map[string]*SourcePicture
}

func (c *compiler) add(code diag.Code, pos diag.Pos, hint, format string, args ...any) {
	c.findings = append(c.findings, finding(code, pos, hint, format, args...))
}

// Compile makes a Bundle of what was loaded and reports what stands in the way:
// things that do not exist, come twice, or do not fit together. The Bundle is
// nil only when there is nothing to serve at all; whoever serves it asks Build.
// The same content gives the same digest on every machine.
func Compile(content *Content) (*Bundle, []diag.Finding) {
	c := &compiler{
		content:  content,
		nodes:    map[NodeID]*SourceNode{},
		heirs:    map[NodeID]NodeID{},
		topics:   map[string]bool{},
		slots:    map[string]Slot{},
		sources:  map[string]bool{},
		pictures: map[string]*SourcePicture{},
	}
	c.tables()
	c.declare()
	if len(c.order) == 0 {
		c.add(reservedNode, diag.Pos{File: "trees"}, "take the trees that ship with Porchlight", "there is no tree to serve")
		return nil, c.findings
	}
	c.resolveChoices()
	c.words()
	c.said()
	c.asks()
	bundle, problems := assemble(Items(content))
	bundle.order = c.order    // as written: people read it
	if !content.rulesUnread { // files name groups of each other: what is missing would be reported in all
		c.findings = append(c.findings, ruleFindings(content, ruleProblem, problems)...)
		c.handoffs()
	}
	return bundle, c.findings
}

// tables reads topics, slots, sources and pictures.
func (c *compiler) tables() {
	for _, t := range c.content.Topics {
		c.topics[t.Key.Text] = true
	}
	for _, s := range c.content.Slots {
		c.slots[s.Name.Text] = Slot{Name: s.Name.Text, Values: texts(s.Values)}
	}
	for _, s := range c.content.Sources {
		c.sources[s.ID.Text] = true
	}
	for i := range c.content.Pictures {
		p := &c.content.Pictures[i]
		c.pictures[p.Name.Text] = p
		if p.Description.Text == "" {
			c.add(pictureWithoutWords, p.Name.Pos, "say in a sentence what it shows", "picture %q has no description", p.Name.Text)
		}
		for _, file := range c.content.PictureFiles(p) {
			if !c.content.files[file] {
				c.add(missingPicture, p.Name.Pos, "put it below pictures/", "picture %q: there is no file %q", p.Name.Text, file)
			}
		}
	}
}

// declare notes every node, and the heirs of earlier ids.
func (c *compiler) declare() {
	for t := range c.content.Trees {
		tree := &c.content.Trees[t]
		for i := range tree.Nodes {
			n := &tree.Nodes[i]
			if first := c.nodes[n.ID]; first != nil {
				c.add(duplicateID, n.Pos, "give one of them another id", "node %s is already in %s", n.ID, first.Pos)
				continue
			}
			c.nodes[n.ID] = n
			c.order = append(c.order, n.ID)
			c.node(n)
		}
	}
	for _, id := range c.order {
		for _, was := range c.nodes[id].Was {
			old := NodeID(was.Text)
			switch {
			case c.nodes[old] != nil:
				c.add(earlierIDTaken, was.Pos, "an id is never given to another node", "%s is a node of its own", old)
			case c.heirs[old] != "":
				c.add(earlierIDTaken, was.Pos, "one earlier id has one heir", "%s already leads to %s", old, c.heirs[old])
			default:
				c.heirs[old] = id
			}
		}
	}
	for _, id := range Reserved() {
		if c.nodes[id] == nil {
			c.add(reservedNode, c.treeOf(id), "the program needs it; take it from the content that ships with Porchlight", "node %s is missing", id)
		}
	}
}

// treeOf is the place of the tree that a node belongs to.
func (c *compiler) treeOf(id NodeID) diag.Pos {
	name, _, _ := strings.Cut(string(id), "/")
	for i := range c.content.Trees {
		if t := &c.content.Trees[i]; t.Name.Text == name {
			return t.Name.Pos
		}
	}
	return diag.Pos{File: "trees"}
}

// node reports what a node names that does not exist.
func (c *compiler) node(n *SourceNode) {
	if n.Topic.Text != "" && !c.topics[n.Topic.Text] {
		c.add(unknownTopic, n.Topic.Pos, didYouMean(n.Topic.Text, keysOf(c.content.Topics)), "there is no topic %q", n.Topic.Text)
	}
	if n.Slot.Text != "" {
		c.slotPair(SourcePair{Slot: n.Slot})
	}
	for _, v := range n.Variants {
		for _, w := range v.When {
			c.slotPair(w)
		}
	}
	for _, s := range n.Sources {
		if !c.sources[s.Text] {
			c.add(unknownSource, s.Pos, didYouMean(s.Text, slices.Sorted(maps.Keys(c.sources))), "there is no source %q in sources.yaml", s.Text)
		}
	}
	if n.Picture.Text != "" && c.pictures[n.Picture.Text] == nil {
		c.add(missingPicture, n.Picture.Pos, didYouMean(n.Picture.Text, slices.Sorted(maps.Keys(c.pictures))), "there is no picture %q in pictures.yaml", n.Picture.Text)
	}
}

// slotPair reports a slot or value that slots.yaml does not list. `country` may
// be used in a condition without being listed: its values are country codes.
func (c *compiler) slotPair(p SourcePair) {
	if p.Slot.Text == "country" && len(p.Value.Text) == 2 {
		return
	}
	slot, known := c.slots[p.Slot.Text]
	switch {
	case !known:
		c.add(unknownSlot, p.Slot.Pos, didYouMean(p.Slot.Text, slices.Sorted(maps.Keys(c.slots))), "there is no slot %q in slots.yaml", p.Slot.Text)
	case p.Value.Text != "" && !slices.Contains(slot.Values, p.Value.Text):
		c.add(unknownSlot, p.Value.Pos, didYouMean(p.Value.Text, slot.Values), "slot %s has no value %q", slot.Name, p.Value.Text)
	}
}

// said reports what the names of values name and slots.yaml does not list.
func (c *compiler) said() {
	for _, locale := range slices.Sorted(maps.Keys(c.content.said)) {
		for _, p := range c.content.said[locale].Phrases {
			counts := p.Value.Text == numberMark
			pair := SourcePair{Slot: p.Slot}
			if !counts {
				pair.Value = p.Value
			}
			c.slotPair(pair)
			for _, w := range p.Words {
				if strings.Contains(w.Text, numberMark) != counts {
					c.add(unknownSlot, w.Pos, "list phrases with {n} under {n}, and only those", "%q and its value %q do not both count", w.Text, p.Value.Text)
				}
			}
		}
	}
}

// resolveChoices makes sure that every choice leads somewhere.
func (c *compiler) resolveChoices() {
	ids := c.ids()
	for _, id := range c.order {
		n := c.nodes[id]
		labels := map[string]bool{}
		for i := range n.Choices {
			ch := &n.Choices[i]
			if ch.Label.Text != "" && labels[ch.Label.Text] {
				c.add(duplicateLabel, ch.Label.Pos, "two buttons of one node need different words", "the label %q stands here twice", ch.Label.Text)
			}
			labels[ch.Label.Text] = true
			for _, p := range ch.Set {
				c.slotPair(p)
			}
			if len(ch.Set) > 1 {
				c.add(unknownSlot, ch.Label.Pos, "ask for one thing at a time", "a choice sets one slot at most")
			}
			if ch.to.IsCommand() {
				if _, _, _, ok := Command(string(ch.to)); !ok {
					c.add(missingTarget, ch.Target.Pos, didYouMean(string(ch.to), slices.Sorted(maps.Keys(commandNodes))), "there is no command %q", ch.to)
				}
				continue
			}
			if c.nodes[NodeID(ch.to)] == nil {
				hint := didYouMean(string(ch.to), ids)
				if heir := c.heirs[NodeID(ch.to)]; heir != "" {
					hint = "it is called " + string(heir) + " today"
				}
				c.add(missingTarget, ch.Target.Pos, hint, "there is no node %q", ch.to)
			}
		}
	}
}

// words reports texts of the program that are missing or that it never shows.
func (c *compiler) words() {
	known := Words()
	keys := keysOf(c.content.Words)
	for _, key := range known {
		if !slices.Contains(keys, key) {
			c.add(missingWord, diag.Pos{File: "words.yaml", Line: 1, Col: 1}, "add it; the program shows it", "the word %q is missing", key)
		}
	}
	for _, w := range c.content.Words {
		if !slices.Contains(known, w.Key.Text) {
			c.add(unknownWord, w.Key.Pos, didYouMean(w.Key.Text, known), "the program never shows the word %q", w.Key.Text)
		}
	}
}

// handoffs reports rules that hand off to a node that does not exist.
func (c *compiler) handoffs() {
	for i := range c.content.Rules {
		rules := c.content.Rules[i].Rules.Rules
		for k := range rules {
			if node := rules[k].Node; node != "" && c.nodes[NodeID(node)] == nil {
				c.add(missingTarget, c.content.Rules[i].Place["rules/"+rules[k].ID],
					"name a node of the tree danger", "rule %s hands off to %q, which is no node", rules[k].ID, node)
			}
		}
	}
}

func ruleFindings(content *Content, code diag.Code, problems []triage.Problem) []diag.Finding {
	var out []diag.Finding
	for _, p := range problems {
		pos := diag.Pos{File: "triage"}
		for i := range content.Rules {
			if content.Rules[i].Rules.Language == p.Language {
				pos = diag.Pos{File: content.Rules[i].File, Line: 1, Col: 1}
				place := content.Rules[i].Place
				entry := fmt.Sprintf("%s/%s/%s/%d", p.Section, p.ID, p.Field, p.Index)
				if p.ID == "" {
					entry = fmt.Sprintf("%s//%d", p.Section, p.Index)
				}
				if at, ok := place[entry]; ok {
					pos = at
				} else if at, ok := place[p.Section+"/"+p.ID]; ok {
					pos = at
				}
			}
		}
		what := p.Section
		if p.ID != "" {
			what += "/" + p.ID
		}
		if p.Field != "" {
			what += " " + p.Field
		}
		if p.Index >= 0 {
			what += fmt.Sprintf(" %d", p.Index+1)
		}
		out = append(out, finding(code, pos, p.Hint, "%s: %s", what, p.Message))
	}
	return out
}

// asks reports asks that lead nowhere.
func (c *compiler) asks() {
	for i := range c.content.Locales {
		for _, at := range c.content.Locales[i].AskOrder {
			if c.nodes[NodeID(at.Text)] == nil {
				c.add(missingTarget, at.Pos, didYouMean(at.Text, c.ids()), "there is no node %q", at.Text)
			}
		}
	}
}

func (c *compiler) ids() []string {
	ids := make([]string, 0, len(c.order))
	for _, id := range c.order {
		ids = append(ids, string(id))
	}
	return ids
}
