package compare_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/compare"
)

var update = flag.Bool("update", false, "write golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	if err := many(t).Text(&b, 80); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.txt", b.Bytes())
	for line := range strings.Lines(b.String()) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := many(t).JSON(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", b.Bytes())
}

func TestNothing(t *testing.T) {
	items := slices.Clone(smallItems())
	slices.Reverse(items)
	var b bytes.Buffer
	if err := versions(t, smallItems(), items).Text(&b, 80); err != nil {
		t.Fatal(err)
	}
	if want := "Nothing differs between the two versions.\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestIncomplete(t *testing.T) {
	items := smallItems()
	_, err := compare.Versions(items, items[:3])
	if err == nil || !strings.HasPrefix(err.Error(), "the later version: ") {
		t.Errorf("got %v", err)
	}
}
