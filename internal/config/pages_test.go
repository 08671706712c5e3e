package config

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	codeUsed = regexp.MustCompile(`(?:errorf|warnf)\("([a-z-]+)"`)
	example  = regexp.MustCompile("(?s)```yaml (fixed )?file=porchlight.yaml\n(.*?)```")
)

// Every code has a page, every page a code, and every example does what its page
// says.
func TestPages(t *testing.T) {
	const dir = "../../docs/config"
	var codes []string
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range codeUsed.FindAllStringSubmatch(string(data), -1) {
			codes = append(codes, m[1])
		}
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	index, err := os.ReadFile(filepath.Join(dir, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil || len(pages) != len(codes)+1 {
		t.Errorf("%d pages for %d codes", len(pages)-1, len(codes))
	}
	for _, code := range codes {
		page, err := os.ReadFile(filepath.Join(dir, code+".md"))
		if err != nil {
			t.Errorf("code %s has no page", code)
			continue
		}
		if !strings.Contains(string(index), "["+code+"]("+code+".md)") {
			t.Errorf("code %s is not in the list", code)
		}
		for _, m := range example.FindAllStringSubmatch(string(page), -1) {
			_, findings := load(t, m[2], Options{})
			reported := strings.Contains(strings.Join(findings, "\n"), "["+code+"]")
			if fixed := m[1] != ""; reported == fixed {
				t.Errorf("%s: fixed example %v, reported %v: %v", code, fixed, reported, findings)
			}
		}
	}
}
