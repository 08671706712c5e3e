package po

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Parse reads a file. An error is a *SyntaxError.
func Parse(data []byte) (*File, error) {
	p := parser{file: &File{}, seen: map[[2]string]int{}}
	text := strings.TrimPrefix(string(data), "\ufeff")
	for line := range strings.SplitSeq(text, "\n") {
		p.line++
		if err := p.take(strings.TrimSpace(line)); err != nil {
			return nil, err
		}
	}
	if err := p.finish(); err != nil {
		return nil, err
	}
	return p.file, nil
}

// stage is how far an entry has been read.
type stage uint8

const (
	comments stage = iota
	context
	id
	str
)

// parts are the keywords of an entry, with the stage they lead to.
var parts = map[string]stage{"msgctxt": context, "msgid": id, "msgstr": str}

type parser struct {
	file  *File
	line  int
	entry Entry
	stage stage
	seen  map[[2]string]int // the line of an entry, by context and text

	field *string // what a string on a line of its own continues; nil for nothing
	text  []byte  // of field, so far
}

func (p *parser) fail(format string, args ...any) error {
	return &SyntaxError{Line: p.line, Message: fmt.Sprintf(format, args...)}
}

// take reads a line without the space around it.
func (p *parser) take(line string) error {
	switch {
	case line == "":
		return nil
	case strings.HasPrefix(line, "#~|"):
		return p.previous(line[3:])
	case strings.HasPrefix(line, "#~"):
		return p.part(strings.TrimSpace(line[2:]), true)
	case strings.HasPrefix(line, "#|"):
		return p.previous(line[2:])
	case strings.HasPrefix(line, "#"):
		return p.comment(line[1:])
	default:
		return p.part(line, false)
	}
}

// comment reads what follows a #. It ends the entry before it.
func (p *parser) comment(rest string) error {
	if err := p.next(); err != nil {
		return err
	}
	kind := byte(' ')
	if rest != "" {
		kind = rest[0]
	}
	e := &p.entry
	switch kind {
	case '.':
		e.Extracted = append(e.Extracted, strings.TrimSpace(rest[1:]))
	case ':':
		e.References = append(e.References, strings.TrimSpace(rest[1:]))
	case ',', '=':
		for flag := range strings.SplitSeq(rest[1:], ",") {
			switch flag = strings.TrimSpace(flag); flag {
			case "":
			case "fuzzy":
				e.Fuzzy = true
			default:
				e.Flags = append(e.Flags, flag)
			}
		}
	default:
		e.Comments = append(e.Comments, rest)
	}
	return nil
}

// next ends the entry that is read, when it is whole.
func (p *parser) next() error {
	if p.stage == str {
		return p.finish()
	}
	p.close()
	if p.stage != comments {
		return p.fail("a comment stands within an entry")
	}
	return nil
}

// previous reads what follows #|.
func (p *parser) previous(rest string) error {
	rest = strings.TrimSpace(rest)
	if strings.HasPrefix(rest, `"`) && p.stage == comments {
		return p.quoted(rest)
	}
	if err := p.next(); err != nil {
		return err
	}
	word, quoted, _ := strings.Cut(rest, `"`)
	switch strings.TrimSpace(word) {
	case "msgctxt":
		p.field = &p.entry.PreviousContext
	case "msgid":
		p.field = &p.entry.PreviousID
	default:
		return p.fail("after #| stands neither msgctxt nor msgid")
	}
	return p.quoted(`"` + quoted)
}

// part reads a keyword with its string, or a string that goes on.
func (p *parser) part(line string, obsolete bool) error {
	if strings.HasPrefix(line, `"`) {
		if p.stage == comments || obsolete != p.entry.Obsolete {
			return p.fail("the text belongs to no entry")
		}
		return p.quoted(line)
	}
	word, quoted, found := strings.Cut(line, `"`)
	word = strings.TrimSpace(word)
	to, known := parts[word]
	switch {
	case word == "msgid_plural" || strings.HasPrefix(word, "msgstr["):
		return p.fail("no text here has plural forms")
	case !known:
		return p.fail("an entry is made of msgctxt, msgid and msgstr")
	case !found:
		return p.fail("%s has no text in quotes", word)
	}
	if p.stage == str {
		if err := p.finish(); err != nil {
			return err
		}
	}
	if p.close(); p.stage == comments {
		p.entry.Line, p.entry.Obsolete = p.line, obsolete
	}
	switch {
	case to <= p.stage || to == str && p.stage != id:
		return p.fail("%s stands in the wrong place, or something before it is missing", word)
	case obsolete != p.entry.Obsolete:
		return p.fail("half of the entry is set aside with #~")
	}
	p.stage = to
	p.field = map[stage]*string{context: &p.entry.Context, id: &p.entry.ID, str: &p.entry.Str}[to]
	return p.quoted(`"` + quoted)
}

// quoted adds a string in quotes to the field that is read.
func (p *parser) quoted(s string) error {
	if p.field == nil {
		return p.fail("the text belongs to no entry")
	}
	s = s[1:]
	for {
		switch {
		case s == "":
			return p.fail("a quote is not closed")
		case s[0] == '"':
			if len(s) > 1 {
				return p.fail(`something stands after the closing quote; a quote within a text is written \"`)
			}
			return nil
		}
		r, multibyte, rest, err := strconv.UnquoteChar(s, '"')
		if err != nil || r == 0 {
			return p.fail(`a \ within a text starts no sign that gettext knows; the sign itself is written \\`)
		}
		if multibyte {
			p.text = utf8.AppendRune(p.text, r)
		} else {
			p.text = append(p.text, byte(r))
		}
		s = rest
	}
}

// close gives the field that was read its text.
func (p *parser) close() {
	if p.field != nil {
		*p.field = string(p.text)
		p.field, p.text = nil, p.text[:0]
	}
}

// finish adds the entry to the file. Comments that belong to no entry are left
// out, as gettext leaves them out.
func (p *parser) finish() error {
	p.close()
	e := p.entry
	if p.stage != comments && p.stage != str {
		return p.fail("the entry of line %d has no msgstr", e.Line)
	}
	started := p.stage == str
	p.entry, p.stage = Entry{}, comments
	if !started {
		return nil
	}
	for _, s := range []string{e.Context, e.ID, e.Str, e.PreviousContext, e.PreviousID} {
		if !utf8.ValidString(s) {
			return p.fail("the entry of line %d is not UTF-8 text", e.Line)
		}
	}
	if !e.Obsolete {
		key := [2]string{e.Context, e.ID}
		if first := p.seen[key]; first > 0 {
			return &SyntaxError{Line: e.Line, Message: fmt.Sprintf("the same entry stands in line %d", first)}
		}
		p.seen[key] = e.Line
		if e.Context == "" && e.ID == "" {
			p.file.Header = e
			return nil
		}
	}
	p.file.Entries = append(p.file.Entries, e)
	return nil
}
