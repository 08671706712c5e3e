package dialog_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/transcript"
)

// today is the day on which all examples are checked.
var today = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)

var pages = os.DirFS(filepath.FromSlash("../../docs/findings"))

// inWords are the codes whose example cannot be written in a page: it is a
// matter of files, not of texts. TestFileFindings has them.
var inWords = []diag.Code{"missing-file", "unreadable-file", "file-too-big", "too-many-files", "bad-encoding"}

// wholeFile are the codes that speak of a file and not of a line.
var wholeFile = []diag.Code{"unknown-file", "unknown-locale"}

// codes lists every constant of type diag.Code in a Go file.
func codes(t *testing.T, file string) []diag.Code {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(file), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []diag.Code
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Type == nil || len(spec.Values) != 1 {
			return true
		}
		if sel, ok := spec.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Code" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, diag.Code(value))
		}
		return true
	})
	return out
}

func allCodes(t *testing.T) []diag.Code {
	t.Helper()
	all := append(codes(t, "codes.go"), codes(t, "../transcript/transcript.go")...)
	if len(all) < 60 {
		t.Fatalf("only %d codes were found", len(all))
	}
	return all
}

// page is a page of docs/findings.
type page struct {
	code         diag.Code
	severity     string
	fails, fixed map[string]string // the files of its examples
}

var (
	pageHead  = regexp.MustCompile(`\A# ([a-z-]+)\n\nSeverity: (error|warning|info)\b`)
	pageBlock = regexp.MustCompile("(?ms)^```[a-z]+ (fixed )?file=(\\S+)\n(.*?)^```$")
)

func readPage(t *testing.T, code diag.Code) page {
	t.Helper()
	data, err := fs.ReadFile(pages, string(code)+".md")
	if err != nil {
		t.Fatalf("the code %s has no page docs/findings/%s.md", code, code)
	}
	head := pageHead.FindStringSubmatch(string(data))
	if head == nil {
		t.Fatalf("docs/findings/%s.md does not start with `# %s` and `Severity: …`", code, code)
	}
	p := page{code: diag.Code(head[1]), severity: head[2], fails: map[string]string{}, fixed: map[string]string{}}
	for _, b := range pageBlock.FindAllStringSubmatch(string(data), -1) {
		if b[1] == "" {
			p.fails[b[2]] += b[3]
		} else {
			p.fixed[b[2]] += b[3]
		}
	}
	return p
}

