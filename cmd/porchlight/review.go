package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/review"
)

// reviewVerbs lists what `porchlight review` does.
func reviewVerbs() []verb {
	return []verb{
		{"status", "[--format table|json|ics] [--for WHO] [--all] [ITEM…]", "what waits for whom, and what ends when", reviewStatus},
		{"show", "ITEM…", "everything needed to decide about an item", reviewShow},

		{"diff", "[--since RELEASE|FOLDER|DIGITS] [--html | --json]", "what a parent would see change", reviewDiff},
		{"submit", "--as WHO ITEM…", "say that this person wrote the words as they stand, and ask for review", decider(review.Submit)},
		{"approve", "--as WHO [ITEM…]", "approve; without items, one after the other in the terminal", reviewApprove},
		{"stands", "--as WHO ITEM…", "decide that a translation still says what its changed English says", decider(review.Stands)},
		{"revoke", "--as WHO --note WHY ITEM…", "take every approval of the words back", decider(review.Revoke)},
		{"expire", "--as WHO --on DAY ITEM…", "set the day on which the approval ends", decider(review.Expire)},
		{"merge", "--as WHO [FILE…]", "join two branches of the ledger", reviewMerge},
		{"verify", "[--head HASH]", "verify the ledger and its neighbours; exit status 1 and the first broken line", reviewVerify},
		{"keys", "", "who decides, in which roles, and with which keys", reviewKeys},
	}
}

// reviewCommand runs a verb of `porchlight review`.
func reviewCommand(ctx context.Context, e env, fs *flag.FlagSet, args []string) int {
	return subcommand(ctx, e, fs, args, reviewVerbs())
}

// subcommand runs one of the verbs of a command.
func subcommand(ctx context.Context, e env, fs *flag.FlagSet, args []string, verbs []verb) int {
	i := -1
	if len(args) > 0 {
		i = slices.IndexFunc(verbs, func(v verb) bool { return v.name == args[0] })
	}
	if i >= 0 {
		v := verbs[i]
		sub := flag.NewFlagSet(fs.Name()+" "+v.name, flag.ContinueOnError)
		sub.SetOutput(io.Discard)
		sub.Usage = func() {
			fmt.Fprintf(e.stdout, "porchlight %s %s\n  %s\n", sub.Name(), v.usage, v.about)
			sub.SetOutput(e.stdout)
			sub.PrintDefaults()
		}
		return v.run(ctx, e, sub, args[1:])
	}
	out, code := e.stderr, exitUsage
	switch {
	case len(args) > 0 && (args[0] == "--help" || args[0] == "-h"):
		out, code = e.stdout, exitOK
	case len(args) > 0:
		names := make([]string, len(verbs))
		for i, v := range verbs {
			names[i] = v.name
		}
		hint := "it is one of these:"
		if near := diag.Nearest(args[0], names); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		fmt.Fprintf(out, "porchlight: there is no command %q; %s\n", fs.Name()+" "+args[0], hint)
	}
	for _, v := range verbs {
		fmt.Fprintf(out, "  %-8s %s\n", v.name, v.about)
	}
	return code
}

// desk is the content and its review, open for work.
type desk struct {
	env
	dir      string
	content  *dialog.Content
	findings []diag.Finding
	items    []dialog.Item
	records  *review.Records
	plan     *review.Plan
	now      time.Time
}

// dialogsFlag names the folder that a command works on.
func dialogsFlag(fs *flag.FlagSet) *string {
	return fs.String("dialogs", "dialogs", "the content folder")
}

// openDesk reads a content folder and its review. What is wrong is printed.
func openDesk(e env, dir string) (*desk, int) {
	fsys, err := openContent(dir)
	if err != nil {
		return nil, fail(e, "%s", err)
	}
	d := &desk{env: e, dir: dir, now: time.Now()}
	d.content, d.findings = dialog.Load(fsys)
	if bundle, more := dialog.Compile(d.content); bundle != nil {
		d.findings = slices.Concat(d.findings, more, dialog.Check(d.content, bundle, d.now))
	}
	if diag.Failed(d.findings) {
		printErrors(e, d.findings)
		return nil, fail(e, "the content has errors; run `porchlight check %s`", dir)
	}
	d.items = dialog.Items(d.content)
	if d.records, err = review.ReadRecords(fsys, ""); err != nil {
		fmt.Fprintf(e.stderr, "porchlight: %s\n", err)
		return nil, exitFalls
	}
	d.decide()
	return d, exitOK
}

// decide works out anew what the ledger lets out.
func (d *desk) decide() {
	d.plan = review.Decide(d.items, d.records.Archive, d.records.Ledger.Outcome(), d.now)
}

