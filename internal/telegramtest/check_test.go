package telegramtest

import (
	"fmt"
	"strings"
	"testing"
)

// TestRules has for each rule a request that is taken and one that is refused.
func TestRules(t *testing.T) {
	s := start(t, Options{Unlimited: true})
	s.Person(1, "en").Start("")
	button := func(members string) string {
		return `{"chat_id":1,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"a",` + members + `}]]}}`
	}
	text := func(n int) string { return fmt.Sprintf(`{"chat_id":1,"text":"%s"}`, strings.Repeat("a", n)) }
	entity := func(text, list string) string {
		return fmt.Sprintf(`{"chat_id":1,"text":%q,"entities":[%s]}`, text, list)
	}
	command := func(name, description string) string {
		return fmt.Sprintf(`{"commands":[{"command":%q,"description":%q}]}`, name, description)
	}
	reply := func(markup string) string { return `{"chat_id":1,"text":"x","reply_markup":` + markup + `}` }
	const bold = `{"type":"bold","offset":0,"length":4}`
	tests := []struct {
		rule, method, good, bad, want string
	}{
		{"type", "sendMessage", text(1), `{"chat_id":1,"text":5}`, "text is not text"},
		{"whole number", "sendMessage", `{"chat_id":"1","text":"x"}`, `{"chat_id":1.5,"text":"x"}`, "chat_id"},
		{"required chat", "sendMessage", text(1), `{"text":"x"}`, "chat_id is empty"},
		{"required text", "sendMessage", text(1), `{"chat_id":1}`, "message text is empty"},
		{"no space only", "sendMessage", text(1), `{"chat_id":1,"text":" \n "}`, "message text is empty"},
		{"unknown name", "sendMessage", text(1), `{"chat_id":1,"text":"x","txet":"y"}`, "txet is no field of sendMessage"},
		{"length", "sendMessage", text(4096), text(4097), "message is too long"},
		{"raw length", "sendMessage", text(4096), text(32769), "text is too long"},
		{"length in units", "sendMessage", fmt.Sprintf(`{"chat_id":1,"text":%q}`, strings.Repeat("🎲", 2048)), fmt.Sprintf(`{"chat_id":1,"text":%q}`, strings.Repeat("🎲", 2049)), "message is too long"},
		{"length after tags", "sendMessage", `{"chat_id":1,"parse_mode":"HTML","text":"<b>` + strings.Repeat("a", 4096) + `</b>"}`, `{"chat_id":1,"parse_mode":"HTML","text":"<b></b>"}`, "message text is empty"},
		{"tags", "sendMessage", `{"chat_id":1,"parse_mode":"HTML","text":"<b>a <i>b</i></b> &lt;"}`, `{"chat_id":1,"parse_mode":"HTML","text":"<b>a <i>b</b></i>"}`, "can't parse entities"},
		{"known tags", "sendMessage", `{"chat_id":1,"parse_mode":"html","text":"<a href=\"https://example.org\">b</a>"}`, `{"chat_id":1,"parse_mode":"HTML","text":"<p>b</p>"}`, "can't parse entities"},
		{"modes", "sendMessage", `{"chat_id":1,"parse_mode":"HTML","text":"b"}`, `{"chat_id":1,"parse_mode":"MarkdownV2","text":"b"}`, "not supported by this fake"},
		{"mode or entities", "sendMessage", entity("abcd", bold), `{"chat_id":1,"text":"abcd","parse_mode":"HTML","entities":[` + bold + `]}`, "excludes entities"},
		{"entity inside", "sendMessage", entity("abcd", bold), entity("abc", bold), "ENTITY_BOUNDS_INVALID"},
		{"entity not empty", "sendMessage", entity("abcd", bold), entity("abcd", `{"type":"bold","offset":1,"length":0}`), "ENTITY_BOUNDS_INVALID"},
		{"entity in units", "sendMessage", entity("🎲🎲", bold), entity("🎲🎲", `{"type":"bold","offset":1,"length":2}`), "splits a character"},
		{"entity type", "sendMessage", entity("abcd", bold), entity("abcd", `{"type":"fat","offset":0,"length":4}`), "entities[0].type"},
		{"entity link", "sendMessage", entity("abcd", `{"type":"text_link","offset":0,"length":4,"url":"https://example.org"}`), entity("abcd", `{"type":"text_link","offset":0,"length":4}`), "no url"},
		{"entities nest", "sendMessage", entity("abcd", bold+`,{"type":"italic","offset":1,"length":2}`), entity("abcdef", bold+`,{"type":"italic","offset":2,"length":4}`), "overlap in part"},
		{"code alone", "sendMessage", entity("abcdef", bold+`,{"type":"code","offset":4,"length":2}`), entity("abcd", bold+`,{"type":"code","offset":1,"length":2}`), "code inside bold"},
		{"quotes alone", "sendMessage", entity("abcd", `{"type":"blockquote","offset":0,"length":4},{"type":"code","offset":1,"length":2}`), entity("abcd", `{"type":"blockquote","offset":0,"length":4},{"type":"expandable_blockquote","offset":1,"length":2}`), "inside blockquote"},
		{"entities count", "sendMessage", entity(strings.Repeat("a", 400), strings.Repeat(bold+",", 99)+bold), entity(strings.Repeat("a", 400), strings.Repeat(bold+",", 100)+bold), "101 members"},
		{"button data", "sendMessage", button(`"callback_data":"` + strings.Repeat("é", 32) + `"`), button(`"callback_data":"` + strings.Repeat("é", 32) + `a"`), "BUTTON_DATA_INVALID"},
		{"button action", "sendMessage", button(`"url":"https://example.org"`), button(`"style":"danger"`), "Text buttons are unallowed"},
		{"one action", "sendMessage", button(`"callback_data":"a"`), button(`"callback_data":"a","url":"https://example.org"`), "2 actions"},
		{"empty copy_text", "sendMessage", button(`"callback_data":"a","copy_text":{"text":""}`), button(`"copy_text":{"text":""}`), "Text buttons are unallowed"},
		{"button link", "sendMessage", button(`"url":"tg://user?id=1"`), button(`"url":"tel:911"`), "BUTTON_URL_INVALID"},
		{"button label", "sendMessage", button(`"callback_data":"a"`), reply(`{"inline_keyboard":[[{"text":"","callback_data":"a"}]]}`), "Text buttons are unallowed"},
		{"button style", "sendMessage", button(`"callback_data":"a","style":"primary"`), button(`"callback_data":"a","style":"pink"`), "style"},
		{"rows", "sendMessage", button(`"callback_data":"a"`), reply(`{"inline_keyboard":[{"text":"a","callback_data":"a"}]}`), "inline_keyboard[0] is not an array"},
		{"keyboard size", "sendMessage", button(`"callback_data":"a"`), reply(`{"inline_keyboard":[[{"text":"` + strings.Repeat("a", 11000) + `","callback_data":"a"}]]}`), "reply markup is too long"},
		{"other markup", "sendMessage", reply(`{"force_reply":true,"input_field_placeholder":"a"}`), reply(`{"force_reply":true,"input_field_placeholder":"` + strings.Repeat("a", 65) + `"}`), "65 characters"},
		{"markup types", "sendMessage", reply(`{"remove_keyboard":true}`), reply(`{"remove":true}`), "reply_markup"},
		{"previews", "sendMessage", `{"chat_id":1,"text":"x","link_preview_options":{"is_disabled":true}}`, `{"chat_id":1,"text":"x","link_preview_options":{"disabled":true}}`, "disabled is no field of LinkPreviewOptions"},
		{"caption", "sendPhoto", `{"chat_id":1,"photo":"https://example.org/a.png","caption":"` + strings.Repeat("a", 1024) + `"}`, `{"chat_id":1,"photo":"https://example.org/a.png","caption":"` + strings.Repeat("a", 1025) + `"}`, "caption is too long"},
		{"file", "sendPhoto", `{"chat_id":1,"photo":"https://example.org/a.png"}`, `{"chat_id":1,"photo":"nothing"}`, "wrong file identifier"},
		{"part", "sendDocument", `{"chat_id":1,"document":"https://example.org/a.pdf"}`, `{"chat_id":1,"document":"attach://a"}`, "no part"},
		{"chat", "sendMessage", text(1), `{"chat_id":2,"text":"x"}`, "chat not found"},
		{"reply", "sendMessage", `{"chat_id":1,"text":"x","reply_parameters":{"message_id":1}}`, `{"chat_id":1,"text":"x","reply_parameters":{"message_id":999}}`, "message to be replied not found"},
		{"action", "sendChatAction", `{"chat_id":1,"action":"typing"}`, `{"chat_id":1,"action":"thinking"}`, "wrong parameter action"},
		{"list of ids", "deleteMessages", `{"chat_id":1,"message_ids":[900,901]}`, `{"chat_id":1,"message_ids":[]}`, "1 to 100"},
		{"a hundred ids", "deleteMessages", `{"chat_id":1,"message_ids":[9` + strings.Repeat(",9", 99) + `]}`, `{"chat_id":1,"message_ids":[9` + strings.Repeat(",9", 100) + `]}`, "1 to 100"},
		{"command", "setMyCommands", command("help_me", "Help"), command("Help", "Help"), "BOT_COMMAND_INVALID"},
		{"command length", "setMyCommands", command(strings.Repeat("a", 32), "Help"), command(strings.Repeat("a", 33), "Help"), "BOT_COMMAND_INVALID"},
		{"command text", "setMyCommands", command("a", strings.Repeat("a", 256)), command("a", strings.Repeat("a", 257)), "BOT_COMMAND_DESCRIPTION_INVALID"},
		{"scope", "setMyCommands", `{"commands":[],"scope":{"type":"chat","chat_id":1}}`, `{"commands":[],"scope":{"type":"chat"}}`, "chat_id"},
		{"scope type", "getMyCommands", `{"scope":{"type":"all_private_chats"}}`, `{"scope":{"type":"all"}}`, "none of the types"},
		{"language", "getMyName", `{"language_code":"es"}`, `{"language_code":"es-AR"}`, "two-letter"},
		{"name", "setMyName", `{"name":"` + strings.Repeat("a", 64) + `"}`, `{"name":"` + strings.Repeat("a", 65) + `"}`, "65 characters"},
		{"description", "setMyDescription", `{"description":"` + strings.Repeat("a", 512) + `"}`, `{"description":"` + strings.Repeat("a", 513) + `"}`, "513 characters"},
		{"short description", "setMyShortDescription", `{"short_description":"` + strings.Repeat("a", 120) + `"}`, `{"short_description":"` + strings.Repeat("a", 121) + `"}`, "121 characters"},
		{"menu", "setChatMenuButton", `{"menu_button":{"type":"commands"}}`, `{"menu_button":{"type":"web_app","text":"x"}}`, "web_app is missing"},
		{"limit", "getUpdates", `{"limit":100}`, `{"limit":101}`, "1 to 100"},
		{"webhook", "setWebhook", `{"url":""}`, `{"url":"http://127.0.0.1/"}`, "HTTPS URL"},
		{"webhook port", "deleteWebhook", `{}`, `{"drop":true}`, "drop is no field"},
		{"webhook secret", "setWebhook", `{"url":"","secret_token":"aB_-"}`, `{"url":"","secret_token":"a b"}`, "secret_token"},
		{"connections", "setWebhook", `{"url":"","max_connections":100}`, `{"url":"","max_connections":101}`, "1 to 100"},
		{"file ids", "getFile", `{"file_id":"photo-1"}`, `{"file_id":"other-x"}`, "invalid file_id"},
	}
	s.Person(1, "en").Media("photo", "")
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			before := len(s.Violations())
			ok(t, s, tt.method, tt.good)
			if n := len(s.Violations()); n != before {
				t.Errorf("the good request is a violation: %q", s.Violations()[before:])
			}
			a := refused(t, s, tt.method, tt.bad, tt.want)
			if a.Code != 400 {
				t.Errorf("code %d, want 400", a.Code)
			}
			wantViolation := tt.rule != "reply"
			if got := len(s.Violations()) == before+1; got != wantViolation {
				t.Errorf("recorded as a violation: %v, want %v", got, wantViolation)
			}
		})
	}
}

