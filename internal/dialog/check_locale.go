package dialog

import (
	"regexp"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// asks checks the example questions of a locale.
func (c *checker) asks(locale int) {
	type ask struct {
		id  NodeID
		pos diag.Pos
	}
	first := map[string]ask{} // by normalised words
	for _, id := range c.bundle.order {
		list := c.content.asksOf(locale, id)
		if len(list) == 0 && !c.reserved[id] && !c.nodes[id].Inner && !strings.HasPrefix(string(id), "danger/") {
			c.add(unasked, c.nodes[id].Pos, "add 10 to 20 questions as parents type them", "node %s has no asks in %s", id, c.bundle.locales[locale])
		}
		for _, l := range list {
			words := text.Normal(l.Text)
			switch other, twice := first[words]; {
			case words == "":
			case !twice:
				first[words] = ask{id, l.Pos}
			case other.id == id:
				c.add(duplicateAsk, l.Pos, "take one of them away", "the same ask stands in %s", other.pos)
			default:
				c.add(askCollision, l.Pos, "keep it at the node that answers it", "the same ask leads to %s (%s)", other.id, other.pos)
			}
		}
	}
}

var wordPlaceholder = regexp.MustCompile(`\{[a-z0-9._-]+\}`)

// translated compares every translation with its source.
func (c *checker) translated() {
	messages := Messages(c.content)
	for i := range c.content.Locales {
		l := &c.content.Locales[i]
		if l.File == "" {
			c.add(missingFile, diag.Pos{File: "locales/" + l.Locale + "/dialogs.po"}, "make it with `porchlight i18n merge`", "locale %s has no translation file", l.Locale)
			continue
		}
		tr := newTranslator(l)
		labels := map[[2]string]string{} // the English of a button, by node and translated label
		for k := range messages {
			m := &messages[k]
			str, stale, entry := tr.find(m.Context, m.ID)
			switch {
			case str == "":
				f := finding(missingTranslation, m.Pos, "translate it in "+l.File, "%q has no %s translation", m.Context, l.Locale)
				c.findings = append(c.findings, grave(m.Context, f))
				continue
			case stale:
				f := finding(staleTranslation, entry.Pos, "compare it with the English and set it again", "the English of %q changed after this %s translation was made", m.Context, l.Locale)
				c.findings = append(c.findings, grave(m.Context, f))
			}
			c.kept(m, str, entry.Pos, l.Locale)
			if key := [2]string{m.Context, text.Normal(str)}; m.choice != nil {
				if other := labels[key]; other != "" {
					c.add(duplicateLabel, entry.Pos, "two buttons of one node need different words", "%q is the %s label of %q and of %q", str, l.Locale, other, m.ID)
				}
				labels[key] = m.ID
			}
		}
		for k := range l.Messages {
			if m := &l.Messages[k]; !tr.used[m] {
				c.add(unknownTranslation, m.Pos, "run `porchlight i18n merge`, which finds its text or sets it aside", "no text is called %q with this English", m.Context)
			}
		}
	}
}

// kept reports what a translation lost or added.
func (c *checker) kept(m *Message, str string, at diag.Pos, locale string) {
	if !sameMarks(m.ID, str) {
		c.add(placeholdersDiffer, at, "keep every {…} and every link as it is in English", "the %s translation of %q has other placeholders or links than the English", locale, m.Context)
	}
	if m.choice == nil && m.node != nil {
		if want, got := listItems(m.ID), listItems(str); want != got {
			c.add(listDiffers, at, "write one item for each of the English", "the %s translation of %q has %d list items, the English has %d", locale, m.Context, got, want)
		}
	}
	// Names of help lines often stay as they are.
	if place, _ := m.part(); place != "hotline" && str == m.ID && baseLanguage(locale) != SourceLocale && len(strings.Fields(m.ID)) >= sentence {
		c.add(sameAsEnglish, at, "translate it", "the %s translation of %q is the English", locale, m.Context)
	}
	// The texts of nodes are looked at by contacts.
	if m.node == nil && phoneMark.MatchString(blank(fillMark, str)) && !phoneMark.MatchString(blank(fillMark, m.ID)) {
		c.add(phoneInText, at, "write {…} as in English, so that the number is right in every country", "a phone number stands in the %s translation of %q", locale, m.Context)
	}
}

// sentence is the number of words from which a text does not read the same in
// two languages by chance.
const sentence = 4

// listItems counts the list items of a text.
func listItems(s string) int {
	doc, _ := markup.Parse(s)
	n := 0
	for _, b := range doc.Blocks {
		if b.Kind != markup.Paragraph {
			n++
		}
	}
	return n
}

// grave raises a finding about a danger text to an error: no locale is served
// with a danger reply that its readers cannot read.
func grave(context string, f diag.Finding) diag.Finding {
	if strings.HasPrefix(context, "danger/") || strings.HasPrefix(context, "words hotline-") || context == "words help-now" {
		f.Severity = diag.Error
	}
	return f
}

var linkMark = regexp.MustCompile(`\]\(([^)\n]*)\)`)

func sameMarks(english, translation string) bool {
	marks := func(s string) []string {
		out := wordPlaceholder.FindAllString(s, -1)
		for _, m := range linkMark.FindAllStringSubmatch(s, -1) {
			out = append(out, m[1])
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(marks(english), marks(translation))
}
