// Package web is the web chat: one page that answers, made of the same replies
// as every other channel.
//
// [New] gives the handler. A turn is a form that is posted to /: `text` holds a
// typed question, `choice` what a button carries. The page that comes back shows
// the reply. So it works without JavaScript; with it, the same form is posted
// from the page, and the replies of this page view stay above each other.
//
//	GET  /            the first words        POST /   a turn
//	GET  /hotlines    the help lines         POST /leave   erase, and go elsewhere
//	GET  /privacy     what is kept           GET  /pictures/FILE
//	GET  /about       what this is           GET  /static/…, /robots.txt
//	GET  /terms       the terms of use
//
// What a person wrote is never part of a page, a header or an address. Nothing is
// stored in the browser but one random cookie, and that only after the first
// turn; without it everything works but the memory. Nothing is fetched from
// another site. Everything else that is asked for gets a calm page in the
// person's language, with the help lines on it.
//
// The package logs nothing.
package web

import (
	"context"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// Timeouts and limits for the server that runs the handler. A turn takes a few
// milliseconds; the rest is for slow phones.
const (
	ReadHeaderTimeout = 10 * time.Second
	ReadTimeout       = 20 * time.Second
	WriteTimeout      = 30 * time.Second
	IdleTimeout       = 60 * time.Second
	MaxHeaderBytes    = 16 << 10
)

// DefaultLeaveURL is where "Leave quickly" leads: a page that anyone may have
// open, the one that GOV.UK's "Exit this page" uses
// (https://design-system.service.gov.uk/components/exit-this-page/).
const DefaultLeaveURL = "https://www.bbc.co.uk/weather"

// Options are choices of whoever runs the page. The zero value works.
type Options struct {
	// FrameAncestors are the sites that may show the page inside their own, as
	// origins such as https://school.example. What is no origin is left out.
	FrameAncestors []string
	// LeaveURL is where "Leave quickly" leads, an absolute address; "" is
	// DefaultLeaveURL.
	LeaveURL string
	// Content is the content directory, for the pictures; nil serves none.
	Content fs.FS
	// Limited is called when somebody sent more than the limit, Panicked when a
	// page met a bug of ours, Sessions with the number of chats of the last
	// quarter of an hour. All may be nil, and may be called by several goroutines.
	Limited  func()
	Panicked func()
	Sessions func(int)
	// Now is the clock of the limits; nil is time.Now.
	Now func() time.Time
}

// site is the handler behind New.
type site struct {
	handler *bots.Handler
	o       Options
	framed  bool // other sites may show the page
	headers map[string]string
	assets  assets
	limits  *bots.Limits
	routes  map[string]route
}

// route is what an address answers, by method.
type route struct{ get, post http.HandlerFunc }

// New makes the handler of the page. It is safe for concurrent use.
func New(handler *bots.Handler, o Options) http.Handler {
	if o.LeaveURL == "" {
		o.LeaveURL = DefaultLeaveURL
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	ancestors := origins(o.FrameAncestors)
	s := &site{
		handler: handler,
		o:       o,
		framed:  len(ancestors) > 0,
		headers: headers(ancestors, o.LeaveURL),
		assets:  loadAssets(),
		limits:  bots.NewLimits(o.Now),
	}
	s.routes = map[string]route{
		"/":           {get: s.home, post: s.turn},
		"/hotlines":   {get: s.node(dialog.CommandHotline)},
		"/privacy":    {get: s.node(dialog.CommandPrivacy)},
		"/about":      {get: s.node(dialog.CommandAbout)},
		"/terms":      {get: s.shown("bot/terms")},
		"/leave":      {post: s.leave},
		"/robots.txt": {get: robots},
	}
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.notice(w, r, http.StatusForbidden, "web-error")
	}))
	return s.safe(protect.Handler(http.HandlerFunc(s.serve)))
}

