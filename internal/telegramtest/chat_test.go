package telegramtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
)

// checkUpdates counts what waits; the call itself holds it against the type Update.
func checkUpdates(t testing.TB, s *Server, want int) {
	t.Helper()
	a := ok(t, s, "getUpdates", `{"offset":-100}`)
	var list []gotUpdate
	mustUnmarshal(a.Result, &list)
	if len(list) != want {
		t.Errorf("%d updates, want %d: %s", len(list), want, a.Result)
	}
}

func TestUpdatesFitTheirTypes(t *testing.T) {
	s := start(t, Options{Unlimited: true, ReadsGroups: true})
	p := s.Person(1, "es")
	n := 0
	for _, kind := range MediaKinds() {
		if p.Media(kind, "caption") == 0 {
			t.Errorf("%s is not sent", kind)
		}
		n++
	}
	p.Start("es_help")
	ok(t, s, "sendMessage", `{"chat_id":1,"text":"Hello","reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}}`)
	list := p.Messages()
	last := list[len(list)-1]
	if _, err := p.Tap(last.ID, "Go"); err != nil {
		t.Error(err)
	}
	p.TapData(9999, "old")
	p.Edit(list[len(list)-2].ID, "edited")
	p.Reply(last.ID, "an answer")
	p.Block()
	p.Unblock()
	g := s.Group(-5, false)
	g.Send(p, "hello all")
	next := g.MigrateTo(-1005)
	next.Send(p, "hello again")
	next.Kick(p)
	s.Channel(-1006).Send(nil, "news")
	checkUpdates(t, s, n+13)
	clean(t, s)
}

func TestPeople(t *testing.T) {
	s := start(t, Options{})
	never := s.Person(1, "en")
	if a := refused(t, s, "sendMessage", `{"chat_id":1,"text":"x"}`, "bot can't initiate conversation with a user"); a.Code != 403 {
		t.Errorf("code %d, want 403", a.Code)
	}
	if len(s.Violations()) != 1 {
		t.Errorf("writing first is no violation: %q", s.Violations())
	}
	never.Send("hello")
	ok(t, s, "sendMessage", `{"chat_id":1,"text":"x"}`)
	never.Block()
	if a := refused(t, s, "sendMessage", `{"chat_id":1,"text":"x"}`, "Forbidden: bot was blocked by the user"); a.Code != 403 {
		t.Errorf("code %d, want 403", a.Code)
	}
	if never.Send("x") != 0 {
		t.Error("a person who blocked the bot writes to it")
	}
	never.Start("")
	ok(t, s, "sendMessage", `{"chat_id":1,"text":"x"}`)
	never.Deactivate()
	if a := refused(t, s, "sendMessage", `{"chat_id":1,"text":"x"}`, "Forbidden: user is deactivated"); a.Code != 403 {
		t.Errorf("code %d, want 403", a.Code)
	}
	if len(s.Violations()) != 1 {
		t.Errorf("circumstances are violations: %q", s.Violations())
	}
}

func TestGroups(t *testing.T) {
	s := start(t, Options{})
	p := s.Person(1, "en")
	p.Start("")
	g := s.Group(-5, false)
	if g.Send(p, "hello all") != 0 {
		t.Error("the bot hears what is not for it")
	}
	if g.Send(p, "/help@another_bot") != 0 {
		t.Error("the bot hears another bot's command")
	}
	if g.Send(p, "/help@"+defaultUsername) == 0 || g.Send(p, "/help") == 0 {
		t.Error("the bot does not hear its command")
	}
	ok(t, s, "sendMessage", `{"chat_id":-5,"text":"x"}`)
	list := g.Messages()
	if g.Reply(p, list[len(list)-1].ID, "thanks") == 0 {
		t.Error("the bot does not hear an answer to it")
	}
	g.MigrateTo(-1005)
	if a := refused(t, s, "sendMessage", `{"chat_id":-5,"text":"x"}`, "upgraded to a supergroup"); a.Parameters.MigrateTo != -1005 {
		t.Errorf("migrate_to_chat_id is %d", a.Parameters.MigrateTo)
	}
	ok(t, s, "sendMessage", `{"chat_id":-1005,"text":"x"}`)
	s.Group(-1005, true).Kick(p)
	refused(t, s, "sendMessage", `{"chat_id":-1005,"text":"x"}`, "Forbidden: bot was kicked from the supergroup chat")
	clean(t, s)
}

