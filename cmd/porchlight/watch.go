package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/porchlight-chat/porchlight/internal/ops"
	"github.com/porchlight-chat/porchlight/internal/review"
)

// settle is how long the content folder must be quiet before it is read: editors
// and copies write several files in a row.
const settle = 300 * time.Millisecond

// contentFS is where pictures come from.
func (s *service) contentFS() fs.FS {
	fsys, err := openContent(s.cfg.Dialogs.Dir)
	if err != nil {
		fsys, _ = openContent("")
	}
	return fsys
}

// watch serves changed content, and keeps the last good one when the change has
// errors. stop ends it and waits.
func (s *service) watch(ctx context.Context) (stop func(), err error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, errors.New("dialogs.dir cannot be watched: the system gives out no more watches")
	}
	if err := addFolders(w, s.cfg.Dialogs.Dir); err != nil {
		_ = w.Close()
		return nil, fmt.Errorf("dialogs.dir cannot be watched: may the program read every folder in %s?", s.cfg.Dialogs.Dir)
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { // ends with ctx
		defer close(done)
		s.watchLoop(ctx, w)
	}()
	return func() {
		cancel()
		<-done
		_ = w.Close()
	}, nil
}

func addFolders(w *fsnotify.Watcher, dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return w.Add(path)
	})
}

func (s *service) watchLoop(ctx context.Context, w *fsnotify.Watcher) {
	quiet := time.NewTimer(settle)
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case ev, ok := <-w.Events:
			if !ok {
				s.watchFailed(ctx)
				return
			}
			if info, err := os.Stat(ev.Name); err == nil && info.IsDir() {
				_ = addFolders(w, ev.Name) // a folder that came later
			}
			quiet.Reset(settle)
		case _, ok := <-w.Errors:
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

// reload builds the changed content and serves it, or says what is wrong with it
// and goes on with the last good one.
func (s *service) reload(ctx context.Context) {
	refuse := func() {
		s.metrics.Reload(ops.Refused)
		s.ready.Set(ops.CheckReload, false, ops.ReloadHasErrors)
		ops.Log(ctx, s.log, ops.ReloadRefused, ops.ByComponent(ops.Content))
	}
	b, findings := s.build()
	if b == nil {
		refuse()
		return
	}
	s.ready.Set(ops.CheckReload, true, ops.Fine)
	if b.Digest() == s.handler.Release().Bundle().Digest() {
		s.metrics.Reload(ops.Unchanged)
		return
	}
	release, err := review.New(b, review.Policy(s.cfg.Review.Policy))
	if err != nil {
		refuse()
		return
	}
	s.handler.Serve(release)
	s.metrics.Reload(ops.Done)
	s.served(release, findings)
	ops.Log(ctx, s.log, ops.ReloadDone, ops.ByComponent(ops.Content), ops.OfRelease(b.Digest()))
}
