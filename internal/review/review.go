// Package review decides what may be served. It turns the items of the content and
// the decisions of people into a [Release], and channels accept nothing else.
//
// People decide about items (see dialog.Item) by their digests. What they decide is
// written into a ledger, one line a decision, each bound to the one before by its
// hash ([Verify], [File]); who may decide stands in a file of staff ([ReadStaff]).
// [Decide] works out which words the ledger lets out, [Plan.Release] makes a release
// of them, and [WriteRelease] writes it into a file that carries its own proof.
//
// With the policy [Warn] drafts are served, and the program says that they are
// drafts. With [Enforce] only approved words are. Where no release can be made,
// [Safe] serves the compiled-in hotlines.
//
// docs/review.md explains all of it to those who review.
package review

import (
	"errors"
	"fmt"
	"time"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// Policy says what may be served.
type Policy string

// The policies, as the configuration names them.
const (
	Warn    Policy = "warn"    // serve drafts, and say that they are drafts
	Enforce Policy = "enforce" // serve only what the ledger lets out
)

// ErrNoRelease is returned when the ledger does not let enough out to serve anybody.
var ErrNoRelease = errors.New("no release can be made")

// Release is a bundle that may be served. It is immutable and safe for concurrent
// use. The zero value serves nothing.
type Release struct {
	bundle  *dialog.Bundle
	spoken  *dialog.Spoken
	policy  Policy
	safe    bool
	overdue []string
	until   Day
}

// Drafts makes a release of content that nobody need have approved, under the
// policy Warn.
func Drafts(b *dialog.Bundle) Release { return Release{bundle: b, spoken: b.Spoken(), policy: Warn} }

// Safe is the release of last resort: the compiled-in hotlines of every country, and
// nothing else.
func Safe() Release {
	return Release{bundle: dialog.Safe(), spoken: dialog.Safe().Spoken(), policy: Enforce, safe: true}
}

// Release makes a release of what the plan lets out, under the policy Enforce. An
// error says why none can be made; it wraps ErrNoRelease.
func (p *Plan) Release() (Release, error) {
	if len(p.Refused) > 0 {
		return Release{}, fmt.Errorf("%s: %w", p.Refused[0], ErrNoRelease)
	}
	b, err := dialog.Assemble(p.Items)
	if err != nil {
		return Release{}, fmt.Errorf("%w: %w", err, ErrNoRelease)
	}
	r := Release{bundle: b, spoken: b.Spoken(), policy: Enforce}
	for i := range p.Rows {
		row := &p.Rows[i]
		switch {
		case row.Served == nil:
		case row.State == Overdue:
			r.overdue = append(r.overdue, row.Item.What)
		case row.ServedStanding.Expires != "" && (r.until == "" || row.ServedStanding.Expires < r.until):
			r.until = row.ServedStanding.Expires
		}
	}
	return r, nil
}

// Bundle is what may be served, or nil.
func (r Release) Bundle() *dialog.Bundle { return r.bundle }

// Policy is the policy it is served under.
func (r Release) Policy() Policy { return r.policy }

// Drafts reports whether texts are served that nobody has approved.
func (r Release) Drafts() bool { return r.policy != Enforce }

// IsSafe reports the release of last resort.
func (r Release) IsSafe() bool { return r.safe }

// Overdue names what is served although its approval ended, because help must be
// there. Do not change it.
func (r Release) Overdue() []string { return r.overdue }

// Ends reports whether an approval ended before an instant, so that the release
// has to be worked out again.
func (r Release) Ends(now time.Time) bool { return r.until != "" && DayOf(now) > r.until }

// Says reports whether every line of a text is in the release: what a sender asks
// before a text goes out.
func (r Release) Says(text string) bool { return r.spoken != nil && r.spoken.Has(text) }