// serve finds the route. http.ServeMux would do, but it answers what it does not
// know in words of its own, and repeats the address in redirects.
func (s *site) serve(w http.ResponseWriter, r *http.Request) {
	rt, ok := s.routes[r.URL.Path]
	switch {
	case ok:
	case strings.HasPrefix(r.URL.Path, "/static/"):
		rt = route{get: s.static}
	case strings.HasPrefix(r.URL.Path, "/pictures/"):
		rt = route{get: s.picture}
	default:
		s.notice(w, r, http.StatusNotFound, "web-not-found")
		return
	}
	switch {
	case rt.get != nil && (r.Method == http.MethodGet || r.Method == http.MethodHead):
		rt.get(w, r)
	case rt.post != nil && r.Method == http.MethodPost:
		rt.post(w, r)
	default:
		var allow []string
		if rt.get != nil {
			allow = append(allow, http.MethodGet, http.MethodHead)
		}
		if rt.post != nil {
			allow = append(allow, http.MethodPost)
		}
		w.Header().Set("Allow", strings.Join(allow, ", "))
		s.notice(w, r, http.StatusMethodNotAllowed, "web-error")
	}
}

// home greets from the top, also somebody who was here before: whoever holds the
// phone does not see what was talked about.
func (s *site) home(w http.ResponseWriter, r *http.Request) {
	chat := s.session(r)
	asked := s.askedLocale(r)
	if chat != "" && asked != "" {
		s.handler.Turn(r.Context(), bots.Web, chat, engine.Input{Kind: engine.Command, Command: dialog.CommandLanguage + " " + asked, Locale: asked})
	}
	reply := s.look(r.Context(), chat, engine.Input{Kind: engine.Start, Locale: s.locale(r)})
	p := s.page(&reply)
	p.Start = true
	s.write(w, http.StatusOK, p)
}

// node shows the node of a command as a page of its own.
func (s *site) node(command string) http.HandlerFunc {
	return s.alone(func(locale string) engine.Input {
		return engine.Input{Kind: engine.Command, Command: command, Locale: locale}
	})
}

// shown shows a node as a page of its own.
func (s *site) shown(id dialog.NodeID) http.HandlerFunc {
	return s.alone(func(locale string) engine.Input {
		return engine.Input{Kind: engine.Tap, Payload: dialog.Payload{Locale: locale, To: dialog.Target(id)}.String(), Locale: locale}
	})
}

// alone shows the reply to an input as a page of its own.
func (s *site) alone(input func(locale string) engine.Input) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		reply := s.look(r.Context(), s.session(r), input(s.locale(r)))
		p := s.page(&reply)
		if n, ok := s.handler.Release().Bundle().Node(reply.Node); ok {
			p.Heading = n.View(p.locale).Title
		}
		s.write(w, http.StatusOK, p)
	}
}

// look answers a page that is only looked at. It is a turn for those who have a
// session, so that language and country are theirs; without one nothing is
// stored.
func (s *site) look(ctx context.Context, chat string, in engine.Input) bots.Reply {
	if chat != "" {
		return s.handler.Turn(ctx, bots.Web, chat, in)
	}
	_, reply, _ := s.handler.Engine().Turn(engine.State{}, in)
	return bots.Reply{Reply: reply}
}

// askedLocale is the locale that the address or the form asks for, or "".
func (s *site) askedLocale(r *http.Request) string {
	return s.known(r.URL.Query().Get("lang"))
}

// known is the locale of the content that serves a language, or "".
func (s *site) known(name string) string {
	b := s.handler.Release().Bundle()
	if i, ok := b.Locale(name); ok {
		return b.Locales()[i]
	}
	return ""
}

// maxAcceptLanguage is more than browsers send, in bytes.
const maxAcceptLanguage = 512

// locale is what the person reads, as far as the request tells.
func (s *site) locale(r *http.Request) string {
	if l := s.askedLocale(r); l != "" {
		return l
	}
	accept := r.Header.Get("Accept-Language")
	if len(accept) > maxAcceptLanguage {
		return ""
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return ""
	}
	for _, t := range tags {
		if l := s.known(t.String()); l != "" {
			return l
		}
	}
	return ""
}

// origins keeps what is an origin. Anything else could end the header it is
// written into.
func origins(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(o string) bool {
		return originOf(o) != o
	})
}
