package dialog

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/vorlif/spreak/catalog/po"
)

// MergePO gives a locale's translation file brought up to date with the content:
// every text in the order of the files, translations kept, texts whose English
// changed marked fuzzy with their old translation, and translations that belong
// to nothing left out. A button whose label is translated elsewhere in the same
// words gets that translation. A text with a control character in it is an error.
func MergePO(c *Content, locale string) ([]byte, error) {
	l := c.locale(locale)
	tr := newTranslator(l)
	labels := map[string]string{} // the translation of a label, wherever it stands
	for _, m := range l.Messages {
		if isLabel(m.Context) && m.Str != "" && !m.Fuzzy {
			labels[m.ID] = m.Str
		}
	}

	out := po.NewFile()
	out.Header = &po.Header{
		ProjectIDVersion: "Porchlight", Language: locale, MimeVersion: "1.0",
		ContentType: "text/plain; charset=UTF-8", ContentTransferEncoding: "8bit",
	}
	order := map[poKey]int{}
	for i, m := range Messages(c) {
		entry := po.NewMessage()
		entry.Context, entry.ID = m.Context, m.ID
		entry.Comment.Extracted = m.Comment
		str, stale, _ := tr.find(m.Context, m.ID)
		if str == "" && isLabel(m.Context) {
			str = labels[m.ID]
		}
		entry.Str[0] = str
		if stale && str != "" {
			entry.Comment.AddFlag("fuzzy")
		}
		// The PO library panics on these.
		if strings.ContainsFunc(m.Context+m.ID+str, control) {
			return nil, fmt.Errorf("%s: %q or its translation holds a control character; delete it first", m.Pos, m.Context)
		}
		key := poKey{m.Context, m.ID}
		if _, twice := order[key]; twice {
			continue
		}
		order[key] = i
		out.AddMessage(entry)
	}

	var b bytes.Buffer
	enc := po.NewEncoder(&b)
	enc.SetWrapWidth(100)
	enc.SetSortFunction(func(x, y *po.Message) int {
		return cmp.Compare(order[poKey{x.Context, x.ID}], order[poKey{y.Context, y.ID}])
	})
	if err := enc.Encode(out); err != nil {
		return nil, fmt.Errorf("write the translations of %s: %w", locale, err)
	}
	return b.Bytes(), nil
}

// control reports characters that stand for no letter, except line feed and tab.
func control(r rune) bool { return r < 0x20 && r != '\n' && r != '\t' || r == 0x7F }

// isLabel reports texts that stand in for each other: buttons.
func isLabel(context string) bool {
	const suffix = " choice"
	return len(context) > len(suffix) && context[len(context)-len(suffix):] == suffix
}

// Status counts the translations of a locale.
type Status struct{ Texts, Done, Stale, Missing int }

// String says it in words.
func (s Status) String() string {
	return fmt.Sprintf("%d texts, %d translated, %d stale, %d missing", s.Texts, s.Done, s.Stale, s.Missing)
}

// TranslationStatus counts the translations of a locale.
func TranslationStatus(c *Content, locale string) Status {
	tr := newTranslator(c.locale(locale))
	var s Status
	for _, m := range Messages(c) {
		s.Texts++
		switch str, stale, _ := tr.find(m.Context, m.ID); {
		case str == "":
			s.Missing++
		case stale:
			s.Stale++
		default:
			s.Done++
		}
	}
	return s
}
