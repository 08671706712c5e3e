package dialog_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

func TestSchemaFile(t *testing.T) {
	for file, want := range map[string][]byte{
		"../../docs/tree.schema.json":   dialog.Schema(),
		"../../docs/course.schema.json": dialog.CourseSchema(),
	} {
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		have, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(have)); diff != "" {
			t.Errorf("the schema changed; write it with go test ./internal/dialog -run SchemaFile -update (-want +got):\n%s", diff)
		}
	}
}
