package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// Kind is a kind of store.
type Kind string

// The kinds that this version has.
const (
	Memory Kind = "memory" // gone when the process ends
	File   Kind = "file"   // embedded, in a directory
)

// Location says where sessions are kept.
type Location struct {
	Kind Kind
	Dir  string // of File
}

// String gives the location as ParseURL reads it.
func (l Location) String() string {
	if l.Kind == File {
		return "file:" + l.Dir
	}
	return string(l.Kind) + ":"
}

// schemes are those that ParseURL knows, with whether this version can open them.
var schemes = []struct {
	name  string
	built bool
}{
	{"memory", true},
	{"file", true},
	{"redis", false},
	{"rediss", false},
	{"redis+cluster", false},
}

// ParseURL reads the option store.url: "memory:", "file:DIR", "file:///DIR" or
// "file:", which is the directory "sessions" below dataDir. The empty string is
// "file:". Its errors are one sentence each and never repeat the URL, which may
// hold a password.
func ParseURL(url, dataDir string) (Location, error) {
	if url == "" {
		url = "file:"
	}
	scheme, rest, ok := strings.Cut(url, ":")
	if !ok {
		return Location{}, fmt.Errorf("a store is named with its scheme and a colon, as in %s", known())
	}
	var names []string
	for _, s := range schemes {
		names = append(names, s.name)
		if s.name != scheme {
			continue
		}
		if !s.built {
			return Location{}, fmt.Errorf("the store %s: is known but not built into this version; use %s", scheme, known())
		}
		return parseRest(Kind(scheme), rest, dataDir)
	}
	if near := diag.Nearest(scheme, names); near != "" {
		return Location{}, fmt.Errorf("no store has this scheme; did you mean %s:? The schemes are %s", near, strings.Join(names, ":, ")+":")
	}
	return Location{}, fmt.Errorf("no store has this scheme; the schemes are %s", strings.Join(names, ":, ")+":")
}

func parseRest(kind Kind, rest, dataDir string) (Location, error) {
	if kind == Memory {
		if rest != "" && rest != "//" {
			return Location{}, errors.New("the store memory: takes nothing after the colon")
		}
		return Location{Kind: Memory}, nil
	}
	if path, ok := strings.CutPrefix(rest, "//"); ok {
		if !strings.HasPrefix(path, "/") {
			return Location{}, errors.New("the store file: is a directory of this machine: write file:DIR or file:///DIR")
		}
		rest = path
	}
	if strings.ContainsAny(rest, "?#\x00") {
		return Location{}, errors.New("the store file: takes a directory and no parameters")
	}
	if rest == "" {
		rest = filepath.Join(dataDir, "sessions")
	}
	return Location{Kind: File, Dir: filepath.Clean(rest)}, nil
}

// known lists what this version can open.
func known() string {
	return "memory: or file:DIR"
}
