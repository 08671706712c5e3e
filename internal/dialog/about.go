package dialog

import (
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// IsAbout reports whether a place in the content belongs to a node in a locale: its
// lines in the tree, or its entries in the translation.
func (c *Content) IsAbout(pos diag.Pos, id NodeID, locale string) bool {
	if locale == SourceLocale {
		for t := range c.Trees {
			tree := &c.Trees[t]
			for i := range tree.Nodes {
				if tree.Nodes[i].ID != id || tree.File != pos.File {
					continue
				}
				return pos.Line >= tree.Nodes[i].Pos.Line && (i+1 == len(tree.Nodes) || pos.Line < tree.Nodes[i+1].Pos.Line)
			}
		}
		return false
	}
	for i := range c.Locales {
		l := &c.Locales[i]
		if l.Locale != locale || l.File != pos.File {
			continue
		}
		for _, m := range l.Messages {
			if m.Pos == pos && strings.HasPrefix(m.Context, string(id)+" ") {
				return true
			}
		}
	}
	return false
}
