package review

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/internal/canonical"
	"github.com/porchlight-chat/porchlight/internal/diag"
)

// The codes of what can be wrong with the ledger and its neighbours. Each has a
// page in docs/findings.
const (
	ledgerLine      diag.Code = "ledger-line"      // a line is not as it was written
	ledgerConflict  diag.Code = "ledger-conflict"  // git left its marks
	ledgerBranches  diag.Code = "ledger-branches"  // more than one last line
	ledgerMissing   diag.Code = "ledger-missing"   // a line that others saw is gone
	ledgerPerson    diag.Code = "ledger-person"    // somebody decided who may not
	ledgerSignature diag.Code = "ledger-signature" // a signature is missing or wrong
	ledgerFile      diag.Code = "ledger-file"      // the file cannot be read or written
	staffFile       diag.Code = "staff-file"
	signersFile     diag.Code = "signers-file"
)

// restore is what to do about a line that was changed or lost.
const restore = "nobody edits the ledger by hand: take the file back from the last good commit"

// fault is what is wrong with one line, in words for people. Without a key it is
// about the byte at offset.
type fault struct {
	code    diag.Code
	key     string
	offset  int
	message string
	hint    string
}

// Error gives the words without a place.
func (f *fault) Error() string {
	if f.hint == "" {
		return f.message
	}
	return f.message + "; " + f.hint
}

func faulty(code diag.Code, key, hint, format string, args ...any) *fault {
	return &fault{code: code, key: key, message: fmt.Sprintf(format, args...), hint: hint}
}

// at is the fault's place in a line of a file.
func (f *fault) at(file string, number int, raw []byte) *Broken {
	offset := f.offset
	if f.key != "" {
		// A quote inside a text has a backslash before it, so this is the key.
		pattern := fmt.Appendf(nil, `"%s":"`, f.key)
		for _, before := range "{," {
			if i := bytes.Index(raw, append([]byte{byte(before)}, pattern...)); i >= 0 {
				offset = i + 1 + len(pattern)
			}
		}
	}
	return &Broken{diag.Finding{
		Code: f.code, Severity: diag.Error, Message: f.message, Hint: f.hint,
		Pos: diag.Pos{File: file, Line: number, Col: offset + 1},
	}}
}

// The shapes of texts, as people are told of them.
const (
	hashShape = "64 digits, 0-9 and a-f"
	dayShape  = "a day, such as 2026-11-22"
)

// The decisions that have a key.
var (
	every  = Decisions()
	ofText = []Decision{Submit, Approve, Stands, Revoke, Expire}
)

// keys lists the keys of a line in their order, what their texts look like, and which
// decisions must and may have them.
var keys = []struct {
	key       string
	ok        func(string) bool
	shape     string
	must, may []Decision
}{
	{"also", isHash, hashShape, []Decision{Merge}, nil},
	{"at", isInstant, "a time in UTC, such as 2026-11-22T09:30:00Z", every, nil},
	{"decision", isDecision, "one of " + named(every), every, nil},
	{"digest", isHash, hashShape, ofText, nil},
	{"expires", isDay, dayShape, []Decision{Expire}, []Decision{Approve, Stands}},
	{"note", isNote, "a note of at most 500 characters, without line breaks", nil, every},
	{"prev", isHash, hashShape, every, nil},
	{"role", isID, "a role", every, nil},
	{"sig", isBase64, "a signature in base64", nil, every},
	{"what", isItem, "the name of an item, such as node/grooming/signs@es", ofText, nil},
	{"who", isID, "an id of lower-case letters, digits and hyphens, such as s-07", every, nil},
}

// readLine reads a line without its line feed.
func readLine(raw []byte) (Entry, *fault) {
	switch {
	case isConflictMark(raw):
		return Entry{}, faulty(ledgerConflict, "", "run `porchlight review merge`", "git left two versions of the ledger here, with its marks between them")
	case len(raw) == 0:
		return Entry{}, faulty(ledgerLine, "", restore, "this line is empty")
	case len(raw) > maxLine:
		return Entry{}, faulty(ledgerLine, "", restore, "this line is longer than any decision")
	case raw[len(raw)-1] == '\r':
		return Entry{}, faulty(ledgerLine, "", "save it with LF line ends, or let git do so: `dialogs/reviews.jsonl text eol=lf` in .gitattributes", "the line ends of this file were changed")
	}
	texts, at := canonical.ParseTexts(raw)
	if at >= 0 {
		return Entry{}, &fault{code: ledgerLine, offset: at, message: "this line is not as Porchlight writes it", hint: restore}
	}
	known := 0
	for _, k := range keys {
		text, there := texts[k.key]
		if there && !k.ok(text) {
			return Entry{}, faulty(ledgerLine, k.key, restore, "%q is not %s", k.key, k.shape)
		}
		if there {
			known++
		}
	}
	decision := Decision(texts["decision"])
	for _, k := range keys {
		_, there := texts[k.key]
		must := slices.Contains(k.must, decision)
		switch {
		case must && !there:
			return Entry{}, faulty(ledgerLine, "", restore, "this line has no %q", k.key)
		case there && !must && !slices.Contains(k.may, decision):
			return Entry{}, faulty(ledgerLine, k.key, restore, "a line that decides %q has no %q", decision, k.key)
		}
	}
	if known < len(texts) {
		return Entry{}, faulty(ledgerLine, "", restore, "this line has a key that no line has")
	}
	instant, _ := time.Parse(time.RFC3339, texts["at"])
	return Entry{
		Prev: texts["prev"], Also: texts["also"], At: instant, Who: texts["who"], Role: Role(texts["role"]),
		Decision: decision, What: texts["what"], Digest: texts["digest"], Expires: Day(texts["expires"]),
		Note: texts["note"], Sig: texts["sig"],
	}, nil
}

// named lists words for people.
func named[T ~string](words []T) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}

func isConflictMark(raw []byte) bool {
	for _, mark := range []string{"<<<<<<<", "=======", ">>>>>>>", "|||||||"} {
		if bytes.HasPrefix(raw, []byte(mark)) {
			return true
		}
	}
	return false
}

func isDecision(s string) bool { return slices.Contains(every, Decision(s)) }

func isHash(s string) bool {
	return len(s) == len(Origin) && strings.Trim(s, "0123456789abcdef") == ""
}

func isID(s string) bool {
	return s != "" && len(s) <= maxName && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == "" && s[0] != '-'
}

// isItem reports names of items: parts of letters, digits and . _ - with slashes between,
// and perhaps an @ and a locale.
func isItem(s string) bool {
	name, locale, located := strings.Cut(s, "@")
	if len(s) > maxName || located && (locale == "" || !isMadeOf(locale, "-")) {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || !isMadeOf(part, "._-") {
			return false
		}
	}
	return true
}

// isMadeOf reports texts of letters a to z, capitals, digits and signs.
func isMadeOf(s, signs string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(signs, c) >= 0) {
			return false
		}
	}
	return true
}

func isInstant(s string) bool {
	t, err := time.Parse(time.RFC3339, s)
	return err == nil && t.UTC().Format(time.RFC3339) == s
}

func isNote(s string) bool {
	return s != "" && utf8.RuneCountInString(s) <= maxNote && !strings.ContainsFunc(s, func(r rune) bool {
		// Line and direction marks would show another note than was written.
		return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	})
}
