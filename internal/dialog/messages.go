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
	Comment string // what a translator should know
}

// Messages lists every text to translate, in the order of the files.
func Messages(c *Content) []Message {
	var out []Message
	add := func(context string, l Located, comment string) {
		if l.Text != "" {
			out = append(out, Message{Context: context, ID: l.Text, Pos: l.Pos, Comment: comment})
		}
	}
	for _, t := range c.Trees {
		for i := range t.Nodes {
			n := &t.Nodes[i]
			id := string(n.ID)
			add(id+" title", n.Title, "a button, at most 34 characters")
			add(id+" say", n.Say, "")
			for _, v := range n.Variants {
				add(id+" say "+whenKey(v.When), v.Say, "")
			}
			for _, ch := range n.Choices {
				add(id+" choice", ch.Label, "a button, at most 34 characters")
			}
		}
	}
	for _, w := range c.Words {
		add("words "+w.Key.Text, w.Text, "{…} is filled in by the program; keep it")
	}
	for i := range c.Hotlines {
		h := &c.Hotlines[i]
		if !h.shown() {
			continue
		}
		add("hotline "+h.ID.Text+" name", h.Name, "the name as its callers know it; often stays as it is")
		if h.Hours.Text != always {
			add("hotline "+h.ID.Text+" hours", h.Hours, "")
		}
	}
	for _, p := range c.Pictures {
		add("picture "+p.Name.Text, p.Description, "read aloud to people who do not see the picture")
	}
	return out
}

// whenKey is a variant's condition as text: "age=11-13,device=iphone", sorted.
func whenKey(when []SourcePair) string {
	parts := make([]string, 0, len(when))
	for _, w := range when {
		parts = append(parts, w.Slot.Text+"="+w.Value.Text)
	}
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

func sortPO(messages []POMessage) {
	slices.SortFunc(messages, func(a, b POMessage) int {
		return cmp.Or(cmp.Compare(a.Context, b.Context), cmp.Compare(a.ID, b.ID))
	})
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
		if !strings.HasSuffix(m.Context, " choice") { // a node has many of those
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
