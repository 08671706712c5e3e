package ops

import "sync"

// Check is one thing that readiness depends on or tells of.
type Check string

// The checks.
const (
	CheckBundle Check = "bundle" // content is loaded
	CheckPolicy Check = "policy" // the content may be served under the review policy
	CheckStore  Check = "store"  // the session store answers
	CheckReload Check = "reload" // the last changed content was taken

	CheckTelegram Check = "telegram" // updates are received
	CheckDiscord  Check = "discord"  // interactions are received
)

// Reason is why a check is as it is, one plain sentence from the list below:
// never an error's text, which could quote anything.
type Reason string

// The reasons.
const (
	NotYet          Reason = "not known yet"
	Fine            Reason = "fine"
	NoContent       Reason = "no content is loaded"
	NotVerified     Reason = "the ledger or the release cannot be verified; only the compiled-in hotlines are served"
	NotApproved     Reason = "too little is approved to serve; only the compiled-in hotlines are served"
	ApprovalEnded   Reason = "fine; some danger or hotline text is served though its approval ended"
	ServingDrafts   Reason = "fine; drafts are served, marked as drafts"
	StoreDown       Reason = "the store does not answer; answers are given without memory"
	StoreBroken     Reason = "the store's file is damaged; answers are given without memory"
	ReloadHasErrors Reason = "the changed content has errors; the last good content goes on serving"
	WatchStopped    Reason = "the content directory is no longer watched"
	PlatformDown    Reason = "the platform cannot be reached; it is tried again"
	PlatformBusy    Reason = "another process receives with the same token"
	PlatformBad     Reason = "the platform does not know the token; put a good one in place and start again"
	PlatformSpent   Reason = "the connections that the platform allows in a day are used up; it goes on when there are more, and starting again would cost another"
	PlatformShards  Reason = "Discord asks for more shares than discord.shard has, or does not take them; change discord.shard in all processes and start again"
	PlatformVersion Reason = "Discord does not speak this version of its gateway any more; update Porchlight, or set discord.mode to interactions"
	PlatformIntents Reason = "Discord does not grant what the bot asks to hear; look at the page Bot of the developer portal, or set discord.mode to interactions"
)

func reasons() []Reason {
	return []Reason{
		NotYet, Fine, NoContent, NotVerified, NotApproved, ApprovalEnded, ServingDrafts, StoreDown, StoreBroken, ReloadHasErrors, WatchStopped,
		PlatformDown, PlatformBusy, PlatformBad, PlatformSpent, PlatformShards, PlatformVersion, PlatformIntents,
	}
}

// checks lists the checks in the order they are shown. Only those that are
// required make the process unready. A store that is down must not, nor content that
// cannot be trusted: a balancer would then keep people from the one thing that still
// works, the hotlines.
func checks() []struct {
	name     Check
	required bool
} {
	return []struct {
		name     Check
		required bool
	}{{CheckBundle, true}, {CheckPolicy, false}, {CheckStore, false}, {CheckReload, false}, {CheckTelegram, false}, {CheckDiscord, false}}
}

// Readiness is what the process knows of itself. The zero value knows nothing yet
// and is not ready. It may be used by several goroutines.
type Readiness struct {
	mu    sync.RWMutex
	state map[Check]CheckState
}

// CheckState is one check as /readyz shows it.
type CheckState struct {
	Name     Check  `json:"name"`
	OK       bool   `json:"ok"`
	Required bool   `json:"required"`
	Reason   Reason `json:"reason"`
}

// Report is what /readyz shows.
type Report struct {
	Status string       `json:"status"` // ready, degraded (it serves, and something is wrong), not ready
	Checks []CheckState `json:"checks"`
}

// Set says how a check stands. What is not in the lists is ignored, or shown as
// "not known yet".
func (r *Readiness) Set(name Check, ok bool, why Reason) {
	known := false
	for _, w := range reasons() {
		known = known || w == why
	}
	if !known {
		why = NotYet
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state == nil {
		r.state = map[Check]CheckState{}
	}
	r.state[name] = CheckState{OK: ok, Reason: why}
}

// Report gives all checks and whether the process is ready. A check that is not
// required and was never set counts as fine.
func (r *Readiness) Report() (rep Report, ready bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	ready, fine := true, true
	for _, c := range checks() {
		s, set := r.state[c.name]
		if !set {
			if c.name == CheckTelegram || c.name == CheckDiscord { // it is not configured
				continue
			}
			s = CheckState{OK: !c.required, Reason: NotYet}
		}
		s.Name, s.Required = c.name, c.required
		ready = ready && (s.OK || !c.required)
		fine = fine && s.OK
		rep.Checks = append(rep.Checks, s)
	}
	switch {
	case !ready:
		rep.Status = "not ready"
	case !fine:
		rep.Status = "degraded"
	default:
		rep.Status = "ready"
	}
	return rep, ready
}
