package discord

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Types of interactions
// (https://discord.com/developers/docs/interactions/receiving-and-responding).
const (
	kindPing       = 1
	kindCommand    = 2
	kindComponent  = 3
	kindCompletion = 4
	kindForm       = 5
)

// inDM is the context of an interaction in the direct messages with the bot.
const inDM = 1

// Flags of messages.
const (
	suppressEmbeds = 1 << 2
	ephemeral      = 1 << 6
	voiceMessage   = 1 << 13
)

// person is somebody, of whom the id alone is read.
type person struct {
	ID  text `json:"id"`
	Bot bool `json:"bot"`
}

// interaction is one command, tap, form or completion as Discord sends it, as far as
// a turn needs it. It may hold a person's words and prints as nothing.
type interaction struct {
	ID      text `json:"id"`
	Type    int  `json:"type"`
	Token   text `json:"token"`
	Guild   text `json:"guild_id"`
	Channel text `json:"channel_id"`
	Context int  `json:"context"` // -1 where it was not told
	Locale  text `json:"locale"`
	Data    struct {
		Name       text     `json:"name"`
		Type       int      `json:"type"`
		Options    []option `json:"options"`
		CustomID   text     `json:"custom_id"`
		Values     []text   `json:"values"`
		Components []field  `json:"components"`
		Resolved   struct {
			Channels map[string]present `json:"channels"`
		} `json:"resolved"`
	} `json:"data"`
	User   person `json:"user"`
	Member struct {
		User        person `json:"user"`
		Permissions text   `json:"permissions"`
	} `json:"member"`
	Message struct {
		ID    text `json:"id"`
		Flags int  `json:"flags"`
	} `json:"message"`
}

// option is an option of a command; a subcommand is one with options of its own.
type option struct {
	Name    text     `json:"name"`
	Value   text     `json:"value"`
	Focused bool     `json:"focused"`
	Options []option `json:"options"`
}

// field is a component of a form, of any kind.
type field struct {
	CustomID   text    `json:"custom_id"`
	Value      text    `json:"value"`
	Components []field `json:"components"`
	Component  *field  `json:"component"`
}

// message is a direct message as Discord sends it.
type message struct {
	ID          text   `json:"id"`
	Type        int    `json:"type"`
	Channel     text   `json:"channel_id"`
	Guild       text   `json:"guild_id"`
	Author      person `json:"author"`
	Webhook     text   `json:"webhook_id"`
	Content     text   `json:"content"`
	Flags       int    `json:"flags"`
	Attachments filled `json:"attachments"`
	Stickers    filled `json:"sticker_items"`
	Forwarded   filled `json:"message_snapshots"`
	Poll        filled `json:"poll"`
}

// text is a string; anything else is read as none.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(b []byte) error {
	var s string
	if len(b) > 0 && b[0] == '"' && json.Unmarshal(b, &s) == nil {
		*t = text(s)
	}
	return nil
}

// present is a value that is there; it is not kept.
type present struct{}

// UnmarshalJSON forgets the value.
func (*present) UnmarshalJSON([]byte) error { return nil }

// filled is set by anything but null and an empty list, which is not kept.
type filled bool

// UnmarshalJSON forgets the value.
func (f *filled) UnmarshalJSON(b []byte) error {
	*f = string(b) != "null" && len(bytes.TrimSpace(bytes.Trim(b, "[]"))) > 0
	return nil
}

// errEvent is returned for what cannot be read. The decoder's own error would quote
// it.
var errEvent = errors.New("not an event that can be read")

// decodeInto reads JSON. A member of an unexpected kind is left out; the rest is read.
func decodeInto(raw []byte, v any) error {
	err := json.Unmarshal(raw, v)
	var kind *json.UnmarshalTypeError
	if err != nil && !errors.As(err, &kind) {
		return errEvent
	}
	return nil
}

// decodeInteraction reads an interaction.
func decodeInteraction(raw []byte) (*interaction, error) {
	i := interaction{Context: -1}
	if decodeInto(raw, &i) != nil || i.Type == 0 {
		return nil, errEvent
	}
	if i.Type != kindPing && (!isID(string(i.ID)) || !isToken(string(i.Token)) || !isID(i.person())) {
		return nil, errEvent
	}
	return &i, nil
}

