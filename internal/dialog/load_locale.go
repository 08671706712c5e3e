package dialog

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/vorlif/spreak/catalog/po"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// POMessage is one entry of a translation file.
type POMessage struct {
	Context string // which text of the content it is; see Messages
	ID      string // the English text it was made from
	Str     string // the translation, or ""
	Fuzzy   bool   // a translator has to look again
	Pos     diag.Pos
}

// localeOf is the locale of a file such as locales/es/asks.yaml.
func (r *reader) localeOf() (string, bool) {
	locale := path.Base(path.Dir(r.file))
	tag, err := language.Parse(locale)
	if err != nil || tag.String() != locale {
		r.add(unknownLocale, diag.Pos{File: r.file}, "name the folder by its language tag, such as es or pt-BR", "%q is no language tag", locale)
		return "", false
	}
	return locale, true
}

// locale finds or adds the entry of a locale.
func (c *Content) locale(name string) *SourceLocaleFiles {
	for i := range c.Locales {
		if c.Locales[i].Locale == name {
			return &c.Locales[i]
		}
	}
	c.Locales = append(c.Locales, SourceLocaleFiles{Locale: name, Asks: map[NodeID][]Located{}})
	return &c.Locales[len(c.Locales)-1]
}

// poErrorLine finds the line in the PO library's error text; the library gives
// it no other way.
var poErrorLine = regexp.MustCompile(`line (\d+)`)

func readPO(r *reader, data []byte) func(*Content) {
	locale, ok := r.localeOf()
	if !ok {
		return nil
	}
	file, err := po.Parse(data)
	if err != nil {
		pos := diag.Pos{File: r.file, Line: 1, Col: 1}
		if m := poErrorLine.FindStringSubmatch(err.Error()); m != nil {
			pos.Line, _ = strconv.Atoi(m[1])
			pos.Line = max(1, pos.Line)
		}
		r.add(badPO, pos, "look at this line and the entry before it, or run msgfmt --check on the file", "the PO file cannot be read")
		return nil
	}
	if line := unparted(data); line > 0 {
		r.add(badPO, diag.Pos{File: r.file, Line: line, Col: 1}, "leave an empty line before every entry", "this entry is not parted from the one before")
		return nil
	}
	places := contextLines(r.file, data)
	var messages []POMessage
	for context, byID := range file.Messages {
		for id, m := range byID {
			pos, found := places[poKey{context, firstLine(id)}]
			if !found {
				pos = diag.Pos{File: r.file, Line: 1, Col: 1}
			}
			fuzzy := m.Comment != nil && m.Comment.HasFlag("fuzzy")
			messages = append(messages, POMessage{Context: context, ID: id, Str: m.Str[0], Fuzzy: fuzzy, Pos: pos})
		}
	}
	sortPO(messages)
	return func(c *Content) {
		l := c.locale(locale)
		l.File = r.file
		l.Messages = messages
	}
}

// unparted is the line of the first entry that follows another one without an
// empty line between them, or 0. The PO library would lose its first comment,
// which may be what marks it as fuzzy, or take both entries for one.
func unparted(data []byte) int {
	inText := false // the line before belongs to a translation
	for i, line := range strings.Split(string(data), "\n") {
		starts := strings.HasPrefix(line, "#") || strings.HasPrefix(line, "msgctxt") || strings.HasPrefix(line, "msgid ")
		if inText && starts {
			return i + 1
		}
		inText = strings.HasPrefix(line, "msgstr") || inText && strings.HasPrefix(line, `"`)
	}
	return 0
}

type poKey struct{ context, firstLine string }

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// contextLines finds the line of each entry, which the PO library does not keep.
func contextLines(name string, data []byte) map[poKey]diag.Pos {
	places := map[poKey]diag.Pos{}
	var (
		context, id string
		start       int     // the line of the entry
		into        *string // what a continued line belongs to
	)
	for i, line := range strings.Split(string(data)+"\n", "\n") {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), `"`)
		switch word = strings.TrimSpace(word); {
		case word == "msgctxt":
			context, id, start, into = po.DecodePoString(`"`+rest), "", i+1, &context
		case word == "msgid":
			if into != &context {
				context, start = "", i+1
			}
			id, into = po.DecodePoString(`"`+rest), &id
		case word == "" && rest != "" && into != nil:
			*into += po.DecodePoString(`"` + rest)
		default:
			if into == &id {
				places[poKey{context, firstLine(id)}] = diag.Pos{File: name, Line: start, Col: 1}
			}
			into = nil
		}
	}
	return places
}

func readSaid(r *reader, root *yaml.Node) func(*Content) {
	locale, ok := r.localeOf()
	if !ok {
		return nil
	}
	var said SourceSaid
	for key, value := range r.pairs(root, "the file", keys{"numbers", "slots"}) {
		if key.Value == "numbers" {
			said.Numbers = r.texts(value, "numbers")
			continue
		}
		for slot, values := range r.pairs(value, "slots", nil) {
			for name, words := range r.pairs(values, "slot "+slot.Value, nil) {
				said.Phrases = append(said.Phrases, SourceSaidValue{Slot: r.key(slot), Value: r.key(name), Words: r.texts(words, name.Value)})
			}
		}
	}
	return func(c *Content) { c.said[locale] = said }
}

func readAsks(r *reader, root *yaml.Node) func(*Content) {
	locale, ok := r.localeOf()
	if !ok {
		return nil
	}
	asks := map[NodeID][]Located{}
	var order []Located
	r.table(root, "asks", func(k, v *yaml.Node) {
		asks[NodeID(k.Value)] = r.texts(v, "asks")
		order = append(order, r.key(k))
	})
	return func(c *Content) {
		l := c.locale(locale)
		l.Asks, l.AskOrder = asks, order
	}
}
