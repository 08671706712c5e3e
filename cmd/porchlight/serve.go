package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/bots/discord"
	"github.com/porchlight-chat/porchlight/bots/telegram"
	"github.com/porchlight-chat/porchlight/bots/web"
	"github.com/porchlight-chat/porchlight/internal/config"
	"github.com/porchlight-chat/porchlight/internal/ops"
)

// serve runs the service until ctx ends. Its flags are those of the
// configuration, which reads them itself.
func serve(ctx context.Context, e env, _ *flag.FlagSet, args []string) int {
	cfg, code := loadConfig(e, args)
	switch {
	case cfg == nil:
		return code
	case cfg.Help:
		fmt.Fprintf(e.stdout, "porchlight serve [flags]\n  run the web chat and every configured channel\n\n%s", config.Usage())
		return exitOK
	case cfg.CheckOnly:
		fmt.Fprint(e.stdout, config.Describe(*cfg))
		return exitOK
	}
	s := &service{env: e, cfg: cfg, ready: &ops.Readiness{}}
	if err := s.start(ctx); err != nil {
		s.stop()
		return fail(e, "serve: %s", err)
	}
	fmt.Fprintf(e.stdout, "Porchlight answers on http://%s\nHealth and metrics are on http://%s\n", s.httpAddr, s.adminAddr)
	switch r := s.handler.Release(); {
	case r.IsSafe():
		fmt.Fprintln(e.stdout, "Only the compiled-in hotlines are served: see above.")
	case r.Drafts():
		fmt.Fprintln(e.stdout, "No expert has reviewed the texts yet: they are served as drafts, and the page says so.")
	}
	err := s.wait(ctx)
	s.stop()
	if err != nil {
		return fail(e, "serve: %s", err)
	}
	return exitOK
}

// service is a running program: what start makes, stop closes in reverse order.
type service struct {
	env     env
	cfg     *config.Config
	log     *slog.Logger
	metrics *ops.Metrics
	ready   *ops.Readiness
	handler *bots.Handler
	files   servedFiles

	observer *observer

	httpAddr, adminAddr string // as bound
	failed              chan error
	closers             []func(context.Context)
}

func (s *service) start(ctx context.Context) error {
	o, why, err := s.first()
	if err != nil {
		return err
	}
	s.metrics = ops.NewMetrics(o.release.Bundle().Locales())
	s.log = ops.NewLog(s.env.stderr, ops.LogOptions{
		Level: s.cfg.Log.Level, JSON: s.cfg.Log.Format == "json", Dropped: s.metrics.LogDropped,
	})
	ops.Log(ctx, s.log, ops.Starting, ops.ByComponent(ops.Server))

	sessions, key, err := openSessions(s.cfg)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, func(context.Context) { _ = sessions.Close() })
	s.ready.Set(ops.CheckStore, true, ops.Fine)

	s.observer = &observer{log: s.log, metrics: s.metrics, ready: s.ready}
	s.handler = bots.New(o.release, bots.Options{
		Store: sessions, Key: key, TTL: s.cfg.Session.TTL, Deadline: s.cfg.Store.Deadline,
		Country: s.cfg.Country, Observer: s.observer,
	})
	s.files.now.Store(&o.files)
	s.served(o, why)
	stop, err := s.watch(ctx)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, func(context.Context) { stop() })
	webhook, err := s.startTelegram(ctx, sessions)
	if err != nil {
		return fmt.Errorf("telegram.token: %w", err)
	}
	interactions, err := s.startDiscord(ctx, sessions)
	if err != nil {
		return fmt.Errorf("discord.token: %w", err)
	}
	return s.listen(ctx, map[string]http.Handler{telegram.WebhookPath: webhook, discord.InteractionsPath: interactions})
}

// listen opens the public server and the operator's. posted receive what platforms
// post, by path; nil for a platform that does not.
func (s *service) listen(ctx context.Context, posted map[string]http.Handler) error {
	s.failed = make(chan error, 2)
	page := web.New(s.handler, web.Options{
		FrameAncestors: s.cfg.Web.FrameAncestors,
		LeaveURL:       string(s.cfg.Web.LeaveURL),
		Content:        &s.files,
		Sessions:       s.metrics.WebSessions,
		Limited:        func() { ops.Log(ctx, s.log, ops.InputLimited, ops.OnChannel(ops.Web)) },
		Panicked:       func() { ops.Log(ctx, s.log, ops.TurnPanic, ops.OnChannel(ops.Web)) },
	})
	public := http.NewServeMux()
	public.Handle("/", page)
	for path, handler := range posted {
		if handler != nil {
			public.Handle(path, handler)
		}
	}
	var err error
	if s.httpAddr, err = s.serveOn(ctx, "http.addr", s.cfg.HTTP.Addr, public); err != nil {
		return err
	}
	if s.adminAddr, err = s.serveOn(ctx, "admin.addr", s.cfg.Admin.Addr, ops.AdminHandler(s.ready, s.metrics)); err != nil {
		return err
	}
	ops.Log(ctx, s.log, ops.Ready, ops.ByComponent(ops.Server))
	return nil
}

// serveOn starts a server. The goroutine ends when the server is shut down.
func (s *service) serveOn(ctx context.Context, key, addr string, h http.Handler) (bound string, err error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		ops.Log(ctx, s.log, ops.ListenFailed, ops.ByComponent(ops.Server))
		return "", fmt.Errorf("%s cannot be listened on: is another program using it? Set %s to another address", addr, key)
	}
	srv := &http.Server{
		Handler: h, ReadHeaderTimeout: web.ReadHeaderTimeout, ReadTimeout: web.ReadTimeout, WriteTimeout: web.WriteTimeout,
		IdleTimeout: web.IdleTimeout, MaxHeaderBytes: web.MaxHeaderBytes, ErrorLog: ops.LibraryLog(s.log, ops.Server),
	}
	go func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- fmt.Errorf("the server on %s stopped by itself", addr)
		}
	}()
	s.closers = append(s.closers, func(ctx context.Context) {
		if srv.Shutdown(ctx) != nil {
			ops.Log(ctx, s.log, ops.StopOverdue, ops.ByComponent(ops.Server))
			_ = srv.Close()
		}
	})
	return l.Addr().String(), nil
}

// wait returns when the program is asked to stop, or when a server failed.
func (s *service) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		ops.Log(ctx, s.log, ops.Stopping, ops.ByComponent(ops.Server))
		return nil
	case err := <-s.failed:
		return err
	}
}

// stop closes what was opened, last first, within the configured time.
func (s *service) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), s.cfg.Shutdown.Timeout)
	defer cancel()
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i](ctx)
	}
	if s.log != nil {
		ops.Log(ctx, s.log, ops.Stopped, ops.ByComponent(ops.Server))
	}
}
