package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const agent = "DiscordBot (https://example.org, 1)"

// soon is how long a test waits for what comes at once.
const soon = 5 * time.Second

func start(t testing.TB, o Options) *Server {
	t.Helper()
	s := New(o)
	t.Cleanup(s.Close)
	return s
}

// A world is a server with a guild, a member, and a few commands.
type world struct {
	*Server
	t       testing.TB
	guild   *Guild
	general *Channel
	parent  *User
	answers *answers
}

const someCommands = `[
	{"name":"ask","description":"Ask","options":[{"type":3,"name":"question","description":"What","required":true,"max_length":100},{"type":3,"name":"topic","description":"Which","autocomplete":true}]},
	{"name":"settings","description":"Settings","default_member_permissions":"0","options":[{"type":1,"name":"language","description":"Language","options":[{"type":3,"name":"to","description":"Which","choices":[{"name":"English","value":"en"}]}]}]},
	{"name":"anywhere","description":"Anywhere","contexts":[0,1,2],"integration_types":[0,1]},
	{"name":"private","description":"Private","contexts":[1]},
	{"name":"Report","type":3}
]`

func newWorld(t testing.TB, o Options) *world {
	t.Helper()
	w := &world{Server: start(t, o), t: t, answers: responses()}
	w.guild = w.Guild("100")
	w.general = w.guild.Channel("general")
	w.parent = w.User("200", "en-US")
	w.parent.Join(w.general)
	w.ok("PUT", "/applications/4242/commands", someCommands)
	return w
}

// ask gives a command in the guild.
func (w *world) ask() *Interaction {
	w.t.Helper()
	return w.must(w.parent.Command(w.general, "ask", map[string]any{"question": "what is grooming"}))
}

func (w *world) must(i *Interaction, err error) *Interaction {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	return i
}

// An answer of the API.
type answer struct {
	status int
	body   []byte
	header http.Header
}

func (a answer) object() object {
	v, _ := decode(a.body)
	o, _ := v.(object)
	return o
}

func (a answer) code() int { return whole(a.object(), "code") }

func do(s *Server, method, path, kind, body string) (answer, error) {
	req, err := http.NewRequest(method, s.URL()+"/api/v10"+path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Authorization", "Bot "+s.Token())
	if body != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, data, resp.Header}, err
}

// call sends JSON and holds what comes back against the specification.
func (w *world) call(method, path, body string) answer {
	w.t.Helper()
	a, err := do(w.Server, method, path, "application/json", body)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	if a.status < 300 {
		path, _, _ := strings.Cut(path, "?")
		if err := w.answers.check(method, path, a); err != nil {
			w.t.Errorf("%s %s answers what its schema does not allow: %v\n%s", method, path, err, a.body)
		}
	}
	return a
}

func (w *world) ok(method, path, body string) answer {
	w.t.Helper()
	a := w.call(method, path, body)
	if a.status >= 300 {
		w.t.Fatalf("%s %s %.300s: %d %s", method, path, body, a.status, a.body)
	}
	return a
}

func (w *world) refused(method, path, body string, status, code int, want string) answer {
	w.t.Helper()
	a := w.call(method, path, body)
	if a.status != status || a.code() != code || !strings.Contains(string(a.body), want) {
		w.t.Errorf("%s %s %.300s: got %d %s, want %d, %d and %q", method, path, body, a.status, a.body, status, code, want)
	}
	return a
}

func (w *world) clean() {
	w.t.Helper()
	for _, v := range w.Violations() {
		w.t.Error("violation: " + v)
	}
}

func callbackPath(i *Interaction) string {
	return fmt.Sprintf("/interactions/%s/%s/callback", i.ID(), i.Token())
}

func hookPath(i *Interaction) string { return "/webhooks/4242/" + i.Token() }

func said(text string) string { return fmt.Sprintf(`{"type":4,"data":{"content":%q}}`, text) }

// answers are the schemas of what the API answers, as they are.
type answers struct {
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	mux      *http.ServeMux
	found    map[string]*jsonschema.Schema // nil: no body
}

var responses = sync.OnceValue(func() *answers {
	doc := document()
	a := &answers{compiler: jsonschema.NewCompiler(), mux: http.NewServeMux(), found: map[string]*jsonschema.Schema{}}
	if err := a.compiler.AddResource(specURL, doc); err != nil {
		panic(err)
	}
	escape := strings.NewReplacer("/", "~1", "{", "%7B", "}", "%7D")
	for path, methods := range doc["paths"].(object) {
		for method, op := range methods.(object) {
			if method == "parameters" {
				continue
			}
			pattern := strings.ToUpper(method) + " " + path
			a.mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
			if child(child(op.(object), "responses"), "200") != nil {
				a.found[pattern] = a.compiler.MustCompile(specURL + "#/paths/" + escape.Replace(path) + "/" + method + "/responses/200/content/application~1json/schema")
			}
		}
	}
	return a
})

func (a *answers) check(method, path string, got answer) error {
	req, err := http.NewRequest(method, path, nil)
	if err != nil {
		return err
	}
	_, pattern := a.mux.Handler(req)
	if got.status == http.StatusNoContent {
		if len(got.body) > 0 {
			return fmt.Errorf("204 with a body")
		}
		return nil
	}
	schema := a.found[pattern]
	if schema == nil {
		return fmt.Errorf("no answer of %q has a body", pattern)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(got.body))
	if err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return schema.Validate(v)
}

func mustUnmarshal(data []byte, into any) {
	if err := json.Unmarshal(data, into); err != nil {
		panic(err)
	}
}
