package telegram

import (
	"bytes"
	"context"
	"io/fs"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"github.com/porchlight-chat/porchlight/internal/engine"
)

// picture is a picture of a reply, known by a name.
type picture struct {
	name string
	make func() ([]byte, error)
}

// picture is what a reply shows beside its text, or nil: the picture of its node,
// or one that is made for it.
func (b *Bot) picture(r *engine.Reply) *picture {
	if r.Picture != nil {
		file := r.Picture.File
		// With other content the file may be another picture.
		name := b.o.Handler.Release().Bundle().Digest() + " " + file
		return &picture{name, func() ([]byte, error) { return fs.ReadFile(b.o.Pictures, file) }}
	}
	if b.o.Draw == nil {
		return nil
	}
	name, draw := b.o.Draw(r)
	if name == "" {
		return nil
	}
	return &picture{name, func() ([]byte, error) { return draw("https://t.me/" + b.username()) }}
}

// sendPicture sends a picture with the text as its caption. The file is uploaded
// once; after that Telegram's own id of it is enough.
func (b *Bot) sendPicture(ctx context.Context, j *job, m *outgoing) (message int64, out judged) {
	known, _ := b.files.Load(m.picture.name)
	params := &bot.SendPhotoParams{
		ChatID: j.Chat, MessageThreadID: j.Thread, Caption: m.text, CaptionEntities: m.entities, ReplyMarkup: m.keyboard,
	}
	if fileID, ok := known.(string); ok {
		params.Photo = &models.InputFileString{Data: fileID}
	} else {
		data, err := m.picture.make()
		if err != nil { // the words do without it
			j.bare = true
			return 0, judged{verdict: again, after: time.Millisecond}
		}
		params.Photo = &models.InputFileUpload{Filename: "picture.png", Data: bytes.NewReader(data)}
	}
	sent, err := b.api.SendPhoto(ctx, params)
	out = judge(err)
	switch {
	case out.verdict == accepted && sent != nil && len(sent.Photo) > 0:
		b.files.Store(m.picture.name, sent.Photo[len(sent.Photo)-1].FileID)
	case out.verdict == wrong && known != nil: // Telegram forgot the file
		b.files.Delete(m.picture.name)
		out = judged{verdict: again, after: time.Millisecond}
	}
	return id(sent), out
}
