package main

import (
	"context"
	"fmt"
	"os"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/eval"
)

func evalCommand(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	verbose := fs.BoolP("verbose", "v", false, "print every message that is not answered right, with why")
	dir := fs.String("dialogs", "", "content to answer from instead of the built-in one")
	if code, ok := parse(e, fs, args, 1000); !ok {
		return code
	}
	if fs.NArg() == 0 {
		return fail(e, "eval: name one or more files of labelled messages (JSON lines)")
	}
	eng, code := buildEngine(e, *dir)
	if eng == nil {
		return code
	}
	fmt.Fprintln(e.stdout, "answers from "+contentName(*dir))
	for _, name := range fs.Args() {
		f, err := os.Open(name)
		if err != nil {
			return fail(e, "eval: the file %q cannot be opened", name)
		}
		messages, err := eval.Read(f)
		_ = f.Close()
		if err != nil {
			return fail(e, "eval: %s: %s", name, err)
		}
		result := eval.Run(eng, messages)
		fmt.Fprintf(e.stdout, "%s: ", name)
		result.Write(e.stdout, *verbose)
	}
	return exitOK
}
