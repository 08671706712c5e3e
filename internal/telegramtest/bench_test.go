package telegramtest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// body is a sendMessage of 400 characters as go-telegram/bot sends it; unless plain
// with two formats and a keyboard of five buttons.
func body(b *testing.B, plain bool) (kind string, data []byte) {
	b.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	rows := strings.Repeat(`[{"text":"What do I do first?","callback_data":"1:grooming/first-steps:0","copy_text":{"text":""}}],`, 4) + `[{"text":"Help now","callback_data":"1:help:0","copy_text":{"text":""}}]`
	fields := [][2]string{
		{"chat_id", "1"},
		{"text", strings.Repeat("Some plain words. ", 22)},
		{"entities", `[{"type":"bold","offset":0,"length":4},{"type":"italic","offset":10,"length":5}]`},
		{"link_preview_options", `{"is_disabled":true}`},
		{"reply_markup", `{"inline_keyboard":[` + rows + `]}`},
	}
	if plain {
		fields = fields[:2]
	}
	for _, f := range fields {
		if err := w.WriteField(f[0], f[1]); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return w.FormDataContentType(), buf.Bytes()
}

// sink is a ResponseWriter that keeps nothing.
type sink struct{ h http.Header }

func (s *sink) Header() http.Header         { return s.h }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(int)             {}

// BenchmarkSendMessage is the cost beyond net/http, and http the whole on one kept connection.
func BenchmarkSendMessage(b *testing.B) {
	s := New(Options{Unlimited: true, CountOnly: true})
	defer s.Close()
	s.Person(1, "en").Start("")
	for name, plain := range map[string]bool{"plain": true, "keyboard": false} {
		kind, data := body(b, plain)
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/bot"+s.Token()+"/sendMessage", nil)
			r.Header.Set("Content-Type", kind)
			for b.Loop() {
				r.Body = io.NopCloser(bytes.NewReader(data))
				s.ServeHTTP(&sink{http.Header{}}, r)
			}
		})
		b.Run(name+"/http", func(b *testing.B) {
			for b.Loop() {
				r, err := http.Post(s.URL()+"/bot"+s.Token()+"/sendMessage", kind, bytes.NewReader(data))
				if err != nil {
					b.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
		})
	}
	if len(s.Violations()) > 0 {
		b.Fatal(s.Violations()[0])
	}
}
