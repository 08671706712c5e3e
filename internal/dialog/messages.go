package dialog

import (
	"cmp"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// Message is one text to translate.
//
// Context says which text it is, for translators and for the compiler:
//
//	grooming/signs title      grooming/signs say
//	grooming/signs say age=11-13        (a variant)
//	grooming/signs choice     (with the label as ID: labels are unique in a node)
//	words help-now            hotline us-988 name
//	hotline us-988 hours      picture grooming-signs
type Message struct {
	Context string
	ID      string // the English text
	Pos     diag.Pos

	node    *SourceNode    // that the text is of; nil for words and the like
	choice  *SourceChoice  // that it is the label of
	variant *SourceVariant // that it is the text of
}

// Messages lists every text to translate, in the order of the files.
func Messages(c *Content) []Message {
	var out []Message
	add := func(context string, l Located, m Message) {
		if l.Text != "" {
			m.Context, m.ID, m.Pos = context, l.Text, l.Pos
			out = append(out, m)
		}
	}
	for _, t := range c.Trees {
		for i := range t.Nodes {
			n := &t.Nodes[i]
			id := string(n.ID)
			if n.TitleOf == "" {
				add(n.titleContext(), n.Title, Message{node: n})
			}
			add(id+" say", n.Say, Message{node: n})
			for k := range n.Variants {
				add(id+" say "+whenKey(n.Variants[k].When), n.Variants[k].Say, Message{node: n, variant: &n.Variants[k]})
			}
			for k := range n.Choices {
				if ch := &n.Choices[k]; ch.From == "" {
					add(ch.context(n.ID), ch.Label, Message{node: n, choice: ch})
				}
			}
		}
	}
	for _, w := range c.Words {
		add("words "+w.Key.Text, w.Text, Message{})
	}
	for i := range c.Hotlines {
		h := &c.Hotlines[i]
		if !h.shown() {
			continue
		}
		add("hotline "+h.ID.Text+" name", h.Name, Message{})
		if h.Hours.Text != always {
			add("hotline "+h.ID.Text+" hours", h.Hours, Message{})
		}
	}
	for _, p := range c.Pictures {
		add("picture "+p.Name.Text, p.Description, Message{})
	}
	return out
}

// part is what a text is of its node or table: "say", "title", "choice",
// "name"; its place is the node's id, or "words", "hotline", "picture".
func (m *Message) part() (place, part string) {
	place, part, _ = strings.Cut(m.Context, " ")
	return place, part
}

// isLabel reports contexts that many texts of a node share: buttons.
func isLabel(context string) bool { return strings.HasSuffix(context, " choice") }

// titleContext is the context of the title, which may be another node's.
func (n *SourceNode) titleContext() string { return string(cmp.Or(n.TitleOf, n.ID)) + " title" }

// context is the context of the label, which may stand elsewhere.
func (c *SourceChoice) context(in NodeID) string { return cmp.Or(c.From, string(in)+" choice") }

// whenKey is a variant's condition as text: "age=11-13,device=iphone", sorted.
func whenKey(when []SourcePair) string {
	parts := make([]string, 0, len(when))
	for _, w := range when {
		parts = append(parts, w.Slot.Text+"="+w.Value.Text)
	}
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

// translator finds the translations of one locale.
type translator struct {
	exact  map[[2]string]*POMessage // by context and English text
	byPart map[string]*POMessage    // by context, for texts whose English changed
	used   map[*POMessage]bool
}

func newTranslator(l *SourceLocaleFiles) *translator {
	t := &translator{
		exact:  make(map[[2]string]*POMessage, len(l.Messages)),
		byPart: make(map[string]*POMessage, len(l.Messages)),
		used:   make(map[*POMessage]bool, len(l.Messages)),
	}
	for i := range l.Messages {
		m := &l.Messages[i]
		t.exact[[2]string{m.Context, m.ID}] = m
		if !isLabel(m.Context) {
			t.byPart[m.Context] = m
		}
	}
	return t
}

// find gives the translation of a text, whether it is stale (made from another
// English text, or marked fuzzy), and its entry. Without one it gives "".
func (t *translator) find(context, english string) (str string, stale bool, entry *POMessage) {
	m := t.exact[[2]string{context, english}]
	if m == nil {
		if m = t.byPart[context]; m == nil {
			return "", false, nil
		}
		stale = true
	}
	t.used[m] = true
	return m.Str, stale || m.Fuzzy, m
}
