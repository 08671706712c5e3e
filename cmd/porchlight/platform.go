package main

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/card"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/ops"
)

// runBot runs the bot of a platform beside the others until the service stops.
func (s *service) runBot(ctx context.Context, bot interface {
	Run(ctx context.Context, grace time.Duration)
},
) {
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

// platformObserver passes what happened with a platform on to metrics, readiness and
// the log: counts and durations, nothing of a person.
type platformObserver struct {
	*observer
	channel ops.Channel
	check   ops.Check
	last    atomic.Value // ops.PlatformState
}

// platform makes the observer of a platform, which is not reached yet.
func (s *service) platform(channel ops.Channel, check ops.Check) *platformObserver {
	s.ready.Set(check, false, ops.NotYet)
	return &platformObserver{observer: s.observer, channel: channel, check: check}
}

func (o *platformObserver) event(e ops.Event) {
	ops.Log(context.Background(), o.observer.log, e, ops.OnChannel(o.channel))
}

// state reports a state when it is another than before.
func (o *platformObserver) state(s ops.PlatformState) {
	if o.last.Swap(s) == s {
		return
	}
	known := map[ops.PlatformState]struct {
		event ops.Event
		why   ops.Reason
	}{
		ops.Connected:   {ops.PlatformReached, ops.Fine},
		ops.Unreachable: {ops.PlatformLost, ops.PlatformDown},
		ops.Conflict:    {ops.PlatformTaken, ops.PlatformBusy},
		ops.TokenBad:    {ops.PlatformRefused, ops.PlatformBad},
		ops.Spent:       {ops.PlatformEmpty, ops.PlatformSpent},
		ops.ShardsBad:   {ops.ShardsRefused, ops.PlatformShards},
		ops.VersionBad:  {ops.VersionRefused, ops.PlatformVersion},
		ops.IntentsBad:  {ops.IntentsRefused, ops.PlatformIntents},
	}[s]
	o.event(known.event)
	o.metrics.State(o.channel, s)
	o.ready.Set(o.check, s == ops.Connected, known.why)
}

func (o *platformObserver) Received() { o.metrics.Update(o.channel, ops.Taken) }

func (o *platformObserver) Lag(d time.Duration) { o.metrics.Lag(o.channel, d) }

func (o *platformObserver) Duplicate() { o.metrics.Update(o.channel, ops.Duplicate) }

func (o *platformObserver) Unreadable() {
	o.metrics.Update(o.channel, ops.Unreadable)
	o.event(ops.InputRefused)
}

func (o *platformObserver) Limited() {
	o.metrics.Update(o.channel, ops.Limited)
	o.event(ops.InputLimited)
}

func (o *platformObserver) Sent(outcome string, urgent bool, age time.Duration) {
	o.metrics.Sent(o.channel, urgent, outcome, age)
	if outcome == bots.GivenUp {
		o.event(ops.SendFailed)
	}
}

func (o *platformObserver) Retried(flood bool) {
	o.metrics.SendRetry(o.channel, flood)
	o.event(ops.SendRetried)
}

func (o *platformObserver) DangerLate()    { o.event(ops.DangerSendLate) }
func (o *platformObserver) ProfileFailed() { o.event(ops.ProfileFailed) }
func (o *platformObserver) OutboxUnread()  { o.event(ops.OutboxUnread) }
