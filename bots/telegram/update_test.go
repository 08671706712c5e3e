package telegram_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

var unlimited = setup{fake: telegramtest.Options{Unlimited: true, ReadsGroups: true}}

// quiet checks that what was done before gets no answer: the answer to a later
// command is the next message.
func quiet(t *testing.T, r *rig, p *telegramtest.Person, before int) {
	t.Helper()
	p.Send("/privacy")
	last(t, p, func(m telegramtest.Message) bool {
		return strings.HasSuffix(plain(m), r.said("en", "/privacy")) || strings.HasSuffix(plain(m), r.said("es", "/privacy"))
	})
	if got := fromBot(p.Messages()); len(got) != before+1 {
		t.Errorf("%d messages instead of one: %q", len(got)-before, got[before:])
	}
}

// Media are never fetched, whatever kind they are; a caption is read for danger.
func TestMedia(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	for i, kind := range telegramtest.MediaKinds() {
		p := r.greeted(int64(2000+i), "en")
		p.Media(kind, "")
		m := last(t, p, contains("can't open pictures"))
		if !slices.Contains(data(m), "1en:/help") {
			t.Errorf("%s: no help now", kind)
		}
		if kind == "photo" || kind == "video" || kind == "voice" || kind == "document" {
			p.Media(kind, danger)
			last(t, p, contains(missing))
		}
	}
	if r.server.Calls("getFile")+r.server.Calls("file") != 0 {
		t.Error("a file was asked for")
	}
}

// from is the sender of raw updates.
func from(id int64, more string) string {
	return fmt.Sprintf(`"from":{"id":%d,"is_bot":false,"first_name":"P"%s},"chat":{"id":%d,"type":"private","first_name":"P"},"date":1750000000`, id, more, id)
}

