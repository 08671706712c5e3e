package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/internal/engine"
)

// allowedUpdates are the kinds of update that are asked for.
var allowedUpdates = []string{"message", "edited_message", "callback_query", "my_chat_member"}

// update is an update as Telegram sends it, as far as a turn needs it.
// (https://core.telegram.org/bots/api#update)
type update struct {
	ID     int64    `json:"update_id"`
	New    *message `json:"message"`
	Edited *message `json:"edited_message"`
	Tap    *tap     `json:"callback_query"`
	Member *member  `json:"my_chat_member"`
}

type person struct {
	Bot      bool   `json:"is_bot"`
	Language string `json:"language_code"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

type message struct {
	ID      int64   `json:"message_id"`
	Date    int64   `json:"date"` // Unix seconds; 0 when the message is no longer accessible
	From    *person `json:"from"`
	Chat    chat    `json:"chat"`
	Text    string  `json:"text"`
	Caption string  `json:"caption"`
	Thread  int     `json:"message_thread_id"`
	InTopic bool    `json:"is_topic_message"`
	media
	service
	Location *struct {
		Live present `json:"live_period"`
	} `json:"location"`
}

// media are the contents that are never fetched.
type media struct {
	Animation present `json:"animation"`
	Audio     present `json:"audio"`
	Checklist present `json:"checklist"`
	Contact   present `json:"contact"`
	Dice      present `json:"dice"`
	Document  present `json:"document"`
	Game      present `json:"game"`
	PaidMedia present `json:"paid_media"`
	Photo     present `json:"photo"`
	Poll      present `json:"poll"`
	Sticker   present `json:"sticker"`
	Story     present `json:"story"`
	Venue     present `json:"venue"`
	Video     present `json:"video"`
	VideoNote present `json:"video_note"`
	Voice     present `json:"voice"`
}

// service are messages that the app writes and nobody typed.
type service struct {
	AutoDelete present `json:"message_auto_delete_timer_changed"`
	Background present `json:"chat_background_set"`
	Boost      present `json:"boost_added"`
	Completed  present `json:"checklist_tasks_done"`
	Connected  present `json:"connected_website"`
	Topic      present `json:"forum_topic_created"`
	TopicEdit  present `json:"forum_topic_edited"`
	Gift       present `json:"gift"`
	MigrateTo  int64   `json:"migrate_to_chat_id"`
	Pinned     present `json:"pinned_message"`
	Proximity  present `json:"proximity_alert_triggered"`
	Tasks      present `json:"checklist_tasks_added"`
	UniqueGift present `json:"unique_gift"`
	Write      present `json:"write_access_allowed"`
}

type tap struct {
	ID      string   `json:"id"`
	From    person   `json:"from"`
	Message *message `json:"message"`
	Data    string   `json:"data"`
}

type member struct {
	Chat chat `json:"chat"`
	New  struct {
		Status string `json:"status"`
	} `json:"new_chat_member"`
}

// present is set by any value but null, which is not kept.
type present bool

// UnmarshalJSON forgets the value.
func (p *present) UnmarshalJSON(b []byte) error {
	*p = string(b) != "null"
	return nil
}

// incoming is one thing a person did, ready for a turn. It may hold a person's
// words and prints as nothing.
type incoming struct {
	update   int64
	chat     int64
	group    bool
	thread   int // the topic, in chats that have topics
	input    engine.Input
	message  int64     // the person's own message; 0 for a tap
	tapped   int64     // the message whose button was tapped, if it may be edited
	callback string    // of a tap, to be answered
	sent     time.Time // by the person; zero when not known
	left     bool      // the person blocked the bot
	erases   int64     // the tapped message, to be deleted by /bye
}

// String redacts.
func (incoming) String() string { return "[update]" }

// GoString redacts.
func (incoming) GoString() string { return "[update]" }

// Format redacts whatever the verb.
func (incoming) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[update]")) }

// errUpdate is returned for what is no update. The decoder's own error would quote
// it.
var errUpdate = errors.New("not an update that can be read")

// decode reads one update. ok is false for updates that ask for no turn: of other
// bots, of channels, of the app itself, and ordinary talk in groups.
func decode(raw json.RawMessage, me string) (in incoming, ok bool, err error) {
	var u update
	if json.Unmarshal(raw, &u) != nil {
		// The id may be readable even so; then at least it is known which one it was.
		var id struct {
			ID int64 `json:"update_id"`
		}
		_ = json.Unmarshal(raw, &id)
		return incoming{update: id.ID}, false, errUpdate
	}
	in.update = u.ID
	switch {
	case u.Tap != nil:
		ok = in.fromTap(u.Tap)
	case u.New != nil:
		ok = in.fromMessage(u.New, me, false)
	case u.Edited != nil:
		ok = in.fromMessage(u.Edited, me, true)
	case u.Member != nil:
		in.chat, in.left = u.Member.Chat.ID, true
		ok = u.Member.Chat.Type == "private" && u.Member.New.Status == "kicked"
	}
	return in, ok && in.chat != 0, nil
}

func (in *incoming) fromTap(t *tap) bool {
	in.callback = t.ID
	if t.Message == nil || t.Message.Chat.Type != "private" || t.From.Bot {
		return false
	}
	in.chat = t.Message.Chat.ID
	in.input = engine.Input{Kind: engine.Tap, Payload: t.Data, Locale: t.From.Language}
	in.erases = t.Message.ID
	if t.Message.Date != 0 && !bool(t.Message.Photo) { // a picture's message holds no text to edit
		in.tapped = t.Message.ID
	}
	return true
}

func (in *incoming) fromMessage(m *message, me string, edited bool) bool {
	if m.From == nil || m.From.Bot || m.service != (service{}) {
		return false
	}
	in.chat, in.message, in.sent = m.Chat.ID, m.ID, time.Unix(m.Date, 0)
	in.input = m.input(me)
	in.input.Locale = m.From.Language
	if m.InTopic {
		in.thread = m.Thread
	}
	switch m.Chat.Type {
	case "private":
		// A live location changes by itself, every few seconds.
		return !edited || m.Location == nil
	case "group", "supergroup":
		in.group = true
		return !edited && strings.HasPrefix(m.Text, "/") && in.input.Kind != engine.Text && in.input.Kind != engine.Unknown
	default:
		return false
	}
}

// input is what a message says. Of media only the caption is read, for danger.
func (m *message) input(me string) engine.Input {
	switch {
	case m.Text != "":
		return typed(m.Text, me)
	case m.media != (media{}), m.Location != nil:
		return engine.Input{Kind: engine.Media, Text: m.Caption}
	default:
		return engine.Input{Kind: engine.Unknown}
	}
}
