package config

import (
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
)

const redacted = "[redacted]"

// Secret is a token, key or password. However it is printed, logged or encoded it
// gives "[redacted]", or nothing when it is not set; only Reveal gives it. The
// zero value is not set.
//
// It wraps a pointer so that a debugger's or a reflecting printer's view of a
// struct shows an address at most.
type Secret struct{ text *string }

var (
	_ fmt.Formatter          = Secret{}
	_ fmt.Stringer           = Secret{}
	_ fmt.GoStringer         = Secret{}
	_ slog.LogValuer         = Secret{}
	_ json.Marshaler         = Secret{}
	_ encoding.TextMarshaler = Secret{}
)

// NewSecret makes a secret; the empty string is not set.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal gives the secret itself, for the one call that needs it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsSet reports whether there is a secret.
func (s Secret) IsSet() bool { return s.text != nil }

// String gives "[redacted]" or "".
func (s Secret) String() string {
	if s.text == nil {
		return ""
	}
	return redacted
}

// GoString gives what String gives.
func (s Secret) GoString() string { return s.String() }

// Format prints what String gives for every verb, %x and %q included.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue gives what String gives.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText gives what String gives.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON gives what String gives, as JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// URL is an address that may hold a password or a token, as redis://:PASSWORD@host
// does. It prints without what may be secret; Reveal gives it whole.
type URL string

// Reveal gives the address itself, for the one call that needs it.
func (u URL) Reveal() string { return string(u) }

// String gives the address without user, password, query and fragment, or
// "[redacted]" when it cannot be taken apart.
func (u URL) String() string {
	scheme, rest, ok := strings.Cut(string(u), ":")
	if ok && (scheme == "file" || scheme == "memory") {
		return scheme + ":" + rest
	}
	p, err := url.Parse(string(u))
	if u == "" {
		return ""
	}
	if err != nil || p.Host == "" {
		return redacted
	}
	if p.User != nil || p.RawQuery != "" || p.Fragment != "" {
		return (&url.URL{Scheme: p.Scheme, Host: p.Host, Path: p.Path}).String() + " " + redacted
	}
	return p.String()
}

// GoString gives what String gives.
func (u URL) GoString() string { return u.String() }

// Format prints what String gives for every verb.
func (u URL) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, u.String()) }

// LogValue gives what String gives.
func (u URL) LogValue() slog.Value { return slog.StringValue(u.String()) }

// MarshalText gives what String gives.
func (u URL) MarshalText() ([]byte, error) { return []byte(u.String()), nil }
