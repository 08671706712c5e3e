package dialog

import (
	"cmp"
	"maps"
	"slices"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// fewTried is how many asks a node has at least before they are judged.
const fewTried = 4

// AskTally counts how often the asks of a node find it when each is left out.
type AskTally struct {
	Node         NodeID
	Right, Total int
	Elsewhere    map[NodeID]int // where the others lead, and how many; "" nowhere
	Lost         []LostAsk
}

// LostAsk is an ask that would not find its node, and the node found first; ""
// when none was.
type LostAsk struct {
	Text  string
	First NodeID
}

// Share is how many of the asks find their node, 0 to 1.
func (t *AskTally) Share() float64 { return float64(t.Right) / float64(max(1, t.Total)) }

// Rival is the node to which most of the others lead, "" when none leads
// anywhere.
func (t *AskTally) Rival() NodeID {
	var most NodeID
	for _, id := range slices.Sorted(maps.Keys(t.Elsewhere)) {
		if id != "" && (most == "" || t.Elsewhere[id] > t.Elsewhere[most]) {
			most = id
		}
	}
	return most
}

// TryAsks tries every ask of a locale, by locale index, with itself left out.
// The nodes that are found least often come first.
func (b *Bundle) TryAsks(locale int) []AskTally {
	ix := b.Index(locale)
	at := map[NodeID]int{}
	var out []AskTally
	for _, tried := range ix.LeaveOneOut() {
		ask := ix.Asks()[tried.Ask]
		id := NodeID(ask.ID)
		i, known := at[id]
		if !known {
			i = len(out)
			at[id] = i
			out = append(out, AskTally{Node: id, Elsewhere: map[NodeID]int{}})
		}
		t := &out[i]
		t.Total++
		if tried.First == ask.ID {
			t.Right++
			continue
		}
		t.Elsewhere[NodeID(tried.First)]++
		t.Lost = append(t.Lost, LostAsk{Text: ask.Text, First: NodeID(tried.First)})
	}
	slices.SortStableFunc(out, func(a, b AskTally) int { return cmp.Compare(a.Share(), b.Share()) })
	return out
}

// alike reports asks of different nodes that would take each other's questions.
func alike(content *Content, bundle *Bundle) []diag.Finding {
	var out []diag.Finding
	for locale := range bundle.locales {
		ix := bundle.Index(locale)
		var places []Located // in the order of the index
		for _, id := range slices.Sorted(slices.Values(bundle.order)) {
			places = append(places, content.asksOf(locale, id)...)
		}
		for _, col := range ix.Collisions() {
			if !col.Same {
				a := ix.Asks()[col.First]
				out = append(out, finding(closeAsks, places[col.Second].Pos, "say in each what only its node answers", "close to %q of %s", a.Text, a.ID))
			}
		}
	}
	return out
}

// lost reports nodes that fewer than half of their own asks find.
func lost(content *Content, bundle *Bundle) []diag.Finding {
	var out []diag.Finding
	for locale, name := range bundle.locales {
		for _, t := range bundle.TryAsks(locale) {
			if t.Total < fewTried || t.Share() >= 0.5 {
				continue
			}
			hint := "say in each what only this node answers"
			if rival := t.Rival(); rival != "" {
				hint += "; most of the others lead to " + string(rival)
			}
			out = append(out, finding(lostAsks, content.asksOf(locale, t.Node)[0].Pos, hint,
				"of %d asks of %s in %s only %d would find it in words that nobody wrote down", t.Total, t.Node, name, t.Right))
		}
	}
	return out
}
