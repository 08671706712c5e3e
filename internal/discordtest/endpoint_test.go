package discordtest

import (
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

func mustHex(text string) []byte {
	data, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return data
}

func fresh(stamp string, now time.Time) bool {
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	return err == nil && now.Sub(time.Unix(seconds, 0)).Abs() < 5*time.Minute
}

// answering is an endpoint that says the same to everything.
func answering(t *testing.T, status int, body string) string {
	t.Helper()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(web.Close)
	return web.URL
}

func TestCarelessEndpointIsFound(t *testing.T) {
	s := start(t, Options{})
	s.SetEndpoint(answering(t, 200, `{"type":1}`))
	if err := s.Probe(ProbePing); err != nil {
		t.Error(err)
	}
	for _, p := range Probes()[1:] {
		if err := s.Probe(p); err == nil {
			t.Errorf("%s is taken", p)
		}
	}
	if n := len(s.Violations()); n != len(Probes())-1 {
		t.Errorf("%d violations", n)
	}
}

func TestEndpointAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		body    string
		problem string
	}{
		"refused":   {500, "", "the endpoint answered 500"},
		"no JSON":   {200, "hello", "no JSON"},
		"wrong":     {200, `{"type":4,"data":{"contnt":"x"}}`, "contnt"},
		"too long":  {200, said(strings.Repeat("a", 2001)), "2000 or fewer"},
		"good":      {200, said("hello"), ""},
		"elsewhere": {202, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, Options{})
			w.SetEndpoint(answering(t, c.status, c.body))
			i := w.ask()
			if c.status == 202 {
				w.ok("POST", callbackPath(i), said("hello"))
			}
			m, err := i.Answer(soon)
			if c.problem != "" {
				if err == nil || !strings.Contains(err.Error(), c.problem) {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil || m.Text != "hello" {
				t.Errorf("%+v, %v", m, err)
			}
			w.clean()
		})
	}
}

func TestEndpointIsTooSlow(t *testing.T) {
	w := newWorld(t, Options{FirstResponse: 50 * time.Millisecond})
	w.SetEndpoint(silent(t))
	o, _ := w.ask().Done(soon)
	if o.Problem != "no answer in time" || o.Callback != 0 {
		t.Errorf("%+v", o)
	}
	w.SetEndpoint("http://127.0.0.1:1")
	if o, _ := w.ask().Done(soon); o.Problem != "the connection failed" {
		t.Errorf("%+v", o)
	}
}

// silent is an endpoint that never answers.
func silent(t *testing.T) string {
	t.Helper()
	done := make(chan struct{})
	web := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-done }))
	t.Cleanup(func() { close(done); web.Close() })
	return web.URL
}

func TestEndpointReplayAndDuplicate(t *testing.T) {
	s := start(t, Options{})
	w := &world{Server: s, t: t, answers: responses()}
	w.ok("PUT", "/applications/4242/commands", someCommands)
	w.general, w.parent = s.Guild("100").Channel("general"), s.User("200", "en-US")
	s.SetEndpoint(endpoint(t, s).URL)
	i := w.ask()
	if _, err := i.Answer(soon); err != nil {
		t.Fatal(err)
	}
	for age, want := range map[time.Duration]int{0: 200, time.Hour: 401} {
		if status, err := i.Replay(age); status != want {
			t.Errorf("a replay after %v: %d, %v", age, status, err)
		}
	}
	i.Again()
	if !s.WaitFor(func() bool { return s.Calls("endpoint answer") == 2 }, soon) {
		t.Error("the duplicate was not sent")
	}
}
