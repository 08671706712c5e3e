package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/review"
)

func check(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	form := fs.String("format", "text", "text, json or github")
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	write, ok := map[string]func(io.Writer, string, []diag.Finding){
		"text": writeText, "json": writeJSON, "github": writeGitHub,
	}[*form]
	if !ok {
		return fail(e, "check: there is no format %q; use text, json or github", *form)
	}
	dir := fs.Arg(0)
	fsys, err := openContent(dir)
	if err != nil {
		return fail(e, "check: %s", err)
	}
	b, findings := dialog.Examine(fsys, time.Now())
	if _, err := review.ReadRecords(fsys, ""); err != nil {
		if broken, ok := errors.AsType[*review.Broken](err); ok {
			findings = append(findings, broken.Finding)
		}
	}
	write(e.stdout, dir, findings)
	if *form == "text" {
		writeSummary(e.stderr, b, findings)
	}
	if diag.Failed(findings) {
		return exitFalls
	}
	return exitOK
}

func writeText(w io.Writer, dir string, findings []diag.Finding) {
	for _, f := range findings {
		f.Pos.File = path.Join(dir, f.Pos.File)
		fmt.Fprintln(w, f)
	}
}

func writeSummary(w io.Writer, b *dialog.Bundle, findings []diag.Finding) {
	counts := map[diag.Severity]int{}
	for _, f := range findings {
		counts[f.Severity]++
	}
	fmt.Fprintf(w, "%d errors, %d warnings, %d notes", counts[diag.Error], counts[diag.Warning], counts[diag.Info])
	if b != nil {
		fmt.Fprintf(w, "; %d nodes, locales %s, digest %s", len(b.NodeIDs()), strings.Join(b.Locales(), " "), b.Digest()[:12])
	}
	fmt.Fprintln(w)
}

// jsonFinding is the machine-readable form; its keys are part of the contract.
type jsonFinding struct {
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Col      int    `json:"col,omitempty"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
}

func writeJSON(w io.Writer, dir string, findings []diag.Finding) {
	out := make([]jsonFinding, 0, len(findings))
	for _, f := range findings {
		out = append(out, jsonFinding{
			File: path.Join(dir, f.Pos.File), Line: f.Pos.Line, Col: f.Pos.Col,
			Severity: f.Severity.String(), Code: string(f.Code), Message: f.Message, Hint: f.Hint,
		})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	_ = enc.Encode(out)
}

// writeGitHub writes workflow commands
// (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
func writeGitHub(w io.Writer, dir string, findings []diag.Finding) {
	level := map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Info: "notice"}
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, f := range findings {
		msg := f.Message
		if f.Hint != "" {
			msg += "; " + f.Hint
		}
		fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,title=%s::%s\n",
			level[f.Severity], property.Replace(path.Join(dir, f.Pos.File)), max(1, f.Pos.Line), max(1, f.Pos.Col),
			property.Replace(string(f.Code)), data.Replace(msg))
	}
}