func TestMessageIDs(t *testing.T) {
	s := start(t, Options{})
	a, b, super := s.Person(1, ""), s.Person(2, ""), s.Group(-1005, true)
	a.Send("a")
	b.Send("b")
	super.Send(a, "/c")
	if got := fmt.Sprint(a.Messages()[0].ID, b.Messages()[0].ID, super.Messages()[0].ID); got != "1 2 1" {
		t.Errorf("ids %s, want 1 2 1: private chats share a counter, a supergroup has its own", got)
	}
}

func TestEdit(t *testing.T) {
	s := start(t, Options{Unlimited: true})
	p := s.Person(1, "en")
	p.Start("")
	const keyboard = `"reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}`
	ok(t, s, "sendMessage", `{"chat_id":1,"text":"one",`+keyboard+`}`)
	refused(t, s, "editMessageText", `{"chat_id":1,"message_id":2,"text":"one",`+keyboard+`}`, "message is not modified")
	ok(t, s, "editMessageText", `{"chat_id":1,"message_id":2,"text":"two",`+keyboard+`}`)
	ok(t, s, "editMessageReplyMarkup", `{"chat_id":1,"message_id":2}`)
	refused(t, s, "editMessageReplyMarkup", `{"chat_id":1,"message_id":2}`, "message is not modified")
	refused(t, s, "editMessageText", `{"chat_id":1,"message_id":1,"text":"x"}`, "message can't be edited")
	refused(t, s, "editMessageText", `{"chat_id":1,"message_id":77,"text":"x"}`, "message to edit not found")
	clean(t, s)
	refused(t, s, "editMessageText", `{"text":"x"}`, "message identifier is not specified")
	refused(t, s, "editMessageCaption", `{"chat_id":1,"message_id":2,"caption":"x"}`, "there is no caption")
	refused(t, s, "editMessageText", `{"inline_message_id":"1","text":"x"}`, "not supported")

	m := p.Messages()[1]
	if m.Text != "two" || m.Edits != 2 || m.Keyboard != nil {
		t.Errorf("the phone shows %+v", m)
	}

	ok(t, s, "sendPhoto", `{"chat_id":1,"photo":"https://example.org/a.png","caption":"c"}`)
	ok(t, s, "editMessageCaption", `{"chat_id":1,"message_id":3,"caption":"d","k":true}`)
	ok(t, s, "editMessageMedia", `{"chat_id":1,"message_id":3,"media":{"type":"photo","media":"https://example.org/b.png","caption":"e"}}`)
	refused(t, s, "editMessageMedia", `{"chat_id":1,"message_id":3,"media":{"type":"video","media":"https://example.org/b.mp4"}}`, "not supported")
	refused(t, s, "editMessageText", `{"chat_id":1,"message_id":3,"text":"x"}`, "there is no text")
	if m := p.Messages()[2]; m.Caption != "e" || !m.Photo || m.Edits != 2 {
		t.Errorf("the phone shows %+v", m)
	}
}

// TestFormats has texts as they are sent and as the phone shows them: without space
// at their ends, and with formats in their places.
func TestFormats(t *testing.T) {
	s := start(t, Options{Unlimited: true})
	p := s.Person(1, "en")
	p.Start("")
	for _, tt := range []struct{ params, text, entities string }{
		{`"text":"<b>Hi <i>you</i></b> &amp; me","parse_mode":"HTML"`, "Hi you & me", "[{bold 0 6  } {italic 3 3  }]"},
		{`"text":"<a href=\"https://example.org/?a=1&amp;b\">link</a>","parse_mode":"HTML"`, "link", "[{text_link 0 4 https://example.org/?a=1&b }]"},
		{`"text":"  🎲 bold  ","entities":[{"type":"bold","offset":2,"length":9}]`, "🎲 bold", "[{bold 0 7  }]"},
		{`"text":"  plain","entities":[{"type":"bold","offset":0,"length":2}]`, "plain", "[]"},
		{`"text":"two\nlines","entities":[{"type":"pre","offset":0,"length":3,"language":"go"}]`, "two\nlines", "[{pre 0 3  go}]"},
	} {
		ok(t, s, "sendMessage", `{"chat_id":1,`+tt.params+`}`)
		list := p.Messages()
		m := list[len(list)-1]
		if got := fmt.Sprint(m.Entities); m.Text != tt.text || got != tt.entities {
			t.Errorf("%s shows %q %s, want %q %s", tt.params, m.Text, got, tt.text, tt.entities)
		}
	}
	clean(t, s)
}

