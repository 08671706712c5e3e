package review_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/review"
)

// TestDocs keeps docs/review.md true: who may decide what, and every code.
func TestDocs(t *testing.T) {
	data, err := os.ReadFile("../../docs/review.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	if !strings.Contains(doc, review.RoleTable()) {
		t.Errorf("docs/review.md does not have the table of roles:\n%s", review.RoleTable())
	}
	found := 0
	for _, name := range []string{"ledger_read.go", "archive.go", "releasefile.go"} {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^\s*(?:const )?\w+\s+(?:diag\.Code\s+)?= "((?:ledger|staff|signers|archive|release)-[a-z]+)"`).FindAllStringSubmatch(string(source), -1) {
			found++
			if !strings.Contains(doc, "`"+m[1]+"`") {
				t.Errorf("docs/review.md does not tell of %s", m[1])
			}
		}
	}
	if found < 11 {
		t.Errorf("only %d codes were found", found)
	}
}
