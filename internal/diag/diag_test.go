package diag_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

func TestNearest(t *testing.T) {
	list := []string{"serve", "check", "first-steps", "say", "asks"}
	for word, want := range map[string]string{
		"sevre": "serve", "chek": "check", "first-step": "first-steps", "sya": "", "txet": "",
		"frobnicate": "", "": "", "say": "say",
	} {
		if got := diag.Nearest(word, list); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestFindingString(t *testing.T) {
	f := diag.Finding{Code: "missing-target", Severity: diag.Error, Pos: diag.Pos{File: "trees/a.yaml", Line: 3, Col: 7}, Message: "there is no node \"x\"", Hint: "did you mean \"y\"?"}
	want := `trees/a.yaml:3:7: error: there is no node "x"; did you mean "y"? [missing-target]`
	if got := f.String(); got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	for pos, want := range map[diag.Pos]string{{File: "a"}: "a", {File: "a", Line: 2}: "a:2", {File: "a", Line: 2, Col: 3}: "a:2:3"} {
		if got := pos.String(); got != want {
			t.Errorf("%#v = %q, want %q", pos, got, want)
		}
	}
}

func TestSortAndFailed(t *testing.T) {
	at := func(file string, line int, s diag.Severity) diag.Finding {
		return diag.Finding{Code: "c", Severity: s, Pos: diag.Pos{File: file, Line: line}}
	}
	fs := []diag.Finding{at("b", 1, diag.Info), at("a", 9, diag.Warning), at("a", 2, diag.Info)}
	diag.Sort(fs)
	want := []diag.Finding{at("a", 2, diag.Info), at("a", 9, diag.Warning), at("b", 1, diag.Info)}
	if diff := cmp.Diff(want, fs); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if diag.Failed(fs) || !diag.Failed(append(fs, at("z", 1, diag.Error))) {
		t.Error("Failed counts something else than errors")
	}
}