// rows are those that the names mean, all without a name. A name that means none is an
// error.
func (d *desk) rows(names []string) ([]review.Row, int) {
	if len(names) == 0 {
		return d.plan.Rows, exitOK
	}
	var out []review.Row
	for i := range d.plan.Rows {
		if slices.ContainsFunc(names, d.plan.Rows[i].Matches) {
			out = append(out, d.plan.Rows[i])
		}
	}
	for _, name := range names {
		if slices.ContainsFunc(out, func(r review.Row) bool { return r.Matches(name) }) {
			continue
		}
		var known []string
		for i := range d.plan.Rows {
			what := d.plan.Rows[i].Item.What
			whole, _, _ := strings.Cut(what, "@")
			known = append(known, what, strings.TrimPrefix(whole, "node/"))
		}
		hint := "`porchlight review status --all` lists them"
		if near := diag.Nearest(name, known); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		return nil, fail(d.env, "nothing under review is called %q; %s", name, hint)
	}
	return out, exitOK
}

func (d *desk) path(name string) string { return filepath.Join(d.dir, name) }

func reviewStatus(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	dir := dialogsFlag(fs)
	format := fs.String("format", "table", "table, json (an object a line) or ics (a calendar of the days on which approvals end)")
	who := fs.String("for", "", "only what waits for this person")
	all := fs.Bool("all", false, "list approved items too")
	if code, ok := parse(e, fs, args, len(args)); !ok {
		return code
	}
	d, code := openDesk(e, *dir)
	if d == nil {
		return code
	}
	rows, code := d.rows(fs.Args())
	if rows == nil && code != exitOK {
		return code
	}
	if *who != "" {
		if _, known := d.records.Staff.Person(*who); !known {
			return fail(e, "review status: %s is not in %s", *who, review.StaffFile)
		}
		rows = slices.DeleteFunc(slices.Clone(rows), func(r review.Row) bool {
			return !slices.Contains(r.Waits(d.records.Staff, review.DayOf(d.now)).Who, *who)
		})
	}
	var err error
	switch *format {
	case "table":
		if d.records.Ledger.Torn() {
			fmt.Fprintf(e.stderr, "porchlight: the last line of %s was not finished; it counts as not written\n", review.LedgerFile)
		}
		err = review.StatusTable(e.stdout, d.plan, rows, d.records.Staff, d.now, *all)
	case "json":
		err = review.StatusJSON(e.stdout, rows, d.records.Staff, d.now)
	case "ics":
		err = review.StatusCalendar(e.stdout, rows)
	default:
		return fail(e, "review status: there is no format %q; use table, json or ics", *format)
	}
	if err != nil {
		return fail(e, "review status: the output cannot be written")
	}
	return exitOK
}

func reviewVerify(_ context.Context, e env, flags *flag.FlagSet, args []string) int {
	dir := dialogsFlag(flags)
	head := flags.String("head", "", "the hash of a decision that must be in the ledger")
	if code, ok := parse(e, flags, args, 0); !ok {
		return code
	}
	fsys, err := openContent(*dir)
	if err != nil {
		return fail(e, "review verify: %s", err)
	}
	records, err := review.ReadRecords(fsys, *head)
	if err != nil {
		fmt.Fprintln(e.stdout, err)
		return exitFalls
	}
	if records.Ledger.Torn() {
		fmt.Fprintf(e.stdout, "%s: the last line was not finished: it counts as not written, and the next decision takes its place\n", review.LedgerFile)
		return exitFalls
	}
	fmt.Fprintf(e.stdout, "%d decisions, unbroken; the last one is %s\n", len(records.Ledger.Entries()), records.Ledger.Head())
	return exitOK
}

func reviewKeys(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	dir := dialogsFlag(fs)
	if code, ok := parse(e, fs, args, 0); !ok {
		return code
	}
	fsys, err := openContent(*dir)
	if err != nil {
		return fail(e, "review keys: %s", err)
	}
	records, err := review.ReadRecords(fsys, "")
	if err != nil {
		fmt.Fprintln(e.stderr, err)
		return exitFalls
	}
	if err := review.StaffTable(e.stdout, records.Staff, records.Signers); err != nil {
		return fail(e, "review keys: the output cannot be written")
	}
	return exitOK
}

func reviewMerge(ctx context.Context, e env, fs *flag.FlagSet, args []string) int {
	dir, by := dialogsFlag(fs), byFlags(fs)
	if code, ok := parse(e, fs, args, len(args)); !ok {
		return code
	}
	folder, err := openContent(*dir)
	if err != nil {
		return fail(e, "review merge: %s", err)
	}
	var others []review.Branch
	for _, name := range fs.Args() {
		data, err := os.ReadFile(name)
		if err != nil {
			return fail(e, "review merge: %q cannot be read", name)
		}
		others = append(others, review.Branch{File: name, Data: data})
	}
	rules, err := review.ReadRules(folder)
	if err != nil {
		return fail(e, "review merge: %s", err)
	}
	who, code := by.person(e, rules.Staff, review.Merge)
	if who == nil {
		return code
	}
	file := review.NewFile(filepath.Join(*dir, review.LedgerFile), rules, time.Now)
	ledger, err := file.Merge(ctx, *who, by.signer(), others...)
	if err != nil {
		return fail(e, "review merge: %s", err)
	}
	fmt.Fprintf(e.stdout, "%d decisions, one last line: %s\n", len(ledger.Entries()), ledger.Head())
	return exitOK
}
