package card

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

var update = flag.Bool("update", false, "draw the pictures of the content anew")

const content = "../../dialogs"

// onDisk is the content of the folder, which may be ahead of what is compiled in.
var onDisk = sync.OnceValue(func() *dialog.Bundle {
	c, _ := dialog.Load(os.DirFS(content))
	b, _ := dialog.Compile(c)
	return b
})

// drawn calls a function for every picture that a node shows, in each locale.
func drawn(t *testing.T, b *dialog.Bundle, each func(t *testing.T, id dialog.NodeID, locale int, p *dialog.Picture)) {
	t.Helper()
	seen := 0
	for _, id := range b.NodeIDs() {
		node, _ := b.Node(id)
		for locale, name := range b.Locales() {
			if p := node.View(locale).Picture; p != nil {
				seen++
				t.Run(p.Name+"@"+name, func(t *testing.T) { each(t, id, locale, p) })
			}
		}
	}
	if seen == 0 {
		t.Error("no node shows a picture")
	}
}

// TestPicturesSayWhatTheTextSays keeps the files equal to what is drawn of the
// texts: an edit of a text cannot leave an old picture behind. Pixels are compared,
// not bytes, because processors round differently.
func TestPicturesSayWhatTheTextSays(t *testing.T) {
	drawn(t, onDisk(), func(t *testing.T, id dialog.NodeID, locale int, p *dialog.Picture) {
		want := must(Picture(onDisk(), id, locale))(t)
		file := filepath.Join(content, filepath.FromSlash(p.File))
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil { //nolint:gosec // a picture for everyone
				t.Fatal(err)
			}
			return
		}
		got, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := differ(decode(t, want), decode(t, got)); n != "" {
			t.Errorf("%s is not what the text of %s says (%s); run go test ./internal/card -run TestPictures -update", file, id, n)
		}
	})
}

// TestPictureHoldsNothingElse looks for every line of a picture in the text of its
// node.
func TestPictureHoldsNothingElse(t *testing.T) {
	b := onDisk()
	drawn(t, b, func(t *testing.T, id dialog.NodeID, locale int, p *dialog.Picture) {
		node, _ := b.Node(id)
		view := node.View(locale)
		text := squeeze(view.Title + bodyOf(view).Plain(nil))
		d, err := drawPicture(b, id, locale)
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range d.text() {
			if !strings.Contains(text, squeeze(words)) {
				t.Errorf("the picture says %q, the text does not", words)
			}
		}
		if len(p.Alt) < 30 {
			t.Errorf("the description %q says too little", p.Alt)
		}
		inside(t, d)
	})
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// differ says how two pictures differ, beyond what rounding does.
func differ(a, b image.Image) string {
	if a.Bounds() != b.Bounds() {
		return fmt.Sprintf("%v and %v", a.Bounds().Size(), b.Bounds().Size())
	}
	far := 0
	for y := range a.Bounds().Max.Y {
		for x := range a.Bounds().Max.X {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			for _, d := range []int{int(ar) - int(br), int(ag) - int(bg), int(ab) - int(bb)} {
				if max(d, -d) > 2*shades<<8 {
					far++
					break
				}
			}
		}
	}
	if far > 0 {
		return fmt.Sprintf("%d pixels differ", far)
	}
	return ""
}
