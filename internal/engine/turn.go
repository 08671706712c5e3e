package engine

import (
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// Engine answers turns from one bundle. It is immutable and safe for concurrent
// use.
type Engine struct {
	bundle *dialog.Bundle
	frames []frame       // by locale index
	cries  *text.Lexicon // of the safe words
	names  map[*markup.Doc]string
}

// Options are choices of whoever serves the bundle. The zero value works.
type Options struct {
	// Drafts says on start and in /about that no expert has reviewed the texts.
	Drafts bool
	// Country is assumed for people who did not tell theirs, or "".
	Country string
}

// New prepares a bundle for turns.
func New(b *dialog.Bundle, o Options) *Engine {
	e := &Engine{bundle: b}
	for i := range b.Locales() {
		e.frames = append(e.frames, newFrame(b, i, o))
	}
	var words []string
	for i := range e.frames {
		for _, w := range e.frames[i].safeWords {
			words = append(words, w...)
		}
	}
	e.cries = text.NewLexicon(words, func(string) bool { return true }, nil)
	e.names = docNames(b, e.frames)
	return e
}

// Bundle is what the engine answers from.
func (e *Engine) Bundle() *dialog.Bundle { return e.bundle }

// Turn answers one input. It never fails and never panics on any input; what it
// returns shares memory with the bundle and must not be changed.
func (e *Engine) Turn(s State, in Input) (State, Reply, Events) {
	t := turn{e: e, s: s, in: in}
	t.locale = t.sessionLocale()
	switch in.Kind {
	case Text:
		t.text()
	case Tap:
		t.tap()
	case Command:
		t.typedCommand()
	case Media:
		t.media()
	case Start:
		t.command(dialog.CommandStart)
	default:
		t.show(dialog.Unknown, Fallback)
	}
	t.finish()
	return t.s, t.r, t.events
}

// turn is the work of one Turn.
type turn struct {
	e       *Engine
	s       State
	in      Input
	r       Reply
	events  Events
	locale  int                // index
	foreign bool               // the text may be in a language that is not spoken here
	mixed   bool               // the text may be in another language that is spoken here, or in both
	lexicon bool               // danger was found by a lexicon of such a language
	words   int                // of the text
	said    []dialog.SlotValue // by the text itself; not remembered
}

// foreignWords is how many words a text has at least before it is believed to be
// in another language.
const foreignWords = 3

func (t *turn) frame() *frame { return &t.e.frames[t.locale] }

// sessionLocale is the session's locale, else the channel's, else the source
// locale.
func (t *turn) sessionLocale() int {
	for _, name := range []string{t.s.Locale, t.in.Locale} {
		if name == "" {
			continue
		}
		if i, ok := t.e.bundle.Locale(name); ok {
			return i
		}
	}
	return 0
}

// country is the person's country, else the one the channel knows, else the one
// whoever serves the bundle assumes.
func (t *turn) country() string {
	for _, c := range []string{t.s.Country, t.in.Country, t.frame().country} {
		if c != dialog.NoCountry {
			return c
		}
	}
	return dialog.NoCountry
}

// text answers a typed message. Triage reads it before anything else does.
func (t *turn) text() {
	m := text.Scan(t.in.Text)
	t.words = len(m.Tokens)
	t.r.Verdict = t.e.bundle.Judge(m)
	locale, told := t.e.bundle.Language(m, t.in.Text)
	if rules := t.r.Verdict.Language; rules != "" {
		_, spoken := t.e.bundle.Locale(rules)
		t.lexicon = !spoken
	}
	_, _, _, command := dialog.Command(t.in.Text) // its name is of no language
	if told.Sure && !t.in.LocaleFixed && !t.lexicon && !command {
		t.locale = locale
	}
	t.foreign = told.Language == "" && len(m.Tokens) >= foreignWords
	t.mixed = told.Mixed || told.Language != "" && locale != t.locale
	switch t.r.Verdict.Outcome {
	case triage.Danger:
		t.find(m)
		t.handoff()
		return
	case triage.Refuse:
		t.show(dialog.Refuse, Refuse)
		return
	}
	if len(m.Tokens) == 0 {
		t.show(dialog.Fallback, Fallback)
		return
	}
	if !command && t.safeWord(m) {
		t.show(dialog.HelpNow, Answer)
		return
	}
	if strings.HasPrefix(t.in.Text, "/") {
		t.command(t.in.Text)
		return
	}
	if t.r.Verdict.Outcome == triage.Calm && !alarmed(t.s.Node) && t.awaited(m) {
		return
	}
	before, session := t.s.Node, t.sessionLocale()
	t.said = t.e.bundle.Said(t.locale, m, nil)
	t.find(m)
	t.answer()
	switch {
	case t.r.Verdict.Outcome == triage.Check:
		t.check(t.handoffNode())
	case alarmed(before):
		// An alarm stays until the person takes it back by tapping on: typing
		// again after a handoff never loses the hotline.
		t.check(before)
		t.s.Node = before
	case t.s.Locale != "" && t.locale != session:
		t.r.Choices = append(t.r.Choices[:len(t.r.Choices):len(t.r.Choices)], t.frame().keepLanguage)
	}
}

// alarmed reports whether a chat stands at a danger reply. What stands behind one, such
// as what to do next, is none.
func alarmed(id dialog.NodeID) bool {
	return strings.HasPrefix(string(id), "danger/") && id != dialog.HelpNow && id != dialog.Hotlines && !strings.HasSuffix(string(id), "-next")
}

// handoffNode is the node for the danger found: the kind's own, or the one that
// the rule names.
func (t *turn) handoffNode() dialog.NodeID {
	if named := dialog.NodeID(t.r.Verdict.Node); named != "" {
		if t.has(named) {
			return named
		}
	}
	handoff := dialog.Handoff(t.r.Verdict.Kind)
	if young := dialog.ForYoung(handoff); t.r.Verdict.Young && t.has(young) {
		return young
	}
	return handoff
}

func (t *turn) has(id dialog.NodeID) bool {
	_, ok := t.e.bundle.Node(id)
	return ok
}

// questionFor is the node that asks whether a child is in danger before a handoff: with
// the line for the kind, and a minor in words for one.
func (t *turn) questionFor(kind triage.Kind, handoff dialog.NodeID) dialog.NodeID {
	asked := []dialog.NodeID{dialog.CheckFor(kind), dialog.CheckQuestion}
	if handoff == dialog.ForYoung(dialog.Handoff(kind)) {
		young := []dialog.NodeID{dialog.ForYoung(asked[0]), dialog.CheckFor(triage.MinorWritingForSelf)}
		asked = append(young, asked...)
	}
	return asked[max(0, slices.IndexFunc(asked, t.has))]
}

// handoff sends the person to the hotline before anything else is said. The way
// back to what they asked comes after the help.
func (t *turn) handoff() {
	t.show(t.handoffNode(), Danger)
	t.r.Choices = append([]dialog.Choice(nil), t.r.Choices...)
	back := dialog.Menu
	if c := t.candidates(); len(c) > 0 && t.r.Match.Decision == match.Answer {
		back = dialog.NodeID(c[0].ID)
	}
	t.offer(back, t.frame().back)
	if t.country() == dialog.NoCountry {
		t.r.Choices = append(t.r.Choices, t.frame().chooseCountry)
		if !t.lexicon { // the word on interpreters speaks of other countries too
			t.r.Body = append(t.r.Body[:len(t.r.Body):len(t.r.Body)], t.frame().countryNotice)
		}
	}
	t.interpreters()
}

// interpreters tells a person whose language is not spoken here how to be
// understood all the same.
func (t *turn) interpreters() {
	if t.lexicon {
		t.r.Body = append(t.r.Body[:len(t.r.Body):len(t.r.Body)], t.frame().interpreters)
	}
}

// check puts the hotline and the question whether a child is in danger before the
// answer. "Yes" leads to the handoff, "no" to the answer.
func (t *turn) check(yes dialog.NodeID) {
	best, topic := t.r.Node, t.r.Topic
	var body []*markup.Doc
	switch {
	case t.r.Route == Answer:
		body = t.variantOf(best)
	case t.r.Route == Suggest && !t.aside(t.candidates()[0].ID):
		best = dialog.NodeID(t.candidates()[0].ID) // one tap away
	default:
		best = dialog.Menu
	}
	kind := t.r.Verdict.Kind
	if kind == "" {
		kind = handoffKind(yes)
	}
	t.show(t.questionFor(kind, yes), Check)
	t.s.Node = best
	if body != nil {
		t.r.Node, t.r.Topic = best, topic
	}
	t.interpreters()
	t.r.Body = append(t.r.Body[:len(t.r.Body):len(t.r.Body)], body...)
	t.r.Verdict.Kind = kind
	t.r.Choices = nil
	t.offer(yes, t.frame().yes)
	t.offer(best, t.frame().no)
}

// safeWord reports whether the whole message is a cry for help, in any locale,
// however it is spelt ("h e l p", "HEEELP", "ayudaaa").
func (t *turn) safeWord(m text.Message) bool {
	if len(m.Tokens) > longestCry {
		return false
	}
	read := t.e.cries.Mend(m, nil)
	for i := range t.e.frames {
		for _, w := range t.e.frames[i].safeWords {
			if sameWords(m.Tokens, w) || sameWords(read.Tokens, w) {
				return true
			}
		}
	}
	return false
}

// longestCry is how many words or single letters a cry for help has at most:
// "p l e a s e  h e l p  m e".
const longestCry = 12

// slotWords is how many words the answer to a question for a slot has at most:
// "she will be 12 in may". A longer message is one of its own.
const slotWords = 6

// awaited reads a message as the answer that the current node waits for: the
// number or the words of a choice, the letter or a part of the answer of a quiz,
// or a value of the slot it asks for.
func (t *turn) awaited(m text.Message) bool {
	n, ok := t.e.bundle.Node(t.s.Node)
	if !ok || t.s.Node == "" {
		return false
	}
	v := n.View(t.locale)
	if k := choiceNumber(m.Tokens); k >= 1 && k <= len(v.Choices) && n.Kind != dialog.Ask {
		t.follow(&v.Choices[k-1])
		return true
	}
	for i := range v.Choices {
		if sameWords(m.Tokens, v.Labels[i]) {
			t.follow(&v.Choices[i])
			return true
		}
	}
	if n.Kind == dialog.Quiz {
		if k := quizAnswer(m.Tokens, v.Labels); k >= 0 {
			t.follow(&v.Choices[k])
			return true
		}
	}
	if n.Kind == dialog.Ask && len(m.Tokens) <= slotWords {
		for i := range v.Choices {
			if v.Choices[i].Set.Slot == n.Slot && inRange(m.Tokens, v.Choices[i].Set.Value) {
				t.follow(&v.Choices[i])
				return true
			}
		}
	}
	return false
}

// show makes a node the reply. A node that does not exist shows the menu; the
// compiler refuses a bundle without the reserved nodes.
func (t *turn) show(id dialog.NodeID, route Route) {
	n, ok := t.e.bundle.Node(id)
	if !ok {
		if n, ok = t.e.bundle.Node(dialog.Menu); !ok {
			return
		}
	}
	v := n.View(t.locale)
	t.r.Route = route
	t.r.Node = n.ID
	t.r.Topic = n.Topic
	t.r.Body = t.variant(v)
	t.r.Choices = v.Choices
	t.r.Picture = v.Picture
	t.s.Node = n.ID
}

// variantOf is the text of a node.
func (t *turn) variantOf(id dialog.NodeID) []*markup.Doc {
	n, ok := t.e.bundle.Node(id)
	if !ok {
		return nil
	}
	return t.variant(n.View(t.locale))
}

// variant is the first text whose conditions hold.
func (t *turn) variant(v *dialog.View) []*markup.Doc {
	for i := range v.Variants {
		holds := true
		for _, w := range v.Variants[i].When {
			holds = holds && t.slot(w.Slot) == w.Value
		}
		if holds {
			return v.Variants[i].Body
		}
	}
	return nil
}

// slot is what is known of a slot: what the message says goes before what was
// tapped earlier.
func (t *turn) slot(name string) string {
	if name == "country" {
		return t.country()
	}
	for _, v := range t.said {
		if v.Slot == name {
			return v.Value
		}
	}
	return t.s.Slot(name)
}

// finish adds what every reply has: the help row, the hotline lines, the locale.
func (t *turn) finish() {
	t.r.Locale = t.frame().locale
	t.r.Country = t.country()
	t.r.Lines = t.e.bundle.Lines(t.locale, t.r.Country)
	t.r.Help = t.frame().help
	if t.s.Locale == "" && t.events&Erased == 0 {
		t.s.Locale = t.r.Locale
	}
}
