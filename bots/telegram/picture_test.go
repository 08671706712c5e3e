package telegram_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// A picture that is made for a reply comes with its words; when it cannot be made,
// by whatever mistake, the words come alone.
func TestDrawnPicture(t *testing.T) {
	t.Parallel()
	s := unlimited
	link := ""
	s.draw = func(r *engine.Reply) (string, func(string) ([]byte, error)) {
		switch r.Node {
		case "start/menu":
			return "menu " + r.Locale, func(to string) ([]byte, error) {
				link = to
				var b bytes.Buffer
				err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 60)))
				return b.Bytes(), err
			}
		case "bot/about":
			return "about", func(string) ([]byte, error) { panic("a bug") }
		}
		return "", nil
	}
	r := start(t, s)
	p := r.greeted(6200, "en")
	p.Send("/menu")
	m := last(t, p, func(m telegramtest.Message) bool { return m.Photo })
	if m.Caption != r.said("en", "/menu") || link != "https://t.me/PorchlightTestBot" {
		t.Errorf("caption %q, link %q", m.Caption, link)
	}
	p.TapData(m.ID, "1en:/about")
	m = last(t, p, contains("scripted service for parents"))
	if m.Photo || m.Text == "" {
		t.Errorf("%+v", m)
	}
}
