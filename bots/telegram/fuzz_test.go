package telegram

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// shapes are updates as Telegram sends them, and some that it does not.
var shapes = []string{
	`{"update_id":1,"message":{"message_id":2,"from":{"id":3,"is_bot":false,"first_name":"P","language_code":"es-419"},"chat":{"id":3,"type":"private","first_name":"P"},"date":1750000000,"text":"hello"}}`,
	`{"update_id":1,"message":{"message_id":2,"from":{"id":3,"is_bot":false},"chat":{"id":-3,"type":"supergroup","title":"G"},"date":1750000000,"message_thread_id":9,"is_topic_message":true,"text":"/help@me"}}`,
	`{"update_id":1,"edited_message":{"message_id":2,"from":{"id":3,"is_bot":false},"chat":{"id":3,"type":"private"},"date":1,"edit_date":2,"caption":"words","photo":[{"file_id":"f","file_unique_id":"u","width":1,"height":1}]}}`,
	`{"update_id":1,"edited_message":{"message_id":2,"from":{"id":3},"chat":{"id":3,"type":"private"},"location":{"latitude":1,"longitude":2,"live_period":60}}}`,
	`{"update_id":1,"message":{"message_id":2,"from":{"id":3},"chat":{"id":-3,"type":"group"},"date":1,"migrate_to_chat_id":-100}}`,
	`{"update_id":1,"callback_query":{"id":"7","from":{"id":3,"is_bot":false},"message":{"message_id":2,"chat":{"id":3,"type":"private"},"date":0},"chat_instance":"3","data":"1en:start/menu"}}`,
	`{"update_id":1,"callback_query":{"id":"7","from":{"id":3},"inline_message_id":"x","chat_instance":"3","data":"d"}}`,
	`{"update_id":1,"my_chat_member":{"chat":{"id":3,"type":"private"},"from":{"id":3},"date":1,"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked","until_date":0}}}`,
	`{"update_id":1,"channel_post":{"message_id":2,"sender_chat":{"id":-9,"type":"channel"},"chat":{"id":-9,"type":"channel"},"date":1,"text":"/help"}}`,
	`{"update_id":1,"poll_answer":{"poll_id":"1"}}`,
	`{"update_id":1,"message":{"message_id":"2"}}`,
	`{"update_id":1,"message":[]}`, `{"update_id":-1}`, `{}`, `[]`, `null`, `7`, ``, `{"update_id":1e3}`,
}

// No update breaks the decoder; a turn has a chat, and nothing is printed of it.
func FuzzDecode(f *testing.F) {
	for _, s := range shapes {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, ok, err := decode(raw, "me")
		if err != nil && (ok || in.chat != 0 || in.input != (engine.Input{})) {
			t.Fatal("an update that cannot be read is read")
		}
		if err != nil && err.Error() != errUpdate.Error() {
			t.Fatal("the error quotes the update")
		}
		if ok && in.chat == 0 {
			t.Fatal("a turn without a chat")
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			if got := fmt.Sprintf(verb, in); got != "[update]" {
				t.Fatalf("%s prints %q", verb, got)
			}
		}
		_, _, _ = decode(raw, "")
	})
}

// Which update asks for a turn.
func TestDecode(t *testing.T) {
	want := []string{"text", "group", "media", "", "", "tap", "", "left", "", "", "error", "error", "", "", "error", "", "error", "error", "error"}
	for i, s := range shapes {
		in, ok, err := decode([]byte(s), "me")
		got := ""
		switch {
		case err != nil:
			got = "error"
		case !ok:
		case in.left:
			got = "left"
		case in.group:
			got = "group"
		default:
			got = map[engine.InputKind]string{engine.Text: "text", engine.Media: "media", engine.Tap: "tap"}[in.input.Kind]
		}
		if got != want[i] {
			t.Errorf("%s\nis %q, should be %q", s, got, want[i])
		}
	}
}

// Whatever the store gives back, reading it twice is reading it once.
func FuzzNotes(f *testing.F) {
	many := notes{danger: 5}
	for m := range int64(300) {
		many.add(m * m)
	}
	for _, b := range [][]byte{nil, {0}, {1, 2, 3}, bytes.Repeat([]byte{0xff}, 30), many.bytes()} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		n := readNotes(b)
		again := readNotes(n.bytes())
		if n.danger != again.danger || !slices.Equal(n.messages, again.messages) {
			t.Fatalf("%v became %v", n, again)
		}
		if len(n.messages) > maxNoted || slices.ContainsFunc(n.messages, func(m int64) bool { return m <= 0 }) {
			t.Fatalf("%v", n.messages)
		}
	})
}

// A text is cut inside its limit, on a whole character, with the entities that fit.
func FuzzWithin(f *testing.F) {
	f.Add("**bold** words", 5)
	f.Add("😀😀😀", 3)
	f.Add("\na *b*\nc", 4)
	f.Add("- e\u0301 [a](https://example.org)", 9)
	f.Fuzz(func(t *testing.T, src string, limit int) {
		if !utf8.ValidString(src) || limit < 2 || limit > maxText {
			t.Skip()
		}
		r := rendered(src)
		s, entities := r.within(limit)
		checkCut(t, r.b.String(), limit, s, entities)
	})
}

// Whatever is typed is a command, a start, a tap that can be read, or text as it was.
func FuzzTyped(f *testing.F) {
	for _, s := range []string{"/help", "/start es_talk_start", "/start@me help", "/help@other", "/start\thelp", "//", "/", "", "/start " + strings.Repeat("a", 65), "/country ar"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		switch in := typed(s, "me"); in.Kind {
		case engine.Text:
			if in.Text != s {
				t.Fatalf("%q became %q", s, in.Text)
			}
		case engine.Tap:
			if _, err := dialog.ParsePayload(in.Payload); err != nil || !strings.HasPrefix(strings.ToLower(s), "/start") {
				t.Fatalf("%q became a tap: %q", s, in.Payload)
			}
		case engine.Command:
			if _, _, _, known := dialog.Command(in.Command); !known {
				t.Fatalf("%q became a command that nobody knows: %q", s, in.Command)
			}
		case engine.Start, engine.Unknown:
			if !strings.HasPrefix(s, "/") {
				t.Fatalf("%q is not text", s)
			}
		default:
			t.Fatalf("%q became kind %d", s, in.Kind)
		}
	})
}
