package compare

import (
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

// reply is what one version says in a situation. A nil reply is one that is not
// there.
type reply struct {
	node    *dialog.Node // nil for a word
	view    *dialog.View
	body    []*markup.Doc
	choices []dialog.Choice
	fill    markup.Fill
	picture *Picture
	seen    *Shown // what shown gives, once it was made
}

// look gives what a person in a situation sees.
func (v *version) look(s situation) *reply {
	locale, ok := v.locale(s.Locale)
	if !ok {
		return nil
	}
	switch s.Kind {
	case WordPlace:
		return v.word(locale, s)
	case FramePlace:
		return v.frame(s)
	default:
		return v.node(s)
	}
}

// node taps a button that leads to the node, after one for each slot told.
func (v *version) node(s situation) *reply {
	if _, ok := v.bundle.Node(dialog.NodeID(s.Name)); !ok {
		return nil
	}
	state := engine.State{Locale: s.Locale, Country: s.Country}
	tap := func(set dialog.SlotValue) engine.Reply {
		payload := dialog.Payload{Locale: s.Locale, To: dialog.Target(s.Name), Set: set}.String()
		next, r, _ := v.engine.Turn(state, engine.Input{Kind: engine.Tap, Payload: payload})
		state = next
		return r
	}
	for _, set := range s.slots {
		tap(set)
	}
	r := tap(dialog.SlotValue{})
	return v.reply(&r)
}

func (v *version) frame(s situation) *reply {
	i := slices.IndexFunc(frames, func(f frame) bool { return f.name == s.Name })
	_, r, _ := v.engine.Turn(engine.State{Locale: s.Locale, Country: s.Country}, frames[i].input(s))
	if frames[i].helpRow {
		return &reply{choices: r.Help}
	}
	return v.reply(&r)
}

// word is a short text by itself. What a channel fills in stays a placeholder.
func (v *version) word(locale int, s situation) *reply {
	doc, _ := markup.Parse(v.bundle.Word(locale, s.Name))
	lines := v.bundle.Lines(locale, s.Country)
	return &reply{body: []*markup.Doc{&doc}, fill: func(key string) []markup.Span {
		if spans := lines.Fill(key); spans != nil {
			return spans
		}
		return []markup.Span{{Text: "{" + key + "}"}}
	}}
}

func (v *version) reply(r *engine.Reply) *reply {
	n, _ := v.bundle.Node(r.Node)
	locale, _ := v.locale(r.Locale)
	out := &reply{node: n, view: n.View(locale), body: r.Body, choices: r.Choices, fill: r.Lines.Fill}
	if p := r.Picture; p != nil {
		out.picture = &Picture{Name: p.Name, Alt: p.Alt}
		if item := v.items[v.said("picture/"+p.Name, r.Locale)]; item != nil {
			out.picture.SHA256 = item.Picture().SHA256
		}
	}
	return out
}

// text is the body with its placeholders filled in.
func (r *reply) text(fill markup.Fill) string {
	parts := make([]string, 0, len(r.body))
	for _, d := range r.body {
		parts = append(parts, d.Plain(fill))
	}
	return strings.Join(parts, "\n\n")
}

// placeholders lists those of the body.
func (r *reply) placeholders() []string {
	var out []string
	if r != nil {
		for _, d := range r.body {
			out = append(out, d.Placeholders()...)
		}
	}
	return out
}

// byCountry reports whether people of some country may read something else.
func (r *reply) byCountry() bool {
	if r == nil {
		return false
	}
	if len(r.placeholders()) > 0 {
		return true
	}
	return r.view != nil && slices.ContainsFunc(r.view.Variants, func(v dialog.Variant) bool {
		return slices.ContainsFunc(v.When, func(s dialog.SlotValue) bool { return s.Slot == countrySlot })
	})
}

// shown is the reply as a parent sees it, or nil.
func (r *reply) shown() *Shown {
	if r == nil {
		return nil
	}
	if r.seen != nil {
		return r.seen
	}
	s := &Shown{Text: r.text(r.fill), Buttons: []Button{}, Picture: r.picture, Calls: []string{}}
	if r.view != nil {
		s.Title = r.view.Title
	}
	for _, c := range r.choices {
		b := Button{Label: c.Label, To: string(c.To)}
		if c.Set.Slot != "" {
			b.Sets = tell([]dialog.SlotValue{c.Set})
		}
		s.Buttons = append(s.Buttons, b)
	}
	for _, key := range r.placeholders() {
		for _, span := range r.fill(key) {
			if number, ok := strings.CutPrefix(span.Link, "tel:"); ok {
				s.Calls = append(s.Calls, number)
			}
		}
	}
	r.seen = s
	return s
}

func same(a, b *reply) bool {
	if a == nil || b == nil {
		return a == b
	}
	x, y := a.shown(), b.shown()
	return x.Title == y.Title && x.Text == y.Text && x.picture() == y.picture() &&
		slices.Equal(x.Buttons, y.Buttons) && slices.Equal(x.Calls, y.Calls)
}

// picture tells the picture in a line, or "".
func (s *Shown) picture() string {
	if s.Picture == nil {
		return ""
	}
	file := s.Picture.SHA256
	return s.Picture.Alt + " (" + s.Picture.Name + ", file " + file[:min(len(file), 8)] + ")"
}

// String is the button in a line.
func (b Button) String() string {
	out := "[ " + b.Label + " ] → " + b.To
	if b.Sets != "" {
		out += ", remembers " + b.Sets
	}
	return out
}
