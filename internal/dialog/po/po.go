// Package po reads and writes translation files in gettext's PO format and loses
// nothing on the way: comments of translators, marks, the English of before and
// entries that are set aside all come back as they were. The libraries that read
// this format in Go drop some of these.
//
// [Parse] gives a [File], [File.Bytes] writes one in the form that
// `msgcat --no-wrap` has. Texts are never wrapped: they hold one sentence a line,
// and wrapping would move words of a sentence that nobody touched.
//
// Plural forms are refused: no text of ours has them.
package po

import (
	"fmt"
	"slices"
	"strings"
)

// File is a translation file. The zero value is an empty one.
type File struct {
	Header  Entry // its Str holds lines of "Key: value"; the zero value is no header
	Entries []Entry
}

// Entry is one text and its translation.
type Entry struct {
	Line       int      // where it starts, from 1; 0 for an entry that was not read
	Comments   []string // of translators: what follows the # of each line
	Extracted  []string // for translators, a line each
	References []string // where the text stands, as written
	Flags      []string // without "fuzzy"
	Fuzzy      bool     // a translator has to look again

	// What the translation was made from, where that differs.
	PreviousContext, PreviousID string

	Context string
	ID      string // the text in the source language
	Str     string // the translation, or ""

	Obsolete bool // set aside: it belongs to no text
}

// SyntaxError says in which line a file breaks the rules.
type SyntaxError struct {
	Line    int
	Message string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

// Field gives a field of a header, or "".
func (e *Entry) Field(key string) string {
	for line := range strings.Lines(e.Str) {
		if k, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(strings.TrimSpace(k), key) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// SetField sets a field of a header where it stands, or adds it.
func (e *Entry) SetField(key, value string) {
	lines := slices.Collect(strings.Lines(e.Str))
	field := key + ": " + value + "\n"
	i := slices.IndexFunc(lines, func(line string) bool {
		k, _, ok := strings.Cut(line, ":")
		return ok && strings.EqualFold(strings.TrimSpace(k), key)
	})
	if i >= 0 {
		lines[i] = field
	} else {
		if n := len(lines); n > 0 && !strings.HasSuffix(lines[n-1], "\n") {
			lines[n-1] += "\n"
		}
		lines = append(lines, field)
	}
	e.Str = strings.Join(lines, "")
}
