package ops

import (
	"encoding/json"
	"io"
	"net/http"
)

// AdminHandler serves the operator's pages, by GET and HEAD:
//
//	/healthz  200 "ok" while the process lives
//	/readyz   200 or 503, and the checks as JSON
//	/metrics  the metrics, in the Prometheus format
//
// It asks nobody: readiness is what was last set.
func AdminHandler(r *Readiness, m *Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "ok\n")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		report, ready := r.Report()
		w.Header().Set("Content-Type", "application/json")
		if !ready {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		// The reader may have gone; there is nobody else to tell.
		_ = json.NewEncoder(w).Encode(report)
	})
	mux.Handle("GET /metrics", m.handler())
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		mux.ServeHTTP(w, req)
	})
}
