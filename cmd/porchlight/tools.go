package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/graph"
)

// graphCommand draws a tree, or all trees, to the standard output.
func graphCommand(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	page := fs.Bool("html", false, "one page with every tree, to search and zoom")
	lang := fs.String("lang", dialog.SourceLocale, "the locale whose texts are shown")
	dir := fs.String("dialogs", "", "content to draw instead of the built-in one")
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	b, code := buildContent(e, *dir)
	if b == nil {
		return code
	}
	locale, ok := b.Locale(*lang)
	if !ok {
		return fail(e, "graph: there is no locale %q; there are %s", *lang, strings.Join(b.Locales(), ", "))
	}
	draw := func() ([]byte, error) { return graph.SVG(b, fs.Arg(0), locale) }
	if *page {
		if fs.NArg() > 0 {
			return fail(e, "graph: the page holds every tree; leave %q out", fs.Arg(0))
		}
		draw = func() ([]byte, error) { return graph.Page(b, locale) }
	}
	out, err := draw()
	if err != nil {
		return fail(e, "graph: %s", err)
	}
	if _, err := e.stdout.Write(out); err != nil {
		return fail(e, "graph: the picture cannot be written")
	}
	return exitOK
}

func schema(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	course := fs.Bool("course", false, "the schema of a course file")
	if code, ok := parse(e, fs, args, 0); !ok {
		return code
	}
	out := dialog.Schema()
	if *course {
		out = dialog.CourseSchema()
	}
	_, _ = e.stdout.Write(out)
	return exitOK
}

// healthcheck asks a service on this machine whether it lives, for containers
// without a shell.
func healthcheck(ctx context.Context, e env, fs *flag.FlagSet, args []string) int {
	addr := fs.String("addr", "", "the admin address; default admin.addr of the configuration")
	if code, ok := parse(e, fs, args, 0); !ok {
		return code
	}
	if *addr == "" {
		cfg, code := loadConfig(e, nil)
		if cfg == nil {
			return code
		}
		*addr = cfg.Admin.Addr
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(*addr)+"/healthz", nil)
	if err != nil {
		return fail(e, "healthcheck: %q is no address", *addr)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Fprintln(e.stderr, "porchlight: the service does not answer")
		return exitFalls
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		fmt.Fprintln(e.stderr, "porchlight: the service is not well")
		return exitFalls
	}
	return exitOK
}

// reachable turns an address to listen on into one to connect to.
func reachable(addr string) string {
	for _, any := range []string{"0.0.0.0:", "[::]:", ":"} {
		if rest, ok := strings.CutPrefix(addr, any); ok {
			return "127.0.0.1:" + rest
		}
	}
	return addr
}

// version prints the version, the revision it was built from, and the digest of
// the content that ships with it.
func version(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	if code, ok := parse(e, fs, args, 0); !ok {
		return code
	}
	number, revision, goVersion := "devel", "unknown", "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
		if info.Main.Version != "" {
			number = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	content := "does not build"
	if b, _ := buildContent(env{stderr: discard{}}, ""); b != nil {
		content = b.Digest()[:12]
	}
	fmt.Fprintf(e.stdout, "porchlight %s (revision %s, %s), content %s\n", number, revision, goVersion, content)
	return exitOK
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// completion prints a script that completes subcommands.
func completion(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	var names []string
	for _, v := range verbs() {
		names = append(names, v.name)
	}
	words := strings.Join(append(names, "help"), " ")
	scripts := map[string]string{
		"bash": "complete -W '" + words + "' -o default porchlight\n",
		"zsh":  "#compdef porchlight\n_arguments '1:command:(" + words + ")' '*:file:_files'\n",
		"fish": "complete -c porchlight -n __fish_use_subcommand -f -a '" + words + "'\n",
	}
	script, ok := scripts[fs.Arg(0)]
	if !ok {
		return fail(e, "completion: say bash, zsh or fish")
	}
	_, _ = e.stdout.Write([]byte(script))
	return exitOK
}

// format writes content files in their canonical form, or lists those that are
// not in it.
func format(_ context.Context, e env, fs *flag.FlagSet, args []string) int {
	list := fs.BoolP("list", "l", false, "list the files that are not in the canonical form, and write nothing")
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	dir := fs.Arg(0)
	if dir == "" && !*list {
		return fail(e, "fmt: name the folder to write to, such as `porchlight fmt dialogs`")
	}
	fsys, err := openContent(dir)
	if err != nil {
		return fail(e, "fmt: %s", err)
	}
	changed, failed := 0, 0
	for _, name := range dialog.YAMLFiles(fsys) {
		data, want, findings := dialog.FormatFile(fsys, name)
		for _, f := range findings {
			failed++
			fmt.Fprintln(e.stdout, f)
		}
		if len(findings) > 0 || string(data) == string(want) {
			continue
		}
		changed++
		file := filepath.Join(dir, filepath.FromSlash(name))
		fmt.Fprintln(e.stdout, file)
		if !*list {
			if err := replace(file, want); err != nil {
				return fail(e, "fmt: %s", err)
			}
		}
	}
	if failed > 0 || *list && changed > 0 {
		return exitFalls
	}
	return exitOK
}
