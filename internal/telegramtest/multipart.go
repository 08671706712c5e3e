package telegramtest

import (
	"bytes"
	"mime"
	"strings"
)

// A part is one value of a multipart body. File is "" for what is no file.
type part struct {
	name, file string
	data       []byte
}

// parts cuts a whole multipart body (RFC 2046) at its boundaries. mime/multipart
// reads streams, which costs more than the check of a message does; bodies here are
// in memory anyway. A body that is empty altogether has no parts: go-telegram/bot
// sends such a one where there are no parameters.
func parts(body []byte, boundary string) ([]part, bool) {
	if len(body) == 0 {
		return nil, true
	}
	open := []byte("--" + boundary)
	// A form without fields begins with the line break that stands before its end.
	rest, ok := bytes.CutPrefix(bytes.TrimPrefix(body, []byte("\r\n")), open)
	if !ok || boundary == "" {
		return nil, false
	}
	end := append([]byte("\r\n"), open...)
	var out []part
	for !bytes.HasPrefix(rest, []byte("--")) {
		if rest, ok = bytes.CutPrefix(rest, []byte("\r\n")); !ok {
			return nil, false
		}
		head, after, ok := bytes.Cut(rest, []byte("\r\n\r\n"))
		if !ok {
			return nil, false
		}
		data, next, ok := bytes.Cut(after, end)
		if !ok {
			return nil, false
		}
		p := part{data: data}
		if p.name, p.file, ok = disposition(string(head)); !ok {
			return nil, false
		}
		out = append(out, p)
		rest = next
	}
	return out, true
}

// disposition is the name and file name that the headers of a part give.
func disposition(head string) (name, file string, ok bool) {
	for line := range strings.SplitSeq(head, "\r\n") {
		key, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(key, "Content-Disposition") {
			continue
		}
		if name, ok := strings.CutPrefix(value, ` form-data; name="`); ok && strings.IndexByte(name, '"') == len(name)-1 {
			return name[:len(name)-1], "", true // the usual form
		}
		_, params, err := mime.ParseMediaType(value)
		return params["name"], params["filename"], err == nil && params["name"] != ""
	}
	return "", "", false
}