// isToken reports whether a text may stand in the path of a request.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && !strings.ContainsRune("_-.=:", rune(c)) {
			return false
		}
	}
	return s != "" && strings.Trim(s, ".") != ""
}

// person is the id of who did it: a member in a server, a user elsewhere.
func (i *interaction) person() string {
	if i.Member.User.ID != "" {
		return string(i.Member.User.ID)
	}
	return string(i.User.ID)
}

// private reports whether nobody else sees the place: the direct messages with the
// bot. Everywhere else answers are ephemeral.
func (i *interaction) private() bool { return i.Context == inDM && i.Guild == "" }

// place is where in the direct messages it was, or nowhere.
func (i *interaction) place() place {
	if !i.private() {
		return place{}
	}
	return newPlace(i.Channel, i.ID)
}

// public reports whether a tap was on a message that others see: a panel.
func (i *interaction) public() bool { return !i.private() && i.Message.Flags&ephemeral == 0 }

// edits reports whether the answer to a tap takes the place of the message it is on.
func (i *interaction) edits(from customID) bool {
	return i.Type == kindComponent && !i.public() && !from.stays
}

// instant reports whether an interaction asks for no turn: it is answered at once, and
// nothing else can answer it.
func (i *interaction) instant() bool {
	switch i.Type {
	case kindCommand, kindForm:
		return false
	case kindComponent:
		return readCustomID(string(i.Data.CustomID)).opens == formMark
	default:
		return true
	}
}

// manages reports whether the person may manage the server.
func (i *interaction) manages() bool {
	bits, err := strconv.ParseUint(string(i.Member.Permissions), 10, 64)
	return err == nil && i.Guild != "" && bits&(manageGuild|administrator) != 0
}

// Permissions (https://discord.com/developers/docs/topics/permissions).
const (
	administrator = 1 << 3
	manageGuild   = 1 << 5
)

// option is the value of an option, or "".
func (i *interaction) option(name string) string { return value(i.Data.Options, name) }

func value(options []option, name string) string {
	for _, o := range options {
		if string(o.Name) == name {
			return string(o.Value)
		}
	}
	return ""
}

// typed is the text of a form's only field.
func typed(fields []field) string {
	for _, f := range fields {
		if f.Value != "" {
			return string(f.Value)
		}
		if f.Component != nil {
			f.Components = append(f.Components, *f.Component)
		}
		if t := typed(f.Components); t != "" {
			return t
		}
	}
	return ""
}

// String redacts.
func (*interaction) String() string { return "[interaction]" }

// GoString redacts.
func (*interaction) GoString() string { return "[interaction]" }

// Format redacts whatever the verb.
func (*interaction) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[interaction]")) }

// decodeMessage reads a message. ok is false for those that ask for no turn: of bots,
// in servers, and what the app itself writes.
func decodeMessage(raw []byte) (m *message, ok bool, err error) {
	m = &message{}
	if decodeInto(raw, m) != nil || !isID(string(m.ID)) || !isID(string(m.Channel)) || !isID(string(m.Author.ID)) {
		return nil, false, errEvent
	}
	const written, reply = 0, 19 // the types of message that people write
	return m, !m.Author.Bot && m.Webhook == "" && m.Guild == "" && (m.Type == written || m.Type == reply), nil
}

// media reports whether a message holds more than text.
func (m *message) media() bool {
	return bool(m.Attachments || m.Stickers || m.Forwarded || m.Poll) || m.Flags&voiceMessage != 0
}

// String redacts.
func (*message) String() string { return "[message]" }

// GoString redacts.
func (*message) GoString() string { return "[message]" }

// Format redacts whatever the verb.
func (*message) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[message]")) }

// discordEpoch is when Discord's ids begin to count milliseconds.
const discordEpoch = 1420070400000

// made is when something with an id was made
// (https://discord.com/developers/docs/reference#snowflakes).
func made(id text) time.Time {
	n, _ := strconv.ParseUint(string(id), 10, 64)
	return time.UnixMilli(int64(n>>22) + discordEpoch)
}
