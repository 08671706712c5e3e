package telegram

import (
	"strconv"
	"strings"

	"github.com/go-telegram/bot/models"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

// Telegram's limits, in UTF-16 units (https://core.telegram.org/bots/api#sendmessage).
const (
	maxText    = 4096
	maxCaption = 1024
)

// text is a message's text with its entities, built piece by piece. Nothing has
// to be escaped in it.
type text struct {
	b        strings.Builder
	units    int // UTF-16 units written
	entities []models.MessageEntity
}

func (t *text) write(s string) {
	t.b.WriteString(s)
	t.units += units(s)
}

// units is the length of a text in UTF-16 units, which Telegram counts in.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x10000 {
			n++
		}
	}
	return n
}

// docs writes texts with an empty line between.
func (t *text) docs(docs []*markup.Doc, fill markup.Fill) {
	for i, d := range docs {
		if i > 0 {
			t.write("\n\n")
		}
		t.doc(d, fill)
	}
}

// doc writes a text as markup.Doc.Plain does, with its styles.
func (t *text) doc(d *markup.Doc, fill markup.Fill) {
	for i := range d.Blocks {
		block := &d.Blocks[i]
		t.write(d.Gap(i))
		switch block.Kind {
		case markup.Bullet:
			t.write("• ")
		case markup.Numbered:
			t.write(strconv.Itoa(block.Number) + ". ")
		}
		for _, s := range block.Spans {
			t.span(s, fill)
		}
	}
}

func (t *text) span(s markup.Span, fill markup.Fill) {
	if s.Placeholder != "" {
		if fill != nil {
			for _, f := range fill(s.Placeholder) {
				f.Style |= s.Style
				t.span(f, nil)
			}
		}
		return
	}
	from := t.units
	t.write(s.Text)
	length := t.units - from
	if length == 0 {
		return
	}
	if s.Style&markup.Bold != 0 {
		t.entities = append(t.entities, models.MessageEntity{Type: models.MessageEntityTypeBold, Offset: from, Length: length})
	}
	if s.Style&markup.Italic != 0 {
		t.entities = append(t.entities, models.MessageEntity{Type: models.MessageEntityTypeItalic, Offset: from, Length: length})
	}
	// A number to call is left to the phone, which knows numbers by itself.
	if s.NamesLink() {
		t.entities = append(t.entities, models.MessageEntity{Type: models.MessageEntityTypeTextLink, Offset: from, Length: length, URL: s.Link})
	}
}

// within gives the text, cut at the end of a line if it is longer than limit
// units. No text that ships is.
func (t *text) within(limit int) (string, []models.MessageEntity) {
	s := t.b.String()
	if t.units <= limit {
		return s, t.entities
	}
	cut, n, last := 0, 0, 0
	for i, r := range s {
		if n+units(string(r)) > limit {
			break
		}
		if r == '\n' {
			cut, last = i, n
		}
		n += units(string(r))
	}
	if cut == 0 { // one long line
		cut, last = len(s[:byteAt(s, limit)]), limit
	}
	var kept []models.MessageEntity
	for _, e := range t.entities {
		if e.Offset+e.Length <= last {
			kept = append(kept, e)
		}
	}
	return s[:cut], kept
}

// byteAt is the byte offset of the last rune that begins within so many units.
func byteAt(s string, limit int) int {
	n := 0
	for i, r := range s {
		if n+units(string(r)) > limit {
			return i
		}
		n += units(string(r))
	}
	return len(s)
}

// shortLabel is how long labels are, in characters, that stand two in a row;
// phones cut longer ones.
const shortLabel = 17

// keyboard shows choices above the help row: two short ones in a row, a long one
// alone, and help now always in a row of its own.
func keyboard(choices, help []dialog.Choice) *models.InlineKeyboardMarkup {
	k := &models.InlineKeyboardMarkup{InlineKeyboard: make([][]models.InlineKeyboardButton, 0, len(choices)+len(help))}
	rows(k, choices)
	if len(help) > 0 {
		k.InlineKeyboard = append(k.InlineKeyboard, []models.InlineKeyboardButton{button(&help[0])})
		rows(k, help[1:])
	}
	return k
}

func rows(k *models.InlineKeyboardMarkup, choices []dialog.Choice) {
	for i := 0; i < len(choices); i++ {
		row := []models.InlineKeyboardButton{button(&choices[i])}
		if i+1 < len(choices) && isShort(choices[i].Label) && isShort(choices[i+1].Label) {
			i++
			row = append(row, button(&choices[i]))
		}
		k.InlineKeyboard = append(k.InlineKeyboard, row)
	}
}

func isShort(label string) bool { return units(label) <= shortLabel }

func button(c *dialog.Choice) models.InlineKeyboardButton {
	return models.InlineKeyboardButton{Text: c.Label, CallbackData: c.Payload}
}
