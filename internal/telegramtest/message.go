package telegramtest

import (
	"encoding/json"
	"time"
)

// A Message is one message as a phone shows it.
type Message struct {
	ID       int64
	FromBot  bool
	Text     string
	Entities []Entity // of Text or Caption
	Caption  string
	Photo    bool
	Media    string // the kind of media, "" for text
	Keyboard [][]Button
	Edits    int // how often it was edited
	Date     time.Time
	ReplyTo  int64 // 0: no reply
}

// A Button stands under a message: one of Data and URL is set, or neither for other
// actions.
type Button struct {
	Label string
	Data  string
	URL   string
}

// message is what a chat keeps. Formats and keyboards stay JSON until asked for.
type message struct {
	id       int64
	from     *wireUser // nil in channels
	fromBot  bool
	date     time.Time
	edited   time.Time
	edits    int
	replyTo  int64
	text     string // or caption, where there is media
	entities json.RawMessage
	markup   json.RawMessage // inline keyboard; nil: none
	media    string          // kind; "": text
	body     json.RawMessage // of the media
}

func (m *message) public() Message {
	out := Message{
		ID: m.id, FromBot: m.fromBot, Edits: m.edits, Date: m.date, ReplyTo: m.replyTo,
		Media: m.media, Photo: m.media == "photo", Keyboard: buttons(m.markup),
	}
	if m.media == "" {
		out.Text = m.text
	} else {
		out.Caption = m.text
	}
	if m.entities != nil {
		mustUnmarshal(m.entities, &out.Entities)
	}
	return out
}

func buttons(markup json.RawMessage) [][]Button {
	if markup == nil {
		return nil
	}
	var k struct {
		Rows [][]struct {
			Text, URL string
			Data      string `json:"callback_data"`
		} `json:"inline_keyboard"`
	}
	mustUnmarshal(markup, &k)
	out := make([][]Button, len(k.Rows))
	for i, row := range k.Rows {
		for _, b := range row {
			out[i] = append(out[i], Button{b.Text, b.Data, b.URL})
		}
	}
	return out
}

// mustUnmarshal reads JSON that the server made or checked itself.
func mustUnmarshal(data []byte, into any) {
	if err := json.Unmarshal(data, into); err != nil {
		panic(err)
	}
}

// wire is the message as the API sends it.
func (m *message) wire(c *chat) []byte {
	size := 256 + len(m.text) + len(m.entities) + len(m.markup) + len(m.body)
	return m.append(make([]byte, 0, size), c, c.find(m.replyTo))
}

// append writes the message, with the one it replies to where there is one.
func (m *message) append(out []byte, c *chat, replyTo *message) []byte {
	o := begin(out)
	o.number("message_id", m.id)
	if m.from != nil {
		o.name("from")
		o.out = m.from.append(o.out)
	}
	at := c.wire()
	if c.kind == "channel" {
		o.name("sender_chat")
		o.out = at.append(o.out)
	}
	o.name("chat")
	o.out = at.append(o.out)
	o.number("date", m.date.Unix())
	if m.edits > 0 {
		o.number("edit_date", m.edited.Unix())
	}
	if replyTo != nil {
		o.name("reply_to_message")
		o.out = replyTo.append(o.out, c, nil)
	}
	if m.media == "" {
		o.text("text", m.text)
		o.raw("entities", m.entities)
	} else {
		o.text("caption", m.text)
		o.raw("caption_entities", m.entities)
		o.raw(m.media, m.body)
		o.raw(kin[m.media].name, kin[m.media].body)
	}
	o.raw("reply_markup", m.markup)
	return o.end()
}
