package telegramtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestCountOnly(t *testing.T) {
	var mu sync.Mutex
	sent, edited := 0, 0
	count := func(n *int) func(int64, int64, string) {
		return func(int64, int64, string) {
			mu.Lock()
			defer mu.Unlock()
			*n++
		}
	}
	s := start(t, Options{CountOnly: true, Unlimited: true, OnAccepted: count(&sent), OnEdited: count(&edited)})
	p := s.Person(1, "en")
	p.Start("")
	for i := range 3 {
		ok(t, s, "sendMessage", fmt.Sprintf(`{"chat_id":1,"text":"%d","reply_parameters":{"message_id":1},"reply_markup":{"inline_keyboard":[[{"text":"Go","callback_data":"go"}]]}}`, i))
	}
	list := p.Messages()
	if len(list) != 1 || list[0].Text != "2" || len(s.Log()) != 0 || len(s.Accepted(1)) != 0 || s.Calls("sendMessage") != 3 {
		t.Errorf("kept %+v and %d calls", list, len(s.Log()))
	}
	if _, err := p.Tap(list[0].ID, "Go"); err != nil {
		t.Error(err)
	}
	ok(t, s, "editMessageText", fmt.Sprintf(`{"chat_id":1,"message_id":%d,"text":"edited"}`, list[0].ID))
	ok(t, s, "deleteMessages", `{"chat_id":1,"message_ids":[1,2,3]}`)
	if sent != 3 || edited != 1 {
		t.Errorf("%d sent and %d edited, want 3 and 1", sent, edited)
	}
	clean(t, s)
}

// TestManyAtOnce is for the race detector: people, a poller and senders together.
func TestManyAtOnce(t *testing.T) {
	const people, each = 20, 5
	s := start(t, Options{Unlimited: true})
	var wg sync.WaitGroup
	for id := range int64(people) {
		p := s.Person(id+1, "en")
		p.Start("")
		wg.Go(func() {
			for range each {
				p.Send("hello")
			}
		})
		wg.Go(func() {
			for range each {
				if a, err := try(s, "sendMessage", fmt.Sprintf(`{"chat_id":%d,"text":"x"}`, p.ID())); err != nil || !a.OK {
					t.Errorf("%v %+v", err, a)
				}
			}
		})
		wg.Go(func() {
			if err := p.Wait(each, 10*time.Second); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	seen := 0
	for offset := int64(0); ; {
		list := updates(t, s, fmt.Sprintf(`{"offset":%d}`, offset))
		if len(list) == 0 {
			break
		}
		seen += len(list)
		offset = list[len(list)-1].ID + 1
	}
	if want := people * (each + 1); seen != want {
		t.Errorf("%d updates, want %d", seen, want)
	}
	clean(t, s)
}

// FuzzRequest throws bodies at every method: refused or done, never a panic.
func FuzzRequest(f *testing.F) {
	s := New(Options{Unlimited: true, AllowHTTPWebhook: true})
	f.Cleanup(s.Close)
	s.Person(1, "en").Start("")
	var names []string
	for name := range handlers {
		if name != "setWebhook" { // would deliver
			names = append(names, name)
		}
	}
	for _, body := range []string{
		`{"chat_id":1,"text":"x","entities":[{"type":"bold","offset":0,"length":1}],"reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}}`,
		`{"chat_id":1,"photo":"attach://a","caption":"<b>x</b>","parse_mode":"HTML"}`,
		`{"chat_id":1,"message_id":2,"media":{"type":"photo","media":"https://example.org/a.png"}}`,
		`{"commands":[{"command":"a","description":"b"}],"scope":{"type":"chat","chat_id":1}}`,
		`{"message_ids":[1,2],"chat_id":1}`, `{"menu_button":{"type":"commands"}}`, `{"offset":-1}`, `[]`, `{"chat_id":null}`,
	} {
		for i := range names {
			f.Add(uint(i), body)
		}
	}
	f.Fuzz(func(t *testing.T, which uint, body string) {
		name := names[which%uint(len(names))]
		if name == "getUpdates" && strings.Contains(body, "timeout") {
			return
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/bot"+s.Token()+"/"+name, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		if name == "getUpdates" {
			go func() { s.Person(1, "en").Send("wake") }()
		}
		s.ServeHTTP(w, r)
		if w.Code != 200 && w.Code < 400 {
			t.Errorf("%s %s: status %d", name, body, w.Code)
		}
	})
}
