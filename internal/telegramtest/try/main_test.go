package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi/byhand"
	"github.com/porchlight-chat/porchlight/internal/telegramtest"
)

// answering is a bot that says hello under buttons and edits what was tapped.
func answering(t *testing.T, s *telegramtest.Server) {
	t.Helper()
	call := func(method string, params map[string]any) (result json.RawMessage) {
		body, _ := json.Marshal(params)
		r, err := http.Post(s.URL()+"/bot"+s.Token()+"/"+method, "application/json", bytes.NewReader(body))
		if err != nil {
			return nil
		}
		defer r.Body.Close()
		var a struct{ Result json.RawMessage }
		_ = json.NewDecoder(r.Body).Decode(&a)
		return a.Result
	}
	keyboard := map[string]any{"inline_keyboard": [][]map[string]string{
		{{"text": "Go on", "callback_data": "go"}}, {{"text": "Web", "url": "https://example.org"}},
	}}
	offset := 0
	for {
		var list []struct {
			ID       int `json:"update_id"`
			Callback *struct {
				ID      string
				Message struct {
					ID int `json:"message_id"`
				}
			} `json:"callback_query"`
		}
		result := call("getUpdates", map[string]any{"offset": offset, "timeout": 5})
		if result == nil {
			return // the server was closed
		}
		_ = json.Unmarshal(result, &list)
		for _, u := range list {
			offset = u.ID + 1
			if u.Callback == nil {
				call("sendMessage", map[string]any{"chat_id": personID, "text": "🎲 hello", "entities": []map[string]any{{"type": "bold", "offset": 3, "length": 5}}, "reply_markup": keyboard})
				continue
			}
			call("answerCallbackQuery", map[string]any{"callback_query_id": u.Callback.ID, "text": "tapped"})
			call("editMessageText", map[string]any{"chat_id": personID, "message_id": u.Callback.Message.ID, "text": "gone"})
		}
	}
}

func TestScript(t *testing.T) {
	s := telegramtest.New(telegramtest.Options{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		answering(t, s)
	}()
	var out bytes.Buffer
	c := &chat{server: s, person: s.Person(personID, "en"), screen: &screen{out: &out, styles: paper, edits: map[int64]int{}}}
	byhand.Play(c, strings.NewReader(":start es\n:2\n:1\n:1\n:media cat\n:quit\nnever sent\n"), &out, 5*time.Second)
	s.Close()
	<-done
	want := `> :start es

  🎲 **hello**
    1. Go on
    2. Web -> https://example.org

> :2
  (button "Web" tells the bot nothing)
> :1

  (edited) gone

  (notice: tapped)
> :1
  (there is no message with buttons)
> :media cat
  (no media of kind "cat")
> :quit
`
	if got := out.String(); got != want {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
}
