package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// find ranks the nodes that the message may mean. A message of two languages is
// asked of the asks of both; in doubt those of the reply's language count.
func (t *turn) find(m text.Message) {
	t.r.Match, t.r.Asked = t.findIn(t.locale, m), t.locale
	if !t.mixed {
		return
	}
	for i := range t.e.frames {
		if i == t.locale {
			continue
		}
		best, other := &t.r.Match, t.findIn(i, m)
		if other.Decision > best.Decision || other.Decision == best.Decision && other.Candidates[0].Score > best.Candidates[0].Score {
			t.r.Match, t.r.Asked = other, i
		}
	}
}

// findIn ranks by the asks of one locale. The place where the person is counts, unless
// the words alone are nearest to an aside or to the bot: "ok" means the same everywhere.
func (t *turn) findIn(locale int, m text.Message) match.Result {
	ix := t.e.bundle.Index(locale)
	r := ix.FindAt(m, t.place())
	found := r.Candidates[:r.N]
	if r.N == 0 {
		return r
	}
	alone := slices.MaxFunc(found, func(a, b match.Candidate) int { return cmp.Compare(a.Alone, b.Alone) })
	if n, ok := t.e.bundle.Node(dialog.NodeID(alone.ID)); alone.ID != found[0].ID && ok && (n.Topic == aboutBot || t.aside(alone.ID)) {
		return ix.Find(m)
	}
	return r
}

// place is what a message that says little means: what is on screen, and where its
// buttons lead. Pages of no subject, such as the menu, are no place.
func (t *turn) place() match.Place {
	n, ok := t.e.bundle.Node(t.s.Node)
	if !ok || n.Topic == aboutBot || t.aside(string(n.ID)) {
		return match.Place{}
	}
	p := match.Place{Group: n.Topic}
	for _, c := range n.View(t.locale).Choices {
		p.Next = append(p.Next, string(c.To))
	}
	return p
}

// breakTie puts a node of the tree where the person is, or behind a button they were
// shown, before one that fits no better.
func (t *turn) breakTie() {
	c := t.candidates()
	if len(c) < 2 || t.s.Node == "" || t.aside(c[0].ID) {
		return
	}
	first := c[0].Score - t.e.bundle.Index(t.r.Asked).Cuts().Margin
	for i := range c {
		if c[i].Score < first || !t.isNear(c[i].ID) {
			continue
		}
		near := c[i]
		copy(c[1:i+1], c[:i])
		c[0] = near
		return
	}
}

// isNear reports whether a node is of the tree where the person is, or a button there
// leads to it.
func (t *turn) isNear(id string) bool {
	p := t.place()
	return p.Group != "" && (treeOf(id) == treeOf(string(t.s.Node)) || slices.Contains(p.Next, id))
}

// treeOf is the tree of a node.
func treeOf(id string) string {
	tree, _, _ := strings.Cut(id, "/")
	return tree
}

// candidates are the ids found.
func (t *turn) candidates() []match.Candidate { return t.r.Match.Candidates[:t.r.Match.N] }

// answer shows what was found, or says honestly that nothing was.
func (t *turn) answer() {
	decision := t.r.Match.Decision
	if decision == match.Suggest {
		t.breakTie()
	}
	if c := t.candidates(); len(c) > 0 && t.aside(c[0].ID) && (decision == match.Suggest || t.isShortAside(c[0])) {
		decision = match.Answer // "Did you mean: hello?" is no question to ask
	}
	switch decision {
	case match.Answer:
		id, also := t.candidates()[0].ID, t.r.Match.Also.ID
		if also != "" && t.aside(id) {
			id, also = also, "" // "thank you for everything. and how do I ...?"
		}
		route := Answer
		if n, ok := t.e.bundle.Node(dialog.NodeID(id)); ok && n.Smalltalk {
			route = Smalltalk
		}
		t.show(dialog.NodeID(id), route)
		t.skipQuestion()
		t.second(also)
		t.sister()
	case match.Suggest:
		t.show(dialog.Suggest, Suggest)
		t.r.Choices = nil
		for _, c := range t.candidates() {
			if !t.aside(c.ID) {
				t.offer(dialog.NodeID(c.ID), "")
			}
		}
		t.r.Choices = append(t.r.Choices, t.frame().menu)
	default:
		t.show(dialog.Fallback, Fallback)
		t.nearest()
		if t.foreign {
			t.r.Body = append(t.r.Body[:len(t.r.Body):len(t.r.Body)], t.frame().speaks)
		}
	}
	t.helpLine()
}

