// Package diag is what the program says about content: findings.
//
// A [Finding] tells a person what is wrong, where, and what to do about it. It
// has a stable code (documented in docs/findings), a severity and a position.
// Rooms that read content return all their findings at once; they never print.
//
// The package is a leaf: it imports nothing of ours.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says whether a finding stops a release.
type Severity uint8

// The severities, weakest first. The zero value is Info.
const (
	Info    Severity = iota // worth knowing; never stops anything
	Warning                 // should be mended; the content still works
	Error                   // the content is refused
)

// String gives the word that `check` prints.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "info"
	}
}

// Pos is a place in a content file. File is a slash-separated path below the
// content directory. Line and Col count from 1; 0 means unknown. Col counts
// bytes, as editors' "go to column" does.
type Pos struct {
	File string
	Line int
	Col  int
}

// String gives file:line:col and leaves out what is unknown.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	default:
		return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
	}
}

// Code is the stable name of a kind of finding, such as "missing-target". Each
// has a page docs/findings/CODE.md with an example that fails.
type Code string

// Finding is one thing to tell the people who write content.
type Finding struct {
	Code     Code
	Severity Severity
	Pos      Pos
	Message  string // what is wrong, lower case, no full stop
	Hint     string // what to do; may be empty
}

// String gives the line that `check` prints:
// file:line:col: severity: message; hint [code].
func (f Finding) String() string {
	msg := f.Message
	if f.Hint != "" {
		msg += "; " + f.Hint
	}
	return fmt.Sprintf("%s: %s: %s [%s]", f.Pos, f.Severity, msg, f.Code)
}

// Sort orders findings by file, line, column, code and message, so that the
// same content always gives the same list.
func Sort(fs []Finding) {
	slices.SortFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// Failed reports whether any finding is an Error.
func Failed(fs []Finding) bool {
	return slices.ContainsFunc(fs, func(f Finding) bool { return f.Severity == Error })
}
