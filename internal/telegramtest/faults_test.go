package telegramtest

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

const hello = `{"chat_id":1,"text":"hello"}`

func faulty(t *testing.T, f Fault) (*Server, *Person) {
	t.Helper()
	s := start(t, Options{Unlimited: true})
	p := s.Person(1, "en")
	p.Start("")
	s.Fail(f)
	t.Cleanup(func() { clean(t, s) })
	return s, p
}

func TestFaultAnswers(t *testing.T) {
	for kind, code := range map[FaultKind]int{TooMany: 429, ServerError: 500, Unauthorized: 401, Conflict: 409} {
		t.Run(string(kind), func(t *testing.T) {
			s, p := faulty(t, Fault{Kind: kind, RetryAfter: 7, Times: 1})
			a := call(t, s, "sendMessage", hello)
			if a.Code != code || (kind == TooMany) != (a.Parameters.RetryAfter == 7) {
				t.Errorf("%+v", a)
			}
			ok(t, s, "sendMessage", hello)
			if n := fromBot(p.Messages()); n != 1 {
				t.Errorf("%d messages, want 1", n)
			}
		})
	}
}

func TestFaultPage(t *testing.T) {
	s, _ := faulty(t, Fault{Kind: BadGatewayHTML})
	r, err := http.Post(s.URL()+"/bot"+s.Token()+"/sendMessage", "application/json", strings.NewReader(hello))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	if r.StatusCode != 502 || !strings.HasPrefix(string(body), "<html>") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	s.ClearFaults()
	ok(t, s, "sendMessage", hello)
}

func TestFaultResets(t *testing.T) {
	for kind, want := range map[FaultKind]int{ResetBefore: 0, ResetAfter: 1} {
		t.Run(string(kind), func(t *testing.T) {
			s, p := faulty(t, Fault{Kind: kind, Times: 1})
			if _, err := try(s, "sendMessage", hello); err == nil {
				t.Error("there is an answer")
			}
			if n := fromBot(p.Messages()); n != want {
				t.Errorf("%d messages, want %d", n, want)
			}
		})
	}
}

func TestFaultHangs(t *testing.T) {
	s, p := faulty(t, Fault{Kind: Hang, Times: 1})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+"/bot"+s.Token()+"/sendMessage", strings.NewReader(hello))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if r, err := http.DefaultClient.Do(req); err == nil {
		r.Body.Close()
		t.Error("there is an answer")
	}
	if fromBot(p.Messages()) != 0 {
		t.Error("a hanging request was done")
	}
}

func TestFaultSlow(t *testing.T) {
	s, _ := faulty(t, Fault{Kind: Slow, After: 50 * time.Millisecond, Times: 1})
	begin := time.Now()
	ok(t, s, "sendMessage", hello)
	if took := time.Since(begin); took < 50*time.Millisecond {
		t.Errorf("answered after %v", took)
	}
	if done := s.Accepted(1)[0].Sub(begin); done >= 50*time.Millisecond {
		t.Errorf("done after %v, want at once", done)
	}
}

func TestFaultsOfAMethodAndChat(t *testing.T) {
	s, _ := faulty(t, Fault{Kind: ServerError, Method: "sendMessage", Chat: 2})
	s.Person(2, "en").Start("")
	ok(t, s, "sendMessage", hello)
	ok(t, s, "sendChatAction", `{"chat_id":2,"action":"typing"}`)
	if a := call(t, s, "sendMessage", `{"chat_id":2,"text":"x"}`); a.Code != 500 {
		t.Errorf("%+v", a)
	}
	log := s.Log()
	if got := log[len(log)-1]; got.Method != "sendMessage" || got.Chat != 2 || got.Outcome != "500 Internal Server Error" {
		t.Errorf("log %+v", got)
	}
}

func TestTokenAndFiles(t *testing.T) {
	s := start(t, Options{})
	p := s.Person(1, "en")
	p.Media("photo", "")
	get := func(path string) int {
		t.Helper()
		r, err := http.Get(s.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		return r.StatusCode
	}
	for path, want := range map[string]int{
		"/bot1:wrong/getMe":           401,
		"/bot" + s.Token() + "/getMe": 200,
		"/other":                      404,
		"/file/bot" + s.Token() + "/files/photo-1":      200,
		"/file/bot" + s.Token() + "/files/photo-2":      404,
		"/file/bot1:wrong/files/photo-1":                401,
		"/bot" + s.Token() + "/getFile?file_id=photo-1": 200,
	} {
		if got := get(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	if s.Calls("file") != 3 || s.Calls("getFile") != 1 {
		t.Errorf("%d downloads and %d getFile, want 3 and 1", s.Calls("file"), s.Calls("getFile"))
	}
}
