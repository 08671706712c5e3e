package engine

import (
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/text"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// tap follows a button, also one of an older release or of an empty store.
func (t *turn) tap() {
	p, err := dialog.ParsePayload(t.in.Payload)
	if err != nil {
		t.gone()
		return
	}
	// A button goes on in the language in which it was read: a question in another
	// language than the chat's was answered in its own.
	if i, ok := t.e.bundle.Locale(p.Locale); ok {
		t.locale = i
	}
	t.follow(&dialog.Choice{To: p.To, Set: p.Set})
}

func (t *turn) follow(c *dialog.Choice) {
	if c.Set.Slot != "" && t.e.valid(c.Set) {
		t.s = t.s.with(c.Set)
		t.events |= SlotSet
	}
	if c.To.IsCommand() {
		t.command(string(c.To))
		return
	}
	if _, ok := t.e.bundle.Node(dialog.NodeID(c.To)); !ok {
		t.gone()
		return
	}
	t.show(dialog.NodeID(c.To), Answer)
	if kind := handoffKind(t.r.Node); kind != "" {
		t.r.Route = Danger
		t.r.Verdict.Kind = kind
	}
}

// valid reports whether a slot value is listed: buttons of strangers and of
// older releases may carry anything.
func (e *Engine) valid(v dialog.SlotValue) bool {
	slot, ok := e.bundle.Slot(v.Slot)
	if !ok {
		return false
	}
	for _, value := range slot.Values {
		if value == v.Value {
			return true
		}
	}
	return false
}

// gone answers a button whose node no longer exists: a word about it, and the
// menu.
func (t *turn) gone() {
	t.show(dialog.Gone, Answer)
	if menu, ok := t.e.bundle.Node(dialog.Menu); ok {
		t.r.Choices = menu.View(t.locale).Choices
		t.s.Node = dialog.Menu
	}
}

// media answers a picture, a voice message or a file, which is never fetched. A
// caption is read by triage and forgotten.
func (t *turn) media() {
	t.r.Verdict = t.e.bundle.Judge(text.Scan(t.in.Text))
	if t.r.Verdict.Outcome == triage.Danger {
		t.handoff()
		return
	}
	t.show(dialog.Media, Answer)
	if t.r.Verdict.Outcome == triage.Check {
		t.check(t.handoffNode())
	}
}

// typedCommand runs a command that a person typed, unless what stands behind it
// tells of danger: "/start he is outside with a gun".
func (t *turn) typedCommand() {
	t.r.Verdict = t.e.bundle.Judge(text.Scan(t.in.Command))
	if t.r.Verdict.Outcome == triage.Danger {
		t.handoff()
		return
	}
	t.r.Verdict = triage.Verdict{}
	t.command(t.in.Command)
}

// command runs a command; one that nobody knows is answered by the fallback.
func (t *turn) command(s string) {
	name, argument, node, ok := dialog.Command(s)
	if !ok {
		t.show(dialog.Fallback, Fallback)
		return
	}
	switch name {
	case dialog.CommandStart:
		t.s = State{Locale: t.s.Locale, Country: t.s.Country} // greet from the top
		t.show(node, Answer)
		t.notice()
	case dialog.CommandAbout:
		t.show(node, Answer)
		t.notice()
	case dialog.CommandBye:
		t.show(node, Answer)
		t.s = State{}
		t.events |= Erased
	case dialog.CommandLanguage:
		i, known := t.e.bundle.Locale(argument)
		if argument == "" || !known {
			t.show(node, Answer)
			return
		}
		t.locale = i
		t.s.Locale = t.frame().locale
		t.events |= LocaleChanged
		t.show(dialog.Menu, Answer)
		t.lead(t.frame().languageChanged)
	case dialog.CommandCountry:
		code := strings.ToUpper(argument)
		if !isCountry(code) {
			t.show(node, Answer)
			return
		}
		t.s.Country = code
		t.show(dialog.Hotlines, Answer)
		t.lead(t.frame().countryChanged)
	default:
		t.show(node, Answer)
	}
}

func isCountry(code string) bool {
	return len(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z'
}

// notice says first that the texts are drafts, where they are.
func (t *turn) notice() {
	if d := t.frame().draftNotice; d != nil {
		t.lead(d)
	}
}

// lead puts a text before the others.
func (t *turn) lead(d *markup.Doc) {
	t.r.Body = append([]*markup.Doc{d}, t.r.Body...)
}
