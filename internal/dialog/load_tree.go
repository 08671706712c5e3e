package dialog

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

var (
	treeKeys = keys{"tree", "title", "nodes"}
	nodeKeys = keys{
		"was", "title", "topic", "kind", "ask", "smalltalk", "say", "variants",
		"picture", "sources", "review-days", "asks", "choices",
	}
	variantKeys = keys{"when", "say"}
	choiceKeys  = keys{"to", "set"}
)

func readTree(r *reader, root *yaml.Node) func(*Content) {
	t := SourceTree{File: r.file}
	var nodes *yaml.Node
	for key, value := range r.pairs(root, "a tree file", treeKeys) {
		switch key.Value {
		case "tree":
			t.Name, _ = r.text(value, "tree")
		case "title":
			t.Title, _ = r.text(value, "title")
		case "nodes":
			nodes = value
		}
	}
	if !r.heading(&t, root, "tree") {
		return nil
	}
	if nodes == nil {
		r.add(missingKey, t.Name.Pos, "add `nodes:`", "the tree has no nodes")
		return nil
	}
	for key, value := range r.pairs(nodes, "nodes", nil) {
		if !isKebab(key.Value) {
			r.add(badID, r.pos(key), "use small letters, digits and hyphens", "the node name %q is not kebab-case", key.Value)
			continue
		}
		n := SourceNode{ID: NodeID(t.Name.Text + "/" + key.Value), Pos: r.pos(key)}
		r.node(&n, value, nodeKeys, nil)
		t.Nodes = append(t.Nodes, n)
	}
	return t.add
}

// heading reports what the first lines of a tree or course lack; ok is false when
// its nodes have no names without them.
func (r *reader) heading(t *SourceTree, root *yaml.Node, what string) (ok bool) {
	if t.Name.Text == "" {
		r.add(missingKey, r.pos(root), "start the file with `"+what+": name`", "the %s has no name", what)
		return false
	}
	if !isKebab(t.Name.Text) {
		r.add(badID, t.Name.Pos, "use small letters, digits and hyphens", "the %s name %q is not kebab-case", what, t.Name.Text)
	}
	if t.Title.Text == "" {
		r.add(missingKey, t.Name.Pos, "add `title: …`", "the %s has no title", what)
	}
	return true
}

// add adds what was read to the content.
func (t *SourceTree) add(c *Content) {
	c.Trees = append(c.Trees, *t)
	for i := range t.Nodes {
		if n := &t.Nodes[i]; len(n.Asks) > 0 {
			c.asks[n.ID] = append(c.asks[n.ID], n.Asks...)
		}
	}
}

// node reads a node with the keys it may have. other reads those that only some
// nodes have.
func (r *reader) node(n *SourceNode, value *yaml.Node, known keys, other func(key string, value *yaml.Node)) {
	for key, value := range r.pairs(value, "node "+string(n.ID), known) {
		switch key.Value {
		case "was":
			n.Was = r.texts(value, "was")
		case "title":
			n.Title, _ = r.text(value, "title")
		case "topic":
			n.Topic, _ = r.text(value, "topic")
		case "kind":
			n.Kind = r.kind(value)
		case "ask":
			n.Slot, _ = r.text(value, "ask")
			n.Kind = Ask
		case "smalltalk":
			n.Smalltalk = r.flag(value, "smalltalk")
		case "say":
			n.Say, _ = r.text(value, "say")
		case "variants":
			n.Variants = r.variants(value)
		case "picture":
			n.Picture, _ = r.text(value, "picture")
		case "sources":
			n.Sources = r.texts(value, "sources")
		case "review-days":
			n.ReviewDays = r.reviewDays(value)
		case "asks":
			n.Asks = r.texts(value, "asks")
		case "choices":
			n.Choices = r.choices(value, n.ID)
		default:
			other(key.Value, value)
		}
	}
	for _, need := range []struct {
		key string
		l   Located
	}{{"say", n.Say}, {"title", n.Title}, {"topic", n.Topic}} {
		if need.l.Pos.Line == 0 {
			r.add(missingKey, n.Pos, "add `"+need.key+":`", "node %s has no %s", n.ID, need.key)
		}
	}
}

