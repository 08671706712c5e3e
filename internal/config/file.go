package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// maxFile bounds the configuration file. The example with every key is 6 KiB.
const maxFile = 256 << 10

// defaultFile is read when it exists and --config is not given.
const defaultFile = "porchlight.yaml"

// value is what one source says of one key.
type value struct {
	text  string
	items []string // of a list written as one
	at    diag.Pos
	its   []diag.Pos // of items
}

// readFile reads a configuration file, whose name findings show as name. A file
// that is not asked for may be missing.
func (l *loader) readFile(path, name string, asked bool) (map[string]value, bool) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && !asked {
		return nil, false
	}
	at := diag.Pos{File: filepath.ToSlash(name)}
	if err != nil {
		l.errorf("config-file", at, "point --config at a file that can be read", "%s", fileProblem(err))
		return nil, false
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		l.errorf("config-file", at, "point --config at a file that can be read", "%s", fileProblem(err))
		return nil, false
	}
	return l.parse(data, at), true
}

// parse reads YAML. Positions come from the nodes; values stay the text that was
// written, so that each source is checked by the same rules.
func (l *loader) parse(data []byte, file diag.Pos) map[string]value {
	p := parser{l: l, file: file.File, values: map[string]value{}}
	if len(data) > maxFile {
		l.errorf("config-file", file, "", "the file is larger than %d KiB", maxFile>>10)
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		p.syntax(err)
		return nil
	}
	var doc, second yaml.Node
	if err := loader.Load(&doc); err != nil {
		if !errors.Is(err, io.EOF) {
			p.syntax(err)
		}
		return nil
	}
	root := &doc
	if doc.Kind == yaml.DocumentNode {
		if len(doc.Content) == 0 {
			return nil
		}
		root = doc.Content[0]
	}
	p.mapping(root, "")
	if err := loader.Load(&second); err == nil {
		l.errorf("config-syntax", p.pos(&second), "remove what follows ---", "the file has a second document")
	} else if !errors.Is(err, io.EOF) {
		p.syntax(err)
	}
	return p.values
}

type parser struct {
	l      *loader
	file   string
	values map[string]value
}

func (p *parser) pos(n *yaml.Node) diag.Pos {
	return diag.Pos{File: p.file, Line: n.Line, Col: n.Column}
}

// syntax reports a YAML error by its place. The library's words may quote the
// file, and so a secret.
func (p *parser) syntax(err error) {
	at := diag.Pos{File: p.file}
	if le, ok := errors.AsType[*yaml.LoadError](err); ok {
		at.Line, at.Col = le.Mark.Line, le.Mark.Column
	}
	p.l.errorf("config-syntax", at, "look at the indentation, the colons and the quotes here and in the line above",
		"this is not valid YAML")
}

// isNull reports whether nothing was written.
func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}

func (p *parser) mapping(n *yaml.Node, prefix string) {
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		what := "the file"
		if prefix != "" {
			what = strings.TrimSuffix(prefix, ".")
		}
		p.l.errorf("config-value", p.pos(n), "write a key, a colon, a space and the value", "%s must hold keys", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		kn, vn := n.Content[i], n.Content[i+1]
		if kn.Kind != yaml.ScalarNode {
			p.l.errorf("config-value", p.pos(kn), "", "a key must be a word")
			continue
		}
		key := prefix + kn.Value
		if _, twice := p.values[key]; twice || seen[key] {
			p.l.errorf("config-duplicate-key", p.pos(kn), "keep one of them", "%s is given twice", quoteKey(key))
			continue
		}
		seen[key] = true
		f := p.l.table.byKey[key]
		switch {
		case f != nil:
			p.leaf(f, vn)
		case p.l.table.isSection(key):
			p.mapping(vn, key+".")
		default:
			p.l.unknown(p.pos(kn), "key", key, p.l.table.keys())
		}
	}
}

func (p *parser) leaf(f *field, n *yaml.Node) {
	switch {
	case isNull(n):
	case n.Kind == yaml.ScalarNode:
		if n.Value != "" {
			p.values[f.key] = value{text: n.Value, at: p.pos(n)}
		}
	case n.Kind == yaml.SequenceNode && f.list():
		v := value{at: p.pos(n)}
		for _, item := range n.Content {
			if item.Kind != yaml.ScalarNode || isNull(item) {
				p.l.errorf("config-value", p.pos(item), "", "%s is a list of words", f.key)
				continue
			}
			v.items, v.its = append(v.items, item.Value), append(v.its, p.pos(item))
		}
		if len(v.items) > 0 {
			p.values[f.key] = v
		}
	case n.Kind == yaml.AliasNode:
		p.l.errorf("config-value", p.pos(n), "write the value out", "anchors and aliases are not read here")
	default:
		p.l.errorf("config-value", p.pos(n), "", "%s takes one value", f.key)
	}
}

// unknown reports a name nobody knows, with the nearest known one.
func (l *loader) unknown(at diag.Pos, what, name string, known []string) {
	hint := ""
	if near := diag.Nearest(name, known); near != "" {
		hint = fmt.Sprintf("did you mean %s?", near)
	} else if i := strings.LastIndex(name, "."); i > 0 && what == "key" {
		var below []string
		for _, k := range known {
			if rest, ok := strings.CutPrefix(k, name[:i+1]); ok {
				below = append(below, rest)
			}
		}
		if len(below) > 0 {
			hint = fmt.Sprintf("%s has the keys %s", name[:i], strings.Join(below, ", "))
		}
	}
	l.errorf("config-unknown-key", at, hint, "no %s %s", what, quoteKey(name))
}

var plainKey = regexp.MustCompile(`^[a-zA-Z0-9_.-]{1,60}$`)

// quoteKey gives a key to show. What does not look like a key may be a secret
// that slipped: `token 123:ABC:` is a key to YAML.
func quoteKey(key string) string {
	if !plainKey.MatchString(key) {
		return "with this name"
	}
	return fmt.Sprintf("%q", key)
}

// fileProblem gives a file error without its path, which the finding shows.
func fileProblem(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "the file may not be read"
	default:
		return "the file cannot be read"
	}
}
