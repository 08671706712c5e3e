package main

import (
	"context"
	"net/http"
	"time"

	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/internal/ops"
)

// startTelegram runs the Telegram bot, if a token is configured. The handler is
// for the updates that Telegram posts; nil when they are asked for.
func (s *service) startTelegram(ctx context.Context, sessions sessionStore) (http.Handler, error) {
	c := s.cfg.Telegram
	if !c.Token.IsSet() {
		return nil, nil
	}
	o := telegram.Options{
		Token: c.Token.Reveal(), APIURL: string(c.APIURL), Handler: s.handler, Outbox: sessions, Pictures: &s.files,
		Observer: telegramObserver{s.platform(ops.Telegram, ops.CheckTelegram)}, Limits: telegram.DefaultLimits(), Draw: s.drawCard,
	}
	if c.Mode == "webhook" {
		o.WebhookURL, o.Secret = string(c.WebhookURL), c.WebhookSecret.Reveal()
	}
	bot, err := telegram.New(o)
	if err != nil {
		return nil, err
	}
	if err := bot.Check(ctx); err != nil {
		return nil, err
	}
	s.runBot(ctx, bot)
	if c.Mode != "webhook" {
		return nil, nil
	}
	return bot.Webhook(), nil
}

// telegramObserver passes what happened on to metrics, readiness and the log.
type telegramObserver struct{ *platformObserver }

// State reports a state when it is another than before.
func (o telegramObserver) State(s telegram.State) { o.state(ops.PlatformState(s)) }

func (o telegramObserver) Queue(length, inFlight int, oldest time.Duration) {
	o.metrics.Queue(ops.Telegram, length, inFlight, oldest)
}

func (o telegramObserver) Pending(updates int, failing bool) {
	o.metrics.Pending(ops.Telegram, updates, failing)
}
