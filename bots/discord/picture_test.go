package discord_test

import (
	"bytes"
	"image"
	"image/png"
	"regexp"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/engine"
)

// A picture that is made for a reply comes with its words, is made once, and has a text
// alternative; when it cannot be made, by whatever mistake, the words come alone.
func TestDrawnPicture(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			var links []string
			r := start(t, setup{mode: mode, draw: func(r *engine.Reply) (string, func(string) ([]byte, error)) {
				switch r.Node {
				case "start/menu":
					return "menu " + r.Locale, func(to string) ([]byte, error) {
						links = append(links, to)
						var b bytes.Buffer
						err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 60)))
						return b.Bytes(), err
					}
				case "bot/about":
					return "about", func(string) ([]byte, error) { panic("a bug") }
				}
				return "", nil
			}})
			for range 2 {
				m := r.command("menu", nil)
				r.says(m, "How can I help?")
				if len(m.Files) != 1 {
					t.Errorf("files: %v", m.Files)
				}
			}
			if len(links) != 1 || links[0] != "https://discord.com/oauth2/authorize?client_id=4242" {
				t.Errorf("links: %v", links)
			}
			if !regexp.MustCompile(`"filename":"picture.png","description":"[^"]`).MatchString(r.sent.String()) {
				t.Error("the picture has no text alternative")
			}
			m := r.command("about", nil)
			if len(m.Files) != 0 || m.Content == "" {
				t.Errorf("%+v", m)
			}
			if r.counts.get("panic") != 1 {
				t.Error("the mistake was not counted")
			}
			r.counts.forget("panic")
		})
	}
}
