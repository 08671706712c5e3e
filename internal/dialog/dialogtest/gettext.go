package dialogtest

import (
	"bytes"
	"os/exec"
	"testing"
)

// Gettext runs a program of GNU gettext with input and gives its output. The test
// fails when the program is not there, or finds fault.
func Gettext(t testing.TB, input []byte, program string, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatalf("%s is not there: install the package gettext to run this test", program)
	}
	var out, fault bytes.Buffer
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(input), &out, &fault
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %q: %v\n%s\nin\n%s", program, args, err, fault.Bytes(), input)
	}
	return out.Bytes()
}
