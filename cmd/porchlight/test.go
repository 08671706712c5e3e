package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/transcript"
)

func test(_ context.Context, e env, flags *flag.FlagSet, args []string) int {
	update := flags.Bool("update", false, "write what the bot says today into the transcripts")
	missing := flags.Int("missing", 20, "list at most so many things a kind that no transcript reaches; 0 lists all")
	if code, ok := parse(e, flags, args, 1); !ok {
		return code
	}
	dir := flags.Arg(0)
	if *update && dir == "" {
		return fail(e, "test: --update needs the folder to write to, such as `porchlight test --update dialogs`")
	}
	fsys, err := openContent(dir)
	if err != nil {
		return fail(e, "test: %s", err)
	}
	eng, code := buildEngine(e, dir)
	if eng == nil {
		return code
	}
	names, err := fs.Glob(fsys, "transcripts/*.txt")
	if err != nil || len(names) == 0 {
		return fail(e, "test: there is no transcript in %s", path.Join(dir, "transcripts"))
	}
	cover := transcript.NewCoverage(eng.Bundle())
	failed := 0
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fail(e, "test: %s cannot be read", name)
		}
		t, findings := transcript.Parse(name, data)
		if len(findings) == 0 {
			played := transcript.Play(t, eng)
			findings = played.Findings
			cover.Add(played)
			if len(findings) == 0 && !played.Holds() {
				if *update {
					if err := replace(filepath.Join(dir, filepath.FromSlash(name)), []byte(played.String())); err != nil {
						return fail(e, "test: %s", err)
					}
					fmt.Fprintf(e.stdout, "written: %s\n", path.Join(dir, name))
					continue
				}
				failed++
				fmt.Fprintf(e.stdout, "differs: %s (%s)\n%s\n", path.Join(dir, name), t.Title, transcript.Diff(string(data), played.String()))
			}
		}
		for _, f := range findings {
			failed++
			f.Pos.File = path.Join(dir, f.Pos.File)
			fmt.Fprintln(e.stdout, f)
		}
	}
	fmt.Fprintf(e.stdout, "%d transcripts, %d failed\n%s", len(names), failed, cover.Report(*missing))
	if failed > 0 {
		return exitFalls
	}
	return exitOK
}

// replace writes a file whole or not at all: beside it first, then in its place.
func replace(name string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".porchlight-*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: is the disk full, or the folder read-only?", name)
	}
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Sync()
	}
	if err == nil {
		err = tmp.Chmod(0o644)
	}
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("%s cannot be written: is the disk full, or the folder read-only?", name), os.Remove(tmp.Name()))
	}
	return nil
}
