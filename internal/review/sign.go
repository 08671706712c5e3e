package review

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Signer makes an SSH signature over a message, base64 without line breaks: the Sig of an
// [Entry]. It may take as long as a person needs to type a passphrase or touch a key.
type Signer func(ctx context.Context, message []byte) (sig string, err error)

// The lines around a signature in a file, as OpenSSH writes them.
const (
	armorBegin = "-----BEGIN SSH SIGNATURE-----"
	armorEnd   = "-----END SSH SIGNATURE-----"
	armorWidth = 70
)

// KeyFile signs with OpenSSH's own program, so that agents, passphrases and hardware keys
// work. path is a private key, or a public key whose private half an agent has.
func KeyFile(path string) Signer {
	return func(ctx context.Context, message []byte) (string, error) {
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("the key file %s cannot be read; is the path right?", path)
		}
		cmd := exec.CommandContext(ctx, "ssh-keygen", "-Y", "sign", "-n", Namespace, "-f", path)
		cmd.Stdin = bytes.NewReader(message)
		var out, complaint bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &complaint
		err := cmd.Run()
		switch {
		case errors.Is(err, exec.ErrNotFound):
			return "", errors.New("the program ssh-keygen is missing; install OpenSSH's client")
		case ctx.Err() != nil:
			return "", ctx.Err()
		case err != nil:
			lines := strings.Split(strings.TrimSpace(complaint.String()), "\n")
			return "", fmt.Errorf("ssh-keygen did not sign with %s; it says: %s", path, lines[len(lines)-1])
		}
		return unarmor(out.String())
	}
}

// unarmor takes the signature out of what ssh-keygen writes.
func unarmor(text string) (string, error) {
	text, begins := strings.CutPrefix(strings.TrimSpace(text), armorBegin)
	text, ends := strings.CutSuffix(text, armorEnd)
	sig := strings.Join(strings.Fields(text), "")
	if !begins || !ends || !isBase64(sig) {
		return "", errors.New("ssh-keygen gave no signature that can be read; is it OpenSSH's?")
	}
	return sig, nil
}

// Armor gives a signature as the file that `ssh-keygen -Y verify -s` reads, so that
// anybody can verify a line ([Entry.Message]) without this program.
func Armor(sig string) []byte {
	var b bytes.Buffer
	b.WriteString(armorBegin + "\n")
	for len(sig) > 0 {
		n := min(armorWidth, len(sig))
		b.WriteString(sig[:n] + "\n")
		sig = sig[n:]
	}
	b.WriteString(armorEnd + "\n")
	return b.Bytes()
}

// isBase64 accepts the one way to write bytes in base64.
func isBase64(s string) bool {
	data, err := base64.StdEncoding.Strict().DecodeString(s)
	return err == nil && s != "" && base64.StdEncoding.EncodeToString(data) == s
}
