package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	iofs "io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	flag "github.com/spf13/pflag"
	"golang.org/x/text/language"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// i18nVerbs are what `porchlight i18n` can do, by the word after it.
var i18nVerbs = map[string]func(e env, fs *flag.FlagSet, args []string) int{
	"extract": i18nExtract,
	"merge":   i18nMerge,
	"status":  i18nStatus,
	"pseudo":  i18nPseudo,
}

// i18n is for translators: docs/translating.md says how they work with it.
func i18n(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	if len(args) > 0 {
		if run := i18nVerbs[args[0]]; run != nil {
			return run(e, fs, args[1:])
		}
	}
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	return fail(e, "i18n: say extract, merge, status or pseudo")
}

// i18nExtract writes the template of all translations.
func i18nExtract(e env, fs *flag.FlagSet, args []string) int {
	to := fs.String("to", "", "the file to write; default the output")
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	content, code := loadContent(e, fs.Arg(0))
	if content == nil {
		return code
	}
	template := dialog.ExtractPO(content)
	if *to == "" {
		_, _ = e.stdout.Write(template)
		return exitOK
	}
	if err := replace(*to, template); err != nil {
		return fail(e, "i18n: %s", err)
	}
	fmt.Fprintf(e.stdout, "%s: written; %d texts\n", *to, len(dialog.Messages(content)))
	return exitOK
}

// i18nMerge brings translation files up to date.
func i18nMerge(e env, fs *flag.FlagSet, args []string) int {
	only := fs.String("lang", "", "this locale alone; its file is begun when there is none")
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	dir := fs.Arg(0)
	if dir == "" {
		return fail(e, "i18n: merge needs the folder to write to, such as `porchlight i18n merge dialogs`")
	}
	if tag, err := language.Parse(*only); *only != "" && (err != nil || tag.String() != *only || *only == dialog.SourceLocale) {
		return fail(e, "i18n: %q is no language to translate into; write its tag, such as fr or pt-BR", *only)
	}
	content, code := loadContent(e, dir)
	if content == nil {
		return code
	}
	var locales []string
	for _, s := range dialog.TranslationStatus(content) {
		if *only == "" {
			locales = append(locales, s.Locale)
		}
	}
	if *only != "" {
		locales = []string{*only}
	}
	for _, locale := range locales {
		name := filepath.Join(dir, "locales", locale, "dialogs.po")
		err := os.MkdirAll(filepath.Dir(name), 0o755) //nolint:gosec // content is for everyone to read
		if err == nil {
			err = replace(name, dialog.MergePO(content, locale))
		}
		if err != nil {
			return fail(e, "i18n: %s cannot be written: is the disk full, or the folder read-only?", name)
		}
		fmt.Fprintf(e.stdout, "%s: written\n", name)
	}
	if content, code = loadContent(e, dir); content == nil {
		return code
	}
	writeStatus(e.stdout, dialog.TranslationStatus(content), false)
	return exitOK
}

// i18nStatus says how far the translations are.
func i18nStatus(e env, fs *flag.FlagSet, args []string) int {
	list := fs.Bool("list", false, "also name the nodes that lack something")
	strict := fs.Bool("strict", false, "exit status 1 when anything is missing or fuzzy")
	form := fs.String("format", "text", "text or json")
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	if *form != "text" && *form != "json" {
		return fail(e, "i18n: there is no format %q; use text or json", *form)
	}
	content, code := loadContent(e, fs.Arg(0))
	if content == nil {
		return code
	}
	status := dialog.TranslationStatus(content)
	if *form == "json" {
		writeStatusJSON(e.stdout, status)
	} else {
		writeStatus(e.stdout, status, *list)
	}
	for _, s := range status {
		if *strict && !s.Complete() {
			return exitFalls
		}
	}
	return exitOK
}

