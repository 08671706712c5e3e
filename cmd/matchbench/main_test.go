package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// bench runs the program and gives what it printed.
func bench(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(args, strings.NewReader(stdin), &out, &err)
	return code, out.String(), err.String()
}

// steady cuts away the tables of times and memory.
func steady(out string) string {
	before, _, _ := strings.Cut(out, "\ntime per message")
	return before
}

func TestTables(t *testing.T) {
	code, out, stderr := bench(t, "", "testdata", "--examples", "3", "--seeds", "2")
	if code != exitOK {
		t.Fatalf("exit status %d: %s", code, stderr)
	}
	for _, m := range measures {
		if strings.Count(out, m.title+", "+m.unit+"\nset   porchlight") != 1 {
			t.Errorf("no table %q in:\n%s", m.title, out)
		}
	}
	for _, line := range []string{`tiny  en +3 +9 +6 +0 +2 +2`, `tiny  100\.0 ±0\.0 +100\.0 ±0\.0`} {
		if !regexp.MustCompile(line).MatchString(out) {
			t.Errorf("no line %q in:\n%s", line, out)
		}
	}
	_, again, _ := bench(t, "", "testdata", "--examples", "3", "--seeds", "2")
	if diff := cmp.Diff(steady(out), steady(again)); diff != "" {
		t.Errorf("two runs differ (-first +second):\n%s", diff)
	}
}

func TestTablesAlone(t *testing.T) {
	code, out, stderr := bench(t, "", "testdata", "--examples", "0", "--no-bleve", "--part", "val", "--vocabulary", "none", "--only", "tiny")
	if code != exitOK {
		t.Fatalf("exit status %d: %s", code, stderr)
	}
	if strings.Contains(out, "bleve") {
		t.Errorf("bleve is measured:\n%s", out)
	}
	if !strings.Contains(out, "part val, examples a topic all, vocabulary none") {
		t.Errorf("the head is wrong:\n%s", out)
	}
	if !regexp.MustCompile(`tiny  en +3 +15 +3 +0 +1 +1`).MatchString(out) {
		t.Errorf("all examples need one seed:\n%s", out)
	}
}

func TestWrongUse(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"no directory", nil, "name one directory of sets"},
		{"two directories", []string{"a", "b"}, "name one directory of sets"},
		{"directory and lines", []string{"--jsonl", "a"}, "take no directory"},
		{"lines and plot", []string{"--jsonl", "--plot", "a"}, "do not go together"},
		{"part", []string{"--part", "train", "a"}, `--part is test or val, not "train"`},
		{"vocabulary", []string{"--vocabulary", "mine", "a"}, `--vocabulary is own or none, not "mine"`},
		{"seeds", []string{"--seeds", "0", "a"}, "--seeds is 1 or more"},
		{"examples", []string{"--examples", "-1", "a"}, "--examples is 0 (all) or more"},
		{"unknown flag", []string{"--speed"}, "unknown flag: --speed"},
		{"no such directory", []string{"testdata/none"}, `"testdata/none" cannot be read`},
		{"no set", []string{"."}, "has no set"},
		{"no such set", []string{"testdata", "--only", "huge"}, `no set is named "huge"; there are tiny`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, _, stderr := bench(t, "", tt.args...)
			if code != exitUsage || !strings.Contains(stderr, tt.want) {
				t.Errorf("exit status %d, %q; want %d and %q", code, stderr, exitUsage, tt.want)
			}
		})
	}
}

func TestBadSet(t *testing.T) {
	for _, tt := range []struct{ name, file, data, want string }{
		{"no JSON", "a.json", "hello", "a.json: not a set"},
		{"no gzip", "a.json.gz", "{}", "a.json.gz: not a gzip file"},
		{"no test", "a.json", `{"name":"a","train":[{"text":"a","label":"b"}]}`, `"test" is missing`},
		{"no label", "a.json", `{"name":"a","train":[{"text":"a","label":"b"}],"test":[{"text":"a"}]}`, "has no label"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, tt.file), []byte(tt.data), 0o600); err != nil {
				t.Fatal(err)
			}
			code, _, stderr := bench(t, "", dir)
			if code != exitUsage || !strings.Contains(stderr, tt.want) {
				t.Errorf("exit status %d, %q; want %q", code, stderr, tt.want)
			}
		})
	}
}
