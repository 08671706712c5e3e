package compare

import (
	"cmp"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// The ranks of edits, the first first.
const (
	rankLost = iota
	rankDanger
	rankHotline
	rankHelp
	rankRest
	rankFollows
)

// helpWords are the short texts that lead to help, beside those that hold a
// hotline.
var helpWords = []string{
	"help-now", "safe-words", "help-line", "yes-now", "no-not-now", "back-to-question", "choose-country",
	"country-notice", "interpreters", "web-hotlines", "web-call",
}

// describe fills in what an edit is by itself and why it comes first.
func (r *Report) describe(w *walk) {
	each(len(r.Edits), func(i int) {
		e := &r.Edits[i]
		before, after := w.before.items[e.What], w.after.items[e.What]
		e.Fields = fields(before, after)
		e.Follows = len(e.Fields) == 0
		if len(e.Conversations) > 0 {
			seen := seenFields[kindOf(e.What)]
			e.Fields = slices.DeleteFunc(e.Fields, func(f Field) bool { return slices.Contains(seen, f.Name) })
		}
		e.rank, e.First = e.why(before, after)
	})
	r.Counts.Edits = len(r.Edits)
	for i := range r.Edits {
		if r.Edits[i].First != "" {
			r.Counts.First++
		}
	}
}

// why ranks an edit and says why it comes first.
func (e *Edit) why(before, after *dialog.Item) (rank int, first string) {
	kind := kindOf(e.What)
	switch {
	case slices.ContainsFunc(e.Questions, func(q Question) bool { return q.Lost }):
		return rankLost, "a message that told of danger does so less"
	case e.Follows && !e.Stale:
		return rankFollows, ""
	case decides[kind] || kind == "harmless":
		return rankDanger, "it decides what counts as danger"
	case strings.HasPrefix(e.What, "node/danger/"):
		return rankDanger, "people in danger read it"
	case kind == "hotline" || e.What == orderItem:
		return rankHotline, "it decides which help lines people are given"
	case kind == "word" && aboutHelp(before, after):
		return rankHelp, "its words lead to help"
	case slices.ContainsFunc(e.Conversations, movesHelp):
		return rankHelp, "help that a reply gives changes"
	case e.Follows:
		return rankFollows, ""
	default:
		return rankRest, ""
	}
}

func aboutHelp(items ...*dialog.Item) bool {
	return slices.ContainsFunc(items, func(i *dialog.Item) bool {
		if i == nil {
			return false
		}
		w := i.Word()
		return slices.Contains(helpWords, w.Key) || slices.Contains(lineWords, w.Key) || strings.Contains(w.Text, "{hotline.")
	})
}

// movesHelp reports whether the numbers to call differ, or the buttons that lead to
// help. The buttons of a whole node that came or went take no help away: the row
// below every reply has it.
func movesHelp(c Conversation) bool {
	return !slices.Equal(c.Before.calls(), c.After.calls()) ||
		c.Before != nil && c.After != nil && !slices.Equal(c.Before.help(), c.After.help())
}

func (s *Shown) calls() []string {
	if s == nil {
		return nil
	}
	return s.Calls
}

// help lists the buttons that lead to help.
func (s *Shown) help() []Button {
	return slices.DeleteFunc(slices.Clone(s.Buttons), func(b Button) bool { return !leadsToHelp(b.To) })
}

func leadsToHelp(to string) bool {
	return strings.HasPrefix(to, "danger/") || to == dialog.CommandHelp || to == dialog.CommandHotline
}

// sort puts the edits in order: by rank, then by tree and node, then by name.
func (r *Report) sort() {
	slices.SortStableFunc(r.Edits, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(subject(a.What), subject(b.What)), cmp.Compare(a.What, b.What))
	})
}

// subject is what an item is about: the node, whatever its locale and kind. What
// is about no node comes after the nodes.
func subject(what string) string {
	kind, rest, _ := strings.Cut(what, "/")
	if kind == "node" || kind == "asks" {
		id, _, _ := strings.Cut(rest, "@")
		return id
	}
	return "\xff" + what
}
