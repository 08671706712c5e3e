package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/review"
)

// A folder of releases holds release files, named by the first digits of their roots,
// and the list of what was served: one name a line, the last one is served now.
const (
	servedList    = "served.txt"
	releaseSuffix = ".release"
)

func releaseVerbs() []verb {
	return []verb{
		{"build", "[--at DAY] [--to FOLDER | FILE]", "write what the ledger lets out into one file that serve runs", releaseBuild},
		{"show", "[--proof ITEM] RELEASE", "verify a release file and say what is in it", releaseShow},
		{"rollback", "[--to DIGEST] FOLDER", "serve the release before the one that is served", releaseRollback},
	}
}

func releaseCommand(ctx context.Context, e env, fs *flag.FlagSet, args []string) int {
	return subcommand(ctx, e, fs, args, releaseVerbs())
}

func releaseBuild(_ context.Context, e env, flags *flag.FlagSet, args []string) int {
	dir := dialogsFlag(flags)
	to := flags.String("to", "", "put it into this folder of releases, to be served from now on")
	at := flags.String("at", "", "build what was let out on this day, YYYY-MM-DD; today without it")
	if code, ok := parse(e, flags, args, 1); !ok {
		return code
	}
	if (*to == "") == (flags.Arg(0) == "") {
		return fail(e, "release build: name the file to write, or a folder of releases with --to")
	}
	d, code := openDesk(e, *dir)
	if d == nil {
		return code
	}
	if *at != "" {
		day, err := time.Parse(time.DateOnly, *at)
		if err != nil {
			return fail(e, "release build: %q is no day, such as 2026-11-22", *at)
		}
		d.now = day
		d.decide()
	}
	data, err := review.WriteRelease(d.plan, d.records, d.pictures())
	if err != nil {
		fmt.Fprintf(e.stderr, "porchlight: %s; `porchlight review status` says what waits for whom\n", err)
		return exitFalls
	}
	root := dialog.Root(d.plan.Items)
	name := flags.Arg(0)
	if *to != "" {
		name = filepath.Join(*to, root.Short()+releaseSuffix)
	}
	if err := replace(name, data); err != nil {
		return fail(e, "release build: %s", err)
	}
	if *to != "" {
		if err := serveNext(*to, filepath.Base(name)); err != nil {
			return fail(e, "release build: %s", err)
		}
	}
	left := 0
	for i := range d.plan.Rows {
		if r := &d.plan.Rows[i]; r.Served == nil || r.Served.Digest != r.Item.Digest {
			left++
		}
	}
	fmt.Fprintf(e.stdout, "%s: %d items, digest %s\n", name, len(d.plan.Items), root)
	if left > 0 {
		fmt.Fprintf(e.stdout, "%d items are not in it as they stand today: `porchlight review status` lists them\n", left)
	}
	return exitOK
}

// pictures reads the files of the pictures.
func (d *desk) pictures() map[string][]byte {
	out := map[string][]byte{}
	for i := range d.content.Pictures {
		for _, file := range d.content.PictureFiles(&d.content.Pictures[i]) {
			if data, err := os.ReadFile(filepath.Join(d.dir, filepath.FromSlash(file))); err == nil {
				out[file] = data
			}
		}
	}
	return out
}

// serveNext adds a name to the list of what was served.
func serveNext(folder, name string) error {
	names, err := servedNames(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(names) > 0 && names[len(names)-1] == name {
		return nil
	}
	return replace(filepath.Join(folder, servedList), []byte(strings.Join(append(names, name), "\n")+"\n"))
}

// servedNames lists what was served from a folder, the last one now.
func servedNames(folder string) ([]string, error) {
	data, err := os.ReadFile(filepath.Join(folder, servedList))
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", filepath.Join(folder, servedList), plainError(err))
	}
	names := strings.Fields(string(data))
	for _, name := range names {
		if filepath.Base(name) != name || !strings.HasSuffix(name, releaseSuffix) {
			return nil, fmt.Errorf("%s names %q, which is no release of this folder", filepath.Join(folder, servedList), name)
		}
	}
	return names, nil
}

// plainError keeps what a program may ask of a file's error and drops its words.
func plainError(err error) error {
	for _, known := range []error{fs.ErrNotExist, fs.ErrPermission} {
		if errors.Is(err, known) {
			return known
		}
	}
	return errors.New("is it a plain file?")
}

