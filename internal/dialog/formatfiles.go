package dialog

import (
	"io/fs"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// YAMLFiles lists the YAML files of a content directory that something reads,
// sorted.
func YAMLFiles(fsys fs.FS) []string {
	names, _ := list(fsys)
	var out []string
	for _, name := range names {
		if len(name) > 5 && name[len(name)-5:] == ".yaml" && kindOf(name) != nil {
			out = append(out, name)
		}
	}
	return out
}

// FormatFile reads a file of a content directory and gives its bytes and its
// canonical form.
func FormatFile(fsys fs.FS, name string) (data, formatted []byte, findings []diag.Finding) {
	data, f := readFile(fsys, name)
	if f != nil {
		return nil, nil, []diag.Finding{*f}
	}
	formatted, findings = Format(name, data)
	return data, formatted, findings
}