// maxReviewDays is the longest that an approval stands: a year.
const maxReviewDays = 365

func (r *reader) reviewDays(n *yaml.Node) int {
	l, ok := r.text(n, "review-days")
	if !ok {
		return 0
	}
	days, err := strconv.Atoi(l.Text)
	if err != nil || days < 1 || days > maxReviewDays {
		r.add(yamlShape, l.Pos, "write how many days an approval of this text stands, at most a year", "review-days must be a whole number from 1 to %d", maxReviewDays)
		return 0
	}
	return days
}

func (r *reader) kind(n *yaml.Node) Kind {
	l, ok := r.text(n, "kind")
	if !ok {
		return Say
	}
	k, known := parseKind(l.Text)
	if !known || k == Ask {
		r.add(yamlShape, l.Pos, didYouMean(l.Text, []string{"say", "quiz", "lesson"}), "there is no kind of node called %q", l.Text)
	}
	return k
}

func (r *reader) variants(n *yaml.Node) []SourceVariant {
	var out []SourceVariant
	for _, item := range r.items(n, "variants") {
		var v SourceVariant
		for key, value := range r.pairs(item, "a variant", variantKeys) {
			switch key.Value {
			case "when":
				v.When = r.slotPairs(value, "when")
			case "say":
				v.Say, _ = r.text(value, "say")
			}
		}
		if len(v.When) == 0 || v.Say.Text == "" {
			r.add(missingKey, r.pos(item), "write `when: {slot: value}` and `say:`", "a variant needs when and say")
			continue
		}
		out = append(out, v)
	}
	return out
}

func (r *reader) slotPairs(n *yaml.Node, what string) []SourcePair {
	var out []SourcePair
	for key, value := range r.pairs(n, what, nil) {
		if l, ok := r.text(value, what); ok {
			out = append(out, SourcePair{Slot: Located{Text: key.Value, Pos: r.pos(key)}, Value: l})
		}
	}
	return out
}

func (r *reader) choices(n *yaml.Node, in NodeID) []SourceChoice {
	var out []SourceChoice
	for _, item := range r.items(n, "choices") {
		for key, value := range r.pairs(item, "a choice", nil) {
			c := SourceChoice{Label: Located{Text: key.Value, Pos: r.pos(key)}}
			if value.Kind == yaml.MappingNode {
				for k, v := range r.pairs(value, "a choice", choiceKeys) {
					switch k.Value {
					case "to":
						c.Target, _ = r.text(v, "to")
					case "set":
						c.Set = r.slotPairs(v, "set")
					}
				}
				if c.Target.Text == "" {
					r.add(missingKey, c.Label.Pos, "add `to: node`", "the choice %q leads nowhere", c.Label.Text)
					continue
				}
			} else {
				var ok bool
				if c.Target, ok = r.text(value, "the target of a choice"); !ok {
					continue
				}
			}
			c.to = resolve(in, c.Target.Text)
			out = append(out, c)
		}
	}
	return out
}

// resolve makes a target full: "first-steps" in grooming/signs is
// grooming/first-steps.
func resolve(in NodeID, target string) Target {
	if strings.Contains(target, "/") {
		return Target(target)
	}
	tree, _, _ := strings.Cut(string(in), "/")
	return Target(tree + "/" + target)
}

// isKebab reports whether s is small letters, digits and single hyphens.
func isKebab(s string) bool {
	for i := range len(s) {
		c := s[i]
		hyphen := c == '-'
		if hyphen && (i == 0 || i == len(s)-1 || s[i-1] == '-') {
			return false
		}
		if !hyphen && !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
			return false
		}
	}
	return s != ""
}
