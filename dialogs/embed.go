// Package dialogs is the content that ships with Porchlight, embedded into the
// program. It holds nothing but content; README.md tells writers what is where.
package dialogs

import "embed"

// FS is the content directory.
//
//go:embed all:trees all:triage all:locales all:transcripts all:pictures all:courses
//go:embed *.yaml *.jsonl allowed_signers
var FS embed.FS
