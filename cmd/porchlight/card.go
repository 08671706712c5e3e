package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	flag "github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/porchlight-chat/porchlight/internal/card"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// cardFormats writes a card in each format.
var cardFormats = map[string]func(*card.Card, card.Paper) ([]byte, error){
	"html": (*card.Card).HTML,
	"pdf":  (*card.Card).PDF,
	"png":  func(c *card.Card, _ card.Paper) ([]byte, error) { return c.PNG() },
	"svg":  func(c *card.Card, _ card.Paper) ([]byte, error) { return c.SVG(), nil },
}

// cardCommand makes the wallet card.
func cardCommand(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	lang := fs.String("lang", dialog.SourceLocale, "the locale of the card")
	country := fs.String("country", dialog.HomeCountry, "the country of the help lines, or "+dialog.OtherCountry+" for any other")
	url := fs.String("url", "", "the https address that the QR code opens, such as the bot's; without it there is no code")
	paper := fs.String("paper", "a4", "the paper of html and pdf: a4 or letter")
	format := fs.String("format", "html", "html or pdf (a sheet of eight), svg (one card), png (as wide as a phone)")
	out := fs.String("out", "", "the file to write; default the standard output")
	dir := fs.String("dialogs", "", "content to take the words from instead of the built-in one")
	if code, ok := parse(e, fs, args, 0); !ok {
		return code
	}
	write, ok := cardFormats[*format]
	if !ok {
		return fail(e, "card: there is no format %q; there are %s", *format, strings.Join(slices.Sorted(maps.Keys(cardFormats)), ", "))
	}
	sheet, err := card.PaperOf(*paper)
	if err != nil {
		return fail(e, "card: %s", err)
	}
	b, code := buildContent(e, *dir)
	if b == nil {
		return code
	}
	locale, ok := b.Locale(*lang)
	if !ok {
		return fail(e, "card: there is no locale %q; there are %s", *lang, strings.Join(b.Locales(), ", "))
	}
	place := strings.ToUpper(*country)
	if place != dialog.OtherCountry && !slices.Contains(b.Countries(), place) {
		return fail(e, "card: there are no help lines of %q; there are those of %s, and %s for any other country", *country, strings.Join(b.Countries(), ", "), dialog.OtherCountry)
	}
	c, err := card.New(b, locale, place, card.Options{URL: *url})
	if err != nil {
		return fail(e, "card: %s", err)
	}
	data, err := write(c, sheet)
	if err != nil {
		return fail(e, "card: %s", err)
	}
	return e.deliver("card", *out, data, *format == "png" || *format == "pdf")
}

// deliver writes what a command made into a file, or to the standard output. Bytes
// that are no text are not poured into a terminal.
func (e env) deliver(command, name string, data []byte, binary bool) int {
	if name != "" {
		if err := replace(name, data); err != nil {
			return fail(e, "%s: %s", command, err)
		}
		fmt.Fprintln(e.stdout, name)
		return exitOK
	}
	if f := e.terminal; binary && f != nil && term.IsTerminal(int(f.Fd())) {
		return fail(e, "%s: this is no text for a terminal; name a file with --out", command)
	}
	_, _ = e.stdout.Write(data)
	return exitOK
}
