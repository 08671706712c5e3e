package dialog

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// Limits of content files.
const (
	maxFile  = 4 << 20 // bytes; a tree of 250 nodes has about 300 KiB
	maxFiles = 10_000  // files of one content directory
)

// Located is a text with the place it was read from. The zero value is absent.
type Located struct {
	Text  string
	Pos   diag.Pos
	block bool // a literal block: line i of Text is line Pos.Line+1+i of the file
	inner int  // the column at which its lines start
}

// at is the place of the byte at offset of the text.
func (l Located) at(offset int) diag.Pos {
	before := l.Text[:min(offset, len(l.Text))]
	line := strings.Count(before, "\n")
	col := len(before) - (strings.LastIndexByte(before, '\n') + 1)
	switch {
	case l.block:
		return diag.Pos{File: l.Pos.File, Line: l.Pos.Line + 1 + line, Col: l.inner + col}
	case line == 0:
		return diag.Pos{File: l.Pos.File, Line: l.Pos.Line, Col: l.Pos.Col + col}
	default:
		return l.Pos
	}
}

// reader reads one file strictly and collects what is wrong with it.
type reader struct {
	file     string
	src      []string // the lines, for columns inside blocks
	findings []diag.Finding
}

func (r *reader) add(code diag.Code, pos diag.Pos, hint, format string, args ...any) {
	r.findings = append(r.findings, finding(code, pos, hint, format, args...))
}

func (r *reader) pos(n *yaml.Node) diag.Pos {
	return diag.Pos{File: r.file, Line: n.Line, Col: n.Column}
}

// readFile gives a file's bytes, or a finding that says why not.
func readFile(fsys fs.FS, name string) ([]byte, *diag.Finding) {
	fail := func(code diag.Code, hint, format string, args ...any) ([]byte, *diag.Finding) {
		f := finding(code, diag.Pos{File: name}, hint, format, args...)
		return nil, &f
	}
	info, err := fs.Stat(fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fail(missingFile, "create it, or take it from the content that ships with Porchlight", "the file is missing")
	case errors.Is(err, fs.ErrPermission):
		return fail(unreadableFile, "let the program's user read it", "no permission to read the file")
	case err != nil:
		return fail(unreadableFile, "is it a link that leads nowhere, to itself, or out of the folder?", "the file cannot be read")
	case !info.Mode().IsRegular():
		return fail(unreadableFile, "replace it with a plain file", "this is not a plain file")
	case info.Size() > maxFile:
		return fail(fileTooBig, "split it", "the file has %d MB, more than the %d MB that a content file may have", info.Size()>>20, maxFile>>20)
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fail(unreadableFile, "can the program's user open it?", "the file cannot be read")
	}
	if i := invalidUTF8(data); i >= 0 {
		line := 1 + strings.Count(string(data[:i]), "\n")
		col := i - strings.LastIndexByte(string(data[:i]), '\n')
		f := finding(badEncoding, diag.Pos{File: name, Line: line, Col: col},
			"save the file as UTF-8", "these bytes are not UTF-8 text")
		return nil, &f
	}
	return data, nil
}

// invalidUTF8 is the offset of the first byte that is not UTF-8 or is a NUL,
// or -1.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return slices.Index(data, 0)
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// parseYAML gives the one document of a file, or nil and a finding.
func (r *reader) parseYAML(data []byte) (root *yaml.Node) {
	start := diag.Pos{File: r.file, Line: 1, Col: 1}
	defer func() {
		// The YAML library reads what strangers may have edited; a bug in it must
		// not take the program down.
		if recover() != nil {
			r.add(yamlSyntax, start, "simplify the file until it loads", "the YAML cannot be read")
			root = nil
		}
	}()
	loader, err := yaml.NewLoader(strings.NewReader(string(data)))
	if err != nil {
		r.add(yamlSyntax, start, "", "the YAML cannot be read")
		return nil
	}
	var doc, more yaml.Node
	if err := loader.Load(&doc); err != nil && !errors.Is(err, io.EOF) { // EOF: there is no document
		r.syntaxError(err)
		return nil
	}
	if err := loader.Load(&more); err == nil && more.Kind != 0 {
		r.add(yamlShape, r.pos(&more), "one document a file", "a second document starts here")
	} else if le := (*yaml.LoadError)(nil); errors.As(err, &le) && le.Mark.Line > 0 {
		r.syntaxError(err)
		return nil
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		r.add(yamlSyntax, start, "see dialogs/README.md for what belongs in it", "the file is empty")
		return nil
	}
	r.src = strings.Split(string(data), "\n")
	return doc.Content[0]
}

