package dialog_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

const schemaFile = "../../docs/tree.schema.json"

func TestSchemaFile(t *testing.T) {
	if *update {
		if err := os.WriteFile(schemaFile, dialog.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(dialog.Schema()), string(have)); diff != "" {
		t.Errorf("the schema changed; write it with go test ./internal/dialog -run SchemaFile -update (-want +got):\n%s", diff)
	}
}
