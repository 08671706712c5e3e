package discord_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/discordtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// Every button that is under any node, in every language, is pressed once in a server and
// once in direct messages, and every option of every list is chosen: what comes is the
// node that it names, in the place of the message or below it as the package says. What
// Discord would refuse, the fake refuses.
func TestPressEverything(t *testing.T) {
	t.Parallel()
	for _, direct := range []bool{false, true} {
		t.Run(map[bool]string{false: "server", true: "direct messages"}[direct], func(t *testing.T) {
			t.Parallel()
			p := &presser{
				rig: start(t, setup{mode: "http", fake: discordtest.Options{CountOnly: true}}), t: t, direct: direct, pressed: map[string]bool{},
			}
			step := 1
			if testing.Short() || raceEnabled {
				step = 37
			}
			bundle := p.handler.Release().Bundle()
			for _, locale := range bundle.Locales() {
				for n, id := range bundle.NodeIDs() {
					if n%step == 0 || id == dialog.HelpNow {
						p.node(dialog.Payload{Locale: locale, To: dialog.Target(id)}.String())
					}
				}
			}
			t.Logf("%d buttons and options, %d edits", len(p.pressed), p.edits)
			if p.edits == 0 || p.edits == len(p.pressed) {
				t.Error("all or none were edits: the test proves nothing")
			}
		})
	}
}

// presser presses each button once, as somebody else each time: nobody may do so much.
type presser struct {
	*rig
	t       *testing.T
	direct  bool
	pressed map[string]bool // by custom id and value
	people  int
	edits   int
}

// shows shows a node to somebody who is not known.
func (p *presser) shows(payload string) (*discordtest.User, discordtest.Message) {
	p.people++
	u := p.server.User(fmt.Sprintf("6%017d", p.people), "en-US")
	u.Join(p.general)
	where := p.general
	if p.direct {
		where = u.DMChannel()
	}
	m := p.answered(u.Command(where, "ask", map[string]any{"question": payload}))
	if m.Ephemeral == p.direct {
		p.t.Errorf("%s: others see it: %v", payload, !m.Ephemeral)
	}
	return u, m
}

// node presses what is under a node and was not pressed before.
func (p *presser) node(payload string) {
	_, m := p.shows(payload)
	for _, list := range m.Selects {
		for _, o := range list.Options {
			p.once(payload, list.CustomID, o.Value)
		}
	}
	for _, b := range m.Buttons {
		p.once(payload, b.CustomID, "")
	}
}

func (p *presser) once(payload, customID, value string) {
	key := customID + " " + value
	if p.pressed[key] {
		return
	}
	p.pressed[key] = true
	u, m := p.shows(payload)
	i, err := p.use(u, m, customID, value)
	switch strings.TrimPrefix(customID, "!")[0] {
	case '?':
		p.form(u, i, err)
		return
	case '>':
		p.private(u, p.answered(i, err))
		return
	}
	p.leads(payload, m, customID, value, p.answered(i, err))
}

func (p *presser) use(u *discordtest.User, m discordtest.Message, customID, value string) (*discordtest.Interaction, error) {
	if value != "" {
		return u.Select(m, value)
	}
	return u.PressData(m, customID)
}

// form looks at the form behind a button, and sends it.
func (p *presser) form(u *discordtest.User, i *discordtest.Interaction, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	o, err := i.Done(soon)
	if err != nil || o.Modal == nil || len(o.Modal.Fields) != 1 {
		p.t.Fatalf("no form: %+v, %v", o, err)
	}
	p.says(p.answered(u.SubmitModal(i, map[string]any{"question": dangerous})), "911")
}

// private looks at the greeting that the offer of direct messages brings.
func (p *presser) private(u *discordtest.User, told discordtest.Message) {
	p.t.Helper()
	m, err := u.Wait(u.DMChannel(), 1, soon)
	if err != nil || len(m.Buttons) < 3 || m.Ephemeral || !told.Ephemeral {
		p.t.Errorf("%+v after %+v, %v", m, told, err)
	}
}

// leads holds what came after a press against the engine.
func (p *presser) leads(from string, before discordtest.Message, customID, value string, got discordtest.Message) {
	p.t.Helper()
	id, stays := strings.CutPrefix(customID, "!")
	if value != "" {
		id = value
	}
	id, _, _ = strings.Cut(id, "#")
	e := p.handler.Engine()
	state, _, _ := e.Turn(engine.State{}, engine.Input{Kind: engine.Tap, Payload: from, Locale: "en-US"})
	_, want, events := e.Turn(state, engine.Input{Kind: engine.Tap, Payload: id, Locale: "en-US"})
	if named := names(id); named != want.Node {
		p.t.Errorf("%q under %s leads to %s", id, from, want.Node)
	}
	if said, wanted := letters(got.Content), letters(want.Plain()); !strings.HasPrefix(said, wanted[:min(len(wanted), 40)]) {
		p.t.Errorf("%q under %s shows %.60q, want %.60q", id, from, got.Content, want.Plain())
	}
	left := events&engine.Erased != 0
	urgent := (&bots.Reply{Reply: want}).Urgent()
	switch edits := left || !stays && !urgent; {
	case edits != (got.ID == before.ID):
		p.t.Errorf("%q under %s: an edit is %v, want %v", id, from, !edits, edits)
	case edits:
		p.edits++
	}
	if urgent {
		p.stay(id, got)
	}
	if got.Ephemeral == p.direct {
		p.t.Errorf("%q under %s: others see it: %v", id, from, !got.Ephemeral)
	}
	if n := len([]rune(got.Content)); n == 0 || n > 2000 || len(got.Buttons) < 3 {
		p.t.Errorf("%q under %s: %d characters, %d buttons", id, from, n, len(got.Buttons))
	}
}

// stay looks that nothing under a message edits it.
func (p *presser) stay(id string, m discordtest.Message) {
	p.t.Helper()
	for _, b := range m.Buttons {
		if !strings.HasPrefix(b.CustomID, "!") {
			p.t.Errorf("%q is edited away by %q", id, b.CustomID)
		}
	}
	for _, list := range m.Selects {
		if !strings.HasPrefix(list.CustomID, "!") {
			p.t.Errorf("%q is edited away by a list", id)
		}
	}
}

// names is the node that a payload names.
func names(payload string) dialog.NodeID {
	p, err := dialog.ParsePayload(payload)
	if err != nil {
		return ""
	}
	if name, argument, node, ok := dialog.Command(string(p.To)); ok {
		switch {
		case argument == "":
			return node
		case name == dialog.CommandLanguage:
			return dialog.Menu
		case name == dialog.CommandCountry:
			return dialog.Hotlines
		}
	}
	return dialog.NodeID(p.To)
}

// letters are the letters and digits of a text, whatever marks and addresses stand
// between them.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.ReplaceAll(s, "https://", ""))
}
