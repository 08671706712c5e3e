package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// headers are sent with everything.
//
// Referrer-Policy keeps addresses from other sites. It is not no-referrer: with
// that, browsers send a form's origin as "null", and where they send no
// Sec-Fetch-Site either (plain http, or older than 2023) an own form could not
// be told from a foreign one.
func headers(ancestors []string, leave string) map[string]string {
	// Chromium holds redirects of a form against form-action too. bbc.co.uk sends
	// visitors from outside the United Kingdom on to bbc.com.
	forms := []string{"'self'", originOf(leave)}
	if leave == DefaultLeaveURL {
		forms = append(forms, "https://www.bbc.com")
	}
	frames := "'none'"
	if len(ancestors) > 0 {
		frames = strings.Join(ancestors, " ")
	}
	h := map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
			"form-action " + strings.Join(forms, " ") + "; base-uri 'none'; frame-ancestors " + frames,
		"Cache-Control":                "no-store",
		"Referrer-Policy":              "same-origin",
		"X-Content-Type-Options":       "nosniff",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           permissions,
	}
	if len(ancestors) == 0 {
		h["X-Frame-Options"] = "DENY" // for browsers that do not know frame-ancestors
	}
	return h
}

// permissions denies what browsers let a page deny.
var permissions = strings.Join([]string{
	"accelerometer=()", "autoplay=()", "browsing-topics=()", "camera=()", "display-capture=()",
	"encrypted-media=()", "fullscreen=()", "gamepad=()", "geolocation=()", "gyroscope=()", "hid=()",
	"identity-credentials-get=()", "idle-detection=()", "local-fonts=()", "magnetometer=()", "microphone=()",
	"midi=()", "payment=()", "picture-in-picture=()", "publickey-credentials-get=()", "screen-wake-lock=()",
	"serial=()", "storage-access=()", "usb=()", "window-management=()", "xr-spatial-tracking=()",
}, ", ")

// originOf is the origin of an address, or "" when it is none of http.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	if strings.Trim(u.Host, "abcdefghijklmnopqrstuvwxyz0123456789.-:[]") != "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// safe sets the headers, and answers a bug of ours with the help lines. A page is
// complete before its first byte is sent, so there is still time to.
func (s *site) safe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range s.headers {
			w.Header().Set(name, value)
		}
		defer func() {
			switch err := recover(); {
			case err == nil:
			case isAbort(err):
				panic(err)
			default:
				if s.o.Panicked != nil {
					s.o.Panicked()
				}
				s.lastResort(w, r)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// isAbort reports whether a panic is net/http's own way to hang up.
func isAbort(recovered any) bool {
	err, ok := recovered.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}
