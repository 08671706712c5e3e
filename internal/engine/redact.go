package engine

import (
	"fmt"
	"log/slog"
)

const redacted = "[input]"

// String redacts: an input may hold a person's words.
func (Input) String() string { return redacted }

// GoString redacts.
func (Input) GoString() string { return redacted }

// Format redacts whatever the verb.
func (Input) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue redacts.
func (Input) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalJSON redacts.
func (Input) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
