package dialog

import (
	"maps"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/text"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// Limits of what channels can show, in UTF-16 units as rendered, hotlines filled
// in for the country where they are longest.
const (
	// maxText leaves room beside one node's text for the danger question and the
	// notices: together they stay under the 1,900 that both platforms show as one
	// message (Discord's content has 2,000, Telegram's text 4,096).
	maxText = 1500
	// longText is more than one phone screen.
	longText = 1200
	// maxCaption is Telegram's limit for the text under a picture.
	maxCaption = 1024
	// maxHandoff keeps a danger reply on one screen (safety rules, first reply).
	maxHandoff = 600
	// maxLabel stays on one line of a Discord button; Telegram cuts longer ones.
	maxLabel = 34
	// maxChoices is the most options of a Discord select.
	maxChoices = 25
)

// texts checks every text of a locale.
func (c *checker) texts(locale int) {
	tr := c.translatorOf(locale)
	avoid := c.avoided(c.bundle.locales[locale])
	c.says(locale, tr, func(s shown) {
		c.markup(s)
		c.length(s)
		c.claims(s)
		c.contacts(s)
		c.letters(locale, s.text, s.at)
		c.style(s, avoid)
	})
	c.labels(locale, tr)
}

func (c *checker) markup(s shown) {
	for _, p := range s.problems {
		offset := lineOffset(s.text, p.Line)
		c.add(markupProblem, s.at(offset), "", "%s", p.Message)
	}
	for _, key := range s.doc.Placeholders() {
		c.named[key] = true
		if c.bundle.lines[0][NoCountry].spans[key] == nil {
			c.add(unknownPlaceholder, s.at(strings.Index(s.text, key)), didYouMean(key, c.placeholders()),
				"there is no {%s} that may be shown", key)
		}
	}
}

func (c *checker) placeholders() []string {
	return slices.Sorted(maps.Keys(c.bundle.lines[0][NoCountry].spans))
}

func lineOffset(s string, line int) int {
	offset := 0
	for range line - 1 {
		i := strings.IndexByte(s[offset:], '\n')
		if i < 0 {
			return offset
		}
		offset += i + 1
	}
	return offset
}

// length measures a text as the channels show it.
func (c *checker) length(s shown) {
	longest, country := 0, NoCountry
	if len(s.doc.Placeholders()) == 0 {
		longest = text.UTF16Len(s.doc.Plain(nil))
	} else {
		for code, lines := range c.bundle.lines[s.locale] {
			if n := text.UTF16Len(s.doc.Plain(lines.Fill)); n > longest || n == longest && code < country {
				longest, country = n, code
			}
		}
	}
	longest += text.UTF16Len(s.lead)
	where := ""
	if country != NoCountry {
		where = " with the lines of " + country
	}
	limit := maxText
	if s.node.Picture.Text != "" {
		limit = maxCaption
	}
	switch {
	case longest > limit:
		c.add(textTooLong, s.at(0), "shorten it or split the node", "%d characters as shown%s; %d is the most that every channel shows", longest, where, limit)
	case longest > longText:
		c.add(textLong, s.at(0), "one screen is enough: split the node", "%d characters as shown%s; more than %d does not fit a phone's screen", longest, where, longText)
	}
	if c.handoffs[s.node.ID] {
		if longest > maxHandoff {
			c.add(handoffLong, s.at(0), "say less: the number, one sentence, the way on", "%d characters as shown%s; a danger reply has %d at most", longest, where, maxHandoff)
		}
		if !startsWithLine(s.doc) {
			c.add(handoffOrder, s.at(0), "start with {hotline.…}, or with one sentence that ends in it", "a danger reply starts with the number to call")
		}
	}
}

// startsWithLine reports whether the first paragraph holds a hotline, with at
// most a short sentence before it.
func startsWithLine(d markup.Doc) bool {
	if len(d.Blocks) == 0 {
		return false
	}
	before := 0
	for _, s := range d.Blocks[0].Spans {
		if strings.HasPrefix(s.Placeholder, "hotline.") {
			return before <= 80
		}
		before += text.UTF16Len(s.Text)
	}
	return false
}

// handoffs lists the nodes that answer danger: one for each kind, its twin for minors,
// and those that a rule names instead.
func handoffs(content *Content) map[NodeID]bool {
	out := map[NodeID]bool{}
	for _, k := range triage.Kinds() {
		out[Handoff(k)], out[ForYoung(Handoff(k))] = true, true
	}
	for i := range content.Rules {
		for k := range content.Rules[i].Rules.Rules {
			out[NodeID(content.Rules[i].Rules.Rules[k].Node)] = true
		}
	}
	return out
}

// labels checks titles, buttons and words of a locale.
func (c *checker) labels(locale int, tr *translator) {
	label := func(context string, l Located, limit int) {
		shownText, at := l.Text, l.Pos
		if tr != nil {
			str, _, entry := tr.find(context, l.Text)
			if str == "" {
				return
			}
			shownText, at = str, entry.Pos
		}
		if n := text.UTF16Len(shownText); limit > 0 && n > limit {
			c.add(labelTooLong, at, "shorten it", "%q has %d characters; a button shows %d", shownText, n, limit)
		}
		c.letters(locale, shownText, func(int) diag.Pos { return at })
	}
	for _, id := range c.bundle.order {
		n := c.nodes[id]
		if n.TitleOf == "" {
			label(n.titleContext(), n.Title, maxLabel)
		}
		for i := range n.Choices {
			if ch := &n.Choices[i]; ch.From == "" {
				label(ch.context(id), ch.Label, maxLabel)
			}
		}
	}
	for _, w := range c.content.Words {
		limit := 0
		if buttonWords[w.Key.Text] {
			limit = maxLabel
		}
		label("words "+w.Key.Text, w.Text, limit)
	}
}
