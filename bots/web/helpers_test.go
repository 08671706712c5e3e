package web

import (
	"context"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/review"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
)

// canary is what a person wrote; it must never come back.
const canary = "zebra-canary-7431"

// danger is a message of danger in words that leave no doubt.
const danger = "my son just left to meet a man he met online " + canary

// png is the smallest picture.
const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"

// content is the shipped content with one picture. It is compiled whatever
// `check` says about it: the page has to show what is served.
var content = sync.OnceValues(func() (fs.FS, *dialog.Bundle) {
	fsys := fstest.MapFS{}
	dialogtest.CopyProgramNodes(noTest{}, dialogs.FS, fsys)
	fsys["pictures/porch.png"] = &fstest.MapFile{Data: []byte(png)}
	fsys["pictures.yaml"].Data = append(fsys["pictures.yaml"].Data, "  porch:\n    file: pictures/porch.png\n    description: A lamp on a porch.\n"...)
	welcome := string(fsys["trees/start.yaml"].Data)
	welcome = strings.Replace(welcome, "  menu:\n    title: Main menu\n", "  menu:\n    title: Main menu\n    picture: porch\n", 1)
	fsys["trees/start.yaml"] = &fstest.MapFile{Data: []byte(welcome)}
	c, _ := dialog.Load(fsys)
	b, _ := dialog.Compile(c)
	return fsys, b
})

// noTest stands in where content is made once for all tests.
type noTest struct{ testing.TB }

func (noTest) Helper()      {}
func (noTest) Fatal(...any) { panic("the shipped content cannot be read") }

// quiet is an observer that counts.
type quiet struct {
	mu    sync.Mutex
	turns map[engine.Route]int
}

func (q *quiet) Turn(_ bots.Channel, r engine.Route, _ string, _ time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.turns == nil {
		q.turns = map[engine.Route]int{}
	}
	q.turns[r]++
}
func (*quiet) StoreFailed(string) {}
func (*quiet) StoreAnswered()     {}
func (*quiet) Panicked()          {}
func (*quiet) Withheld()          {}

// rig is a running page.
type rig struct {
	*httptest.Server
	t       testing.TB
	store   *memory.Store
	handler *bots.Handler
	seen    *quiet
	logged  *buffer // what the server itself would log
}

// buffer may be written to by several goroutines.
type buffer struct {
	mu sync.Mutex
	strings.Builder
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Builder.Write(p)
}

func start(t testing.TB, o Options) *rig {
	t.Helper()
	fsys, b := content()
	return serveContent(t, fsys, b, o)
}

// serveContent runs the page with content of a test's own.
func serveContent(t testing.TB, fsys fs.FS, b *dialog.Bundle, o Options) *rig {
	t.Helper()
	if o.Content == nil {
		o.Content = fsys
	}
	release := review.Drafts(b)
	g := &rig{t: t, store: memory.New(memory.Options{}), seen: &quiet{}, logged: &buffer{}}
	g.handler = bots.New(release, bots.Options{
		Store: g.store, Key: []byte("key of a test"), TTL: time.Hour, Deadline: 5 * time.Second, Country: "US", Observer: g.seen,
	})
	g.Server = httptest.NewUnstartedServer(New(g.handler, o))
	g.Config.ErrorLog = log.New(g.logged, "", 0)
	g.Start()
	t.Cleanup(func() {
		g.Close()
		_ = g.store.Close()
	})
	return g
}

// browser is a client that keeps cookies and follows no redirect.
func (g *rig) browser() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// answer is a response, read and parsed.
type answer struct {
	*http.Response
	body string
	doc  *html.Node
}

func (g *rig) do(c *http.Client, method, path, body string, header ...string) answer {
	g.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, g.URL+path, strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := c.Do(req)
	if err != nil {
		g.t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	a := answer{Response: res, body: string(data)}
	if a.doc, err = html.Parse(strings.NewReader(a.body)); err != nil {
		g.t.Fatal(err)
	}
	return a
}

func (g *rig) get(c *http.Client, path string, header ...string) answer {
	g.t.Helper()
	return g.do(c, http.MethodGet, path, "", header...)
}

func (g *rig) say(c *http.Client, text string) answer {
	g.t.Helper()
	return g.do(c, http.MethodPost, "/", url.Values{"text": {text}, "lang": {"en"}}.Encode())
}

func (g *rig) tap(c *http.Client, payload string) answer {
	g.t.Helper()
	return g.do(c, http.MethodPost, "/", url.Values{"choice": {payload}}.Encode())
}

// all lists the elements of a page that fit, in order. Templates that the script
// takes from are not looked into.
func (a answer) all(fits func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && fits(n) {
			out = append(out, n)
		}
		if n.Data == "template" {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(a.doc)
	return out
}

func tag(names ...string) func(*html.Node) bool {
	return func(n *html.Node) bool {
		for _, name := range names {
			if n.Data == name {
				return true
			}
		}
		return false
	}
}

func class(name string) func(*html.Node) bool {
	return func(n *html.Node) bool {
		for _, c := range strings.Fields(attr(n, "class")) {
			if c == name {
				return true
			}
		}
		return false
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(words(c))
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// reply is the text of the last reply.
func (a answer) reply() string {
	replies := a.all(class("reply"))
	if len(replies) == 0 {
		return ""
	}
	return words(replies[len(replies)-1])
}

// word is a word of the program in a locale.
func word(locale, key string) string {
	_, b := content()
	i, _ := b.Locale(locale)
	return b.Word(i, key)
}

// headersText is a set of headers as one text, to search in.
func headersText(h http.Header) string {
	var b strings.Builder
	for name := range h {
		b.WriteString(name + ": " + strings.Join(h.Values(name), ", ") + "\n")
	}
	return b.String()
}