// What a person did not say gets no answer.
func TestSilence(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	for i, tc := range []struct{ name, update string }{
		{"live location moves", `{"edited_message":{"message_id":7,%s,"location":{"latitude":1,"longitude":1,"live_period":900}}}`},
		{"timer set", `{"message":{"message_id":7,%s,"message_auto_delete_timer_changed":{"message_auto_delete_time":86400}}}`},
		{"pinned", `{"message":{"message_id":7,%s,"pinned_message":{"message_id":1}}}`},
		{"background", `{"message":{"message_id":7,%s,"chat_background_set":{"type":{}}}}`},
		{"write access", `{"message":{"message_id":7,%s,"write_access_allowed":{}}}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := r.greeted(int64(2100+i), "en")
			r.server.Raw(json.RawMessage(fmt.Sprintf(tc.update, from(p.ID(), ""))))
			quiet(t, r, p, 1)
		})
	}
	t.Run("another bot", func(t *testing.T) {
		p := r.greeted(2190, "en")
		r.server.Raw(json.RawMessage(strings.Replace(fmt.Sprintf(`{"message":{"message_id":7,%s,"text":"hello"}}`, from(p.ID(), "")), `"is_bot":false`, `"is_bot":true`, 1)))
		quiet(t, r, p, 1)
	})
	t.Run("unblocked", func(t *testing.T) {
		p := r.greeted(2191, "en")
		p.Block()
		p.Unblock()
		quiet(t, r, p, 1)
	})
}

// Edits are read again, and what nobody knows gets a way to help.
func TestUnusual(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	for i, tc := range []struct{ name, update, want string }{
		{"edited text", `{"edited_message":{"message_id":7,%s,"text":"` + danger + `"}}`, strings.ToLower(missing)},
		{"edited caption", `{"edited_message":{"message_id":7,%s,"photo":[{"file_id":"x"}],"caption":"` + danger + `"}}`, strings.ToLower(missing)},
		{"edited picture", `{"edited_message":{"message_id":7,%s,"photo":[{"file_id":"x"}]}}`, "can't open pictures"},
		{"venue", `{"message":{"message_id":7,%s,"venue":{},"location":{"latitude":1,"longitude":1}}}`, "can't open pictures"},
		{"unknown content", `{"message":{"message_id":7,%s,"hologram":{"depth":3}}}`, "help"},
		{"no content", `{"message":{"message_id":7,%s}}`, "help"},
		{"null media", `{"message":{"message_id":7,%s,"photo":null,"text":"/privacy"}}`, "keep"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := r.greeted(int64(2200+i), "en")
			r.server.Raw(json.RawMessage(fmt.Sprintf(tc.update, from(p.ID(), `,"language_code":"en"`))))
			m := last(t, p, func(m telegramtest.Message) bool {
				return len(fromBot(p.Messages())) == 2 && strings.Contains(strings.ToLower(m.Text), tc.want)
			})
			if !slices.Contains(data(m), "1en:/help") {
				t.Errorf("no help now: %+v", m.Keyboard)
			}
		})
	}
}

// Commands work by every name, in any case, addressed or not, and with what stands
// behind them.
func TestCommands(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	menu := func(locale string) string { return r.said(locale, "/menu") }
	for i, tc := range []struct{ text, language, want string }{
		{"/menu", "en", menu("en")},
		{"/MENU", "en", menu("en")},
		{"/menu@porchlighttestbot", "en", menu("en")},
		{"/cancel", "en", menu("en")},
		{"/settings", "en", r.said("en", "/language")},
		{"/help", "en", r.said("en", "/help")},
		{"/help\nplease", "en", r.said("en", "/help")},
		{"/hotline", "en", r.said("en", "/hotline")},
		{"/topics", "en", r.said("en", "/topics")},
		{"/privacy", "es-AR", r.said("es", "/privacy")},
		{"/country ar", "en", "911"},
		{"/language es", "en", menu("es")},
		{"/menu", "es", menu("es")},
		{"/menu", "es-419", menu("es")},
		{"/menu", "pt-br", menu("en")},
		{"/menu", "", menu("en")},
		{"/nosuchthing", "en", "911"},
		{"/start es", "en", r.said("es", "/start")},
		{"/start help", "en", r.said("en", "/help")},
		{"/start es_help", "en", r.said("es", "/help")},
		{"/start es_menu", "en", menu("es")},
		{"/start en_grooming_signs", "es", "trust"},
		{"/start no_such_node_at_all", "en", r.said("en", "/start")},
		{"/start -", "en", r.said("en", "/start")},
		{"/start " + danger, "en", missing},
		{"/menu " + danger, "en", missing},
		{"/start my_daughter_did_not_come_home_last_night_she_is_missing", "en", missing},
	} {
		t.Run(tc.text+" "+tc.language, func(t *testing.T) {
			p := r.server.Person(int64(2300+i), tc.language)
			p.Send(tc.text)
			last(t, p, contains(tc.want))
		})
	}
	t.Run("the region is no country", func(t *testing.T) {
		p := r.server.Person(2390, "es-MX")
		p.Send("/hotline")
		if m := last(t, p, contains("")); strings.Contains(m.Text, "(México)") {
			t.Error(m.Text)
		}
	})
	t.Run("stop and delete", func(t *testing.T) {
		for i, text := range []string{"/stop", "/delete"} {
			p := r.greeted(int64(2391+i), "en")
			p.Send(text)
			last(t, p, contains(r.word("en", "telegram-left")))
		}
	})
}

// Buttons of any age work, also where the message cannot be changed.
func TestTaps(t *testing.T) {
	t.Parallel()
	r := start(t, unlimited)
	for i, tc := range []struct{ payload, want string }{
		{"1en:start/menu", r.said("en", "/menu")},
		{"1es:start/menu", r.said("es", "/menu")},
		{"1en:/help", r.said("en", "/help")},
		{"1en:talk/by-age;age=11-13", ""},
		{"1en:talk/by-age;age=99", ""},
		{"1en:no/such-node", r.said("en", "no/such-node")},
		{"1xx:start/menu", r.said("en", "/menu")},
		{"9zz", r.said("en", "no/such-node")},
		{strings.Repeat("x", 64), r.said("en", "no/such-node")},
	} {
		t.Run(tc.payload, func(t *testing.T) {
			p := r.greeted(int64(2500+i), "en")
			p.TapData(last(t, p, contains("")).ID, tc.payload)
			last(t, p, func(m telegramtest.Message) bool {
				return (m.Edits == 1 || len(fromBot(p.Messages())) == 2) && strings.Contains(plain(m), tc.want)
			})
		})
	}
	t.Run("the message is gone or old", func(t *testing.T) {
		p := r.greeted(2590, "en")
		p.TapData(777_777, "1en:/menu")
		if m := last(t, p, contains(r.said("en", "/menu"))); m.Edits != 0 {
			t.Error("it was edited")
		}
	})
	t.Run("under a picture", func(t *testing.T) {
		p := r.greeted(2591, "en")
		p.Send("/start en_" + strings.ReplaceAll(r.pictured(), "/", "_"))
		photo := last(t, p, func(m telegramtest.Message) bool { return m.Photo })
		p.TapData(photo.ID, "1en:/menu")
		if m := last(t, p, contains(r.said("en", "/menu"))); m.ID == photo.ID {
			t.Error("the picture was edited")
		}
	})
	eventually(t, "all taps answered", func() bool { return r.server.Unanswered() == 0 })
}
