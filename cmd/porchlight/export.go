package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/export"
	"github.com/porchlight-chat/porchlight/internal/review"
)

// exportFormats writes a document in each format.
var exportFormats = map[string]func(*export.Document) ([]byte, error){
	"html": (*export.Document).HTML,
	"docx": (*export.Document).DOCX,
}

// exportCommand writes a document for each tree and locale.
func exportCommand(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	format := fs.String("format", "html", "html, to read and print, or docx, to comment in Word or LibreOffice")
	lang := fs.String("lang", "", "only this locale")
	tree := fs.String("tree", "", "only this tree")
	to := fs.String("to", ".", "the folder to write to; it is made if it is not there")
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	write, ok := exportFormats[*format]
	if !ok {
		return fail(e, "export: there is no format %q; there are %s", *format, strings.Join(slices.Sorted(maps.Keys(exportFormats)), ", "))
	}
	content, b, state, code := readReviewed(e, fs.Arg(0))
	if b == nil {
		return code
	}
	locales, trees := b.Locales(), export.Trees(content)
	if *lang != "" {
		i, ok := b.Locale(*lang)
		if !ok {
			return fail(e, "export: there is no locale %q; there are %s", *lang, strings.Join(locales, ", "))
		}
		locales = locales[i : i+1]
	}
	if *tree != "" {
		trees = []string{*tree}
	}
	if err := os.MkdirAll(*to, 0o755); err != nil { //nolint:gosec // documents for others to read
		return fail(e, "export: the folder %q cannot be made", *to)
	}
	for _, locale := range locales {
		i, _ := b.Locale(locale)
		for _, tree := range trees {
			d, err := export.New(content, b, tree, i, state)
			if err != nil {
				return fail(e, "export: %s", err)
			}
			data, err := write(d)
			if err != nil {
				return fail(e, "export: %s", err)
			}
			name := filepath.Join(*to, tree+"."+locale+"."+*format)
			if err := replace(name, data); err != nil {
				return fail(e, "export: %s", err)
			}
			fmt.Fprintln(e.stdout, name)
		}
	}
	return exitOK
}

// readReviewed reads content, and how the review of each item stands in words.
func readReviewed(e env, dir string) (*dialog.Content, *dialog.Bundle, func(item string) string, int) {
	fsys, err := openContent(dir)
	if err != nil {
		return nil, nil, nil, fail(e, "export: %s", err)
	}
	content, findings := dialog.Load(fsys)
	b, more := dialog.Compile(content)
	if b == nil {
		printErrors(e, slices.Concat(findings, more))
		return nil, nil, nil, fail(e, "export: the content does not build; run `porchlight check %s`", dir)
	}
	records, err := review.ReadRecords(fsys, "")
	if err != nil {
		return nil, nil, nil, fail(e, "export: %s", err)
	}
	plan := review.Decide(dialog.Items(content), records.Archive, records.Ledger.Outcome(), time.Now())
	states := map[string]string{}
	for i := range plan.Rows {
		r := &plan.Rows[i]
		if n := len(r.Standing.Approvals); r.Standing.Approved {
			states[r.Item.What] = fmt.Sprintf("approved by %d until %s", n, r.Standing.Expires)
		}
	}
	return content, b, func(item string) string {
		if s := states[item]; s != "" {
			return s
		}
		return "draft: not approved yet"
	}, exitOK
}
