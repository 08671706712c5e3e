package main

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/internal/card"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
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
		Observer: &telegramObserver{observer: s.observer}, Limits: telegram.DefaultLimits(), Draw: s.drawCard,
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
	s.ready.Set(ops.CheckTelegram, false, ops.NotYet)
	running, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { // ends when stopped, within the time for stopping
		defer close(done)
		bot.Run(running, s.cfg.Shutdown.Timeout)
	}()
	s.closers = append(s.closers, func(context.Context) {
		stop()
		<-done
	})
	if c.Mode != "webhook" {
		return nil, nil
	}
	return bot.Webhook(), nil
}

// drawCard draws the wallet card of the person's country under the node that has
// its words.
func (s *service) drawCard(r *engine.Reply) (name string, draw func(link string) ([]byte, error)) {
	if r.Node != card.Node {
		return "", nil
	}
	release := s.handler.Release()
	bundle := release.Bundle()
	country := r.Country
	if country == dialog.NoCountry {
		country = dialog.HomeCountry
	}
	return "wallet card " + bundle.Digest() + " " + r.Locale + " " + country, func(link string) ([]byte, error) {
		locale, _ := bundle.Locale(r.Locale)
		c, err := card.New(bundle, locale, country, card.Options{URL: link, Approved: !release.Drafts()})
		if err != nil {
			return nil, err
		}
		return c.PNG()
	}
}

// telegramObserver passes what happened on to metrics, readiness and the log:
// counts and durations, nothing of a person.
type telegramObserver struct {
	*observer
	last atomic.Value // telegram.State
}

func (o *telegramObserver) event(e ops.Event) {
	ops.Log(context.Background(), o.observer.log, e, ops.OnChannel(ops.Telegram))
}

// State reports a state when it is another than before.
func (o *telegramObserver) State(s telegram.State) {
	if o.last.Swap(s) == s {
		return
	}
	known := map[telegram.State]struct {
		event ops.Event
		why   ops.Reason
	}{
		telegram.Connected:   {ops.PlatformReached, ops.Fine},
		telegram.Unreachable: {ops.PlatformLost, ops.PlatformDown},
		telegram.Conflict:    {ops.PlatformTaken, ops.PlatformBusy},
		telegram.Refused:     {ops.PlatformRefused, ops.PlatformBad},
	}[s]
	o.event(known.event)
	o.metrics.State(ops.Telegram, ops.PlatformState(s))
	o.ready.Set(ops.CheckTelegram, s == telegram.Connected, known.why)
}

func (o *telegramObserver) Received() { o.metrics.Update(ops.Telegram, ops.Taken) }

func (o *telegramObserver) Lag(d time.Duration) { o.metrics.Lag(ops.Telegram, d) }

func (o *telegramObserver) Duplicate() { o.metrics.Update(ops.Telegram, ops.Duplicate) }

func (o *telegramObserver) Unreadable() {
	o.metrics.Update(ops.Telegram, ops.Unreadable)
	o.event(ops.InputRefused)
}

func (o *telegramObserver) Limited() {
	o.metrics.Update(ops.Telegram, ops.Limited)
	o.event(ops.InputLimited)
}

func (o *telegramObserver) Sent(outcome string, urgent bool, age time.Duration) {
	o.metrics.Sent(ops.Telegram, urgent, outcome, age)
	if outcome == telegram.OutcomeGivenUp {
		o.event(ops.SendFailed)
	}
}

func (o *telegramObserver) Retried(flood bool) {
	o.metrics.SendRetry(ops.Telegram, flood)
	o.event(ops.SendRetried)
}

func (o *telegramObserver) DangerLate()    { o.event(ops.DangerSendLate) }
func (o *telegramObserver) OutboxUnread()  { o.event(ops.OutboxUnread) }
func (o *telegramObserver) ProfileFailed() { o.event(ops.ProfileFailed) }

func (o *telegramObserver) Queue(length, inFlight int, oldest time.Duration) {
	o.metrics.Queue(ops.Telegram, length, inFlight, oldest)
}

func (o *telegramObserver) Pending(updates int, failing bool) {
	o.metrics.Pending(ops.Telegram, updates, failing)
}
