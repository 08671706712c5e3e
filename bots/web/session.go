package web

import (
	"crypto/rand"
	"net/http"
	"strings"
)

// The names of the one cookie. The prefix binds it to this host and to TLS
// (RFC 6265bis, section 4.1.3.2).
const (
	cookieName       = "chat"
	secureCookieName = "__Host-chat"
)

// sessionLength is the length of rand.Text: 26 letters for at least 128 bits.
const sessionLength = 26

// session is the chat id that the browser sent back, or "".
func (s *site) session(r *http.Request) string {
	name := cookieName
	if secure(r) {
		name = secureCookieName
	}
	c, err := r.Cookie(name)
	if err != nil || len(c.Value) != sessionLength || strings.Trim(c.Value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return ""
	}
	return c.Value
}

// begin gives the browser a session.
func (s *site) begin(w http.ResponseWriter, r *http.Request) (chat string) {
	chat = rand.Text()
	http.SetCookie(w, s.cookie(r, chat))
	return chat
}

// cookie has no expiry date: browsers forget it when they are closed.
func (s *site) cookie(r *http.Request, value string) *http.Cookie {
	c := &http.Cookie{Name: cookieName, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if secure(r) {
		c.Name, c.Secure = secureCookieName, true
		if s.framed {
			// Inside a page of another site a strict cookie is never sent. A
			// partitioned one is, and is another one under every such site.
			c.SameSite, c.Partitioned = http.SameSiteNoneMode, true
		}
	}
	return c
}

// secure reports whether the browser speaks TLS, with us or with the proxy before
// us. Whoever makes the header up changes the attributes of their own cookie and
// nothing else.
func secure(r *http.Request) bool {
	return r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}
