package main

import (
	"context"
	"net/http"

	"github.com/porchlight-chat/porchlight/bots/discord"
	"github.com/porchlight-chat/porchlight/internal/ops"
)

// startDiscord runs the Discord bot, if a token is configured. The handler is for the
// interactions that Discord posts; nil when they come over the gateway.
func (s *service) startDiscord(ctx context.Context, sessions sessionStore) (http.Handler, error) {
	c := s.cfg.Discord
	if !c.Token.IsSet() {
		return nil, nil
	}
	o := discord.Options{
		Token: c.Token.Reveal(), ApplicationID: c.ApplicationID, APIURL: string(c.APIURL), Handler: s.handler, Outbox: sessions, Pictures: &s.files,
		Observer: discordObserver{s.platform(ops.Discord, ops.CheckDiscord)}, Draw: s.drawCard,
	}
	if c.Mode == "interactions" {
		o.PublicKey = c.PublicKey
	}
	o.Shards.First, o.Shards.Last, o.Shards.Of = c.Shares()
	bot, err := discord.New(o)
	if err != nil {
		return nil, err
	}
	if err := bot.Check(ctx); err != nil {
		return nil, err
	}
	s.runBot(ctx, bot)
	if c.Mode != "interactions" {
		return nil, nil
	}
	return bot.Interactions(), nil
}

// discordObserver passes what happened on to metrics, readiness and the log.
type discordObserver struct{ *platformObserver }

// State reports a state when it is another than before.
func (o discordObserver) State(s discord.State) { o.state(ops.PlatformState(s)) }
