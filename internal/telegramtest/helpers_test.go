package telegramtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func start(t testing.TB, o Options) *Server {
	t.Helper()
	s := New(o)
	t.Cleanup(s.Close)
	return s
}

// an answer of the API; header is of HTTP.
type answer struct {
	OK          bool
	Result      json.RawMessage
	Code        int `json:"error_code"`
	Description string
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	}
	header http.Header
}

// call sends a JSON body, and checks what comes back against the specification.
func call(t testing.TB, s *Server, name, body string) answer {
	t.Helper()
	a, err := try(s, name, body)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if a.OK {
		checkResult(t, s, name, a.Result)
	}
	return a
}

func try(s *Server, name, body string) (answer, error) {
	return post(s, name, "application/json", body)
}

func post(s *Server, name, kind, body string) (answer, error) {
	var a answer
	r, err := http.Post(s.URL()+"/bot"+s.Token()+"/"+name, kind, strings.NewReader(body))
	if err != nil {
		return a, err
	}
	defer r.Body.Close()
	a.header = r.Header
	return a, json.NewDecoder(r.Body).Decode(&a)
}

// checkResult holds a result against the types that the method returns.
func checkResult(t testing.TB, s *Server, name string, result json.RawMessage) {
	t.Helper()
	m := s.spec.methods[strings.ToLower(strings.TrimPrefix(name, "test/"))]
	d := json.NewDecoder(bytes.NewReader(result))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	f := &field{name: "result", shapes: m.returns}
	if p := f.check(v); p != nil {
		t.Errorf("%s answers what its type does not allow: %s\n%s", name, p, result)
	}
}

func ok(t testing.TB, s *Server, name, body string) answer {
	t.Helper()
	a := call(t, s, name, body)
	if !a.OK {
		t.Fatalf("%s %s: %s", name, body, a.Description)
	}
	return a
}

func refused(t testing.TB, s *Server, name, body, want string) answer {
	t.Helper()
	a := call(t, s, name, body)
	if a.OK || !strings.Contains(a.Description, want) {
		t.Errorf("%s %s: got %v %q, want a refusal with %q", name, body, a.OK, a.Description, want)
	}
	return a
}

type gotUpdate struct {
	ID       int64 `json:"update_id"`
	Message  *struct{ Text string }
	Callback *struct {
		ID      string
		Data    string
		Message struct{ Date int64 }
	} `json:"callback_query"`
}

func updates(t testing.TB, s *Server, body string) []gotUpdate {
	t.Helper()
	var list []gotUpdate
	mustUnmarshal(ok(t, s, "getUpdates", body).Result, &list)
	return list
}

func clean(t testing.TB, s *Server) {
	t.Helper()
	for _, v := range s.Violations() {
		t.Error("violation: " + v)
	}
}
