package telegramtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// An upload is a file part of a request.
type upload struct {
	name string
	data []byte
}

// A request is a call with its parameters decoded and checked.
type request struct {
	method  *method
	values  map[string]any // as decode leaves them
	uploads map[string]upload
}

func (r *request) text(name string) string {
	s, _ := r.values[name].(string)
	return s
}

func (r *request) number(name string) int64 {
	n, _ := integer(r.values[name])
	return n
}

func (r *request) flag(name string) bool {
	b, _ := r.values[name].(bool)
	return b
}

func (r *request) has(name string) bool { return r.values[name] != nil }

// json is a parameter as JSON text, nil where it is absent.
func (r *request) json(name string) json.RawMessage {
	if r.values[name] == nil {
		return nil
	}
	return appendValue(nil, r.values[name])
}

// parse reads the parameters from the query and from a body of any of the four
// encodings. It does not check them.
func parse(m *method, r *http.Request) (*request, *apiError) {
	req := &request{method: m, values: map[string]any{}}
	if r.URL.RawQuery != "" {
		if e := req.addForm(r.URL.Query()); e != nil {
			return req, e
		}
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxUpload+1<<20)
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return req, nil
	}
	body, err := io.ReadAll(r.Body)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return req, errTooLarge
	}
	if err != nil {
		return req, wrongf("the body can't be read")
	}
	switch kind {
	case "multipart/form-data":
		return req, req.addMultipart(body, params["boundary"])
	case "application/json":
		return req, req.addJSON(body)
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return req, wrongf("the body is no form")
		}
		return req, req.addForm(form)
	}
	return req, wrongf("the body is of type %q", kind)
}

func (r *request) addForm(form url.Values) *apiError {
	for name, list := range form {
		if e := r.add(name, list[0]); e != nil {
			return e
		}
	}
	return nil
}

func (r *request) addMultipart(body []byte, boundary string) *apiError {
	list, ok := parts(body, boundary)
	if !ok {
		return wrongf("the multipart body can't be read")
	}
	for _, p := range list {
		if p.file == "" {
			if e := r.add(p.name, string(p.data)); e != nil {
				return e
			}
			continue
		}
		if len(p.data) > maxUpload {
			return errTooLarge
		}
		if r.uploads == nil {
			r.uploads = map[string]upload{}
		}
		r.uploads[p.name] = upload{p.file, p.data}
		if r.method.fields[p.name] != nil { // other names are reached by attach://
			r.values[p.name] = "attach://" + p.name
		}
	}
	return nil
}

func (r *request) addJSON(body []byte) *apiError {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	v, err := decode(body)
	if err != nil {
		return wrongf("the body is no JSON object")
	}
	members, ok := v.(map[string]any)
	if !ok {
		return wrongf("the body is no JSON object")
	}
	for name, v := range members {
		if v != nil {
			r.values[name] = trimmed(v)
		}
	}
	return nil
}

// add takes one value of a form, which is text whatever its type.
func (r *request) add(name, value string) *apiError {
	if !utf8.ValidString(value) {
		return wrongf("strings must be encoded in UTF-8")
	}
	f := r.method.fields[name]
	if f == nil {
		r.values[name] = value // refused with its name by the check
		return nil
	}
	switch first := f.shapes[0].kind; {
	case f.compound():
		if value == "" || value == "null" {
			return nil
		}
		v, err := decode([]byte(value))
		if err != nil {
			return wrongf("can't parse %s JSON object", strings.ReplaceAll(name, "_", " "))
		}
		r.values[name] = trimmed(v)
	case first == kindBoolean:
		switch strings.ToLower(value) {
		case "true", "1":
			r.values[name] = true
		case "false", "0":
			r.values[name] = false
		case "":
		default:
			return wrongf("%s is neither true nor false", name)
		}
	case first == kindInteger, first == kindFloat:
		if value == "" {
			return nil
		}
		if _, ok := integer(value); ok {
			r.values[name] = json.Number(value)
			return nil
		}
		r.values[name] = value
	default:
		r.values[name] = value
	}
	return nil
}

// trimmed drops the empty copy_text that go-telegram/bot puts into every button;
// the real server looks at copy_text last.
func trimmed(v any) any {
	members, ok := v.(map[string]any)
	if !ok {
		return v
	}
	if markup, ok := members["reply_markup"].(map[string]any); ok {
		trimmed(markup)
	}
	rows, _ := members["inline_keyboard"].([]any)
	for _, row := range rows {
		buttons, _ := row.([]any)
		for _, b := range buttons {
			button, _ := b.(map[string]any)
			if c, ok := button["copy_text"].(map[string]any); ok && c["text"] == "" {
				delete(button, "copy_text")
			}
		}
	}
	return v
}
