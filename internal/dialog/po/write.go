package po

import (
	"bytes"
	"strings"
)

// Bytes writes the file.
func (f *File) Bytes() []byte {
	var b bytes.Buffer
	if f.Header.Str != "" {
		f.Header.write(&b)
	}
	for i := range f.Entries {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		f.Entries[i].write(&b)
	}
	return b.Bytes()
}

func (e *Entry) write(b *bytes.Buffer) {
	for _, line := range e.Comments {
		b.WriteString("#" + line + "\n")
	}
	for _, line := range e.Extracted {
		b.WriteString(strings.TrimRight("#. "+line, " ") + "\n")
	}
	for _, line := range e.References {
		b.WriteString("#: " + line + "\n")
	}
	flags := e.Flags
	if e.Fuzzy {
		flags = append([]string{"fuzzy"}, flags...)
	}
	if len(flags) > 0 {
		b.WriteString("#, " + strings.Join(flags, ", ") + "\n")
	}
	before, mark := "#| ", ""
	if e.Obsolete {
		before, mark = "#~| ", "#~ "
	}
	for _, part := range []struct {
		mark, word, text string
		must             bool
	}{
		{before, "msgctxt", e.PreviousContext, false},
		{before, "msgid", e.PreviousID, false},
		{mark, "msgctxt", e.Context, false},
		{mark, "msgid", e.ID, true},
		{mark, "msgstr", e.Str, true},
	} {
		if part.text != "" || part.must {
			write(b, part.mark, part.word, part.text)
		}
	}
}

// write writes a text, each of its lines on one of its own.
func write(b *bytes.Buffer, mark, word, text string) {
	b.WriteString(mark + word + " ")
	if i := strings.IndexByte(text, '\n'); i >= 0 && i < len(text)-1 {
		b.WriteString("\"\"\n" + mark)
	}
	first := true
	for line := range strings.Lines(text) {
		if !first {
			b.WriteString(mark)
		}
		b.WriteString(`"` + escapes.Replace(line) + "\"\n")
		first = false
	}
	if first {
		b.WriteString("\"\"\n")
	}
}

// escapes are the signs that gettext writes in another way.
var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\a", `\a`, "\b", `\b`, "\f", `\f`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\v", `\v`)
