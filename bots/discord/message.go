package discord

import (
	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// outgoing is a message as it is sent.
type outgoing struct {
	Content     string       `json:"content"`
	Flags       int          `json:"flags,omitempty"`
	Mentions    mentions     `json:"allowed_mentions"`
	Components  []widget     `json:"components"`
	Attachments []attachment `json:"attachments"`
	Nonce       string       `json:"nonce,omitempty"`
	Once        bool         `json:"enforce_nonce,omitempty"`
}

// mentions lists what a message may mention: nothing.
type mentions struct {
	Parse []string `json:"parse"`
}

type attachment struct {
	ID          string `json:"id"` // of the file in the request
	Name        string `json:"filename"`
	Description string `json:"description"`
}

// newMessage makes a message with no mentions and no previews.
func newMessage(text string, components []widget) outgoing {
	if components == nil {
		components = []widget{}
	}
	return outgoing{
		Content: cut(text, maxContent), Flags: suppressEmbeds, Mentions: mentions{Parse: []string{}}, Components: components, Attachments: []attachment{},
	}
}

// bare is a message without picture and buttons: whatever it is that Discord does not
// take, the words go out.
func (m outgoing) bare() outgoing {
	m.Attachments, m.Components = []attachment{}, []widget{}
	return m
}

// setting is what of the place where a reply is shown matters to its buttons.
type setting struct {
	country string // of the panel at which it began, or ""
	server  bool   // not the direct messages
}

// compose makes the message of a reply.
func (b *Bot) compose(r *bots.Reply, where setting) (m outgoing, files []upload) {
	defer func() {
		if recover() != nil { // a mistake in how it is made: the hotlines alone, then
			b.o.Observer.Panicked()
			words := bots.LastResort(engine.Input{Locale: r.Locale, Country: r.Country}).LastResort
			m, files = newMessage(words, nil), nil
		}
	}()
	if r.LastResort != "" {
		return newMessage(r.LastResort, nil), nil
	}
	d := board{b: b, locale: r.Locale, of: customID{country: where.country, stays: r.Urgent()}, server: where.server}
	m = newMessage(content(r.Body, r.Lines.Fill), d.rows(r.Choices, r.Help))
	if data, alt := b.picture(r); data != nil {
		m.Attachments = []attachment{{ID: "0", Name: pictureName, Description: cut(alt, maxAlt)}}
		files = []upload{{name: pictureName, data: data}}
	}
	return m, files
}

// say is a word as a message, with the help row.
func (b *Bot) say(locale, key string, where setting) outgoing {
	help := b.o.Handler.Engine().Recall(engine.Decision{Locale: locale, Node: dialog.Menu}).Help
	d := board{b: b, locale: locale, of: customID{country: where.country}, server: where.server}
	return newMessage(escaped(b.word(locale, key)), d.rows(nil, help))
}

func escaped(s string) string {
	var w writer
	w.escape(s)
	return w.b.String()
}
