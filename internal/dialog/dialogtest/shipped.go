package dialogtest

import (
	"sync"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// Shipped is the content that ships with the program, built once for all tests
// of a package. A test fails, with every error, when it does not build.
func Shipped(t testing.TB) *dialog.Bundle {
	t.Helper()
	b, findings := shipped()
	if b == nil {
		for _, f := range findings {
			if f.Severity == diag.Error {
				t.Error(f)
			}
		}
		t.Fatal("the shipped content does not build")
	}
	return b
}

var shipped = sync.OnceValues(func() (*dialog.Bundle, []diag.Finding) {
	return dialog.Build(dialogs.FS, time.Now())
})
