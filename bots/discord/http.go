package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

// InteractionsPath is where interactions are posted.
const InteractionsPath = "/discord/interactions"

const (
	maxInteraction = 1 << 20 // bytes; the longest form is a few dozen kilobytes
	// maxAge is how far the time of a signature may be from ours.
	maxAge = 5 * time.Minute
)

// Interactions receives interactions that Discord posts, and answers them in the
// response. Whatever is not signed by Discord gets 401: Discord tries that now and
// then, and takes the address away from a bot that fails.
func (b *Bot) Interactions() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		received := time.Now()
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxInteraction))
		if err != nil || !b.signed(r.Header, body, received) {
			b.o.Observer.Unreadable()
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		i, err := decodeInteraction(body)
		switch {
		case err != nil:
			b.o.Observer.Unreadable()
			w.WriteHeader(http.StatusBadRequest)
			return
		case i.Type == kindPing:
			writeAnswer(w, http.StatusOK, []byte(`{"type":1}`))
			return
		case b.closed.Load():
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		h, first := b.seen.first(i.ID)
		if !first {
			b.o.Observer.Duplicate()
			select {
			case <-h.done:
				writeAnswer(w, h.status, h.body)
			case <-r.Context().Done():
			}
			return
		}
		b.o.Observer.Received()
		b.o.Observer.Lag(time.Since(made(i.ID)))
		after := b.decide(i, h, received)
		writeAnswer(w, h.status, h.body)
		if after != nil {
			_ = http.NewResponseController(w).Flush()
			b.sends.Go(after) // ends with its last request
		}
	})
}

// decide takes the turn of an interaction in its person's lane and makes the response.
// after is what is to be done when that is out.
func (b *Bot) decide(i *interaction, h *handled, received time.Time) (after func()) {
	done := make(chan struct{})
	b.lanes.do(i.person(), func() {
		defer close(done)
		after = b.decided(i, h, received)
	})
	<-done
	close(h.done)
	return after
}

func (b *Bot) decided(i *interaction, h *handled, received time.Time) (after func()) {
	a, known := b.handle(context.Background(), i)
	if !known {
		b.o.Observer.Unreadable()
		h.status = http.StatusBadRequest
		return nil
	}
	if a.files != nil || a.line != nil {
		// A response in JSON has no room for files, and tells no message's id.
		h.status = http.StatusAccepted
		return func() { b.respond(i, a, received) }
	}
	body, err := json.Marshal(a.callback)
	if err != nil { // structs of texts and numbers
		h.status = http.StatusInternalServerError
		return nil
	}
	h.status, h.body = http.StatusOK, body
	return func() {
		took := time.Since(received)
		b.finish(&a)
		b.answered(&a, accepted, took)
	}
}

// signed reports whether Discord signed a body, not long ago.
func (b *Bot) signed(h http.Header, body []byte, now time.Time) bool {
	stamp := h.Get("X-Signature-Timestamp")
	signature, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	if err != nil || len(signature) != ed25519.SignatureSize || len(b.key) != ed25519.PublicKeySize {
		return false
	}
	if !ed25519.Verify(b.key, append([]byte(stamp), body...), signature) {
		return false
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	return err == nil && now.Sub(time.Unix(seconds, 0)).Abs() <= maxAge
}

func writeAnswer(w http.ResponseWriter, status int, body []byte) {
	if body != nil {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
