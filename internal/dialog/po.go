package dialog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog/po"
)

// ExtractPO gives the template of all translations (a POT file): every text in
// the order of the files, with notes for translators and its place. The same
// content gives the same bytes.
func ExtractPO(c *Content) []byte {
	var header po.Entry
	for _, f := range [][2]string{
		{"Project-Id-Version", "Porchlight"},
		{"Report-Msgid-Bugs-To", ""},
		{"PO-Revision-Date", "YEAR-MO-DA HO:MI+ZONE"}, // gettext's words for what a translator fills in
		{"Last-Translator", "FULL NAME <EMAIL@ADDRESS>"},
		{"Language-Team", "LANGUAGE <LL@li.org>"},
		{"Language", ""},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=UTF-8"},
		{"Content-Transfer-Encoding", "8bit"},
	} {
		header.SetField(f[0], f[1])
	}
	header.Fuzzy = true
	file := po.File{Header: header, Entries: template(c, func(p diag.Pos) string { return fmt.Sprintf("%s:%d", reference(p.File), p.Line) })}
	return file.Bytes()
}

// MergePO gives a locale's translation file brought up to date with the content,
// every text in the order of the files:
//
//   - A translation stays with its text, also when the node got another id.
//   - A text whose English changed keeps its translation, marked fuzzy, with the
//     English it was made from.
//   - A button whose label is translated elsewhere in the same words gets that
//     translation.
//   - Translators' comments and the header stay.
//   - Translations of texts that are gone are set aside at the end: a text that
//     comes back finds its translation again.
//
// Places are named without their line: a line would change with every edit of a
// tree, and hide in the file's history what a translator did.
func MergePO(c *Content, locale string) []byte {
	l := &SourceLocaleFiles{Locale: locale}
	for i := range c.Locales {
		if c.Locales[i].Locale == locale {
			l = &c.Locales[i]
		}
	}
	return mergePO(c, l)
}

func mergePO(c *Content, l *SourceLocaleFiles) []byte {
	file := po.File{Header: l.Header, Entries: template(c, func(p diag.Pos) string { return reference(p.File) })}
	header := &file.Header
	for _, f := range [][2]string{
		{"Project-Id-Version", "Porchlight"},
		{"Report-Msgid-Bugs-To", ""},
		{"PO-Revision-Date", ""},
		{"Last-Translator", ""},
		{"Language-Team", ""},
	} {
		header.SetField(f[0], cmp.Or(header.Field(f[0]), f[1]))
	}
	for _, f := range [][2]string{
		{"Language", strings.ReplaceAll(l.Locale, "-", "_")}, // as gettext writes it
		{"MIME-Version", "1.0"}, {"Content-Type", "text/plain; charset=UTF-8"}, {"Content-Transfer-Encoding", "8bit"},
	} {
		header.SetField(f[0], f[1])
	}
	header.Fuzzy = false

	m := newMerger(c, l)
	for _, find := range []func(*po.Entry) *POMessage{m.same, m.changed, m.relabelled} {
		for i := range file.Entries {
			if e := &file.Entries[i]; !m.met[e] {
				if old := find(e); old != nil {
					m.met[e] = true
					m.taken[old] = true
					adopt(e, old)
				}
			}
		}
	}
	for i := range file.Entries {
		if e := &file.Entries[i]; e.Str == "" && isLabel(e.Context) {
			e.Str = m.labels[e.ID]
		}
	}
	file.Entries = append(file.Entries, m.rest(file.Entries)...)
	return file.Bytes()
}

// template gives an entry for every text, without a translation.
func template(c *Content, place func(diag.Pos) string) []po.Entry {
	n := newNotes(c)
	seen := map[[2]string]bool{}
	var out []po.Entry
	for _, m := range Messages(c) {
		if key := [2]string{m.Context, m.ID}; !seen[key] {
			seen[key] = true
			out = append(out, po.Entry{Extracted: n.of(&m), References: []string{place(m.Pos)}, Context: m.Context, ID: m.ID})
		}
	}
	return out
}

// reference is a file's name as gettext writes it: one with spaces stands
// between two invisible signs.
func reference(file string) string {
	if strings.ContainsAny(file, " \t") {
		return "\u2068" + file + "\u2069"
	}
	return file
}

// merger finds what an earlier file has for a text.
type merger struct {
	old     []*POMessage
	exact   map[[2]string]*POMessage
	byPart  map[string]*POMessage // by context, for texts that are alone in theirs
	labels  map[string]string     // the translation of a label, wherever it stands
	earlier map[string][]string   // the earlier ids of a node
	met     map[*po.Entry]bool    // texts that found theirs
	taken   map[*POMessage]bool   // what found its text
}

