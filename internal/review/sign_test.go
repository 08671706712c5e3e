package review

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// openSSH finds a program of OpenSSH's client.
func openSSH(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: install the package openssh-client to run this test", name)
	}
	return path
}

// newKey makes a key with ssh-keygen and gives the paths of its halves.
func newKey(t *testing.T, dir string, options ...string) (private, public string) {
	t.Helper()
	private = filepath.Join(dir, "key")
	args := append([]string{"-q", "-N", "", "-C", "a comment", "-f", private}, options...)
	if out, err := exec.Command(openSSH(t, "ssh-keygen"), args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return private, private + ".pub"
}

var keyKinds = [][]string{
	{"-t", "ed25519"},
	{"-t", "ecdsa", "-b", "256"},
	{"-t", "ecdsa", "-b", "384"},
	{"-t", "ecdsa", "-b", "521"},
	{"-t", "rsa", "-b", "2048"},
}

// decisionToSign is a line that safeID signs.
func decisionToSign() Entry {
	return Entry{Prev: Origin, At: start, Who: safeID, Role: Safeguarding, Decision: Revoke, What: node, Digest: digest("a"), Note: "ünïcode \" \\"}
}

// TestSignWithOpenSSH signs with ssh-keygen, verifies here, and lets ssh-keygen verify what
// is exported.
func TestSignWithOpenSSH(t *testing.T) {
	for _, kind := range keyKinds {
		t.Run(strings.Join(kind, ""), func(t *testing.T) {
			dir := t.TempDir()
			private, public := newKey(t, dir, kind...)
			r, allowed := openSSHSigners(t, dir, public)
			f := NewFile(filepath.Join(dir, "reviews.jsonl"), r, func() time.Time { return start })

			e := decisionToSign()
			l, err := f.Append(t.Context(), e, KeyFile(private))
			if err != nil {
				t.Fatal(err)
			}
			line := l.Entries()[0]
			if err := openSSHVerifies(t, allowed, safeID, line.Message(), line.Sig); err != nil {
				t.Error(err)
			}
			if err := openSSHVerifies(t, allowed, safeID, append(line.Message(), ' '), line.Sig); err == nil {
				t.Error("ssh-keygen accepts another message")
			}

			// Without the signature, with another person's, and with a changed line, no.
			for name, change := range map[string]func(*Entry){
				"not signed": func(e *Entry) { e.Sig = "" },
				"by another": func(e *Entry) { e.Who, e.Role = editorID, Editor },
				"changed":    func(e *Entry) { e.Note = "another note" },
				"cut":        func(e *Entry) { e.Sig = e.Sig[:len(e.Sig)-8] },
			} {
				bad := line
				change(&bad)
				if _, err := Verify(append(bad.line(), '\n'), r); code(err) != ledgerSignature {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
}

// openSSHSigners lets safeID sign with a public key.
func openSSHSigners(t *testing.T, dir, public string) (Rules, string) {
	t.Helper()
	key, err := os.ReadFile(public)
	must(t, err)
	allowed := filepath.Join(dir, "allowed_signers")
	overwrite(t, allowed, fmt.Sprintf("# who signs\n%s namespaces=%q,valid-after=\"20261101Z\",valid-before=\"20271101120000Z\" %s", safeID, Namespace, key))
	r := testRules(t)
	data, err := os.ReadFile(allowed)
	must(t, err)
	r.Signers = readSigners(t, string(data), r.Staff)
	return r, allowed
}

func openSSHVerifies(t *testing.T, allowed, who string, message []byte, sig string) error {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sig")
	overwrite(t, file, string(Armor(sig)))
	cmd := exec.Command(openSSH(t, "ssh-keygen"), "-Y", "verify", "-f", allowed, "-I", who, "-n", Namespace, "-s", file, "-Overify-time=20261102")
	cmd.Stdin = bytes.NewReader(message)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// TestSignWithAnAgent gives KeyFile a public key, whose private half only an agent has.
func TestSignWithAnAgent(t *testing.T) {
	dir, err := os.MkdirTemp("", "agent") // the path of a socket must be short
	must(t, err)
	defer os.RemoveAll(dir)
	private, public := newKey(t, dir, "-t", "ed25519")
	socket := filepath.Join(dir, "socket")
	agent := exec.Command(openSSH(t, "ssh-agent"), "-D", "-a", socket)
	must(t, agent.Start())
	defer func() { _ = agent.Process.Kill(); _ = agent.Wait() }()
	t.Setenv("SSH_AUTH_SOCK", socket)
	for range 100 {
		if _, err = os.Stat(socket); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if out, err := exec.Command(openSSH(t, "ssh-add"), "-q", private).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	must(t, os.Remove(private))
	r, _ := openSSHSigners(t, dir, public)
	if _, err := NewFile(filepath.Join(dir, "reviews.jsonl"), r, func() time.Time { return start }).Append(t.Context(), decisionToSign(), KeyFile(public)); err != nil {
		t.Error(err)
	}
}

// TestSignFails reads what is said when no signature comes.
func TestSignFails(t *testing.T) {
	dir := t.TempDir()
	private, _ := newKey(t, dir, "-t", "ed25519")
	overwrite(t, filepath.Join(dir, "nokey"), "hello")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name, path string
		ctx        context.Context
		noProgram  bool
		want       string
	}{
		{"no file", filepath.Join(dir, "no"), t.Context(), false, "the key file DIR/no cannot be read; is the path right?"},
		{"no key", filepath.Join(dir, "nokey"), t.Context(), false, "ssh-keygen did not sign with DIR/nokey; it says: "},
		{"ended", private, ended, false, "context canceled"},
		{"no program", private, t.Context(), true, "the program ssh-keygen is missing; install OpenSSH's client"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.noProgram {
				t.Setenv("PATH", dir)
			}
			sig, err := KeyFile(c.path)(c.ctx, []byte("x"))
			if err == nil || sig != "" || !strings.HasPrefix(strings.ReplaceAll(err.Error(), dir, "DIR"), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	for _, text := range []string{"", "hello", armorBegin, armorBegin + "\n" + armorEnd, armorBegin + "\nAA!A\n" + armorEnd} {
		if sig, err := unarmor(text); err == nil {
			t.Errorf("%q is taken for the signature %q", text, sig)
		}
	}
	// What cannot sign leaves the ledger as it was.
	f, old := newFile(t)
	failing := func(context.Context, []byte) (string, error) { return "", errors.New("no") }
	if _, err := f.Append(t.Context(), another, failing); err == nil || !bytes.Equal(read(t, f), old) {
		t.Errorf("%v", err)
	}
}

// TestForgedSignatures builds signatures that are nearly right. Those of the first rows are.
func TestForgedSignatures(t *testing.T) {
	key, other := testKey(t, 1), testKey(t, 2)
	_, public := newKey(t, t.TempDir(), "-t", "rsa", "-b", "2048")
	private, err := os.ReadFile(strings.TrimSuffix(public, ".pub"))
	must(t, err)
	rsaKey, err := ssh.ParsePrivateKey(private)
	must(t, err)
	message := decisionToSign().Message()
	trailing := func(sig string) string {
		data, err := base64.StdEncoding.DecodeString(sig)
		must(t, err)
		return base64.StdEncoding.EncodeToString(append(data, 0))
	}
	for _, c := range []struct {
		name string
		sig  string
		want bool
	}{
		{"sha512", signed(t, key, message, "", nil), true},
		{"sha256", signed(t, key, message, "", func(s *signature) { s.Hash = "sha256" }), true},
		{"rsa with SHA-512", signed(t, rsaKey, message, ssh.KeyAlgoRSASHA512, nil), true},
		{"rsa with SHA-256", signed(t, rsaKey, message, ssh.KeyAlgoRSASHA256, nil), true},
		{"rsa with SHA-1", signed(t, rsaKey, message, ssh.KeyAlgoRSA, nil), false},
		{"another hash", signed(t, key, message, "", func(s *signature) { s.Hash = "sha1" }), false},
		{"another namespace", signed(t, key, message, "", func(s *signature) { s.Namespace = "git" }), false},
		{"reserved", signed(t, key, message, "", func(s *signature) { s.Reserved = "x" }), false},
		{"version", signed(t, key, message, "", func(s *signature) { s.Version = 2 }), false},
		{"magic", signed(t, key, message, "", func(s *signature) { s.Magic[0] = 'X' }), false},
		{"another key", signed(t, other, message, "", nil), false},
		{"another key under our name", signed(t, other, message, "", func(s *signature) { s.Key = string(key.PublicKey().Marshal()) }), false},
		{"another message", signed(t, key, append(message, '\n'), "", nil), false},
		{"something behind", trailing(signed(t, key, message, "", nil)), false},
		{"nothing", "", false},
	} {
		if got := verified(message, c.sig, []ssh.PublicKey{key.PublicKey(), rsaKey.PublicKey()}); got != c.want {
			t.Errorf("%s: verified %v, want %v", c.name, got, c.want)
		}
	}
}