// What the buttons of a fallback offer: so many nodes, if their score is at least this
// share of what a suggestion needs.
const (
	mostNearest  = 2
	nearestShare = 0.7
)

// nearest puts what is nearest, though not near enough to be what was meant, before the
// buttons of the fallback.
func (t *turn) nearest() {
	own := t.r.Choices
	t.r.Choices = nil
	for _, c := range t.candidates() {
		if len(t.r.Choices) < mostNearest && !t.aside(c.ID) && c.Score >= nearestShare*t.e.bundle.Index(t.r.Asked).Cuts().Suggest {
			t.offer(dialog.NodeID(c.ID), "")
		}
	}
	t.r.Choices = append(t.r.Choices, own...)
}

// second offers the answer to the other question of a message that asks two.
func (t *turn) second(also string) {
	if also == "" || t.aside(also) || dialog.NodeID(also) == t.r.Node {
		return
	}
	first := t.r.Choices
	t.r.Choices = nil
	t.offer(dialog.NodeID(also), "")
	for _, c := range first {
		if c.To != dialog.Target(also) {
			t.r.Choices = append(t.r.Choices, c)
		}
	}
	t.r.Body = append(t.r.Body[:len(t.r.Body):len(t.r.Body)], t.frame().alsoAsked)
}

// sister offers the runner-up of an answer that leads it by less than a margin: nodes of
// one topic answer much the same, and the other may be the one.
func (t *turn) sister() {
	c := t.candidates()
	if len(c) < 2 || c[0].ID != string(t.r.Node) || t.r.Match.Also.ID != "" || t.aside(c[1].ID) {
		return
	}
	other, ok := t.e.bundle.Node(dialog.NodeID(c[1].ID))
	if !ok || other.Topic != t.r.Topic || c[0].Score-c[1].Score >= t.e.bundle.Index(t.r.Asked).Cuts().Margin {
		return
	}
	own := t.r.Choices
	t.r.Choices = nil
	t.offer(other.ID, "")
	for _, choice := range own {
		if choice.To != dialog.Target(other.ID) {
			t.r.Choices = append(t.r.Choices, choice)
		}
	}
}

// skipQuestion goes on from a node that asks for what the message already says.
func (t *turn) skipQuestion() {
	n, ok := t.e.bundle.Node(t.r.Node)
	if !ok || n.Kind != dialog.Ask {
		return
	}
	for _, c := range n.View(t.locale).Choices {
		if slices.Contains(t.said, c.Set) && !c.To.IsCommand() {
			t.show(dialog.NodeID(c.To), Answer)
			return
		}
	}
}

// asideShare is the part of the score that a suggestion needs which is enough for
// a short aside: a friendly word that does not fit costs little.
const asideShare = 0.7

func (t *turn) isShortAside(c match.Candidate) bool {
	return t.words <= longestAside && c.Score >= asideShare*t.e.bundle.Index(t.r.Asked).Cuts().Suggest
}

// aside reports small talk and what is outside the field: said at once, never
// offered as a choice.
func (t *turn) aside(id string) bool {
	n, ok := t.e.bundle.Node(dialog.NodeID(id))
	return ok && (n.Smalltalk || n.Topic == outOfScope)
}

// helpLine ends what answers a typed message with a hotline, unless the text
// already holds one. Whoever types a worry should not have to look for the
// number; small talk and what is outside the field stay short, unless the text
// is long: it may be a worry that was taken for something else.
func (t *turn) helpLine() {
	if (t.r.Route == Smalltalk || t.r.Topic == outOfScope) && t.words <= longestAside {
		return
	}
	t.r.Lines = t.e.bundle.Lines(t.locale, t.country())
	if !t.r.Hotline() {
		t.r.Body = append(t.r.Body[:len(t.r.Body):len(t.r.Body)], t.frame().helpLine)
	}
}

// longestAside is how many words small talk has at most: "hi, just trying this
// out for a friend, thanks".
const longestAside = 12

// Topics that are treated apart.
const (
	outOfScope = "out-of-scope" // answers to what is outside the field
	aboutBot   = "about-bot"    // the menu and the bot itself
)

// offer adds a button to a node, named by the node's title unless a label is
// given.
func (t *turn) offer(id dialog.NodeID, label string) {
	n, ok := t.e.bundle.Node(id)
	if !ok {
		return
	}
	if label == "" {
		label = n.View(t.locale).Title
	}
	t.r.Choices = append(t.r.Choices, dialog.Choice{
		Label:   label,
		Payload: dialog.Payload{Locale: t.frame().locale, To: dialog.Target(id)}.String(),
		To:      dialog.Target(id),
	})
}
