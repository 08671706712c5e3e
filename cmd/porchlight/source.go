package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync/atomic"
	"time"

	"github.com/porchlight-chat/porchlight/internal/config"
	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/ops"
	"github.com/porchlight-chat/porchlight/internal/review"
)

// opened is a release that was made or read, and the files of its pictures.
type opened struct {
	release  review.Release
	files    fs.FS
	findings []diag.Finding
}

// untrusted is the error of a release that cannot be served, with the reason that
// /readyz shows.
type untrusted struct {
	reason ops.Reason
	err    error
}

func (u *untrusted) Error() string { return u.err.Error() }

// open makes or reads the release that the configuration asks for. An error that is an
// *untrusted leaves the compiled-in hotlines to serve.
func (s *service) open(now time.Time) (opened, error) {
	if s.cfg.Release != "" {
		return openRelease(s.cfg.Release, now)
	}
	fsys, err := openContent(s.cfg.Dialogs.Dir)
	if err != nil {
		return opened{}, fmt.Errorf("dialogs.dir: %w", err)
	}
	if s.cfg.Review.Policy == config.Enforce {
		return enforce(fsys, now)
	}
	b, findings := dialog.Build(fsys, now)
	if b == nil {
		printErrors(s.env, findings)
		return opened{}, errors.New("there is no content to serve; run `porchlight check` on it")
	}
	return opened{review.Drafts(b), fsys, findings}, nil
}

// enforce works out what the ledger of a content folder lets out. Errors of the content are
// among the findings: what was approved earlier can be served all the same.
func enforce(fsys fs.FS, now time.Time) (opened, error) {
	records, err := review.ReadRecords(fsys, "")
	if err != nil {
		return opened{}, &untrusted{ops.NotVerified, err}
	}
	content, findings := dialog.Load(fsys)
	if b, more := dialog.Compile(content); b != nil {
		findings = slices.Concat(findings, more, dialog.Check(content, b, now))
	}
	release, err := review.Decide(dialog.Items(content), records.Archive, records.Ledger.Outcome(), now).Release()
	if err != nil {
		return opened{}, &untrusted{ops.NotApproved, err}
	}
	return opened{release, fsys, findings}, nil
}

func openRelease(path string, now time.Time) (opened, error) {
	name, data, err := readRelease(path)
	if err != nil {
		return opened{}, &untrusted{ops.NotVerified, err}
	}
	f, err := review.ReadRelease(name, data, now)
	switch {
	case errors.Is(err, review.ErrNoRelease):
		return opened{}, &untrusted{ops.NotApproved, err}
	case err != nil:
		return opened{}, &untrusted{ops.NotVerified, err}
	}
	return opened{release: f.Release, files: heldFiles(f.Files)}, nil
}

// heldFiles are files in memory.
type heldFiles map[string][]byte

func (h heldFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

// ReadFile is fs.ReadFileFS.
func (h heldFiles) ReadFile(name string) ([]byte, error) {
	data, ok := h[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return data, nil
}

// servedFiles are the files of what is served at the moment.
type servedFiles struct{ now atomic.Pointer[fs.FS] }

func (f *servedFiles) Open(name string) (fs.File, error) { return (*f.now.Load()).Open(name) }

// ReadFile is fs.ReadFileFS.
func (f *servedFiles) ReadFile(name string) ([]byte, error) { return fs.ReadFile(*f.now.Load(), name) }

// first opens the release to begin with; where none can be trusted, the compiled-in
// hotlines are it.
func (s *service) first() (opened, *untrusted, error) {
	o, err := s.open(time.Now())
	var why *untrusted
	if errors.As(err, &why) {
		fmt.Fprintf(s.env.stderr, "porchlight: %s\nporchlight: only the compiled-in hotlines are served until this is mended\n", why)
		return opened{release: review.Safe(), files: heldFiles{}}, why, nil
	}
	printErrors(s.env, o.findings)
	return o, nil, err
}

// served notes what is being served, and alarms when a hotline or a source of it is out
// of date.
func (s *service) served(o opened, why *untrusted) {
	ctx, r := context.Background(), o.release
	for code, event := range map[diag.Code]ops.Event{dialog.OldHotline: ops.HotlineDue, dialog.OldSource: ops.ReviewDue} {
		if slices.ContainsFunc(o.findings, func(f diag.Finding) bool { return f.Code == code }) {
			ops.Log(ctx, s.log, event, ops.ByComponent(ops.Content))
		}
	}
	s.metrics.Content(r.Bundle().Digest(), string(r.Policy()), r.IsSafe(), len(r.Overdue()))
	s.ready.Set(ops.CheckBundle, true, ops.Fine)
	switch {
	case why != nil:
		s.ready.Set(ops.CheckPolicy, false, why.reason)
		ops.Log(ctx, s.log, ops.SafeMode, ops.ByComponent(ops.Content))
	case r.Drafts():
		s.ready.Set(ops.CheckPolicy, true, ops.ServingDrafts)
		ops.Log(ctx, s.log, ops.DraftsServed, ops.ByComponent(ops.Content), ops.OfRelease(r.Bundle().Digest()))
	case len(r.Overdue()) > 0:
		s.ready.Set(ops.CheckPolicy, true, ops.ApprovalEnded)
		ops.Log(ctx, s.log, ops.HotlineDue, ops.ByComponent(ops.Content))
	default:
		s.ready.Set(ops.CheckPolicy, true, ops.Fine)
	}
}
