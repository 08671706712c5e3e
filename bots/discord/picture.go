package discord

import (
	"io/fs"

	"github.com/porchlight-chat/porchlight/bots"
)

const (
	pictureName = "picture.png"
	maxAlt      = 1024 // of a description
)

// picture is what a reply shows beside its text, with a text alternative: the picture
// of its node, or one that is made for it. Where there is none, or it cannot be had,
// data is nil: the words do without it.
func (b *Bot) picture(r *bots.Reply) (data []byte, alt string) {
	defer func() {
		if recover() != nil {
			b.o.Observer.Panicked()
			data = nil
		}
	}()
	if r.Picture != nil {
		data, err := fs.ReadFile(b.o.Pictures, r.Picture.File)
		if err != nil {
			return nil, ""
		}
		return data, r.Picture.Alt
	}
	if b.o.Draw == nil {
		return nil, ""
	}
	name, draw := b.o.Draw(&r.Reply)
	if name == "" {
		return nil, ""
	}
	bundle := b.o.Handler.Release().Bundle()
	if n, ok := bundle.Node(r.Node); ok {
		locale, _ := bundle.Locale(r.Locale)
		alt = n.View(locale).Title
	}
	if made, ok := b.drawn.Load(name); ok {
		return made.([]byte), alt
	}
	data, err := draw("https://discord.com/oauth2/authorize?client_id=" + b.application())
	if err != nil {
		return nil, ""
	}
	b.drawn.Store(name, data)
	return data, alt
}