func TestMethods(t *testing.T) {
	s := start(t, Options{})
	if len(handlers) != len(s.spec.methods) {
		t.Errorf("%d handlers for %d methods", len(handlers), len(s.spec.methods))
	}
	for _, m := range s.spec.methods {
		if handlers[m.name] == nil {
			t.Errorf("nobody handles %s", m.name)
		}
	}
	ok(t, s, "GETME", "")
	ok(t, s, "test/getMe", "")
	ok(t, s, "close", "")
	ok(t, s, "logOut", "")
	if a := call(t, s, "sendPoll", "{}"); a.Code != 400 || !strings.Contains(a.Description, "method not supported by this fake") {
		t.Errorf("sendPoll: %+v", a)
	}
	if a := call(t, s, "sendNothing", "{}"); a.Code != 404 || a.Description != "Not Found" {
		t.Errorf("sendNothing: %+v", a)
	}
	if n := len(s.Violations()); n != 2 {
		t.Errorf("%d violations, want 2: %q", n, s.Violations())
	}
	if n := s.Calls("getMe"); n != 2 {
		t.Errorf("getMe counted %d times, want 2", n)
	}
}

func TestEncodings(t *testing.T) {
	s := start(t, Options{Unlimited: true})
	p := s.Person(1, "en")
	p.Start("")
	const multi = "--b\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nmulti\r\n--b--\r\n"
	for _, tt := range []struct{ path, kind, body string }{
		{"sendMessage", "application/json; charset=utf-8", `{"chat_id":1,"text":"json"}`},
		{"sendMessage", "application/x-www-form-urlencoded", `chat_id=1&text=form&disable_notification=true&entities=%5B%7B%22type%22%3A%22bold%22%2C%22offset%22%3A0%2C%22length%22%3A4%7D%5D`},
		{"sendMessage?chat_id=1&text=query", "", ""},
		{"sendMessage", "multipart/form-data; boundary=b", multi},
	} {
		if a, err := post(s, tt.path, tt.kind, tt.body); err != nil || !a.OK {
			t.Errorf("%s %s: %v %s", tt.kind, tt.path, err, a.Description)
		}
	}
	if a, err := post(s, "getMe", "multipart/form-data; boundary=b", ""); err != nil || !a.OK {
		t.Errorf("empty multipart: %v %s", err, a.Description)
	}
	clean(t, s)
	if n := fromBot(p.Messages()); n != 4 {
		t.Errorf("%d messages, want 4", n)
	}
	for _, tt := range []struct{ kind, body string }{
		{"application/json", `[1]`},
		{"application/json", `{"chat_id":1,"text":"x"} more`},
		{"application/x-www-form-urlencoded", `chat_id=1&text=x&disable_notification=perhaps`},
		{"application/x-www-form-urlencoded", `chat_id=1&text=x&entities=[`},
		{"text/xml", `<a/>`},
	} {
		if a, err := post(s, "sendMessage", tt.kind, tt.body); err != nil || a.Code != 400 {
			t.Errorf("%s %s: %v %+v", tt.kind, tt.body, err, a)
		}
	}
}
