package main

import (
	"context"
	"os"
	"strings"

	flag "github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/porchlight-chat/porchlight/bots/terminal"
)

func chat(ctx context.Context, e env, fs *flag.FlagSet, args []string) int {
	lang := fs.String("lang", "", "the locale to start in")
	country := fs.String("country", "", "show the hotlines of this country")
	why := fs.Bool("why", false, "after each answer say why")
	dir := fs.String("dialogs", "", "content to talk from instead of the built-in one")
	if code, ok := parse(e, fs, args, 0); !ok {
		return code
	}
	eng, code := buildEngine(e, *dir)
	if eng == nil {
		return code
	}
	o := terminal.Options{Locale: *lang, Country: strings.ToUpper(*country), Why: *why}
	if f := e.terminal; f != nil && term.IsTerminal(int(f.Fd())) {
		o.Color = os.Getenv("NO_COLOR") == ""
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width >= 20 {
			o.Width = min(width, 100)
		}
	}
	if err := terminal.Run(ctx, eng, e.stdin, e.stdout, o); err != nil {
		return fail(e, "chat: %s", err)
	}
	return exitOK
}