func TestDelete(t *testing.T) {
	c := fakeapi.NewClock()
	s := start(t, Options{Unlimited: true, Now: c.Now})
	p := s.Person(1, "en")
	p.Start("")
	ok(t, s, "sendMessage", `{"chat_id":1,"text":"two"}`)
	ok(t, s, "sendMessage", `{"chat_id":1,"text":"three"}`)
	ok(t, s, "deleteMessage", `{"chat_id":1,"message_id":1}`)
	refused(t, s, "deleteMessage", `{"chat_id":1,"message_id":1}`, "message to delete not found")
	ok(t, s, "deleteMessages", `{"chat_id":1,"message_ids":[1,2,55]}`)
	if list := p.Messages(); len(list) != 1 || list[0].Text != "three" {
		t.Errorf("the phone shows %+v", list)
	}
	c.Pass(48 * time.Hour)
	refused(t, s, "deleteMessage", `{"chat_id":1,"message_id":3}`, "message can't be deleted")
	refused(t, s, "deleteMessages", `{"chat_id":1,"message_ids":[3]}`, "message can't be deleted")

	s.Group(-5, false).Send(p, "/x")
	refused(t, s, "deleteMessage", `{"chat_id":-5,"message_id":4}`, "message can't be deleted")
	clean(t, s)
}

func TestCallbacks(t *testing.T) {
	c := fakeapi.NewClock()
	s := start(t, Options{Unlimited: true, Now: c.Now})
	p := s.Person(1, "en")
	p.Start("")
	ok(t, s, "sendMessage", `{"chat_id":1,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"go"},{"text":"Web","url":"https://example.org"}]]}}`)
	tap := func() gotUpdate {
		t.Helper()
		id, err := p.Tap(2, "Go")
		if err != nil {
			t.Fatal(err)
		}
		list := updates(t, s, fmt.Sprintf(`{"offset":%d}`, id))
		if len(list) != 1 || list[0].Callback == nil {
			t.Fatalf("updates %+v", list)
		}
		return list[0]
	}
	answer := func(u gotUpdate, text string) string {
		return fmt.Sprintf(`{"callback_query_id":%q,"text":%q}`, u.Callback.ID, text)
	}
	u := tap()
	if u.Callback.Data != "go" || u.Callback.Message.Date == 0 {
		t.Errorf("tap %+v", u.Callback)
	}
	if s.Unanswered() != 1 {
		t.Error("the tap does not wait for its answer")
	}
	ok(t, s, "answerCallbackQuery", answer(u, "done"))
	refused(t, s, "answerCallbackQuery", answer(u, "done"), "query is too old")
	if got := p.Popups(); len(got) != 1 || got[0] != "done" {
		t.Errorf("popups %q", got)
	}
	u = tap()
	c.Pass(9 * time.Second)
	ok(t, s, "answerCallbackQuery", answer(u, ""))
	u = tap()
	c.Pass(10 * time.Second)
	refused(t, s, "answerCallbackQuery", answer(u, ""), "query is too old")
	clean(t, s)
	refused(t, s, "answerCallbackQuery", answer(u, strings.Repeat("a", 201)), "MESSAGE_TOO_LONG")

	c.Pass(48 * time.Hour)
	if u = tap(); u.Callback.Message.Date != 0 {
		t.Error("a message of two days ago is still accessible")
	}
	if _, err := p.Tap(2, "Stop"); err == nil || !strings.Contains(err.Error(), `"Go" "Web"`) {
		t.Errorf("a button that is not there: %v", err)
	}
	if _, err := p.Tap(2, "Web"); err == nil {
		t.Error("a link tells the bot of its tap")
	}
}

