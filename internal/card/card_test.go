package card

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

const address = "https://t.me/porchlight_bot"

// must fails the test for an error: must(f())(t).
func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newCard(t testing.TB, locale int, country, url string) *Card {
	t.Helper()
	return must(New(onDisk(), locale, country, Options{URL: url}))(t)
}

// squeeze leaves out what breaking lines changes.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '•' {
			return -1
		}
		return r
	}, s)
}

// inside checks that nothing lies outside a drawing, and that words lie on no other
// words.
func inside(t *testing.T, d *drawing) {
	t.Helper()
	const least = 1e-6
	for _, b := range d.boxes {
		if b.x < -least || b.y < -least || b.x+b.w > d.w+least || b.y+b.h > d.h+least {
			t.Errorf("a box at %.1f, %.1f, %.1f wide, %.1f high lies outside %.1f x %.1f", b.x, b.y, b.w, b.h, d.w, d.h)
		}
	}
	for i, w := range d.words {
		if w.x < 0 || w.y-rise*w.size < 0 || w.x+w.width > d.w || w.y+(leading-rise)*w.size > d.h {
			t.Errorf("%q at %.1f, %.1f lies outside %.1f x %.1f", w.text, w.x, w.y, d.w, d.h)
		}
		if got := width(w.text, w.bold, w.size); got > w.width+1e-6 {
			t.Errorf("%q is %.2f wide and has %.2f", w.text, got, w.width)
		}
		for _, v := range d.words[:i] {
			if v.x < w.x+w.width-least && w.x < v.x+v.width-least && v.y-0.75*v.size < w.y-least && w.y-0.75*w.size < v.y-least {
				t.Errorf("%q lies on %q", w.text, v.text)
			}
		}
	}
}

// TestEveryCardFits lays out the card of every locale and country, with the longest
// address and without one: nothing lies outside, no letter is smaller than 7
// points, and the words are those of the content.
func TestEveryCardFits(t *testing.T) {
	b := onDisk()
	longest := "https://example.org/" + strings.Repeat("a", MaxURL-len("https://example.org/"))
	for locale, name := range b.Locales() {
		for _, country := range append([]string{dialog.NoCountry, dialog.OtherCountry}, b.Countries()...) {
			for _, url := range []string{"", longest} {
				t.Run(fmt.Sprintf("%s-%s-%d", name, country, len(url)), func(t *testing.T) {
					c := newCard(t, locale, country, url)
					for _, side := range []*drawing{&c.front, &c.back} {
						if side.w != 85.6 || side.h != 53.98 {
							t.Errorf("a side is %.2f x %.2f mm", side.w, side.h)
						}
						for _, w := range side.words {
							if w.size < 7*25.4/72-1e-9 {
								t.Errorf("%q is set in %.1f points", w.text, w.size/point)
							}
							if w.x < edge || w.x+w.width > side.w-edge+1e-6 || w.y > side.h-edge {
								t.Errorf("%q lies in the edge that is left free", w.text)
							}
						}
					}
					for _, d := range []*drawing{&c.front, &c.back, &c.phone} {
						inside(t, d)
					}
					sameWords(t, c)
				})
			}
		}
	}
}

// sameWords checks that the card says all that the text says, and nothing else. Items
// that share a help line stand together, so words are compared as a set.
func sameWords(t *testing.T, c *Card) {
	t.Helper()
	front, draft, want := squeeze(strings.Join(c.front.text(), "")), squeeze(c.draft), squeeze(c.plain[0])
	if !strings.Contains(front, draft) || strings.Replace(front, draft, "", 1) != want {
		t.Errorf("the front says %q, the text %q", front, want)
	}
	allowed := squeeze(strings.Join(c.Texts(), "\n"))
	for _, words := range append(c.back.text(), c.phone.text()...) {
		for part := range strings.SplitSeq(words, " / ") {
			part = strings.Trim(part, " :·/")
			if !strings.Contains(allowed, squeeze(part)) {
				t.Errorf("the card says %q, the content does not", part)
			}
		}
	}
	for _, d := range []*drawing{&c.back, &c.phone} {
		said := squeeze(strings.Join(d.text(), ""))
		for line := range strings.Lines(c.plain[1]) {
			label, rest, ok := strings.Cut(strings.TrimPrefix(line, "• "), ": ")
			if !ok {
				label, rest = "", line
			}
			if !strings.Contains(said, squeeze(label)) || !strings.Contains(said, squeeze(rest)) {
				t.Errorf("the text says %q, the card does not", line)
			}
		}
	}
}

