package main

import (
	"bufio"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/review"
)

// by is who decides.
type by struct{ who, role, key, note *string }

func byFlags(fs *flag.FlagSet) by {
	return by{
		who:  fs.String("as", "", "who decides: an id of reviewers.yaml"),
		role: fs.String("role", "", "the role to decide in; without it, the one in which the decision counts most"),
		key:  fs.String("key", "", "the SSH key to sign with: a private key file, or a public one whose private key an agent holds"),
		note: fs.String("note", "", "a few words on why"),
	}
}

func (b by) signer() review.Signer {
	if *b.key == "" {
		return nil
	}
	return review.KeyFile(*b.key)
}

// person begins an entry of the ledger; nil when nobody is named who may decide.
func (b by) person(e env, staff *review.Staff, d review.Decision) (*review.Entry, int) {
	p, known := staff.Person(*b.who)
	switch {
	case *b.who == "":
		return nil, fail(e, "review %s: say who decides with --as, such as --as s-07", d)
	case !known:
		return nil, fail(e, "review %s: %s is not in %s", d, *b.who, review.StaffFile)
	}
	entry := &review.Entry{Who: p.ID, Role: review.Role(*b.role), Decision: d, Note: *b.note}
	if entry.Role != "" && !slices.Contains(p.Roles, entry.Role) {
		return nil, fail(e, "review %s: %s does not have the role %q in %s", d, p.ID, entry.Role, review.StaffFile)
	}
	if entry.Role == "" {
		for _, role := range p.Roles { // a row chooses better where there is one
			if role.May(d) != review.Nothing {
				entry.Role = role
			}
		}
	}
	return entry, exitOK
}

// decider makes the command that writes one decision about items.
func decider(decision review.Decision) func(context.Context, env, *flag.FlagSet, []string) int {
	return func(ctx context.Context, e env, fs *flag.FlagSet, args []string) int {
		dir, by := dialogsFlag(fs), byFlags(fs)
		on := new(string)
		if decision == review.Expire {
			on = fs.String("on", "", "the last day on which the approval counts, YYYY-MM-DD")
		}
		if code, ok := parse(e, fs, args, len(args)); !ok {
			return code
		}
		d, code := openDesk(e, *dir)
		if d == nil {
			return code
		}
		who, code := by.person(e, d.records.Staff, decision)
		if who == nil {
			return code
		}
		switch {
		case fs.NArg() == 0:
			return fail(e, "review %s: name the items, such as grooming/signs or 'hotline/*'", decision)
		case decision == review.Expire && *on == "":
			return fail(e, "review expire: say the day with --on, such as --on 2027-01-31")
		case decision == review.Revoke && *by.note == "":
			return fail(e, "review revoke: say why with --note; others will want to know")
		}
		rows, code := d.rows(fs.Args())
		if rows == nil {
			return code
		}
		who.Expires = review.Day(*on)
		return d.write(ctx, *who, *by.role != "", by.signer(), rows)
	}
}

// write writes a decision about each row that it would count for, and says which it
// would not.
func (d *desk) write(ctx context.Context, who review.Entry, roleGiven bool, sign review.Signer, rows []review.Row) int {
	day, skipped := review.DayOf(d.now), 0
	var entries []review.Entry
	var words []dialog.Item
	for i := range rows {
		r := &rows[i]
		if why := r.Refusal(d.records.Staff, who.Who, who.Decision, day); why != "" {
			skipped++
			fmt.Fprintf(d.stderr, "porchlight: %s: %s\n", r.Item.What, why)
			continue
		}
		entry := who
		if !roleGiven {
			entry.Role, _ = r.RoleFor(d.records.Staff, who.Who, who.Decision, day)
		}
		entry.What, entry.Digest = r.Item.What, r.Item.Digest.String()
		entries, words = append(entries, entry), append(words, r.Item)
	}
	if len(entries) > 0 {
		// The words first: a ledger must never speak of words that nobody has.
		if d.records.Archive.Add(words...) {
			if err := replace(d.path(review.ArchiveFile), d.records.Archive.Bytes()); err != nil {
				return fail(d.env, "review %s: %s", who.Decision, err)
			}
		}
		file := review.NewFile(d.path(review.LedgerFile), d.records.Rules(), time.Now)
		ledger, err := file.AppendAll(ctx, sign, entries...)
		if err != nil {
			return fail(d.env, "review %s: %s", who.Decision, err)
		}
		d.records.Ledger = ledger
		d.decide()
		fmt.Fprintf(d.stdout, "%s: %d items\n", who.Decision, len(entries))
	}
	if skipped > 0 {
		return exitFalls
	}
	return exitOK
}