// build puts the files of an example over the smallest content and gives every
// finding that `check` and `test` report. An example of a translation file shows
// a part of it; with whole, so does one of words.yaml.
func build(t *testing.T, example map[string]string, whole bool) []diag.Finding {
	t.Helper()
	fsys := dialogtest.Minimal()
	for name, text := range example {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	for name, text := range example {
		if name == "words.yaml" && whole {
			fsys[name] = &fstest.MapFile{Data: []byte(text + otherWords(text))}
		}
		if strings.HasSuffix(name, "/dialogs.po") {
			others := strings.ReplaceAll(translations(fsys, text), `msgstr "`, `msgstr "· `) // not the English
			fsys[name] = &fstest.MapFile{Data: []byte(text + "\n" + others)}
		}
	}
	bundle, findings := dialog.Examine(fsys, today)
	for name, text := range example {
		if !strings.HasPrefix(name, "transcripts/") {
			continue
		}
		conversation, more := transcript.Parse(name, []byte(text))
		if len(more) == 0 {
			if bundle == nil {
				t.Fatalf("no conversation without content: %v", findings)
			}
			more = transcript.Play(conversation, engine.New(bundle, engine.Options{})).Findings
		}
		findings = append(findings, more...)
	}
	return findings
}

// translations gives PO entries for all texts that an example leaves out, each
// translated by its own words.
func translations(fsys fs.FS, example string) string {
	content, _ := dialog.Load(fsys)
	var b strings.Builder
	for _, m := range dialog.Messages(content) {
		context := strconv.Quote(m.Context)
		if !strings.Contains(example, "msgctxt "+context) {
			fmt.Fprintf(&b, "msgctxt %s\nmsgid %s\nmsgstr %s\n\n", context, poText(m.ID), poText(m.ID))
		}
	}
	return b.String()
}

// otherWords gives the lines of words.yaml that an example leaves out.
func otherWords(example string) string {
	var b strings.Builder
	for line := range strings.Lines(string(dialogtest.Minimal()["words.yaml"].Data)) {
		key, _, _ := strings.Cut(line, ":")
		if !strings.Contains(example, key+":") {
			b.WriteString(line)
		}
	}
	return b.String()
}

func poText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

func TestMinimalHasNoFinding(t *testing.T) {
	if bundle, findings := dialog.Build(dialogtest.Minimal(), today); bundle == nil || len(findings) > 0 {
		t.Errorf("findings: %v", findings)
	}
	if findings := build(t, map[string]string{"locales/es/dialogs.po": ""}, true); len(slices.DeleteFunc(findings, isInfo)) > 0 {
		t.Errorf("findings with a translation: %v", findings)
	}
}

func isInfo(f diag.Finding) bool { return f.Severity == diag.Info }

// TestPages runs the examples of every page: the failing one is reported with
// the page's severity at a place in the example, the mended one has nothing
// left to mend.
func TestPages(t *testing.T) {
	for _, code := range allCodes(t) {
		t.Run(string(code), func(t *testing.T) {
			p := readPage(t, code)
			if p.code != code {
				t.Fatalf("the page is headed %q", p.code)
			}
			if slices.Contains(inWords, code) {
				if len(p.fails)+len(p.fixed) > 0 {
					t.Error("the example of this page is in TestFileFindings")
				}
				return
			}
			if len(p.fails) == 0 || len(p.fixed) == 0 {
				t.Fatalf("%d files fail, %d are mended; a page needs both", len(p.fails), len(p.fixed))
			}
			found := build(t, p.fails, code != "missing-word")
			at := slices.IndexFunc(found, func(f diag.Finding) bool { return f.Code == code })
			if at < 0 {
				t.Fatalf("the failing example does not give it, but %v", found)
			}
			f := found[at]
			t.Log(f)
			if f.Severity.String() != p.severity {
				t.Errorf("the severity is %s; the page says %s", f.Severity, p.severity)
			}
			if text, ok := p.fails[f.Pos.File]; !ok {
				t.Errorf("it is reported in %q, which is no file of the example", f.Pos.File)
			} else if lines := strings.Count(text, "\n"); f.Pos.Line > lines || f.Pos.Line < 1 && !slices.Contains(wholeFile, code) {
				t.Errorf("it is reported in line %d; the example has %d", f.Pos.Line, lines)
			}
			left := slices.DeleteFunc(build(t, p.fixed, true), func(f diag.Finding) bool { return f.Code != code && isInfo(f) })
			if len(left) > 0 {
				t.Errorf("the mended example still has findings: %v", left)
			}
		})
	}
}

// TestPageList keeps docs/findings/README.md complete, and the folder free of
// pages about nothing.
func TestPageList(t *testing.T) {
	data, err := fs.ReadFile(pages, "README.md")
	if err != nil {
		t.Fatal(err)
	}
	type row struct{ Code, Severity string }
	var got, want []row
	for _, m := range regexp.MustCompile(`(?m)^\| \[([a-z-]+)\]\(([a-z-]+)\.md\) \| (\w+) \| .+ \|$`).FindAllStringSubmatch(string(data), -1) {
		if m[1] != m[2] {
			t.Errorf("%s links to the page of %s", m[1], m[2])
		}
		got = append(got, row{m[1], m[3]})
	}
	files := []string{"README.md"}
	for _, code := range allCodes(t) {
		want = append(want, row{string(code), readPage(t, code).severity})
		files = append(files, string(code)+".md")
	}
	byCode := func(a, b row) int { return cmp.Compare(a.Code, b.Code) }
	slices.SortFunc(got, byCode)
	slices.SortFunc(want, byCode)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("the list of codes (-want +got):\n%s", diff)
	}
	there := map[string]bool{}
	if err := fs.WalkDir(pages, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			there[name] = true
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	if diff := gocmp.Diff(files, slices.Sorted(maps.Keys(there))); diff != "" {
		t.Errorf("the pages (-want +got):\n%s", diff)
	}
}
