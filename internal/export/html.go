package export

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"

	"github.com/porchlight-chat/porchlight/internal/markup"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string

	pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
		"mark":   mark,
		"leads":  Choice.leads,
		"state":  Node.state,
		"words":  Source.words,
		"bold":   func(s markup.Span) bool { return s.Style&markup.Bold != 0 },
		"italic": func(s markup.Span) bool { return s.Style&markup.Italic != 0 },
	}).Parse(pageHTML))
)

type pageData struct {
	*Document
	About     string
	Style     template.CSS
	StyleHash string
}

// HTML is a page in one file: a table of contents, and beside each node a margin
// for notes. It reads well on a phone, and asks for nothing outside itself.
func (d *Document) HTML() ([]byte, error) {
	sum := sha256.Sum256([]byte(pageCSS))
	var out bytes.Buffer
	err := pageTemplate.Execute(&out, pageData{
		Document: d, About: d.about(),
		Style: template.CSS(pageCSS), StyleHash: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), //nolint:gosec // our own
	})
	if err != nil {
		return nil, fmt.Errorf("tree %s: %w", d.Tree, err)
	}
	return out.Bytes(), nil
}
