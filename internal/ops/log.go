package ops

import (
	"context"
	"io"
	"log"
	"log/slog"
	"slices"
	"time"
)

// LogOptions are optional; the zero value logs text from level info on.
type LogOptions struct {
	Level   slog.Leveler
	JSON    bool
	Dropped func() // called for each message or attribute that was not listed
}

// NewLog makes the program's logger, which writes to w what is listed and nothing
// else. It may be used by several goroutines.
func NewLog(w io.Writer, o LogOptions) *slog.Logger {
	if o.Level == nil {
		o.Level = slog.LevelInfo
	}
	if o.Dropped == nil {
		o.Dropped = func() {}
	}
	ho := &slog.HandlerOptions{Level: o.Level, ReplaceAttr: minute}
	var next slog.Handler
	if o.JSON {
		next = slog.NewJSONHandler(w, ho)
	} else {
		next = slog.NewTextHandler(w, ho)
	}
	h := &handler{next: next, dropped: o.Dropped, events: map[string]bool{}, attrs: map[string]func(string) bool{}}
	for _, e := range Events() {
		h.events[string(e.Event)] = true
	}
	for _, a := range Attrs() {
		h.attrs[a.Key] = a.listed
	}
	return slog.New(h)
}

// minute prints the time without seconds.
func minute(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey && a.Value.Kind() == slog.KindTime {
		return slog.String(slog.TimeKey, a.Value.Time().UTC().Format("2006-01-02T15:04Z"))
	}
	return a
}

// handler lets through what is listed. It never asks a value to describe itself:
// no LogValue, String or Error of anything is called.
type handler struct {
	next    slog.Handler
	dropped func()
	events  map[string]bool
	attrs   map[string]func(string) bool
	grouped bool // a group was opened: every attribute in it is unlisted
}

// Enabled asks the level.
func (h *handler) Enabled(ctx context.Context, l slog.Level) bool { return h.next.Enabled(ctx, l) }

// Handle writes one line.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	msg := r.Message
	if !h.events[msg] {
		h.dropped()
		msg = string(Unlisted)
	}
	// The time is cut before it reaches the next handler, which sees no second.
	out := slog.NewRecord(r.Time.Truncate(time.Minute), r.Level, msg, 0)
	r.Attrs(func(a slog.Attr) bool {
		if h.listed(a) {
			out.AddAttrs(a)
		} else {
			h.dropped()
		}
		return true
	})
	// A fresh context: the caller's values are not the log's business.
	return h.next.Handle(context.Background(), out)
}

func (h *handler) listed(a slog.Attr) bool {
	if h.grouped || a.Value.Kind() != slog.KindString {
		return false
	}
	ok := h.attrs[a.Key]
	return ok != nil && ok(a.Value.String())
}

// WithAttrs keeps the listed ones.
func (h *handler) WithAttrs(as []slog.Attr) slog.Handler {
	kept := slices.DeleteFunc(slices.Clone(as), func(a slog.Attr) bool {
		if h.listed(a) {
			return false
		}
		h.dropped()
		return true
	})
	if len(kept) == 0 {
		return h
	}
	with := *h
	with.next = h.next.WithAttrs(kept)
	return &with
}

// WithGroup opens a group, whose name and attributes are all dropped.
func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	h.dropped()
	in := *h
	in.grouped = true
	return &in
}

// Log writes an event at its own level. It is the usual way to log.
func Log(ctx context.Context, l *slog.Logger, e Event, attrs ...slog.Attr) {
	level := slog.LevelWarn
	for _, info := range Events() {
		if info.Event == e {
			level = info.Level
		}
	}
	l.LogAttrs(ctx, level, string(e), attrs...)
}

// LibraryLog gives a library that insists on a logger, such as http.Server, one
// that keeps only the fact that it spoke: its words can hold an address, a path or
// a panic's values.
func LibraryLog(l *slog.Logger, c Component) *log.Logger {
	return log.New(muted{l, c}, "", 0)
}

type muted struct {
	log       *slog.Logger
	component Component
}

func (m muted) Write(p []byte) (int, error) {
	Log(context.Background(), m.log, LibraryMessage, ByComponent(m.component))
	return len(p), nil
}
