package discordtest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct{ h http.Header }

func (s *sink) Header() http.Header         { return s.h }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(int)             {}

// BenchmarkCommandAndAnswer is a command and its answer of 400 characters with five
// buttons, beyond net/http.
func BenchmarkCommandAndAnswer(b *testing.B) {
	w := newWorld(b, Options{Unlimited: true, CountOnly: true})
	row := strings.Join(slicesRepeat(`{"type":2,"style":5,"label":"Site","url":"https://example.org"}`, 5), ",")
	body := `{"type":4,"data":{"content":"` + strings.Repeat("Some plain words. ", 22) + `","flags":64,"allowed_mentions":{"parse":[]},"components":[{"type":1,"components":[` + row + `]}]}}`
	for b.Loop() {
		i := w.ask()
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/api/v10"+callbackPath(i), strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("User-Agent", agent)
		w.ServeHTTP(&sink{http.Header{}}, r)
	}
	w.clean()
}