func newMerger(c *Content, l *SourceLocaleFiles) *merger {
	m := &merger{
		exact: map[[2]string]*POMessage{}, byPart: map[string]*POMessage{}, labels: map[string]string{},
		earlier: map[string][]string{}, met: map[*po.Entry]bool{}, taken: map[*POMessage]bool{},
	}
	for _, t := range c.Trees {
		for i := range t.Nodes {
			for _, was := range t.Nodes[i].Was {
				m.earlier[string(t.Nodes[i].ID)] = append(m.earlier[string(t.Nodes[i].ID)], was.Text)
			}
		}
	}
	// What is in force goes before what was set aside, a translation before none.
	for i := range l.Messages {
		m.old = append(m.old, &l.Messages[i])
	}
	for i := range l.SetAside {
		m.old = append(m.old, &l.SetAside[i])
	}
	slices.SortStableFunc(m.old, func(a, b *POMessage) int { return cmp.Compare(rank(a), rank(b)) })
	for _, e := range m.old {
		if key := [2]string{e.Context, e.ID}; m.exact[key] == nil {
			m.exact[key] = e
		}
		switch label := isLabel(e.Context); {
		case !label && m.byPart[e.Context] == nil:
			m.byPart[e.Context] = e
		case label && e.Str != "" && !e.Fuzzy && m.labels[e.ID] == "":
			m.labels[e.ID] = e.Str
		}
	}
	return m
}

func rank(m *POMessage) int {
	switch {
	case m.Str == "":
		return 2
	case m.Obsolete:
		return 1
	default:
		return 0
	}
}

// contexts lists the context of a text and those it had under earlier ids.
func (m *merger) contexts(context string) []string {
	out := []string{context}
	id, part, _ := strings.Cut(context, " ")
	for _, was := range m.earlier[id] {
		out = append(out, was+" "+part)
	}
	return out
}

// same finds the translation of the same English.
func (m *merger) same(e *po.Entry) *POMessage {
	for _, context := range m.contexts(e.Context) {
		if old := m.exact[[2]string{context, e.ID}]; old != nil {
			return old
		}
	}
	return nil
}

// changed finds the translation of an English that was changed.
func (m *merger) changed(e *po.Entry) *POMessage {
	for _, context := range m.contexts(e.Context) {
		if old := m.byPart[context]; old != nil && !m.taken[old] {
			return old
		}
	}
	return nil
}

// relabelled finds the translation of a button whose label was changed by a few
// letters; a label that was changed more is another one.
func (m *merger) relabelled(e *po.Entry) *POMessage {
	if !isLabel(e.Context) || m.labels[e.ID] != "" {
		return nil
	}
	contexts := m.contexts(e.Context)
	byLabel := map[string]*POMessage{}
	var labels []string
	for _, old := range m.old {
		if !m.taken[old] && old.Str != "" && slices.Contains(contexts, old.Context) && byLabel[old.ID] == nil {
			byLabel[old.ID] = old
			labels = append(labels, old.ID)
		}
	}
	return byLabel[diag.Nearest(e.ID, labels)]
}

// adopt gives a text what an earlier file has for it.
func adopt(e *po.Entry, old *POMessage) {
	e.Comments, e.Flags, e.Str = old.Comments, old.Flags, old.Str
	if e.Str == "" {
		return
	}
	changed := old.ID != e.ID
	e.Fuzzy = changed || old.Fuzzy
	if old.Fuzzy { // the English it was made from is further back
		e.PreviousContext, e.PreviousID = old.PreviousContext, old.PreviousID
	}
	if changed && e.PreviousID == "" {
		e.PreviousID = old.ID
		if old.Context != e.Context {
			e.PreviousContext = old.Context
		}
	}
}

// rest gives the translations that found no text, set aside.
func (m *merger) rest(entries []po.Entry) []po.Entry {
	inForce := map[[2]string]bool{}
	for i := range entries {
		inForce[[2]string{entries[i].Context, entries[i].ID}] = true
	}
	var out []POMessage
	for _, old := range m.old {
		key := [2]string{old.Context, old.ID}
		if m.taken[old] || old.Str == "" || inForce[key] {
			continue
		}
		inForce[key] = true // once is enough
		out = append(out, *old)
	}
	slices.SortFunc(out, byContext)
	gone := make([]po.Entry, 0, len(out))
	for _, o := range out {
		o.Obsolete, o.Extracted, o.References = true, nil, nil
		gone = append(gone, o.Entry)
	}
	return gone
}