func TestLimits(t *testing.T) {
	c := fakeapi.NewClock()
	s := start(t, Options{Now: c.Now})
	for id := range int64(20) {
		s.Person(1+id, "").Start("")
	}
	g := s.Group(-5, false)
	g.Send(s.Person(1, ""), "/x")
	const one = `{"chat_id":1,"text":"x"}`
	for range int(chatRate.burst) {
		ok(t, s, "sendMessage", one)
	}
	a := refused(t, s, "sendMessage", one, "Too Many Requests: retry after 1")
	if a.Code != 429 || a.Parameters.RetryAfter != 1 || a.header.Get("Retry-After") != "1" {
		t.Errorf("%+v", a)
	}
	ok(t, s, "sendMessage", `{"chat_id":2,"text":"x"}`)
	c.Pass(time.Second)
	ok(t, s, "sendMessage", one)
	refused(t, s, "sendMessage", one, "Too Many")

	c.Pass(time.Minute)
	for range int(groupRate.burst) {
		ok(t, s, "sendMessage", `{"chat_id":-5,"text":"x"}`)
	}
	if a := refused(t, s, "sendMessage", `{"chat_id":-5,"text":"x"}`, "retry after 3"); a.Code != 429 {
		t.Errorf("%+v", a)
	}

	c.Pass(time.Minute)
	for i := range int(totalRate.burst) {
		ok(t, s, "sendMessage", fmt.Sprintf(`{"chat_id":%d,"text":"x"}`, i/2+1))
	}
	refused(t, s, "sendMessage", `{"chat_id":20,"text":"x"}`, "Too Many")
	clean(t, s)
}

func TestProfile(t *testing.T) {
	s := start(t, Options{})
	get := func(name, body string) string {
		t.Helper()
		return string(ok(t, s, name, body).Result)
	}
	ok(t, s, "setMyCommands", `{"commands":[{"command":"help","description":"Help"}],"language_code":"en"}`)
	for _, tt := range []struct{ name, body, want string }{
		{"getMyCommands", `{"language_code":"en"}`, `[{"command":"help","description":"Help"}]`},
		{"getMyCommands", `{}`, `[]`},
		{"getMyCommands", `{"language_code":"en","scope":{"type":"all_private_chats"}}`, `[]`},
		{"getMyName", `{}`, `{"name":"Test bot"}`},
		{"getChatMenuButton", `{}`, `{"type":"commands"}`},
	} {
		if got := get(tt.name, tt.body); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.name, tt.body, got, tt.want)
		}
	}
	ok(t, s, "deleteMyCommands", `{"language_code":"en"}`)
	ok(t, s, "setMyName", `{"name":"Porchlight"}`)
	ok(t, s, "setMyDescription", `{"description":"Hello"}`)
	ok(t, s, "setMyDescription", `{"description":"Hola","language_code":"es"}`)
	ok(t, s, "setMyShortDescription", `{"short_description":"Short"}`)
	ok(t, s, "setChatMenuButton", `{"menu_button":{"type":"default"}}`)
	for _, tt := range []struct{ name, body, want string }{
		{"getMyCommands", `{"language_code":"en"}`, `[]`},
		{"getMyName", `{"language_code":"es"}`, `{"name":"Porchlight"}`},
		{"getMyDescription", `{"language_code":"es"}`, `{"description":"Hola"}`},
		{"getMyDescription", `{"language_code":"fr"}`, `{"description":"Hello"}`},
		{"getMyShortDescription", `{}`, `{"short_description":"Short"}`},
		{"getChatMenuButton", `{"chat_id":1}`, `{"type":"default"}`},
	} {
		if got := get(tt.name, tt.body); got != tt.want {
			t.Errorf("%s %s: %s, want %s", tt.name, tt.body, got, tt.want)
		}
	}
	clean(t, s)
}
