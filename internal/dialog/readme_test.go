package dialog_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// The example of a rule file that writers copy from dialogs/README.md compiles,
// and its examples hold.
func TestRulesOfTheReadme(t *testing.T) {
	data, err := os.ReadFile("../../dialogs/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(data), "## Danger rules")
	_, example, _ := strings.Cut(section, "```yaml\n")
	example, _, found := strings.Cut(example, "```")
	if !found {
		t.Fatal("dialogs/README.md has no example of a rule file")
	}
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
