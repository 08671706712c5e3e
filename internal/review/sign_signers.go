package review

import (
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// Signers is whose decisions must carry a signature, and by which keys. It is immutable
// and safe for concurrent use. In a nil Signers there is nobody.
type Signers struct{ keys map[string][]signerKey }

// signerKey is a key of a person.
type signerKey struct {
	key           ssh.PublicKey
	after, before time.Time // both still belong to its time; zero: open
}

// rsaBits is the least size of an RSA key: NIST SP 800-57 calls less too weak since 2014.
const rsaBits = 2048

// keyTypes are the kinds of keys that may sign; sk- is hardware.
var keyTypes = []string{
	ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoRSA,
	ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256,
}

// signerForm is a line: who, perhaps options, kind, key, perhaps a comment. A quoted
// value may hold spaces.
var (
	signerForm = regexp.MustCompile(`^(\S+)\s+(?:((?:[^\s"]|"[^"]*")+)\s+)?([a-z0-9@.-]+)\s+([A-Za-z0-9+/]+=*)(?:\s.*)?$`)
	optionForm = regexp.MustCompile(`^([A-Za-z-]+)(?:="([^"]*)")?(?:,|$)`)
)

// ReadSigners reads a file in the form of OpenSSH's allowed_signers (see the manual of
// ssh-keygen), with three rules more: whoever signs is somebody of the staff, named in
// full; keys are listed one by one, without an authority; times are UTC, with or without
// the Z. A key that a slip of the pen would leave aside is an error, for its owner could
// then decide without it. file is its name in findings; all that is wrong is reported, and
// then there are no Signers.
func ReadSigners(file string, data []byte, staff *Staff) (*Signers, []diag.Finding) {
	s := &Signers{keys: map[string][]signerKey{}}
	var findings []diag.Finding
	add := func(number int, err error) {
		findings = append(findings, diag.Finding{
			Code: signersFile, Severity: diag.Error, Message: err.Error(), Pos: diag.Pos{File: file, Line: number, Col: 1},
			Hint: "a line is: s-07 namespaces=\"" + Namespace + "\" ssh-ed25519 AAAA…",
		})
	}
	if len(data) > maxStaff {
		add(1, fmt.Errorf("the file has more than %d MB", maxStaff>>20))
		return nil, findings
	}
	number := 0
	for text := range strings.Lines(string(data)) {
		number++
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' {
			continue
		}
		people, key, err := readSigner(text)
		if err != nil {
			add(number, err)
			continue
		}
		for _, who := range people {
			if _, known := staff.Person(who); !known {
				add(number, fmt.Errorf("%q is not in reviewers.yaml", who))
			}
			s.keys[who] = append(s.keys[who], key)
		}
	}
	if len(findings) > 0 {
		return nil, findings
	}
	return s, nil
}

// readSigner reads one line.
func readSigner(text string) (people []string, k signerKey, err error) {
	m := signerForm.FindStringSubmatch(text)
	if m == nil {
		return nil, k, errors.New("this line is not in the form of allowed_signers")
	}
	for rest := m[2]; rest != ""; {
		o := optionForm.FindStringSubmatch(rest)
		if o == nil {
			return nil, k, fmt.Errorf("the options %q cannot be read", m[2])
		}
		rest = rest[len(o[0]):]
		switch strings.ToLower(o[1]) {
		case "namespaces":
			if !slices.Contains(strings.Split(o[2], ","), Namespace) {
				err = fmt.Errorf("this key is not for the namespace %s", Namespace)
			}
		case "valid-after":
			k.after, err = readTime(o[2])
		case "valid-before":
			k.before, err = readTime(o[2])
		case "cert-authority":
			err = errors.New("authorities (cert-authority) are not used here: list the key of each person")
		default:
			err = fmt.Errorf("there is no option %q", o[1])
		}
		if err != nil {
			return nil, k, err
		}
	}
	k.key, err = readKey(m[3], m[4])
	return strings.Split(m[1], ","), k, err
}

func readKey(kind, text string) (ssh.PublicKey, error) {
	if !slices.Contains(keyTypes, kind) {
		return nil, fmt.Errorf("keys of the kind %q are not used here, but %s", kind, strings.Join(keyTypes, ", "))
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, errors.New("the key is not whole: copy it again")
	}
	key, err := ssh.ParsePublicKey(data)
	if err != nil || key.Type() != kind {
		return nil, fmt.Errorf("this is no key of the kind %s: copy it again", kind)
	}
	if crypto, ok := key.(ssh.CryptoPublicKey); ok {
		if weak, ok := crypto.CryptoPublicKey().(*rsa.PublicKey); ok && weak.N.BitLen() < rsaBits {
			return nil, fmt.Errorf("this RSA key has %d bits, less than %d: make an ed25519 key", weak.N.BitLen(), rsaBits)
		}
	}
	return key, nil
}

// readTime reads a time as OpenSSH writes it: YYYYMMDD, or with HHMM or HHMMSS.
func readTime(text string) (time.Time, error) {
	digits := strings.TrimSuffix(text, "Z")
	for _, form := range []string{"20060102", "200601021504", "20060102150405"} {
		if t, err := time.Parse(form, digits); err == nil && len(digits) == len(form) {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no time, such as 20261101 or 202611010930", text)
}

// Fingerprints lists the keys of a person as ssh-keygen -l names them.
func (s *Signers) Fingerprints(who string) []string {
	if s == nil {
		return nil
	}
	var out []string
	for _, k := range s.keys[who] {
		out = append(out, ssh.FingerprintSHA256(k.key))
	}
	return out
}
