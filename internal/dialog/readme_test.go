package dialog_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// The example of a rule file that writers copy from dialogs/README.md compiles,
// and its examples hold.
func TestRulesOfTheReadme(t *testing.T) {
	example := readmeExample(t, "## Danger rules")
	content, findings := dialog.Load(fstest.MapFS{"triage/en.yaml": &fstest.MapFile{Data: []byte(example)}})
	for _, f := range findings {
		if f.Pos.File == "triage/en.yaml" && f.Severity == diag.Error {
			t.Error(f)
		}
	}
	if len(content.Rules) != 1 {
		t.Fatal("the example does not load")
	}
	rules, problems := triage.Compile([]triage.File{content.Rules[0].Rules})
	problems = append(problems, rules.Test()...)
	for _, p := range problems {
		t.Errorf("%s/%s %s: %s", p.Section, p.ID, p.Field, p.Message)
	}
}

// So does the example of a course, in the form that fmt writes.
func TestCourseOfTheReadme(t *testing.T) {
	example := readmeExample(t, "## A course")
	formatted, findings := dialog.Format("courses/safety.yaml", []byte(example))
	if len(findings) > 0 {
		t.Error(findings)
	}
	if diff := cmp.Diff(example, string(formatted)); diff != "" {
		t.Errorf("the example is not in the form of fmt (-want +got):\n%s", diff)
	}
}

// readmeExample is the first example of a section of dialogs/README.md.
func readmeExample(t *testing.T, section string) string {
	t.Helper()
	data, err := os.ReadFile("../../dialogs/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), section+"\n")
	_, example, _ := strings.Cut(rest, "```yaml\n")
	example, _, found := strings.Cut(example, "```")
	if !found {
		t.Fatalf("dialogs/README.md has no example below %q", section)
	}
	return example
}