func writeStatus(out io.Writer, status []dialog.Status, list bool) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, c dialog.Counts) {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t\n", name, c.Texts, c.Translated, c.Fuzzy, c.Missing)
	}
	fmt.Fprintln(w, "locale\ttexts\ttranslated\tfuzzy\tmissing\t")
	for _, s := range status {
		row(s.Locale, s.Counts)
		for _, p := range s.Incomplete {
			if list {
				row(s.Locale+" "+p.Place, p.Counts)
			}
		}
	}
	_ = w.Flush() // run sees when the output cannot be written
}

// jsonStatus is the machine-readable form; its keys are part of the contract.
type jsonStatus struct {
	Locale string `json:"locale"`
	jsonCounts
	Incomplete []jsonPlace `json:"incomplete"`
}

type jsonPlace struct {
	Place string `json:"place"`
	jsonCounts
}

type jsonCounts struct {
	Texts      int `json:"texts"`
	Translated int `json:"translated"`
	Fuzzy      int `json:"fuzzy"`
	Missing    int `json:"missing"`
}

func writeStatusJSON(out io.Writer, status []dialog.Status) {
	all := make([]jsonStatus, 0, len(status))
	for _, s := range status {
		j := jsonStatus{Locale: s.Locale, jsonCounts: jsonCounts(s.Counts), Incomplete: []jsonPlace{}}
		for _, p := range s.Incomplete {
			j.Incomplete = append(j.Incomplete, jsonPlace{p.Place, jsonCounts(p.Counts)})
		}
		all = append(all, j)
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	_ = enc.Encode(all)
}

// i18nPseudo copies content and adds a made-up language to it.
func i18nPseudo(e env, fs *flag.FlagSet, args []string) int {
	rtl := fs.Bool("rtl", false, "a language from right to left, ar-XB, instead of en-XA")
	to := fs.String("to", "", "the folder to make")
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	dir := fs.Arg(0)
	switch {
	case *to == "":
		return fail(e, "i18n: pseudo needs the folder to make, such as `porchlight i18n pseudo --to trial dialogs`")
	case dir != "" && within(*to, dir):
		return fail(e, "i18n: %q lies in the folder that is copied; name one beside it", *to)
	}
	content, code := loadContent(e, dir)
	if content == nil {
		return code
	}
	bundle, code := buildContent(e, dir)
	if bundle == nil {
		return code
	}
	locale := dialog.PseudoAccents
	if *rtl {
		locale = dialog.PseudoRTL
	}
	fsys, err := openContent(dir)
	if err != nil {
		return fail(e, "i18n: %s", err)
	}
	folder := filepath.Join(*to, "locales", locale)
	err = os.CopyFS(*to, fsys)
	if err == nil {
		err = os.MkdirAll(folder, 0o755) //nolint:gosec // content is for everyone to read
	}
	if err == nil {
		err = replace(filepath.Join(folder, "dialogs.po"), dialog.PseudoPO(content, bundle, locale))
	}
	switch {
	case errors.Is(err, iofs.ErrExist):
		return fail(e, "i18n: there is something in %q already; name a folder that is empty or not there", *to)
	case err != nil:
		return fail(e, "i18n: %q cannot be written: is the disk full, or the folder read-only?", *to)
	}
	fmt.Fprintf(e.stdout, "%s: written, with the made-up language %s; look at it with `porchlight serve --dialogs.dir %s`\n", *to, locale, *to)
	return exitOK
}

// within reports whether a path lies in a folder, or is it.
func within(path, folder string) bool {
	path, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return false
	}
	return path == folder || strings.HasPrefix(path, folder+string(filepath.Separator))
}

// loadContent loads what is to be translated. It must load without a finding:
// what could not be read would look like texts that are gone.
func loadContent(e env, dir string) (*dialog.Content, int) {
	fsys, err := openContent(dir)
	if err != nil {
		return nil, fail(e, "i18n: %s", err)
	}
	content, findings := dialog.Load(fsys)
	for _, f := range findings {
		fmt.Fprintln(e.stderr, f)
	}
	if len(findings) > 0 {
		return nil, fail(e, "i18n: mend these first")
	}
	return content, exitOK
}
