package discord

import (
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// Types of components
// (https://discord.com/developers/docs/components/reference).
const (
	rowType    = 1
	buttonType = 2
	listType   = 3
	inputType  = 4
	labelType  = 18
)

// Styles of buttons.
const (
	primary   = 1
	secondary = 2
	danger    = 4
)

// Limits of components in a message with content.
const (
	maxRows    = 5
	maxInRow   = 5
	maxButtons = 5  // choices that are shown as buttons; more become a list
	maxListed  = 25 // options of a list
	maxLabel   = 80
	maxOption  = 100
	// shortLabel is how long labels are, in characters, that stand beside others.
	shortLabel = 20
)

// widget is a component as it is sent: a row, a button, a list or a part of a form.
type widget struct {
	Type        int      `json:"type"`
	Components  []widget `json:"components,omitempty"`
	Component   *widget  `json:"component,omitempty"`
	CustomID    string   `json:"custom_id,omitempty"`
	Style       int      `json:"style,omitempty"`
	Label       string   `json:"label,omitempty"`
	Placeholder string   `json:"placeholder,omitempty"`
	MaxLength   int      `json:"max_length,omitempty"`
	Options     []listed `json:"options,omitempty"`
}

// listed is an option of a list.
type listed struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// board makes the components of a message.
type board struct {
	b      *Bot
	locale string
	of     customID // what each custom id carries along
	server bool     // it is not in the direct messages, which are offered
	ids    unlike
}

// rows shows choices above the help row, which is always there, with help now first
// and the form for a question last.
func (d *board) rows(choices, help []dialog.Choice) []widget {
	d.ids = unlike{}
	last := widget{Type: rowType}
	for i := range help {
		style := secondary
		if i == 0 {
			style = danger
		}
		last.Components = append(last.Components, d.button(&help[i], style))
	}
	if len(last.Components) > 0 {
		last.Components = append(last.Components, d.opener(formMark, "discord-ask"))
		if d.server {
			last.Components = append(last.Components, d.opener(privateMark, "discord-private"))
		}
		last.Components = last.Components[:min(len(last.Components), maxInRow)]
	}
	room := maxRows
	if len(last.Components) > 0 {
		room--
	}
	var out []widget
	if len(choices) <= maxButtons {
		out = d.buttons(choices, room)
	} else {
		out = d.lists(choices, room)
	}
	if len(last.Components) > 0 {
		out = append(out, last)
	}
	return out
}

// opener is a button that opens the form to type a question, or the direct messages.
func (d *board) opener(mark, word string) widget {
	id := d.of
	id.opens, id.locale = mark, d.locale
	return widget{Type: buttonType, Style: secondary, Label: cut(d.b.word(d.locale, word), maxLabel), CustomID: id.String()}
}

func (d *board) button(c *dialog.Choice, style int) widget {
	id := d.of
	id.payload = c.Payload
	return widget{Type: buttonType, Style: style, Label: cut(c.Label, maxLabel), CustomID: d.ids.id(id.String())}
}

// buttons puts long labels in rows of their own as far as the rows go, and short ones
// side by side.
func (d *board) buttons(choices []dialog.Choice, room int) []widget {
	var rows []widget
	for i := range choices {
		b := d.button(&choices[i], secondary)
		short := units(b.Label) <= shortLabel
		if k := len(rows) - 1; k >= 0 && len(rows[k].Components) < maxInRow {
			together := short && units(rows[k].Components[len(rows[k].Components)-1].Label) <= shortLabel
			if together || len(rows) == room {
				rows[k].Components = append(rows[k].Components, b)
				continue
			}
		}
		rows = append(rows, widget{Type: rowType, Components: []widget{b}})
	}
	return rows
}

// lists puts choices into as many lists as they need.
func (d *board) lists(choices []dialog.Choice, room int) []widget {
	var rows []widget
	id := d.of
	id.payload = listMark + d.locale
	for len(choices) > 0 && len(rows) < room {
		n := min(len(choices), maxListed)
		values := unlike{}
		list := widget{
			Type: listType, CustomID: d.ids.id(id.String()), Placeholder: cut(d.b.word(d.locale, "discord-choose"), maxOption),
		}
		for i := range choices[:n] {
			list.Options = append(list.Options, listed{Label: cut(choices[i].Label, maxOption), Value: values.id(choices[i].Payload)})
		}
		rows = append(rows, widget{Type: rowType, Components: []widget{list}})
		choices = choices[n:]
	}
	return rows
}
