package review_test

import (
	"errors"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/review"
)

func TestNew(t *testing.T) {
	b := &dialog.Bundle{}
	r, err := review.New(b, review.Warn)
	if err != nil || r.Bundle() != b || r.Policy() != review.Warn || !r.Drafts() {
		t.Errorf("warn: %+v, %v", r, err)
	}
	// Nothing is approved yet, so nothing may be served under enforce.
	if r, err := review.New(b, review.Enforce); !errors.Is(err, review.ErrNothingApproved) || r.Bundle() != nil {
		t.Errorf("enforce: %+v, %v", r, err)
	}
	if r, err := review.New(b, "lax"); err == nil || errors.Is(err, review.ErrNothingApproved) || r.Bundle() != nil {
		t.Errorf("an unknown policy: %+v, %v", r, err)
	}
}
