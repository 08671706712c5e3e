package review

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	ics "github.com/arran4/golang-ical"
)

// urgency is the order in which people see rows.
var urgency = []State{Overdue, Expired, Stale, Untranslated, Awaiting, Soon, Approved}

// means says a state in words.
var means = map[State]string{
	Overdue:      "served although the approval ended, because help must be there",
	Expired:      "not served any more: the approval ended",
	Stale:        "the English changed: translate anew, or decide that the translation stands",
	Untranslated: "a part is not translated",
	Awaiting:     "waits for approval",
	Soon:         fmt.Sprintf("the approval ends within %d days", soonDays),
	Approved:     "approved",
}

// StatusTable writes rows as a table: the most urgent first, with what each waits for
// and whom. Rows that wait for nothing are counted and, with all, listed.
func StatusTable(w io.Writer, p *Plan, rows []Row, staff *Staff, now time.Time, all bool) error {
	count := map[State]int{}
	for i := range rows {
		count[rows[i].State]++
	}
	for _, state := range urgency {
		if count[state] > 0 {
			fmt.Fprintf(w, "%5d %-12s %s\n", count[state], state, means[state])
		}
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, state := range urgency {
		if count[state] == 0 || state == Approved && !all {
			continue
		}
		fmt.Fprintf(t, "\n%s\n", strings.ToUpper(string(state)))
		for i := range rows {
			if r := &rows[i]; r.State == state {
				fmt.Fprintf(t, "  %s\t%s\t%s\n", r.Item.What, r.needs(staff, now), r.ends())
			}
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, reason := range p.Refused {
		fmt.Fprintf(w, "\nNo release can be made: %s.\n", reason)
	}
	return nil
}

// needs says what a row waits for, in words.
func (r *Row) needs(staff *Staff, now time.Time) string {
	next := r.Waits(staff, DayOf(now))
	var out string
	switch {
	case next.Decision == "":
		return "–"
	case next.Decision == Submit:
		out = "its writer has to submit it"
	case r.Standing.Missing != "":
		out = r.Standing.Missing
	default:
		out = "new approvals"
	}
	if len(next.Who) > 0 {
		return out + " (" + strings.Join(next.Who, ", ") + ")"
	}
	return out + " (nobody in reviewers.yaml may)"
}

func (r *Row) ends() string {
	switch {
	case r.Served == nil:
		return "nothing of it is served"
	case r.Served.Digest != r.Item.Digest:
		return "older words are served"
	case r.ServedStanding.Expires == "":
		return "served"
	default:
		return "until " + string(r.ServedStanding.Expires)
	}
}

// rowJSON is a row as programs read it.
type rowJSON struct {
	What      string   `json:"what"`
	Digest    string   `json:"digest"`
	State     State    `json:"state"`
	Removed   bool     `json:"removed,omitempty"`
	Served    string   `json:"served,omitempty"` // the digest of what is served
	Expires   Day      `json:"expires,omitempty"`
	Writers   []string `json:"writers,omitempty"`
	Approvals []string `json:"approvals,omitempty"`
	Missing   string   `json:"missing,omitempty"`
	Next      Decision `json:"next,omitempty"`
	Who       []string `json:"who,omitempty"`
}

// StatusJSON writes rows as one JSON object a line.
func StatusJSON(w io.Writer, rows []Row, staff *Staff, now time.Time) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range rows {
		r := &rows[i]
		next := r.Waits(staff, DayOf(now))
		out := rowJSON{
			What: r.Item.What, Digest: r.Item.Digest.String(), State: r.State, Removed: r.Item.IsRemoved(),
			Expires: r.Standing.Expires, Writers: r.Standing.Submitters, Missing: r.Standing.Missing, Next: next.Decision, Who: next.Who,
		}
		if r.Served != nil {
			out.Served, out.Expires = r.Served.Digest.String(), r.ServedStanding.Expires
		}
		for _, a := range r.Standing.Approvals {
			out.Approvals = append(out.Approvals, a.Who)
		}
		if err := enc.Encode(out); err != nil {
			return err
		}
	}
	return nil
}

// calendarNames is how many items an entry of the calendar names.
const calendarNames = 40

// StatusCalendar writes the days on which approvals end as an iCalendar file (RFC 5545),
// an entry a day. The same rows give the same bytes.
func StatusCalendar(w io.Writer, rows []Row) error {
	byDay := map[Day][]*Row{}
	var days []Day
	for i := range rows {
		if r := &rows[i]; r.Served != nil && r.ServedStanding.Expires != "" {
			day := r.ServedStanding.Expires
			if byDay[day] == nil {
				days = append(days, day)
			}
			byDay[day] = append(byDay[day], r)
		}
	}
	slices.Sort(days)
	cal := ics.NewCalendarFor("porchlight")
	cal.SetMethod(ics.MethodPublish)
	for _, day := range days {
		var names []string
		since := time.Time{}
		for _, r := range byDay[day] {
			names = append(names, r.Item.What)
			if r.ServedStanding.Since.After(since) {
				since = r.ServedStanding.Since
			}
		}
		event := cal.AddEvent("approvals-" + string(day) + "@porchlight")
		event.SetDtStampTime(since)
		event.SetAllDayStartAt(day.Time())
		event.SetAllDayEndAt(day.Time().AddDate(0, 0, 1))
		event.SetSummary(fmt.Sprintf("Porchlight: %d approvals end", len(names)))
		more := ""
		if len(names) > calendarNames {
			more = fmt.Sprintf("\nand %d more", len(names)-calendarNames)
			names = names[:calendarNames]
		}
		event.SetDescription("Read again and approve:\n" + strings.Join(names, "\n") + more)
	}
	return cal.SerializeTo(w)
}

// StaffTable writes who decides, in which roles and locales, and with which keys.
func StaffTable(w io.Writer, staff *Staff, signers *Signers) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "WHO\tROLES\tLOCALES\tFROM\tUNTIL\tSIGNS WITH")
	for _, p := range staff.People() {
		keys := signers.Fingerprints(p.ID)
		if len(keys) == 0 {
			keys = []string{"–"}
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", p.ID, named(p.Roles), orDash(strings.Join(p.Locales, ", "), "all"),
			orDash(string(p.From), "–"), orDash(string(p.Until), "–"), strings.Join(keys, " "))
	}
	return t.Flush()
}

func orDash(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
