package web

import (
	"net/http"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// turn answers a posted form.
//
// Every form is given to the handler, also one that is too long or too much: only
// the reply tells whether somebody is in danger. A danger reply, its question and
// the help lines are then shown whatever the limits say; of the rest only the
// words are held back.
func (s *site) turn(w http.ResponseWriter, r *http.Request) {
	f, err := readForm(r)
	if err != nil {
		s.notice(w, r, http.StatusBadRequest, "web-error")
		return
	}
	chat := s.session(r)
	if chat == "" {
		chat = s.begin(w, r)
	}
	in := s.input(r, f)
	reply := s.handler.Turn(r.Context(), bots.Web, chat, in)
	if reply.Events&engine.Erased != 0 {
		s.gone(w, r)
		return
	}
	within := s.count(chat)
	urgent := reply.Route == engine.Danger || reply.Route == engine.Check || isHelp(&reply)
	switch {
	case f.tooLong && !urgent:
		s.write(w, http.StatusRequestEntityTooLarge, s.noticePage(reply.Locale, "web-too-long"))
	case !within && !urgent:
		s.write(w, http.StatusTooManyRequests, s.noticePage(reply.Locale, "too-fast"))
	default:
		p := s.page(&reply)
		p.Replies[0].You = s.marker(p.locale, in, &reply)
		s.write(w, http.StatusOK, p)
	}
}

// input makes a turn's input of a form. Where a form holds both, what was typed
// counts: it may tell of danger.
func (s *site) input(r *http.Request, f form) engine.Input {
	in := engine.Input{Kind: engine.Text, Text: f.text, Locale: s.known(f.lang)}
	if in.Locale == "" {
		in.Locale = s.locale(r)
	}
	if f.text == "" && f.choice != "" {
		in.Kind, in.Payload = engine.Tap, f.choice
	}
	return in
}

// isHelp reports whether a reply is where the help button and the safe words
// lead, or the help lines.
func isHelp(r *bots.Reply) bool {
	return r.LastResort != "" || r.Node == dialog.HelpNow || r.Node == dialog.Hotlines
}

// count counts a turn of a chat and reports whether it is within the limit.
func (s *site) count(chat string) bool {
	ok, chats := s.limits.Allow(chat)
	if s.o.Sessions != nil {
		s.o.Sessions(chats)
	}
	if !ok && s.o.Limited != nil {
		s.o.Limited()
	}
	return ok
}

// leave erases what is known of the chat and sends the browser elsewhere.
func (s *site) leave(w http.ResponseWriter, r *http.Request) {
	if chat := s.session(r); chat != "" {
		s.handler.Turn(r.Context(), bots.Web, chat, engine.Input{Kind: engine.Command, Command: dialog.CommandBye})
	}
	s.gone(w, r)
}

// gone takes the cookie back, asks the browser to forget the page, and leads to
// the neutral site.
func (s *site) gone(w http.ResponseWriter, r *http.Request) {
	c := s.cookie(r, "")
	c.MaxAge = -1
	http.SetCookie(w, c)
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	w.Header().Set("Location", s.o.LeaveURL)
	w.WriteHeader(http.StatusSeeOther)
}
