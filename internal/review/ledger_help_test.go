package review

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// start is when the ledgers of the tests begin.
var start = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// ids of the staff of the tests, by what they do. The locales of limited are en and es.
const (
	writerID  = "s-01"
	editorID  = "s-02"
	editorID2 = "s-03"
	safeID    = "s-04"
	transID   = "s-05"
	limitedID = "s-06"
	leftID    = "s-07"
	everyID   = "s-08"
)

const staffText = `staff:
  s-01: {roles: [writer]}
  s-02: {roles: [editor]}
  s-03: {roles: [editor]}
  s-04: {roles: [safeguarding]}
  s-05: {roles: [translator]}
  s-06: {roles: [editor, translator], locales: [en, es]}
  s-07: {roles: [editor], from: 2026-11-01, until: 2026-11-02}
  s-08: {roles: [writer, translator, editor, safeguarding]}
`

func testRules(t testing.TB) Rules {
	t.Helper()
	staff, findings := ReadStaff("reviewers.yaml", []byte(staffText))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return Rules{File: "reviews.jsonl", Staff: staff}
}

// digest names a text of the tests.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

const node = "node/grooming/signs@en"

// sample is a submitted and twice approved text.
func sample() []Entry {
	return []Entry{
		{Who: writerID, Role: Writer, Decision: Submit, What: node, Digest: digest("a"), Note: "“first” words \\ \"quoted\""},
		{Who: editorID, Role: Editor, Decision: Approve, What: node, Digest: digest("a"), Expires: "2027-05-01"},
		{Who: safeID, Role: Safeguarding, Decision: Approve, What: node, Digest: digest("a")},
		{Who: safeID, Role: Safeguarding, Decision: Expire, What: node, Digest: digest("a"), Expires: "2027-02-01"},
	}
}

// chain writes entries one after the other, a minute apart, after the line with the hash
// prev.
func chain(prev string, from time.Time, entries ...Entry) []byte {
	var out []byte
	for i, e := range entries {
		e.Prev = prev
		if e.At.IsZero() {
			e.At = from.Add(time.Duration(i) * time.Minute)
		}
		raw := e.line()
		prev = hashOf(raw)
		out = append(append(out, raw...), '\n')
	}
	return out
}

// forked is two branches of the sample one after the other, and their last hashes.
func forked() (data []byte, heads [2]string) {
	data = chain(Origin, start, sample()...)
	base := lastHash(data)
	a := chain(base, start.Add(time.Hour), Entry{Who: editorID, Role: Editor, Decision: Revoke, What: node, Digest: digest("a")})
	b := chain(base, start.Add(time.Hour), Entry{Who: editorID2, Role: Editor, Decision: Approve, What: node, Digest: digest("a")})
	return append(append(data, a...), b...), [2]string{lastHash(a), lastHash(b)}
}

// lastHash is the hash of the last line.
func lastHash(data []byte) string {
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	return hashOf([]byte(lines[len(lines)-1]))
}

func verify(t testing.TB, data []byte, r Rules) *Ledger {
	t.Helper()
	l, err := Verify(data, r)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// code is the code of a broken ledger.
func code(err error) diag.Code {
	if b, ok := errors.AsType[*Broken](err); ok {
		return b.Finding.Code
	}
	return ""
}

// testKey is a key that is the same in every run.
func testKey(t testing.TB, seed byte) ssh.Signer {
	t.Helper()
	s, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune(seed)), ed25519.SeedSize))))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// signersOf lets people sign with keys, in the form of a file.
func signersOf(keys map[string]ssh.Signer, options string) string {
	var b strings.Builder
	for who, key := range keys {
		b.WriteString(who + " " + options + " " + string(ssh.MarshalAuthorizedKey(key.PublicKey())))
	}
	return b.String()
}

func readSigners(t testing.TB, text string, staff *Staff) *Signers {
	t.Helper()
	s, findings := ReadSigners("allowed_signers", []byte(text), staff)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return s
}

// signed makes a signature as OpenSSH would, after change has had its way with it.
func signed(t testing.TB, key ssh.Signer, message []byte, algorithm string, change func(*signature)) string {
	t.Helper()
	s := signature{Version: signatureVersion, Key: string(key.PublicKey().Marshal()), Namespace: Namespace, Hash: "sha512"}
	copy(s.Magic[:], signatureMagic)
	if change != nil {
		change(&s)
	}
	sum := sha512.Sum512(message)
	form := signedForm{Magic: s.Magic, Namespace: s.Namespace, Reserved: s.Reserved, Hash: s.Hash, Sum: sum[:]}
	if s.Hash == "sha256" {
		sum := sha256.Sum256(message)
		form.Sum = sum[:]
	}
	var inner *ssh.Signature
	var err error
	if a, ok := key.(ssh.AlgorithmSigner); ok && algorithm != "" {
		inner, err = a.SignWithAlgorithm(nil, ssh.Marshal(form), algorithm)
	} else {
		inner, err = key.Sign(nil, ssh.Marshal(form))
	}
	if err != nil {
		t.Fatal(err)
	}
	s.Signature = ssh.Marshal(inner)
	return base64.StdEncoding.EncodeToString(ssh.Marshal(s))
}

// signWith signs with a key of the test itself.
func signWith(t testing.TB, key ssh.Signer) Signer {
	return func(_ context.Context, message []byte) (string, error) { return signed(t, key, message, "", nil), nil }
}

// rsaModulus is a number of so many bits; for what is refused by its size alone.
func rsaModulus(bits uint) *big.Int {
	return new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), bits), big.NewInt(1))
}
