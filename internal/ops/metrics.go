package ops

import (
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Operation is what a store was asked to do.
type Operation string

// The operations.
const (
	Load   Operation = "load"
	Save   Operation = "save"
	Delete Operation = "delete"
)

// Outcome is how a reload of content ended.
type Outcome string

// The outcomes.
const (
	Done      Outcome = "done"      // the changed content is served
	Refused   Outcome = "refused"   // it has errors; the last good one goes on
	Unchanged Outcome = "unchanged" // the same content as before
)

// Metrics are the counts and durations of one process, in a registry of their
// own. Make them with NewMetrics; they may be used by several goroutines.
type Metrics struct {
	registry *prometheus.Registry
	locales  []string

	turns       *prometheus.CounterVec
	duration    *prometheus.HistogramVec
	storeErrors *prometheus.CounterVec
	reloads     *prometheus.CounterVec
	content     *prometheus.GaugeVec
	safe        prometheus.Gauge
	overdue     prometheus.Gauge
	webSessions prometheus.Gauge
	logDropped  prometheus.Counter
	platform    platform
}

// maxLocales bounds the label set, whatever content is loaded.
const maxLocales = 64

// NewMetrics makes the metrics. locales are those of the content; a turn in any
// other locale is counted as "other".
func NewMetrics(locales []string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		locales:  slices.Clone(locales[:min(len(locales), maxLocales)]),
		turns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_turns_total",
			Help: "Messages answered, by channel, by how the reply came about, and by locale.",
		}, []string{"channel", "route", "locale"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "porchlight_turn_duration_seconds",
			Help: "Time from receiving a message to its reply being accepted, by channel and by lane (danger, ordinary).",
			// 0.25 is the limit for danger replies, 1 the one under a flood.
			Buckets: []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60},
		}, []string{"channel", "lane"}),
		storeErrors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_store_errors_total",
			Help: "Times the session store failed or was too slow, by operation.",
		}, []string{"operation"}),
		reloads: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "porchlight_reloads_total",
			Help: "Times changed content was looked at, by outcome.",
		}, []string{"outcome"}),
		content: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "porchlight_content_info",
			Help: "The content being served: always 1, with its digest and review policy.",
		}, []string{"digest", "policy"}),
		safe: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "porchlight_safe_mode",
			Help: "1 while only the compiled-in hotlines are served, because no release can be trusted.",
		}),
		overdue: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "porchlight_reviews_overdue",
			Help: "Danger and hotline texts that are served although their approval ended.",
		}),
		webSessions: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "porchlight_web_sessions",
			Help: "Web chats that are open.",
		}),
		logDropped: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "porchlight_log_dropped_total",
			Help: "Log messages and attributes dropped because they are not listed; more than 0 is a bug.",
		}),
	}
	m.platform = newPlatform()
	m.registry.MustRegister(m.platform.all()...)
	m.registry.MustRegister(
		m.turns, m.duration, m.storeErrors, m.reloads, m.content, m.safe, m.overdue, m.webSessions, m.logDropped,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	// Counters that alerts watch exist from the start, at 0.
	for _, op := range operations() {
		m.storeErrors.WithLabelValues(op)
	}
	for _, o := range outcomes() {
		m.reloads.WithLabelValues(o)
	}
	return m
}

func operations() []string { return []string{string(Load), string(Save), string(Delete)} }

func outcomes() []string { return []string{string(Done), string(Refused), string(Unchanged)} }

func policies() []string { return []string{"warn", "enforce"} }

// Turn counts one turn and times it. route is the engine's; danger replies are
// timed apart from the others.
func (m *Metrics) Turn(c Channel, route, locale string, took time.Duration) {
	channel, route := oneOf(string(c), channels()), oneOf(route, routes())
	m.turns.WithLabelValues(channel, route, oneOf(locale, m.locales)).Inc()
	m.duration.WithLabelValues(channel, lane(route)).Observe(took.Seconds())
}

// lane gives the lane a reply is sent in.
func lane(route string) string {
	if route == "danger" {
		return "danger"
	}
	return "ordinary"
}

// StoreError counts a failure of the store.
func (m *Metrics) StoreError(op Operation) {
	m.storeErrors.WithLabelValues(oneOf(string(op), operations())).Inc()
}

// Reload counts a look at changed content.
func (m *Metrics) Reload(o Outcome) {
	m.reloads.WithLabelValues(oneOf(string(o), outcomes())).Inc()
}

// Content says which content is served, by its digest in hex and the review
// policy, whether it is only the compiled-in hotlines, and how many texts are served
// although their approval ended.
func (m *Metrics) Content(digest, policy string, safe bool, overdue int) {
	m.content.Reset()
	m.content.WithLabelValues(shorten(digest), oneOf(policy, policies())).Set(1)
	m.overdue.Set(float64(overdue))
	m.safe.Set(0)
	if safe {
		m.safe.Set(1)
	}
}

// WebSessions says how many web chats are open.
func (m *Metrics) WebSessions(n int) { m.webSessions.Set(float64(n)) }

// LogDropped counts what the log refused; it is meant for LogOptions.Dropped.
func (m *Metrics) LogDropped() { m.logDropped.Inc() }

// handler serves /metrics. Its errors are the library's and are not shown.
func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}