// readRelease reads a release file, or of a folder of releases the one that is served.
func readRelease(path string) (name string, data []byte, err error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		names, err := servedNames(path)
		if err != nil {
			return path, nil, err
		}
		if len(names) == 0 {
			return path, nil, fmt.Errorf("%s names no release; `porchlight release build --to %s` adds one", filepath.Join(path, servedList), path)
		}
		path = filepath.Join(path, names[len(names)-1])
		info, err = os.Stat(path)
		if err != nil {
			return path, nil, fmt.Errorf("%s cannot be read: %w", path, plainError(err))
		}
	}
	if err == nil && info.Size() > review.MaxRelease {
		return path, nil, fmt.Errorf("%s has %d MB, more than any release", path, info.Size()>>20)
	}
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return path, nil, fmt.Errorf("%s cannot be read: %w", path, plainError(err))
	}
	return path, data, nil
}

func releaseShow(_ context.Context, e env, flags *flag.FlagSet, args []string) int {
	proof := flags.String("proof", "", "show that this item is in the release, as an audit path of RFC 6962")
	if code, ok := parse(e, flags, args, 1); !ok {
		return code
	}
	if flags.NArg() == 0 {
		return fail(e, "release show: name a release file, or a folder of releases")
	}
	name, data, err := readRelease(flags.Arg(0))
	if err != nil {
		return fail(e, "release show: %s", err)
	}
	r, err := review.ReadRelease(name, data, time.Now())
	if err != nil {
		fmt.Fprintln(e.stdout, err)
		return exitFalls
	}
	if *proof != "" {
		return showProof(e, r, *proof)
	}
	b := r.Bundle()
	fmt.Fprintf(e.stdout, "release    %s\nserved     %s\nnodes      %d\nlocales    %s\nledger     %s\n",
		r.Root, b.Digest(), len(b.NodeIDs()), strings.Join(b.Locales(), " "), r.Head)
	for _, what := range r.Overdue() {
		fmt.Fprintf(e.stdout, "overdue    %s\n", what)
	}
	return exitOK
}

// showProof prints that an item is in a release: its digest, and the hashes that lead
// from it to the root.
func showProof(e env, r *review.ReleaseFile, what string) int {
	i := slices.IndexFunc(r.Items, func(i dialog.Item) bool { return i.What == what || i.What == "node/"+what })
	if i < 0 {
		return fail(e, "release show: %q is not in it", what)
	}
	p := dialog.Prove(r.Items, i)
	fmt.Fprintf(e.stdout, "item  %s\nleaf  %s\nat    %d of %d\n", r.Items[i].What, r.Items[i].Digest, p.Index, p.Size)
	for _, h := range p.Path {
		fmt.Fprintf(e.stdout, "path  %s\n", h)
	}
	fmt.Fprintf(e.stdout, "root  %s\n", r.Root)
	if !p.Proves(r.Items[i].Digest, r.Root) {
		return exitFalls
	}
	return exitOK
}

// releaseRollback serves an earlier release again, unless somebody has since taken back
// what it says.
func releaseRollback(_ context.Context, e env, flags *flag.FlagSet, args []string) int {
	dir := dialogsFlag(flags)
	to := flags.String("to", "", "the first digits of the release to go back to; without it, the one before")
	if code, ok := parse(e, flags, args, 1); !ok {
		return code
	}
	folder := flags.Arg(0)
	if folder == "" {
		return fail(e, "release rollback: name the folder of releases")
	}
	names, err := servedNames(folder)
	if err != nil {
		return fail(e, "release rollback: %s", err)
	}
	name := earlier(names, *to)
	if name == "" {
		return fail(e, "release rollback: %s names no such earlier release", filepath.Join(folder, servedList))
	}
	file, data, err := readRelease(filepath.Join(folder, name))
	if err != nil {
		return fail(e, "release rollback: %s", err)
	}
	r, err := review.ReadRelease(file, data, time.Now())
	if err != nil {
		fmt.Fprintln(e.stdout, err)
		return exitFalls
	}
	fsys, err := openContent(*dir)
	if err != nil {
		return fail(e, "release rollback: %s", err)
	}
	records, err := review.ReadRecords(fsys, r.Head)
	if err != nil {
		fmt.Fprintln(e.stdout, err)
		return exitFalls
	}
	if back := r.TakenBack(records.Ledger.Outcome()); len(back) > 0 {
		fmt.Fprintf(e.stdout, "%s holds words whose approval was taken back since:\n", name)
		for _, what := range back {
			fmt.Fprintf(e.stdout, "  %s\n", what)
		}
		fmt.Fprintln(e.stdout, "It is not served. Build a release without them: porchlight release build")
		return exitFalls
	}
	if err := serveNext(folder, name); err != nil {
		return fail(e, "release rollback: %s", err)
	}
	fmt.Fprintf(e.stdout, "%s is served from now on\n", name)
	return exitOK
}

// earlier finds the last name before the one that is served that is another one, or
// that begins with the digits.
func earlier(names []string, digits string) string {
	for i := len(names) - 2; i >= 0; i-- {
		if names[i] != names[len(names)-1] && strings.HasPrefix(names[i], digits) {
			return names[i]
		}
	}
	return ""
}
