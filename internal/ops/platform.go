package ops

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// UpdateOutcome is what became of an update of a platform.
type UpdateOutcome string

// The outcomes of updates.
const (
	Taken      UpdateOutcome = "taken"
	Duplicate  UpdateOutcome = "duplicate"  // handled before
	Unreadable UpdateOutcome = "unreadable" // no update that we know
	Limited    UpdateOutcome = "limited"    // one chat sends more than it may
)

func updateOutcomes() []string {
	return []string{string(Taken), string(Duplicate), string(Unreadable), string(Limited)}
}

// sendOutcomes are those of package telegram, which this leaf does not import.
func sendOutcomes() []string { return []string{"accepted", "gone", "givenup"} }

// PlatformState is how a platform's receiving stands.
type PlatformState string

// The states.
const (
	Connected   PlatformState = "connected"
	Unreachable PlatformState = "unreachable"
	Conflict    PlatformState = "conflict"
	TokenBad    PlatformState = "refused"
	Spent       PlatformState = "spent"   // the connections that Discord allows in a day
	ShardsBad   PlatformState = "shards"  // Discord's, as are those below
	VersionBad  PlatformState = "version" // of the gateway
	IntentsBad  PlatformState = "intents"
)

// PlatformStates lists the states.
func PlatformStates() []PlatformState {
	return []PlatformState{Connected, Unreachable, Conflict, TokenBad, Spent, ShardsBad, VersionBad, IntentsBad}
}

// platform are the counts of the channels that stand between us and a platform.
type platform struct {
	updates  *prometheus.CounterVec
	lag      *prometheus.HistogramVec
	sends    *prometheus.CounterVec
	sendAge  *prometheus.HistogramVec
	retries  *prometheus.CounterVec
	queue    *prometheus.GaugeVec
	inFlight *prometheus.GaugeVec
	oldest   *prometheus.GaugeVec
	pending  *prometheus.GaugeVec
	failing  *prometheus.GaugeVec
	state    *prometheus.GaugeVec
}

func newPlatform() platform {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	gauge := func(name, help string, labels ...string) *prometheus.GaugeVec {
		return prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
	}
	seconds := []float64{0.01, 0.05, 0.1, 0.25, 0.5, 1, 3, 10, 30, 60, 600, 3600}
	return platform{
		updates: counter("porchlight_updates_total", "Updates of a platform, by what became of them.", "channel", "outcome"),
		lag: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "porchlight_update_lag_seconds", Help: "Time from a message being written to its being received; the platform counts whole seconds.",
			Buckets: []float64{1, 2, 5, 10, 30, 60, 600, 3600, 86400},
		}, []string{"channel"}),
		sends: counter("porchlight_sends_total", "Replies sent, by lane and outcome.", "channel", "lane", "outcome"),
		sendAge: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "porchlight_send_age_seconds", Help: "Time from a reply being decided to the platform accepting it.", Buckets: seconds,
		}, []string{"channel", "lane"}),
		retries:  counter("porchlight_send_retries_total", "Times a reply was not taken and is sent again: because of a limit, or of trouble.", "channel", "why"),
		queue:    gauge("porchlight_queue_length", "Replies that wait to be sent or are under way.", "channel"),
		inFlight: gauge("porchlight_queue_in_flight", "Replies under way.", "channel"),
		oldest:   gauge("porchlight_queue_oldest_seconds", "How long the oldest of them waits.", "channel"),
		pending:  gauge("porchlight_platform_pending_updates", "Updates that wait at the platform.", "channel"),
		failing:  gauge("porchlight_platform_failing", "1 when the platform tells of trouble with our webhook.", "channel"),
		state:    gauge("porchlight_platform_state", "1 for the state in which receiving is.", "channel", "state"),
	}
}

func (p *platform) all() []prometheus.Collector {
	return []prometheus.Collector{p.updates, p.lag, p.sends, p.sendAge, p.retries, p.queue, p.inFlight, p.oldest, p.pending, p.failing, p.state}
}

// Update counts an update.
func (m *Metrics) Update(c Channel, o UpdateOutcome) {
	m.platform.updates.WithLabelValues(oneOf(string(c), channels()), oneOf(string(o), updateOutcomes())).Inc()
}

// Lag times how late a message was received.
func (m *Metrics) Lag(c Channel, lag time.Duration) {
	m.platform.lag.WithLabelValues(oneOf(string(c), channels())).Observe(max(0, lag.Seconds()))
}

// Sent counts a reply that was accepted or given up, at an age.
func (m *Metrics) Sent(c Channel, urgent bool, outcome string, age time.Duration) {
	channel, lane := oneOf(string(c), channels()), "ordinary"
	if urgent {
		lane = "danger"
	}
	m.platform.sends.WithLabelValues(channel, lane, oneOf(outcome, sendOutcomes())).Inc()
	m.platform.sendAge.WithLabelValues(channel, lane).Observe(age.Seconds())
}

// SendRetry counts a reply that is sent again.
func (m *Metrics) SendRetry(c Channel, limit bool) {
	why := "trouble"
	if limit {
		why = "limit"
	}
	m.platform.retries.WithLabelValues(oneOf(string(c), channels()), why).Inc()
}

// Queue says how the queue of a channel stands.
func (m *Metrics) Queue(c Channel, length, inFlight int, oldest time.Duration) {
	channel := oneOf(string(c), channels())
	m.platform.queue.WithLabelValues(channel).Set(float64(length))
	m.platform.inFlight.WithLabelValues(channel).Set(float64(inFlight))
	m.platform.oldest.WithLabelValues(channel).Set(oldest.Seconds())
}

// Pending says how the platform's own queue for us stands.
func (m *Metrics) Pending(c Channel, updates int, failing bool) {
	channel := oneOf(string(c), channels())
	m.platform.pending.WithLabelValues(channel).Set(float64(updates))
	bad := 0.0
	if failing {
		bad = 1
	}
	m.platform.failing.WithLabelValues(channel).Set(bad)
}

// State says how receiving stands. An unknown state is ignored.
func (m *Metrics) State(c Channel, s PlatformState) {
	if !slices.Contains(PlatformStates(), s) {
		return
	}
	for _, one := range PlatformStates() {
		v := 0.0
		if one == s {
			v = 1
		}
		m.platform.state.WithLabelValues(oneOf(string(c), channels()), string(one)).Set(v)
	}
}
