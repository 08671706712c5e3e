package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// Exit statuses, part of the outside contract.
const (
	exitOK    = 0
	exitFalls = 1 // the thing checked falls short
	exitUsage = 2 // wrong use, or something needed is missing
)

// env is the world as a command sees it.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string
	terminal       *os.File // stdout, where it is a file
}

// verb is a subcommand.
type verb struct {
	name  string
	usage string // its arguments
	about string // one line of help
	run   func(ctx context.Context, e env, fs *flag.FlagSet, args []string) int
}

// verbs lists the subcommands in the order of the help text.
func verbs() []verb {
	return []verb{
		{"serve", "[flags]", "run the web chat and every configured channel", serve},
		{"chat", "[--lang L] [--country C] [--why]", "talk in the terminal", chat},
		{"ask", "[--jsonl] [--why] [TEXT]", "answer one question, or a stream of them", ask},
		{"check", "[--format text|json|github] [DIR]", "say everything that is wrong with the content", check},
		{"asks", "[--lang L] [--node NODE] [--try TEXT] [--messages FILE] [DIR]", "say how well example questions find their nodes", asks},
		{"fmt", "[-l] [DIR]", "write the content files in their one canonical form", format},
		{"test", "[--update] [DIR]", "play the transcripts", test},
		{"graph", "[--html] [--lang L] [TREE]", "draw a tree, or all trees", graphCommand},
		{"export", "[--format html|docx] [--lang L] [--tree T] [--to DIR] [DIR]", "write the trees as documents for experts to read and comment", exportCommand},
		{"card", "[--lang L] [--country C] [--url URL] [--format html|pdf|svg|png] [--out FILE]", "make the wallet card: a sheet to print, or a picture", cardCommand},
		{"eval", "[-v] FILE…", "play labelled messages and print how many are answered right", evalCommand},
		{"i18n", "extract|merge|status|pseudo [flags] [DIR]", "texts for translators, and how far they are", i18n},
		{"review", "VERB …", "what waits for review, what a parent would see change, approve, take back", reviewCommand},
		{"release", "build|show|rollback …", "make one file of what is approved, for serve to run", releaseCommand},
		{"schema", "[--course]", "print the JSON Schema of a tree file, or of a course", schema},
		{"healthcheck", "", "ask a running service whether it lives", healthcheck},
		{"version", "", "print the version", version},
		{"completion", "bash|zsh|fish", "print a shell completion script", completion},
	}
}

// checked remembers whether what was written arrived: a full disk at the end of
// a pipe must not look like success.
type checked struct {
	io.Writer
	failed bool
}

func (c *checked) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.failed = c.failed || err != nil
	return n, err
}

// run is the whole program; tests call it.
func run(ctx context.Context, args []string, e env) int {
	out := &checked{Writer: e.stdout}
	// The terminal chat asks what its output is; a file stays a file for it.
	if f, ok := e.stdout.(*os.File); ok {
		e.terminal = f
	}
	e.stdout = out
	code := runVerb(ctx, args, e)
	if out.failed && code == exitOK {
		return fail(e, "the output cannot be written: is the disk full, or the pipe closed?")
	}
	return code
}

func runVerb(ctx context.Context, args []string, e env) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		if len(args) > 1 {
			return runVerb(ctx, []string{args[1], "--help"}, e)
		}
		help(e.stdout)
		if len(args) == 0 {
			return exitUsage
		}
		return exitOK
	}
	all := verbs()
	i := slices.IndexFunc(all, func(v verb) bool { return v.name == args[0] })
	if i < 0 {
		var names []string
		for _, v := range all {
			names = append(names, v.name)
		}
		hint := "run `porchlight help` for the list"
		if near := diag.Nearest(args[0], names); near != "" {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		fmt.Fprintf(e.stderr, "porchlight: there is no command %q; %s\n", args[0], hint)
		return exitUsage
	}
	v := all[i]
	fs := flag.NewFlagSet(v.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard) // usage is printed below, once
	fs.Usage = func() {
		fmt.Fprintf(e.stdout, "porchlight %s %s\n  %s\n", v.name, v.usage, v.about)
		fs.SetOutput(e.stdout)
		fs.PrintDefaults()
	}
	return v.run(ctx, e, fs, args[1:])
}

func help(w io.Writer) {
	fmt.Fprint(w, "Porchlight answers parents who worry about their children online.\n\nUse: porchlight COMMAND [ARGUMENTS]\n\n")
	for _, v := range verbs() {
		fmt.Fprintf(w, "  %-12s %s\n", v.name, v.about)
	}
	fmt.Fprint(w, "\n`porchlight help COMMAND` tells more. Exit status: 0 good, 1 what was checked falls short, 2 wrong use.\n")
}

// parse reads flags and at most most arguments. ok is false when the command is
// over, with the status to leave with.
func parse(e env, fs *flag.FlagSet, args []string, most int) (code int, ok bool) {
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK, false
	case err != nil:
		return fail(e, "%s: %s", fs.Name(), err), false
	case fs.NArg() > most:
		return fail(e, "%s: %q is one argument too many; run `porchlight help %s`", fs.Name(), fs.Arg(most), fs.Name()), false
	}
	return exitOK, true
}

// fail prints one sentence and gives the status for wrong use.
func fail(e env, format string, args ...any) int {
	fmt.Fprintf(e.stderr, "porchlight: "+strings.TrimSuffix(format, "\n")+"\n", args...)
	return exitUsage
}
