package discord

import (
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
		written := make(chan bool, 1)
		if first {
			b.o.Observer.Received()
			b.o.Observer.Lag(time.Since(made(i.ID)))
			x := &exchange{b: b, i: i, received: received}
			x.respond = func(a *answer) judged { return x.inResponse(a, h, written) }
			b.take(x)
		} else {
			b.o.Observer.Duplicate()
		}
		select {
		case <-h.done:
			writeAnswer(w, h.status, h.body)
			written <- http.NewResponseController(w).Flush() == nil
		case <-r.Context().Done():
			written <- false
		}
	})
}

// inResponse gives the first response as the HTTP response. One that has files, and one
// whose message's id is needed, is a request of its own: a response has no room for
// them.
func (x *exchange) inResponse(a *answer, h *handled, written <-chan bool) judged {
	apart := a.files != nil || a.line != nil
	switch {
	case a.unknown:
		h.status = http.StatusBadRequest
	case apart:
		h.status = http.StatusAccepted
	default:
		h.status = http.StatusOK
		h.body, _ = json.Marshal(a.callback) // structs of texts and numbers
	}
	close(h.done)
	switch ok := <-written; {
	case apart:
		return x.callback(a)
	case !ok:
		return judged{verdict: missing}
	default:
		return judged{verdict: accepted}
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
