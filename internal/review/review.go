// Package review turns a bundle into a release. It is the only way: channels
// accept nothing but a [Release].
//
// A [Release] says under which policy its bundle is served. With [Warn] drafts
// are served and the program says that they are drafts. With [Enforce] only
// approved texts would be served; as no approval exists for any text,
// [New] refuses it with [ErrNothingApproved].
package review

import (
	"errors"
	"fmt"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// Policy says what may be served.
type Policy string

// The policies, as the configuration names them.
const (
	Warn    Policy = "warn"    // serve drafts, and say that they are drafts
	Enforce Policy = "enforce" // serve only what a second person approved
)

// ErrNothingApproved is returned when the policy is Enforce and the content has
// no approvals.
var ErrNothingApproved = errors.New("no text of this content is approved")

// Release is a bundle that may be served. It is immutable and safe for
// concurrent use. The zero value serves nothing.
type Release struct {
	bundle *dialog.Bundle
	policy Policy
}

// New makes a release of a bundle under a policy.
func New(b *dialog.Bundle, p Policy) (Release, error) {
	switch p {
	case Warn:
		return Release{bundle: b, policy: p}, nil
	case Enforce:
		return Release{}, fmt.Errorf("review policy %q: %w", p, ErrNothingApproved)
	default:
		return Release{}, fmt.Errorf("review policy %q is not known: use %q or %q", p, Warn, Enforce)
	}
}

// Bundle is what may be served, or nil.
func (r Release) Bundle() *dialog.Bundle { return r.bundle }

// Policy is the policy it is served under.
func (r Release) Policy() Policy { return r.policy }

// Drafts reports whether texts are served that nobody has approved.
func (r Release) Drafts() bool { return r.policy != Enforce }