func reviewShow(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	dir := dialogsFlag(fs)
	if code, ok := parse(e, fs, args, len(args)); !ok {
		return code
	}
	if fs.NArg() == 0 {
		return fail(e, "review show: name an item, such as grooming/signs")
	}
	d, code := openDesk(e, *dir)
	if d == nil {
		return code
	}
	rows, code := d.rows(fs.Args())
	for i := range rows {
		if err := d.screen(&rows[i]); err != nil {
			return fail(e, "review show: the output cannot be written")
		}
	}
	return code
}

func reviewApprove(ctx context.Context, e env, fs *flag.FlagSet, args []string) int {
	dir, by := dialogsFlag(fs), byFlags(fs)
	expires := fs.String("expires", "", "the last day on which the approval counts, where it is not the usual one")
	if code, ok := parse(e, fs, args, len(args)); !ok {
		return code
	}
	d, code := openDesk(e, *dir)
	if d == nil {
		return code
	}
	who, code := by.person(e, d.records.Staff, review.Approve)
	if who == nil {
		return code
	}
	who.Expires = review.Day(*expires)
	if fs.NArg() == 0 {
		return d.each(ctx, *who, *by.role != "", by.signer())
	}
	rows, code := d.rows(fs.Args())
	if rows == nil {
		return code
	}
	return d.write(ctx, *who, *by.role != "", by.signer(), rows)
}

// each shows one after the other what waits for a person, and asks.
func (d *desk) each(ctx context.Context, who review.Entry, roleGiven bool, sign review.Signer) int {
	day := review.DayOf(d.now)
	var waiting []review.Row
	unwritten := 0
	for i := range d.plan.Rows {
		r := d.plan.Rows[i]
		switch next := r.Waits(d.records.Staff, day); {
		case next.Decision == review.Submit:
			unwritten++
		case slices.Contains(next.Who, who.Who):
			waiting = append(waiting, r)
		}
	}
	if unwritten > 0 {
		fmt.Fprintf(d.stdout, "%d items wait until somebody says that they wrote them: porchlight review submit\n", unwritten)
	}
	if len(waiting) == 0 {
		fmt.Fprintf(d.stdout, "Nothing waits for %s.\n", who.Who)
		return exitOK
	}
	in := bufio.NewScanner(d.stdin)
	ask := func(question string) (string, bool) {
		fmt.Fprint(d.stdout, question)
		if !in.Scan() {
			fmt.Fprintln(d.stdout)
			return "", false
		}
		return strings.TrimSpace(in.Text()), true
	}
	for i := range waiting {
		r := &waiting[i]
		next := r.Waits(d.records.Staff, day)
		fmt.Fprintf(d.stdout, "\n%s %d of %d %s\n", strings.Repeat("─", 3), i+1, len(waiting), strings.Repeat("─", 50))
		if err := d.screen(r); err != nil {
			return fail(d.env, "review approve: the output cannot be written")
		}
		verb := "[a] approve"
		if next.Decision == review.Stands {
			verb = "[a] the translation stands"
		}
		for asked := true; asked; {
			answer, ok := ask(verb + "  [s] skip  [q] stop: ")
			if !ok || answer == "q" {
				return exitOK
			}
			switch answer {
			case "s":
				asked = false
			case "a":
				asked = false
				note, ok := ask("A few words on why (may be empty): ")
				if !ok {
					return exitOK
				}
				entry := who
				entry.Decision, entry.Note = next.Decision, note
				if code := d.write(ctx, entry, roleGiven, sign, []review.Row{*r}); code == exitUsage {
					return code
				}
			default:
				fmt.Fprintln(d.stdout, "Please answer with one of the letters.")
			}
		}
	}
	return exitOK
}
