package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/ops"
)

// observer passes what happened in turns on to metrics, readiness and the log:
// counts and durations, nothing of a person.
type observer struct {
	log     *slog.Logger
	metrics *ops.Metrics
	ready   *ops.Readiness
	down    atomic.Bool // the store did not answer the last time
}

// slow is how long a turn may take before it is worth a warning.
const slow = time.Second

func (o *observer) Turn(c bots.Channel, route engine.Route, locale string, took time.Duration) {
	channel := ops.Channel(c)
	o.metrics.Turn(channel, string(route), locale, took)
	event := ops.TurnDone
	if took > slow {
		event = ops.TurnSlow
	}
	ops.Log(context.Background(), o.log, event, ops.OnChannel(channel), ops.Took(took))
}

func (o *observer) StoreFailed(operation string) {
	o.metrics.StoreError(ops.Operation(operation))
	event := map[string]ops.Event{"load": ops.StoreLoadFailed, "save": ops.StoreSaveFailed, "delete": ops.EraseFailed}[operation]
	ops.Log(context.Background(), o.log, event, ops.ByComponent(ops.Store))
	o.down.Store(true)
	o.ready.Set(ops.CheckStore, false, ops.StoreDown)
}

func (o *observer) StoreAnswered() {
	if o.down.CompareAndSwap(true, false) {
		ops.Log(context.Background(), o.log, ops.StoreRecovered, ops.ByComponent(ops.Store))
		o.ready.Set(ops.CheckStore, true, ops.Fine)
	}
}

func (o *observer) Panicked() {
	ops.Log(context.Background(), o.log, ops.TurnPanic, ops.ByComponent(ops.Bots))
}

func (o *observer) Withheld() {
	ops.Log(context.Background(), o.log, ops.ReplyWithheld, ops.ByComponent(ops.Bots))
}
