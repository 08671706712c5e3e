package discordtest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"regexp"
)

const maxBody = 25 << 20 // bytes, the limit for uploads

// A request is a decoded body with its path and query. Raw holds nulls, which in an
// edit mean "take this away"; body has none, which is what schemas are held against.
// Both are nil where there is no body.
type request struct {
	*http.Request
	raw, body any
	files     []file
}

// A file is one that came with a request, in its part files[n].
type file struct {
	n, name string
	size    int
}

func (r *request) object() object {
	o, _ := r.body.(object)
	return o
}

func (r *request) rawObject() object {
	o, _ := r.raw.(object)
	return o
}

func parse(r *http.Request) (*request, *apiError) {
	req := &request{Request: r}
	if r.Body == nil || r.ContentLength == 0 {
		return req, nil
	}
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, errTooLarge
	} else if err != nil {
		return nil, errBadJSON.because("the body ends early")
	}
	if len(data) == 0 {
		return req, nil
	}
	switch kind {
	case "application/json":
	case "multipart/form-data":
		var e *apiError
		if data, req.files, e = form(data, params["boundary"]); e != nil {
			return nil, e
		}
	default:
		return nil, errBadJSON.because("Content-Type is %q", kind)
	}
	if req.raw, err = decode(data); err != nil {
		return nil, errBadJSON.because("%v", err)
	}
	req.body = withoutNulls(req.raw)
	return req, nil
}

var fileField = regexp.MustCompile(`^files\[([0-9]+)\]$`)

// form reads payload_json and files[n] of a multipart body.
func form(data []byte, boundary string) (payload []byte, files []file, e *apiError) {
	parts := multipart.NewReader(bytes.NewReader(data), boundary)
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, errBadJSON.because("multipart: %v", err)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return nil, nil, errBadJSON.because("multipart: %v", err)
		}
		if p.FormName() == "payload_json" {
			payload = content
			continue
		}
		n := fileField.FindStringSubmatch(p.FormName())
		if n == nil || p.FileName() == "" {
			return nil, nil, invalid(*problemf("UNKNOWN_FIELD", "Parts are payload_json and files[n] with a file name.").at(p.FormName()))
		}
		files = append(files, file{n[1], p.FileName(), len(content)})
	}
	if payload == nil {
		payload = []byte("{}")
	}
	return payload, files, nil
}
