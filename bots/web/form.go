package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// Limits of a form.
const (
	maxBody = 64 << 10 // bytes; 4,000 letters take at most 48 KiB on the way
	maxText = 4000     // characters, as Discord's modal; more is asked to be shortened
)

// errForm is returned for what is no form of ours.
var errForm = errors.New("not a form")

// form is what was posted.
type form struct {
	text    string
	choice  string
	lang    string
	tooLong bool // more than a question may have; text holds what triage reads of it
}

// readForm reads a posted form. Of a body that is too large it reads the start:
// danger may be told there.
func readForm(r *http.Request) (form, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return form{}, errForm
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return form{}, errForm
	}
	var f form
	if len(body) > maxBody {
		f.tooLong = true
		body = body[:maxBody]
		if i := strings.LastIndexByte(string(body[maxBody-2:]), '%'); i >= 0 {
			body = body[:maxBody-2+i] // a cut letter
		}
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return form{}, errForm
	}
	f.text = strings.TrimSpace(strings.ToValidUTF8(values.Get("text"), "\uFFFD"))
	f.choice = values.Get("choice")
	f.lang = values.Get("lang")
	if utf8.RuneCountInString(f.text) > maxText {
		f.tooLong = true
		f.text = ends(f.text)
	}
	return f, nil
}

// ends is what is read of a text that is too long: its start and its end, where
// people put what matters most.
func ends(s string) string {
	const half = text.MaxLen/2 - 8
	if len(s) <= 2*half {
		return s
	}
	return strings.ToValidUTF8(s[:half], "") + "\n" + strings.ToValidUTF8(s[len(s)-half:], "")
}