func (r *reader) syntaxError(err error) {
	pos, what := diag.Pos{File: r.file, Line: 1, Col: 1}, "the YAML cannot be read"
	if le := (*yaml.LoadError)(nil); errors.As(err, &le) {
		if le.Mark.Line > 0 {
			pos.Line, pos.Col = le.Mark.Line, max(1, le.Mark.Column)
		}
		what = "YAML: " + le.Message
	}
	r.add(yamlSyntax, pos, "look at this line and the one before: indentation, colons, quotes", "%s", what)
}

// plain refuses anchors, aliases and tags: content has none.
func (r *reader) plain(n *yaml.Node) bool {
	switch {
	case n.Kind == yaml.AliasNode, n.Anchor != "":
		r.add(yamlAnchor, r.pos(n), "write the text out where it is needed", "anchors and aliases (& and *) are not used in content")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		r.add(yamlAnchor, r.pos(n), "take the ! tag away", "tags (!) are not used in content")
		return false
	}
	return true
}

// keys says how the keys of a mapping are read.
type keys []string

// pairs walks a mapping. It reports what is no mapping, keys that come twice
// and, when known is not nil, keys that are not known.
func (r *reader) pairs(n *yaml.Node, what string, known keys) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		if !r.plain(n) {
			return
		}
		if n.Kind != yaml.MappingNode {
			r.add(yamlShape, r.pos(n), "write it as indented `key: value` lines", "%s must be a mapping", what)
			return
		}
		seen := make(map[string]int, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			if key.Kind != yaml.ScalarNode || !r.plain(key) {
				r.add(yamlShape, r.pos(key), "a key is a plain word", "this key cannot be read")
				continue
			}
			if line, twice := seen[key.Value]; twice {
				r.add(duplicateKey, r.pos(key), "keep one of them", "%q stands here twice, first in line %d", key.Value, line)
				continue
			}
			seen[key.Value] = key.Line
			if known != nil && !slices.Contains(known, key.Value) {
				r.add(unknownKey, r.pos(key), didYouMean(key.Value, known), "%s has no key %q", what, key.Value)
				continue
			}
			if !yield(key, value) {
				return
			}
		}
	}
}

// items walks a list.
func (r *reader) items(n *yaml.Node, what string) iter.Seq2[int, *yaml.Node] {
	return func(yield func(i int, item *yaml.Node) bool) {
		if !r.plain(n) {
			return
		}
		if n.Kind != yaml.SequenceNode {
			r.add(yamlShape, r.pos(n), "write it as lines that start with `- `, or as [a, b]", "%s must be a list", what)
			return
		}
		for i, item := range n.Content {
			if !yield(i, item) {
				return
			}
		}
	}
}

// text reads a scalar. An absent or empty one is reported and gives ok false.
func (r *reader) text(n *yaml.Node, what string) (Located, bool) {
	if !r.plain(n) {
		return Located{}, false
	}
	if n.Kind != yaml.ScalarNode {
		r.add(yamlShape, r.pos(n), "write it as text", "%s must be a text", what)
		return Located{}, false
	}
	l := Located{Text: n.Value, Pos: r.pos(n)}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		l.Text = strings.TrimRight(l.Text, "\n")
		l.block = n.Style&yaml.LiteralStyle != 0
		if n.Line < len(r.src) {
			line := r.src[n.Line]
			l.inner = 1 + len(line) - len(strings.TrimLeft(line, " "))
		}
	}
	if strings.TrimSpace(l.Text) == "" {
		r.add(emptyText, l.Pos, "write it, or take the key away", "%s is empty", what)
		return Located{}, false
	}
	return l, true
}

// texts reads a list of scalars.
func (r *reader) texts(n *yaml.Node, what string) []Located {
	var out []Located
	for _, item := range r.items(n, what) {
		if l, ok := r.text(item, "an entry of "+what); ok {
			out = append(out, l)
		}
	}
	return out
}

// flag reads true or false.
func (r *reader) flag(n *yaml.Node, what string) bool {
	if !r.plain(n) {
		return false
	}
	if n.Kind == yaml.ScalarNode && (n.Value == "true" || n.Value == "false") {
		return n.Value == "true"
	}
	r.add(yamlShape, r.pos(n), "", "%s must be true or false", what)
	return false
}

// maxNamed is how many candidates a hint names; a longer list helps nobody.
const maxNamed = 12

func didYouMean(word string, candidates []string) string {
	if near := diag.Nearest(word, candidates); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	switch {
	case len(candidates) == 0:
		return "none is written yet"
	case len(candidates) > maxNamed:
		return fmt.Sprintf("none of the %d that are known looks like it", len(candidates))
	}
	return "known here: " + strings.Join(candidates, ", ")
}
