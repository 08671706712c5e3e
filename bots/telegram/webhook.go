package telegram

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"

	"github.com/go-telegram/bot"
)

// WebhookPath is where updates are posted.
const WebhookPath = "/telegram/webhook"

const (
	maxUpdate = 1 << 20 // bytes; the longest message is a few dozen kilobytes
	// maxConnections is how many updates Telegram posts at once.
	maxConnections = 40
)

// Webhook receives updates that Telegram posts. It answers 200 when an update may
// be forgotten: its reply was accepted or is safe in the outbox. With anything else
// Telegram posts it again.
func (b *Bot) Webhook() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		secret := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
		if b.o.Secret == "" || subtle.ConstantTimeCompare([]byte(secret), []byte(b.o.Secret)) != 1 {
			b.o.Observer.Unreadable()
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpdate))
		if err != nil || !json.Valid(body) {
			b.o.Observer.Unreadable()
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if b.closing.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		if b.queue.len() >= maxQueued {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		unsafe, _ := b.take(r.Context(), []json.RawMessage{body})
		if !b.waitFor(r.Context(), unsafe) {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
}

// connect says to Telegram how updates are to come: by webhook, or not.
func (b *Bot) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	if b.o.WebhookURL != "" {
		_, err := b.api.SetWebhook(ctx, &bot.SetWebhookParams{
			URL: b.o.WebhookURL, SecretToken: b.o.Secret, MaxConnections: maxConnections, AllowedUpdates: allowedUpdates,
		})
		return err
	}
	info, err := b.api.GetWebhookInfo(ctx)
	if err != nil || info.URL == "" {
		return err
	}
	_, err = b.api.DeleteWebhook(ctx, &bot.DeleteWebhookParams{})
	return err
}
