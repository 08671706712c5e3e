package review

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// signatureMagic and signatureVersion start a signature and what it is made over, by
// OpenSSH's PROTOCOL.sshsig.
const (
	signatureMagic   = "SSHSIG"
	signatureVersion = 1
)

// signature is the form of an SSH signature.
type signature struct {
	Magic     [len(signatureMagic)]byte
	Version   uint32
	Key       string
	Namespace string
	Reserved  string
	Hash      string
	Signature []byte
}

// signedForm is what the signature within it is made over.
type signedForm struct {
	Magic     [len(signatureMagic)]byte
	Namespace string
	Reserved  string
	Hash      string
	Sum       []byte
}

// hashes are those that a signature may name.
var hashes = map[string]func([]byte) []byte{
	"sha256": func(b []byte) []byte { sum := sha256.Sum256(b); return sum[:] },
	"sha512": func(b []byte) []byte { sum := sha512.Sum512(b); return sum[:] },
}

// check asks whether an entry is signed as it must be: by a key that the person has at
// that time. Whoever has no key then decides without a signature.
func (s *Signers) check(e Entry) *fault {
	keys := s.keysOf(e.Who, e.At)
	switch {
	case len(keys) == 0 && e.Sig == "":
		return nil
	case len(keys) == 0:
		return faulty(ledgerSignature, "sig", "keys of people who left stay there, with a valid-before",
			"this is signed, but allowed_signers has no key of %s for that time", e.Who)
	case e.Sig == "":
		return faulty(ledgerSignature, "", "decide with that key", "%s has a key in allowed_signers, and this is not signed", e.Who)
	case !verified(e.Message(), e.Sig, keys):
		return faulty(ledgerSignature, "sig", "was the line changed, or another key used?",
			"this signature is not by a key that %s has in allowed_signers for that time", e.Who)
	}
	return nil
}

// verified reports whether sig is a signature over a message by one of the keys.
func verified(message []byte, sig string, keys []ssh.PublicKey) bool {
	blob, err := base64.StdEncoding.DecodeString(sig)
	var s signature
	if err != nil || ssh.Unmarshal(blob, &s) != nil {
		return false
	}
	sum, known := hashes[s.Hash]
	if !known || string(s.Magic[:]) != signatureMagic || s.Version != signatureVersion || s.Namespace != Namespace || s.Reserved != "" {
		return false
	}
	i := slices.IndexFunc(keys, func(k ssh.PublicKey) bool { return string(k.Marshal()) == s.Key })
	if i < 0 {
		return false
	}
	var inner ssh.Signature
	if ssh.Unmarshal(s.Signature, &inner) != nil {
		return false
	}
	// SHA-1, which an RSA key's own name stands for, can be forged; only the keys of
	// hardware have a rest, a counter that they sign as well.
	if inner.Format == ssh.KeyAlgoRSA || len(inner.Rest) > 0 && !strings.HasPrefix(keys[i].Type(), "sk-") {
		return false
	}
	signed := ssh.Marshal(signedForm{Magic: s.Magic, Namespace: s.Namespace, Hash: s.Hash, Sum: sum(message)})
	return keys[i].Verify(signed, &inner) == nil
}

// keysOf are the keys with which a person may sign at a time.
func (s *Signers) keysOf(who string, at time.Time) []ssh.PublicKey {
	if s == nil {
		return nil
	}
	var out []ssh.PublicKey
	for _, k := range s.keys[who] {
		if (k.after.IsZero() || !at.Before(k.after)) && (k.before.IsZero() || !at.After(k.before)) {
			out = append(out, k.key)
		}
	}
	return out
}