func TestDraft(t *testing.T) {
	b := onDisk()
	notice := squeeze(b.Word(0, "draft-notice"))
	for _, approved := range []bool{false, true} {
		c := must(New(b, 0, "US", Options{Approved: approved}))(t)
		for name, d := range map[string]*drawing{"front": &c.front, "phone": &c.phone} {
			if says := strings.Contains(squeeze(strings.Join(d.text(), "")), notice); says == approved {
				t.Errorf("%s, approved %v: says that it is a draft: %v", name, approved, says)
			}
		}
	}
}

// scan reads the QR code in a picture.
func scan(t *testing.T, img image.Image) string {
	t.Helper()
	bmp, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bmp, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatalf("no QR code is found: %s", err)
	}
	return result.GetText()
}

// TestCodeLeadsToTheAddress scans the code on paper, as a printer of 300 dots an
// inch shows it, and in the picture for phones.
func TestCodeLeadsToTheAddress(t *testing.T) {
	for _, url := range []string{address, "https://example.org/" + strings.Repeat("Zz9-", 16)} {
		c := newCard(t, 1, "DE", url)
		if got := scan(t, c.back.raster(300/25.4)); got != url {
			t.Errorf("the card leads to %q, want %q", got, url)
		}
		if got := scan(t, decode(t, must(c.PNG())(t))); got != url {
			t.Errorf("the picture leads to %q, want %q", got, url)
		}
		if module := codeSide / float64(c.code.side()); module < 0.4 {
			t.Errorf("a module is %.2f mm wide", module)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"t.me/bot", "http://example.org", "https://", "https://example.org/a b", "https://exämple.org", "tel:+1", address + strings.Repeat("x", MaxURL)} {
		if _, err := newCode(bad); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if c, err := newCode(""); err != nil || !c.empty() {
		t.Errorf("no address: %v", err)
	}
}

// TestSheet checks that the backs lie behind the fronts, whichever way the sheet is
// turned, and that all of it lies on the paper.
func TestSheet(t *testing.T) {
	c := newCard(t, 0, "US", "")
	for _, p := range papers {
		t.Run(p.Name, func(t *testing.T) {
			spots := p.spots()
			if len(spots) != 8 {
				t.Errorf("%d cards", len(spots))
			}
			for _, s := range spots {
				for _, turned := range [][2]float64{{p.Wide - s[0] - cardWide, s[1]}, {s[0], p.High - s[1] - cardHigh}} {
					if !slices.ContainsFunc(spots, func(o [2]float64) bool {
						return max(o[0]-turned[0], turned[0]-o[0], o[1]-turned[1], turned[1]-o[1]) < 1e-6
					}) {
						t.Errorf("behind the card at %.2f, %.2f lies none", s[0], s[1])
					}
				}
			}
			sheet := c.sheet(p)
			inside(t, &sheet)
		})
	}
	if _, err := PaperOf("a3"); err == nil || !strings.Contains(err.Error(), "a4, letter") {
		t.Errorf("a3: %v", err)
	}
}

// TestSameBytes makes every format twice.
func TestSameBytes(t *testing.T) {
	for _, p := range papers {
		first, second := newCard(t, 1, "MX", address), newCard(t, 1, "MX", address)
		for name, write := range map[string]func(*Card) ([]byte, error){
			"svg": func(c *Card) ([]byte, error) { return c.SVG(), nil }, "png": (*Card).PNG,
			"pdf":  func(c *Card) ([]byte, error) { return c.PDF(p) },
			"html": func(c *Card) ([]byte, error) { return c.HTML(p) },
		} {
			a, b := must(write(first))(t), must(write(second))(t)
			if !bytes.Equal(a, b) {
				t.Errorf("%s on %s: two runs differ", name, p.Name)
			}
		}
	}
}

// TestContrast computes the contrasts of letters and grounds as WCAG 2.2 does.
func TestContrast(t *testing.T) {
	for name, ink := range map[string]struct{ a, b float64 }{
		"black on white": {luminance(black), luminance(white)}, "grey on white": {luminance(grey), luminance(white)},
		"blue on white": {luminance(blue), luminance(white)}, "white on red": {luminance(red), luminance(white)},
	} {
		if ratio := (ink.b + 0.05) / (ink.a + 0.05); ratio < 7 {
			t.Errorf("%s: %.1f to 1", name, ratio)
		}
	}
}
