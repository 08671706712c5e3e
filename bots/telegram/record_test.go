package telegram_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
)

// recorder keeps the methods and bodies of all requests of a bot, and may change the
// answers.
type recorder struct {
	mu     sync.Mutex
	bodies strings.Builder
	change func(method string, resp *http.Response) // nil: nothing
}

func (w *recorder) client() *http.Client { return &http.Client{Transport: w} }

// all is everything that was sent.
func (w *recorder) all() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bodies.String()
}

// RoundTrip implements http.RoundTripper.
func (w *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	method := req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:]
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		w.mu.Lock()
		w.bodies.WriteString(method + "\n")
		w.bodies.Write(body)
		w.bodies.WriteString("\n")
		w.mu.Unlock()
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	resp, err := direct.RoundTrip(req)
	w.mu.Lock()
	change := w.change
	w.mu.Unlock()
	if err == nil && change != nil {
		change(method, resp)
	}
	return resp, err
}

// direct keeps no connections, which would outlive the test.
var direct = &http.Transport{DisableKeepAlives: true}
