package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// openContent opens a content directory; "" is the content that ships with the
// program. Links that lead out of the directory are not followed.
func openContent(dir string) (fs.FS, error) {
	if dir == "" {
		return dialogs.FS, nil
	}
	root, err := os.OpenRoot(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %q", dir)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("no permission to read the folder %q", dir)
	case err != nil:
		return nil, fmt.Errorf("%q cannot be opened as a folder", dir)
	}
	if _, err := fs.Stat(root.FS(), "trees"); err != nil {
		return nil, fmt.Errorf("%q holds no content: there is no folder trees in it", dir)
	}
	return root.FS(), nil
}

// builtIn is the content that ships with the program. It is built once, for a bundle never
// changes, and not checked: the tests have checked it.
var builtIn = sync.OnceValues(func() (*dialog.Bundle, []diag.Finding) {
	content, findings := dialog.Load(dialogs.FS)
	b, more := dialog.Compile(content)
	return b, append(findings, more...)
})

// buildContent builds a bundle to run a command with. Findings are printed when
// it does not build.
func buildContent(e env, dir string) (*dialog.Bundle, int) {
	b, findings := (*dialog.Bundle)(nil), []diag.Finding(nil)
	if dir == "" {
		b, findings = builtIn()
	} else {
		fsys, err := openContent(dir)
		if err != nil {
			return nil, fail(e, "%s", err)
		}
		b, findings = dialog.Build(fsys, time.Now())
	}
	if b == nil {
		printErrors(e, findings)
		return nil, fail(e, "the content does not build; run `porchlight check %s`", dir)
	}
	return b, exitOK
}

// printErrors prints the findings that keep content from being served.
func printErrors(e env, findings []diag.Finding) {
	for _, f := range findings {
		if f.Severity == diag.Error {
			fmt.Fprintln(e.stderr, f)
		}
	}
}

// contentName says which content answers: people who edit a folder should see
// when it is not the one that was asked.
func contentName(dir string) string {
	if dir == "" {
		return "the built-in dialogs (--dialogs DIR for others)"
	}
	return "the dialogs in " + dir
}

// buildEngine builds an engine that says that the texts are drafts.
func buildEngine(e env, dir string) (*engine.Engine, int) {
	b, code := buildContent(e, dir)
	if b == nil {
		return nil, code
	}
	return engine.New(b, engine.Options{Drafts: true}), exitOK
}
