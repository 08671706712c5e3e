package engine

import (
	"fmt"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

// Decision is a reply in a form that can be kept until it is sent: names of nodes
// and words, in place of the texts. It holds nothing that a person wrote and
// nothing that review may take back in the meantime. See [Engine.Recall].
type Decision struct {
	Route   Route         `json:"r"`
	Locale  string        `json:"l"`
	Country string        `json:"c,omitempty"` // whose hotlines are shown
	Node    dialog.NodeID `json:"n"`
	Picture bool          `json:"p,omitempty"` // the node's picture is shown
	Body    []string      `json:"b"`           // see docNames
	Choices []Offer       `json:"o,omitempty"`
}

// Offer is a choice of a decision.
type Offer struct {
	Payload string `json:"p"`
	Label   Label  `json:"l,omitempty"`
}

// Label says where the words of an offer come from: the key of a word, or one of
// the labels below.
type Label string

// The labels that are no word.
const (
	ofNode  Label = ""  // the choice of this payload of the node, or of the menu
	ofTitle Label = "=" // the title of the node it leads to
)

// offered lists the words that label choices which the engine adds.
func offered() []Label {
	return []Label{"menu", "choose-country", "keep-language", "back-to-question", "yes-now", "no-not-now"}
}

// docNames names every text that a reply may hold: a word by its key, the text of
// a node by node, variant and part ("talk/start 0 1").
func docNames(b *dialog.Bundle, frames []frame) map[*markup.Doc]string {
	names := map[*markup.Doc]string{}
	for _, id := range b.NodeIDs() {
		n, _ := b.Node(id)
		for locale := range frames {
			for v, variant := range n.View(locale).Variants {
				for part, doc := range variant.Body {
					names[doc] = fmt.Sprintf("%s %d %d", id, v, part)
				}
			}
		}
	}
	for i := range frames {
		for key, doc := range frames[i].docs() {
			if doc != nil {
				names[doc] = key
			}
		}
	}
	return names
}

// docs are the texts of the frame, by the key of the word each is made of.
func (f *frame) docs() map[string]*markup.Doc {
	return map[string]*markup.Doc{
		"draft-notice": f.draftNotice, "country-notice": f.countryNotice, "help-line": f.helpLine,
		"speaks": f.speaks, "interpreters": f.interpreters, "also-asked": f.alsoAsked,
		"language-changed": f.languageChanged, "country-changed": f.countryChanged,
	}
}

// Decided gives the decision behind a reply of this engine. ok is false when the
// reply holds something that has no name.
func (e *Engine) Decided(r *Reply) (d Decision, ok bool) {
	locale, known := e.bundle.Locale(r.Locale)
	n, found := e.bundle.Node(r.Node)
	if !known || !found {
		return Decision{}, false
	}
	d = Decision{Route: r.Route, Locale: r.Locale, Country: r.Country, Node: r.Node, Picture: r.Picture != nil}
	for _, doc := range r.Body {
		name, named := e.names[doc]
		if !named {
			return Decision{}, false
		}
		d.Body = append(d.Body, name)
	}
	for i := range r.Choices {
		label, named := e.label(n, locale, &r.Choices[i])
		if !named {
			return Decision{}, false
		}
		d.Choices = append(d.Choices, Offer{Payload: r.Choices[i].Payload, Label: label})
	}
	return d, true
}

// label tells where the words of a choice come from.
func (e *Engine) label(n *dialog.Node, locale int, c *dialog.Choice) (l Label, ok bool) {
	if own := e.own(n, locale, c.Payload); own != nil && own.Label == c.Label {
		return ofNode, true
	}
	for _, l := range offered() {
		if e.bundle.Word(locale, string(l)) == c.Label {
			return l, true
		}
	}
	to, ok := e.bundle.Node(dialog.NodeID(c.To))
	return ofTitle, ok && to.View(locale).Title == c.Label
}

// own is the choice of a node, or else of the menu, that carries a payload.
func (e *Engine) own(n *dialog.Node, locale int, payload string) *dialog.Choice {
	menu, ok := e.bundle.Node(dialog.Menu)
	if !ok {
		menu = n
	}
	for _, of := range []*dialog.Node{n, menu} {
		choices := of.View(locale).Choices
		for i := range choices {
			if choices[i].Payload == payload {
				return &choices[i]
			}
		}
	}
	return nil
}

// Recall makes the reply of a decision again, also one that an engine with other
// content made: what is gone is left out, and a node whose texts are not those
// any more is shown as it is.
func (e *Engine) Recall(d Decision) Reply {
	t := turn{e: e, s: State{Country: d.Country}, in: Input{Locale: d.Locale}}
	t.locale = t.sessionLocale()
	t.show(d.Node, d.Route)
	if body := e.docs(t.locale, d.Body); body != nil {
		t.r.Body = body
	}
	n, _ := e.bundle.Node(t.r.Node)
	t.r.Choices = nil
	for _, o := range d.Choices {
		if c, ok := e.choice(n, t.locale, o); ok {
			t.r.Choices = append(t.r.Choices, c)
		}
	}
	if !d.Picture {
		t.r.Picture = nil
	}
	t.finish()
	return t.r
}

// docs finds texts by their names; nil when one of them is gone.
func (e *Engine) docs(locale int, names []string) []*markup.Doc {
	var out []*markup.Doc
	words := e.frames[locale].docs()
	for _, name := range names {
		doc := words[name]
		if doc == nil {
			var id dialog.NodeID
			var variant, part int
			if _, err := fmt.Sscanf(name, "%s %d %d", &id, &variant, &part); err != nil {
				return nil
			}
			n, ok := e.bundle.Node(id)
			if !ok || variant < 0 || variant >= len(n.View(locale).Variants) {
				return nil
			}
			body := n.View(locale).Variants[variant].Body
			if part < 0 || part >= len(body) {
				return nil
			}
			doc = body[part]
		}
		out = append(out, doc)
	}
	return out
}

// choice makes a choice of an offer.
func (e *Engine) choice(n *dialog.Node, locale int, o Offer) (c dialog.Choice, ok bool) {
	p, err := dialog.ParsePayload(o.Payload)
	if err != nil {
		return c, false
	}
	c = dialog.Choice{Payload: o.Payload, To: p.To, Set: p.Set}
	switch o.Label {
	case ofNode:
		own := e.own(n, locale, o.Payload)
		if own == nil {
			return c, false
		}
		return *own, true
	case ofTitle:
		to, found := e.bundle.Node(dialog.NodeID(p.To))
		if !found {
			return c, false
		}
		c.Label = to.View(locale).Title
	default:
		c.Label = e.bundle.Word(locale, string(o.Label))
	}
	return c, c.Label != ""
}
