package card

import (
	"fmt"
	"net/url"

	"github.com/boombuler/barcode/qr"
)

// MaxURL is the longest address that a card takes, in bytes. Up to here a code has
// 37 modules a side, and on the card each of them is wider than 0.4 mm: phones
// read that at arm's length.
const MaxURL = 84

// quiet is the empty space around a QR code, in modules (ISO/IEC 18004).
const quiet = 4

// code is a QR code; rows of modules, true for dark. Empty for none.
type code struct {
	url     string
	modules [][]bool
}

// newCode encodes an address with error correction M (15 % may be lost). An empty
// address gives no code.
func newCode(address string) (code, error) {
	if address == "" {
		return code{}, nil
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" || u.Host == "":
		return code{}, fmt.Errorf("%q does not start with https:// and a site: %w", address, ErrAddress)
	case len(address) > MaxURL:
		return code{}, fmt.Errorf("%q has %d letters, %d is the most that stays easy to scan: %w", address, len(address), MaxURL, ErrAddress)
	}
	for _, r := range address {
		if r <= ' ' || r > '~' {
			return code{}, fmt.Errorf("%q holds %q: %w", address, r, ErrAddress)
		}
	}
	made, err := qr.Encode(address, qr.M, qr.Unicode)
	if err != nil {
		return code{}, fmt.Errorf("%q: %w", address, ErrAddress)
	}
	c := code{url: address}
	edge := made.Bounds()
	for y := edge.Min.Y; y < edge.Max.Y; y++ {
		var row []bool
		for x := edge.Min.X; x < edge.Max.X; x++ {
			r, _, _, _ := made.At(x, y).RGBA()
			row = append(row, r == 0)
		}
		c.modules = append(c.modules, row)
	}
	return c, nil
}

func (c code) empty() bool { return len(c.modules) == 0 }

// side is how many modules the code is wide, with the quiet zone.
func (c code) side() int { return len(c.modules) + 2*quiet }

// code draws a QR code on white, size wide with its quiet zone.
func (d *drawing) code(c code, x, y, size float64) {
	d.box(x, y, size, size, 0, white)
	m := size / float64(c.side())
	for row, modules := range c.modules {
		for at := 0; at < len(modules); at++ {
			from := at
			for at < len(modules) && modules[at] {
				at++
			}
			if at > from { // neighbours are one box, without a seam
				d.box(x+m*float64(from+quiet), y+m*float64(row+quiet), m*float64(at-from), m, 0, black)
			}
		}
	}
}
