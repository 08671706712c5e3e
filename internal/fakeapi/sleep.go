package fakeapi

import (
	"context"
	"net/http"
	"time"
)

// Sleep waits, and reports whether the client of r and the server, which ends with ctx,
// are still there.
func Sleep(ctx context.Context, r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-ctx.Done():
	}
	return false
}

// Hang waits until the client of r leaves, or the server ends with ctx.
func Hang(ctx context.Context, r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-ctx.Done():
	}
}
