package review

import (
	"crypto/rsa"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// TestKeysHaveTheirTime asks for a signature while a key counts, and refuses one at other
// times.
func TestKeysHaveTheirTime(t *testing.T) {
	r := testRules(t)
	key := testKey(t, 1)
	r.Signers = readSigners(t, signersOf(map[string]ssh.Signer{safeID: key}, `valid-after="202611021000",valid-before="20261103"`), r.Staff)
	for _, c := range []struct {
		at   time.Time
		must bool
	}{
		{start, false},
		{time.Date(2026, 11, 2, 9, 59, 59, 0, time.UTC), false},
		{time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC), true},
		{time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC), true},
		{time.Date(2026, 11, 3, 0, 0, 1, 0, time.UTC), false},
	} {
		for _, sign := range []bool{true, false} {
			e := decisionToSign()
			e.At = c.at
			if sign {
				e.Sig = signed(t, key, e.Message(), "", nil)
			}
			if _, err := Verify(append(e.line(), '\n'), r); (err == nil) != (sign == c.must) {
				t.Errorf("at %s, signed %v: %v", c.at, sign, err)
			}
		}
	}
}

func TestReadSigners(t *testing.T) {
	staff := testRules(t).Staff
	key := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(testKey(t, 1).PublicKey())))
	weak, _ := ssh.NewPublicKey(&rsa.PublicKey{N: rsaModulus(1024), E: 65537})
	for _, c := range []struct{ name, text, want string }{
		{"nobody", "", ""},
		{"comments", "# a\n\n   # b\n", ""},
		{"plain", "s-01 " + key, ""},
		{"with a comment", "s-01,s-02\t" + key + "  of the office, with AAAA in it\r\n", ""},
		{"options", `s-01 valid-before="20271101Z",NAMESPACES="git,porchlight-review" ` + key, ""},
		{"not of the staff", "s-99 " + key, `"s-99" is not in reviewers.yaml`},
		{"everybody", "* " + key, `"*" is not in reviewers.yaml`},
		{"authority", "s-01 cert-authority " + key, "authorities (cert-authority) are not used here: list the key of each person"},
		{"namespace", `s-01 namespaces="git" ` + key, "this key is not for the namespace porchlight-review"},
		{"namespace by a pattern", `s-01 namespaces="*" ` + key, "this key is not for the namespace porchlight-review"},
		{"option", `s-01 no-touch="x" ` + key, `there is no option "no-touch"`},
		{"half an option", `s-01 namespaces="git ` + key, "this line is not in the form of allowed_signers"},
		{"time", `s-01 valid-after="2026-11-01" ` + key, `"2026-11-01" is no time, such as 20261101 or 202611010930`},
		{"no key", "s-01", "this line is not in the form of allowed_signers"},
		{"kind", "s-01 " + strings.Replace(key, "ssh-ed25519", "ssh-dss", 1), `keys of the kind "ssh-dss" are not used here, but ssh-ed25519, `},
		{"another kind", "s-01 " + strings.Replace(key, "ssh-ed25519", "ssh-rsa", 1), "this is no key of the kind ssh-rsa: copy it again"},
		{"half a key", "s-01 " + key[:len(key)-20], "this is no key of the kind ssh-ed25519: copy it again"},
		{"torn base64", "s-01 " + key[:len(key)-1], "the key is not whole: copy it again"},
		{"weak", "s-01 " + string(ssh.MarshalAuthorizedKey(weak)), "this RSA key has 1024 bits, less than 2048: make an ed25519 key"},
		{"big", strings.Repeat("#\n", maxStaff), "the file has more than 1 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, findings := ReadSigners("allowed_signers", []byte(c.text), staff)
			switch {
			case c.want == "" && (s == nil || len(findings) > 0):
				t.Error(findings)
			case c.want != "" && (s != nil || len(findings) != 1 || !strings.HasPrefix(findings[0].Message, c.want)):
				t.Errorf("got %v, want %s", findings, c.want)
			}
		})
	}
	if _, findings := ReadSigners("allowed_signers", []byte("x\n\ny\n"), staff); len(findings) != 2 || findings[1].Pos.Line != 3 {
		t.Errorf("not every line is told of: %v", findings)
	}
}

// FuzzReadSigners reads anything, and gives signers or says why not.
func FuzzReadSigners(f *testing.F) {
	staff := testRules(f).Staff
	f.Add("s-01 namespaces=\"porchlight-review\" " + string(ssh.MarshalAuthorizedKey(testKey(f, 1).PublicKey())))
	f.Fuzz(func(t *testing.T, text string) {
		if s, findings := ReadSigners("allowed_signers", []byte(text), staff); (s == nil) == (len(findings) == 0) {
			t.Errorf("%v, %v", s, findings)
		}
	})
}
