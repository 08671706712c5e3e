package compare

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// decides lists the kinds of item that decide where a message leads, and whether
// they do so by telling danger.
var decides = map[string]bool{
	"asks": false, "vocabulary": false, "said": false, "topics": false,
	"rule": true, "signal": true, "counter": true, "group": true, "spelling": true,
}

// message is an example that is typed to both versions.
type message struct{ locale, text string }

// asked is a message that leads elsewhere.
type asked struct {
	question Question
	owners   []string // the items it stands in that differ
}

// questions asks every example of both versions, if an edit may lead one
// elsewhere, and gives those that do lead elsewhere, the lost ones first.
func (w *walk) questions(edits []Edit) []asked {
	if !slices.ContainsFunc(edits, func(e Edit) bool { return w.decides(e.What) }) {
		return nil
	}
	owners := w.messages()
	messages := slices.SortedFunc(maps.Keys(owners), func(a, b message) int {
		return cmp.Or(cmp.Compare(a.locale, b.locale), cmp.Compare(a.text, b.text))
	})
	found := make([]asked, len(messages))
	each(len(messages), func(i int) {
		m := messages[i]
		q := Question{Text: m.text, Locale: m.locale, Before: w.before.ask(m), After: w.after.ask(m)}
		q.Lost = alarm[q.After.Route] < alarm[q.Before.Route]
		found[i] = asked{q, owners[m]}
	})
	found = slices.DeleteFunc(found, func(a asked) bool { return a.question.Before == a.question.After })
	slices.SortStableFunc(found, func(a, b asked) int { return cmp.Compare(lost(a.question), lost(b.question)) })
	return found
}

// alarm ranks the routes that tell of danger.
var alarm = map[engine.Route]int{engine.Danger: 2, engine.Check: 1}

func lost(q Question) int {
	if q.Lost {
		return 0
	}
	return 1
}

func (v *version) ask(m message) Answer {
	_, r, _ := v.engine.Turn(engine.State{}, engine.Input{Kind: engine.Text, Text: m.text, Locale: m.locale})
	return Answer{Route: r.Route, Node: r.Node}
}

// decides reports whether an edit may lead messages elsewhere.
func (w *walk) decides(what string) bool {
	if _, ok := decides[kindOf(what)]; ok {
		return true
	}
	name, isNode := strings.CutPrefix(what, "node/")
	id, isEnglish := strings.CutSuffix(name, "@"+dialog.SourceLocale)
	if !isNode || !isEnglish {
		return false
	}
	before, after := w.before.items[what], w.after.items[what]
	if before == nil || after == nil { // its asks, if any, came or went with it
		asks := w.before.said("asks/"+id, dialog.SourceLocale)
		return w.before.items[asks] != nil && w.after.items[asks] != nil
	}
	b, a := before.Node(), after.Node()
	return b.Kind != a.Kind || b.Topic != a.Topic || b.Smalltalk != a.Smalltalk
}

func kindOf(what string) string { return (&dialog.Item{What: what}).Kind() }

// messages are the asks and the danger rules' examples of both versions, each with
// the items it stands in that differ.
func (w *walk) messages() map[message][]string {
	out := map[message][]string{}
	for _, v := range []*version{w.before, w.after} {
		for what, item := range v.items {
			locale, texts := examples(item)
			for _, text := range texts {
				m := message{locale, text}
				owners := out[m]
				if w.edited[what] && !slices.Contains(owners, what) {
					owners = append(owners, what)
				}
				out[m] = owners
			}
		}
	}
	return out
}

// examples are the messages that an item holds, and their language.
func examples(item *dialog.Item) (locale string, texts []string) {
	if a := item.Asks(); a != nil {
		return a.Locale, a.Asks
	}
	r := item.Rule()
	switch {
	case r == nil:
		return "", nil
	case r.Rule != nil:
		return r.Language, slices.Concat(r.Rule.Examples, r.Rule.Counter)
	case r.Signal != nil:
		return r.Language, slices.Concat(r.Signal.Examples, r.Signal.Counter)
	default:
		return "", nil
	}
}

// spread gives each question to the edits that cause it: those of the items it
// stands in, or the only one that can be, else to what edits cause together. Only
// edits of danger rules cause that a message tells of danger more or less.
func (r *Report) spread(w *walk, all []asked) {
	var any, ruling []string
	at := make(map[string]int, len(r.Edits))
	for i := range r.Edits {
		what := r.Edits[i].What
		at[what] = i
		if w.decides(what) {
			any = append(any, what)
		}
		if decides[kindOf(what)] {
			ruling = append(ruling, what)
		}
	}
	for _, a := range all {
		q := a.question
		r.Counts.Questions++
		r.Counts.Lost += 1 - lost(q)
		causes := any
		if len(ruling) > 0 && alarm[q.Before.Route] != alarm[q.After.Route] {
			causes = ruling
		}
		own := slices.DeleteFunc(slices.Clone(a.owners), func(o string) bool { return !slices.Contains(causes, o) })
		if len(own) == 0 && len(causes) == 1 {
			own = causes
		}
		for _, what := range own {
			e := &r.Edits[at[what]]
			e.Questions = append(e.Questions, q)
		}
		if len(own) == 0 {
			r.Together.Questions = append(r.Together.Questions, q)
			r.Together.Edits = any
		}
	}
}
