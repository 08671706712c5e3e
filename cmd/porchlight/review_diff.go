package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	flag "github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/compare"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/review"
)

func reviewDiff(_ context.Context, e env, flags *flag.FlagSet, args []string) int {
	dir := dialogsFlag(flags)
	since := flags.String("since", "", "compare with this: a release file, a folder of releases or of content, or the first digits of a release; without it, with what is approved")
	releases := flags.String("releases", "releases", "the folder of releases that digits are looked for in")
	html := flags.Bool("html", false, "one page for a browser, to read on a phone or print")
	asJSON := flags.Bool("json", false, "for programs")
	if code, ok := parse(e, flags, args, 0); !ok {
		return code
	}
	d, code := openDesk(e, *dir)
	if d == nil {
		return code
	}
	before, name, err := d.since(*since, *releases)
	if err != nil {
		return fail(e, "review diff: %s", err)
	}
	report, err := compare.Versions(before, d.items)
	if err != nil {
		return fail(e, "review diff: %s", err)
	}
	switch {
	case *html:
		err = report.HTML(e.stdout, compare.Options{Title: "What changes for parents, compared with " + name, Draft: d.draft})
	case *asJSON:
		err = report.JSON(e.stdout)
	default:
		fmt.Fprintf(e.stderr, "Compared with %s.\n", name)
		err = report.Text(e.stdout, width(e))
	}
	if err != nil {
		return fail(e, "review diff: the output cannot be written")
	}
	return exitOK
}

// width is how many characters a line of the output has room for.
func width(e env) int {
	if f := e.terminal; f != nil && term.IsTerminal(int(f.Fd())) {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil {
			return min(max(w, 40), 100)
		}
	}
	return 80
}

// draft reports an edit whose words nobody has approved.
func (d *desk) draft(edit *compare.Edit) bool {
	for i := range d.plan.Rows {
		if r := &d.plan.Rows[i]; r.Item.What == edit.What {
			return !r.Standing.Approved
		}
	}
	return false // needs no approval
}

// since finds the earlier version, and its name for people.
func (d *desk) since(what, releases string) ([]dialog.Item, string, error) {
	if what == "" {
		if _, err := d.plan.Release(); err == nil {
			return d.plan.Items, "what is approved", nil
		}
		content, _ := dialog.Load(dialogs.FS)
		return dialog.Items(content), "the texts that ship with this program (too little is approved for a release)", nil
	}
	if _, err := os.Stat(what); err != nil {
		matches, _ := filepath.Glob(filepath.Join(releases, what[:min(len(what), 12)]+"*"+releaseSuffix))
		if strings.Trim(what, "0123456789abcdef") != "" || len(matches) != 1 {
			return nil, "", fmt.Errorf("%q is no file, no folder, and not the beginning of one release in %s", what, releases)
		}
		what = matches[0]
	}
	if _, err := os.Stat(filepath.Join(what, "trees")); err == nil {
		fsys, err := openContent(what)
		if err != nil {
			return nil, "", err
		}
		content, _ := dialog.Load(fsys)
		return dialog.Items(content), "the content of " + what, nil
	}
	name, data, err := readRelease(what)
	if err != nil {
		return nil, "", err
	}
	r, err := review.ReadRelease(name, data, time.Now())
	if err != nil {
		return nil, "", err
	}
	return r.Items, "the release " + r.Root.Short(), nil
}
