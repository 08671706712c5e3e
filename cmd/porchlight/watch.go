package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/ops"
)

// settle is how long the content folder must be quiet before it is read: editors
// and copies write several files in a row.
const settle = 300 * time.Millisecond

// recheck is how often a release is asked whether one of its approvals ended.
const recheck = 10 * time.Minute

// watched is the folder whose changes are served without a restart, and the key that
// names it; "" when nothing can change.
func (s *service) watched() (dir, key string) {
	if s.cfg.Release == "" {
		return s.cfg.Dialogs.Dir, "dialogs.dir"
	}
	if info, err := os.Stat(s.cfg.Release); err == nil && info.IsDir() {
		return s.cfg.Release, "release"
	}
	return filepath.Dir(s.cfg.Release), "release"
}

// watch serves what changed, and keeps the last good release when the change has errors.
// stop ends it and waits.
func (s *service) watch(ctx context.Context) (stop func(), err error) {
	var events chan fsnotify.Event
	var lost chan error
	closeWatcher := func() {}
	w, err := s.watcher()
	if err != nil {
		return nil, err
	}
	if w != nil {
		events, lost, closeWatcher = w.Events, w.Errors, func() { _ = w.Close() }
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { // ends with ctx
		defer close(done)
		s.watchLoop(ctx, w, events, lost)
	}()
	return func() {
		cancel()
		<-done
		closeWatcher()
	}, nil
}

// watcher watches the folder; nil when there is none to watch.
func (s *service) watcher() (*fsnotify.Watcher, error) {
	dir, key := s.watched()
	if dir == "" {
		return nil, nil
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("%s cannot be watched: the system gives out no more watches", key)
	}
	if err := addFolders(w, dir); err != nil {
		_ = w.Close()
		return nil, fmt.Errorf("%s cannot be watched: may the program read every folder in %s?", key, dir)
	}
	return w, nil
}

func addFolders(w *fsnotify.Watcher, dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return w.Add(path)
	})
}

func (s *service) watchLoop(ctx context.Context, w *fsnotify.Watcher, events chan fsnotify.Event, lost chan error) {
	quiet := time.NewTimer(settle)
	quiet.Stop()
	ends := time.NewTicker(recheck)
	defer ends.Stop()
	for {
		select {
		case <-ends.C:
			if s.handler.Release().Ends(time.Now()) {
				s.reload(ctx)
			}
		case <-ctx.Done():
			return
		case ev, ok := <-events:
			if !ok {
				s.watchFailed(ctx)
				return
			}
			if info, err := os.Stat(ev.Name); err == nil && info.IsDir() {
				_ = addFolders(w, ev.Name) // a folder that came later
			}
			quiet.Reset(settle)
		case _, ok := <-lost:
			if !ok {
				s.watchFailed(ctx)
				return
			}
			quiet.Reset(settle) // events were lost: look at everything again
		case <-quiet.C:
			s.reload(ctx)
		}
	}
}

func (s *service) watchFailed(ctx context.Context) {
	ops.Log(ctx, s.log, ops.WatchFailed, ops.ByComponent(ops.Content))
	s.ready.Set(ops.CheckReload, false, ops.WatchStopped)
}

// reload opens the release anew and serves it, or says what is wrong with it and goes on
// with the last good one.
func (s *service) reload(ctx context.Context) {
	o, err := s.open(time.Now())
	if err != nil || diag.Failed(o.findings) {
		printErrors(s.env, o.findings)
		if err != nil {
			fmt.Fprintf(s.env.stderr, "porchlight: %s\n", err)
		}
		s.metrics.Reload(ops.Refused)
		s.ready.Set(ops.CheckReload, false, ops.ReloadHasErrors)
		ops.Log(ctx, s.log, ops.ReloadRefused, ops.ByComponent(ops.Content))
		return
	}
	s.ready.Set(ops.CheckReload, true, ops.Fine)
	if o.release.Drafts() && o.release.Bundle().Digest() == s.handler.Release().Bundle().Digest() {
		s.metrics.Reload(ops.Unchanged)
		return
	}
	s.handler.Serve(o.release)
	s.files.now.Store(&o.files)
	s.metrics.Reload(ops.Done)
	s.served(o, nil)
	ops.Log(ctx, s.log, ops.ReloadDone, ops.ByComponent(ops.Content), ops.OfRelease(o.release.Bundle().Digest()))
}
