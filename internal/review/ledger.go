package review

import (
	"time"

	"github.com/porchlight-chat/porchlight/internal/canonical"
)

// Namespace is the namespace of the ledger's signatures: a signature that
// somebody made for something else never counts here.
const Namespace = "porchlight-review"

// Limits of a ledger.
const (
	maxLedger = 64 << 20 // bytes; about 150,000 decisions
	maxLine   = 16 << 10 // bytes; a line has about 400, with a signature 800
	maxNote   = 500      // characters; longer thoughts belong beside the text
	maxName   = 200      // bytes of what; the longest id of the content has about 60
)

// Decision is what a line of the ledger decides.
type Decision string

// The decisions. All but Merge are about one item and one digest of it.
const (
	Submit  Decision = "submit"  // this person wrote the text and asks for review
	Approve Decision = "approve" // this person read the text and it may be served
	Stands  Decision = "stands"  // the translation still says what the changed English says; an approval
	Revoke  Decision = "revoke"  // takes back every approval that was given without knowing of this line
	Expire  Decision = "expire"  // sets another day on which the approval ends
	Merge   Decision = "merge"   // joins two branches of the ledger
)

// Decisions lists them all.
func Decisions() []Decision { return []Decision{Submit, Approve, Stands, Revoke, Expire, Merge} }

// approves reports whether the decision is an approval.
func (d Decision) approves() bool { return d == Approve || d == Stands }

// Entry is one line of the ledger: one decision of one person. Whoever appends an
// entry leaves Prev, Also, At and Sig empty.
//
// In the file it is canonical JSON (RFC 8785) of texts, with the names of the fields in
// lower case as keys, and without those that are empty. A line is named by its hash: SHA-256
// of its bytes without the line feed, as 64 hexadecimal digits.
//
//	{"at":"2026-11-02T09:00:00Z","decision":"submit","digest":"ca97…","prev":"0000…","role":"writer","what":"node/grooming/signs@en","who":"s-01"}
type Entry struct {
	Prev     string    // the hash of the line that the writer saw as the last, or Origin
	Also     string    // Merge: the hash of the last line of the other branch
	At       time.Time // UTC, whole seconds
	Who      string    // an opaque id of the staff file, such as s-07
	Role     Role      // the role in which the person decides
	Decision Decision
	What     string // the item, such as "node/sextortion/first-steps@es"; none on a Merge
	Digest   string // the digest of its text, 64 hexadecimal digits; none on a Merge
	Expires  Day    // Approve, Stands: may be set; Expire: must be
	Note     string // at most 500 characters, or ""
	Sig      string // an SSH signature over Message, base64, or ""
}

// Origin stands where a line follows none.
const Origin = "0000000000000000000000000000000000000000000000000000000000000000"

// Day is a day of the calendar in UTC, written YYYY-MM-DD. Days compare as texts.
// The zero value is no day.
type Day string

// DayOf is the day of an instant.
func DayOf(t time.Time) Day { return Day(t.UTC().Format(time.DateOnly)) }

// isDay reports whether s is a day of the calendar.
func isDay(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && string(DayOf(t)) == s
}

// Message is what a signature of the line is made over: the line without its
// signature and without a line feed.
func (e Entry) Message() []byte {
	e.Sig = ""
	return e.line()
}

// line is the canonical form, without a line feed. Empty texts are left out.
func (e Entry) line() []byte {
	texts := map[string]string{
		"also": e.Also, "decision": string(e.Decision), "digest": e.Digest, "expires": string(e.Expires),
		"note": e.Note, "prev": e.Prev, "role": string(e.Role), "sig": e.Sig, "what": e.What, "who": e.Who,
		"at": e.At.UTC().Format(time.RFC3339),
	}
	for key, text := range texts {
		if text == "" {
			delete(texts, key)
		}
	}
	return canonical.Form(texts)
}

// Time is the first instant of the day.
func (d Day) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}
