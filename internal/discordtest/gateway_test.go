package discordtest

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
)

// A line is one connection of a bare client.
type line struct {
	t  *testing.T
	ws *websocket.Conn
}

func dial(t *testing.T, s *Server, query string) *line {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial(s.gatewayURL()+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	_ = ws.SetReadDeadline(time.Now().Add(soon))
	return &line{t, ws}
}

func (l *line) send(format string, args ...any) {
	l.t.Helper()
	if err := l.ws.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, format, args...)); err != nil {
		l.t.Fatal(err)
	}
}

type gotFrame struct {
	Op int
	S  int
	T  string
	D  json.RawMessage
}

func (l *line) next() gotFrame {
	l.t.Helper()
	kind, data, err := l.ws.ReadMessage()
	if err != nil {
		l.t.Fatal(err)
	}
	if kind == websocket.BinaryMessage {
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			l.t.Fatal(err)
		}
		if data, err = io.ReadAll(z); err != nil {
			l.t.Fatal(err)
		}
	}
	var f gotFrame
	mustUnmarshal(data, &f)
	return f
}

func (l *line) want(op int, name string) gotFrame {
	l.t.Helper()
	f := l.next()
	if f.Op != op || f.T != name {
		l.t.Fatalf("got op %d %s, want %d %s", f.Op, f.T, op, name)
	}
	return f
}

// closed is the code with which the gateway hangs up.
func (l *line) closed() int {
	l.t.Helper()
	for {
		_, _, err := l.ws.ReadMessage()
		var c *websocket.CloseError
		if errors.As(err, &c) {
			return c.Code
		}
		if err != nil {
			return 0
		}
	}
}

const (
	v10     = "?v=10&encoding=json"
	propped = `"properties":{"os":"linux","browser":"x","device":"x"}`
	hello   = `{"op":2,"d":{"token":"Bot fake-token","intents":4096,` + propped + `}}`
)

type ready struct {
	Session string `json:"session_id"`
	Resume  string `json:"resume_gateway_url"`
}

func identified(t *testing.T, s *Server) (*line, ready) {
	t.Helper()
	l := dial(t, s, v10)
	l.want(opHello, "")
	l.send(hello)
	var r ready
	mustUnmarshal(l.want(opDispatch, "READY").D, &r)
	return l, r
}

func TestGatewayHelloAndHeartbeat(t *testing.T) {
	s := start(t, Options{})
	l := dial(t, s, v10)
	if f := l.want(opHello, ""); !strings.Contains(string(f.D), "41250") {
		t.Errorf("%s", f.D)
	}
	l.send(`{"op":1,"d":null}`)
	l.want(opAck, "")
	s.RequestHeartbeat()
	l.want(opHeartbeat, "")
	s.Zombie(true)
	l.send(`{"op":1,"d":3}`)
	l.send(hello)
	l.want(opDispatch, "READY")
	if n := s.Calls("gateway heartbeat"); n != 2 || len(s.Beats()) != 1 {
		t.Errorf("%d heartbeats, %v", n, s.Beats())
	}
}

func TestGatewayTimesOut(t *testing.T) {
	s := start(t, Options{Heartbeat: time.Millisecond})
	l := dial(t, s, v10)
	if code := l.closed(); code != closeTimedOut {
		t.Errorf("closed with %d", code)
	}
}

// TestGatewayRefuses has for each close code a client that meets it.
func TestGatewayRefuses(t *testing.T) {
	identify := func(rest string) string {
		return `{"op":2,"d":{"token":"fake-token",` + propped + rest + `}}`
	}
	for name, c := range map[string]struct {
		options Options
		query   string
		frames  []string
		code    int
		wrong   bool
	}{
		"version":          {query: "?v=6&encoding=json", code: closeVersion},
		"no JSON":          {frames: []string{"hello"}, code: closeDecode, wrong: true},
		"large":            {frames: []string{strings.Repeat(" ", maxFrame+1)}, code: closeDecode, wrong: true},
		"opcode":           {frames: []string{`{"op":77}`}, code: closeOpcode, wrong: true},
		"not identified":   {frames: []string{`{"op":3,"d":{}}`}, code: closeNotAuthenticated, wrong: true},
		"wrong token":      {frames: []string{`{"op":2,"d":{"token":"Bot other","intents":0,` + propped + `}}`}, code: closeToken},
		"twice":            {frames: []string{hello, hello}, code: closeAuthenticated, wrong: true},
		"no properties":    {frames: []string{`{"op":2,"d":{"token":"Bot fake-token","intents":0}}`}, code: closeDecode, wrong: true},
		"shard":            {frames: []string{identify(`,"intents":0,"shard":[2,2]`)}, code: closeShard, wrong: true},
		"sharding needed":  {options: Options{Shards: 2}, frames: []string{hello}, code: closeShardingNeeded, wrong: true},
		"no intents":       {frames: []string{identify("")}, code: closeIntents, wrong: true},
		"unknown intents":  {frames: []string{identify(`,"intents":1073741824`)}, code: closeIntents, wrong: true},
		"not granted":      {frames: []string{identify(`,"intents":32768`)}, code: closeDisallowed, wrong: true},
		"wrong seq":        {frames: []string{hello, `{"op":1,"d":"x"}`}, code: closeDecode, wrong: true},
		"budget":           {options: Options{Identifies: -1}, frames: []string{hello}, code: closeToken, wrong: true},
		"too many frames":  {frames: slicesRepeat(`{"op":1,"d":null}`, maxFrames+1), code: closeRate, wrong: true},
		"resume, no token": {frames: []string{`{"op":6,"d":{"token":"x","session_id":"y","seq":1}}`}, code: closeToken},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, c.options)
			if c.query == "" {
				c.query = v10
			}
			l := dial(t, s, c.query)
			for _, f := range c.frames {
				l.send("%s", f)
			}
			if code := l.closed(); code != c.code {
				t.Errorf("closed with %d, want %d", code, c.code)
			}
			if (len(s.Violations()) > 0) != c.wrong {
				t.Errorf("violations: %q", s.Violations())
			}
		})
	}
}

func slicesRepeat(v string, n int) []string {
	return strings.Split(strings.Repeat(v+"\n", n-1)+v, "\n")
}

func TestGatewayGrantsIntents(t *testing.T) {
	s := start(t, Options{Privileged: IntentMessageContent})
	l := dial(t, s, v10)
	l.want(opHello, "")
	l.send(`{"op":2,"d":{"token":"fake-token","intents":33280,` + propped + `}}`)
	l.want(opDispatch, "READY")
	general := s.Guild("100").Channel("general")
	s.User("200", "en-US").Say(general, "hello")
	if f := l.want(opDispatch, "MESSAGE_CREATE"); !strings.Contains(string(f.D), `"content":"hello"`) {
		t.Errorf("%s", f.D)
	}
}

func TestGatewayResume(t *testing.T) {
	s := start(t, Options{})
	parent := s.User("200", "en-US")
	l, r := identified(t, s)
	parent.DM("one")
	first := l.want(opDispatch, "MESSAGE_CREATE")
	s.DropTCP()
	if !s.WaitFor(func() bool { return s.Connected() == 0 }, soon) {
		t.Fatal("still connected")
	}
	parent.DM("two")
	parent.DM("three")
	ws, _, err := websocket.DefaultDialer.Dial(r.Resume+v10, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	l = &line{t, ws}
	l.want(opHello, "")
	l.send(`{"op":6,"d":{"token":"Bot fake-token","session_id":%q,"seq":%d}}`, r.Session, first.S)
	for _, text := range []string{"two", "three"} {
		if f := l.want(opDispatch, "MESSAGE_CREATE"); !strings.Contains(string(f.D), text) {
			t.Errorf("%s", f.D)
		}
	}
	l.want(opDispatch, "RESUMED")
	if got := s.Resumes(); len(got) != 1 || !got[0].OK || got[0].Replayed != 2 || !got[0].There {
		t.Errorf("%+v", got)
	}
	if s.Identifies() != 1 {
		t.Errorf("%d identifies", s.Identifies())
	}
}

func TestGatewayResumeRefused(t *testing.T) {
	c := fakeapi.NewClock()
	s := start(t, Options{Now: c.Now, Unlimited: true})
	again := func(r ready, seq int) gotFrame {
		l := dial(t, s, v10)
		l.want(opHello, "")
		l.send(`{"op":6,"d":{"token":"Bot fake-token","session_id":%q,"seq":%d}}`, r.Session, seq)
		return l.next()
	}
	l, r := identified(t, s)
	_ = l.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""))
	l.closed()
	s.WaitFor(func() bool { return s.Connected() == 0 }, soon)
	if f := again(r, 1); f.Op != opInvalid || string(f.D) != "false" {
		t.Errorf("after a close with 1000: %+v", f)
	}
	_, r = identified(t, s)
	s.DropTCP()
	s.WaitFor(func() bool { return s.Connected() == 0 }, soon)
	c.Pass(2 * time.Minute)
	if f := again(r, 1); f.Op != opInvalid {
		t.Errorf("after the window: %+v", f)
	}
}

func TestGatewayFaults(t *testing.T) {
	s := start(t, Options{Unlimited: true})
	l, _ := identified(t, s)
	s.OpReconnect()
	l.want(opReconnect, "")
	s.InvalidSession(true)
	if f := l.want(opInvalid, ""); string(f.D) != "true" {
		t.Errorf("%s", f.D)
	}
	s.InvalidSession(false)
	if f := l.want(opInvalid, ""); string(f.D) != "false" {
		t.Errorf("%s", f.D)
	}
	l.send(hello)
	l.want(opDispatch, "READY")
	s.CloseWith(4014)
	if code := l.closed(); code != 4014 {
		t.Errorf("closed with %d", code)
	}
	if !s.WaitFor(func() bool { return s.Connected() == 0 }, soon) {
		t.Error("still connected")
	}
}

func TestGatewayConcurrency(t *testing.T) {
	c := fakeapi.NewClock()
	s := start(t, Options{Now: c.Now})
	identified(t, s)
	l := dial(t, s, v10)
	l.want(opHello, "")
	l.send(hello)
	l.want(opInvalid, "")
	c.Pass(identifyWindow)
	l.send(hello)
	l.want(opDispatch, "READY")
	w := &world{Server: s, t: t, answers: responses()}
	limit := child(w.ok("GET", "/gateway/bot", "").object(), "session_start_limit")
	if whole(limit, "total") != 1000 || whole(limit, "remaining") != 997 || whole(limit, "max_concurrency") != 1 {
		t.Errorf("%v", limit)
	}
}

func TestGatewayCompression(t *testing.T) {
	s := start(t, Options{})
	l := dial(t, s, v10)
	l.want(opHello, "")
	l.send(`{"op":2,"d":{"token":"Bot fake-token","intents":0,"compress":true,` + propped + `}}`)
	l.want(opDispatch, "READY")
	if _, _, err := websocket.DefaultDialer.Dial(s.gatewayURL()+v10+"&compress=zlib-stream", nil); err == nil {
		t.Error("transport compression is taken")
	}
}

func TestGatewayShards(t *testing.T) {
	s := start(t, Options{Unlimited: true, Shards: 2})
	var lines []*line
	for n := range 2 {
		l := dial(t, s, v10)
		l.want(opHello, "")
		l.send(`{"op":2,"d":{"token":"Bot fake-token","intents":512,"shard":[%d,2],%s}}`, n, propped)
		l.want(opDispatch, "READY")
		lines = append(lines, l)
	}
	parent := s.User("200", "en-US")
	for n, id := range []string{"8388608", "4194304"} { // 2<<22 and 1<<22
		parent.Say(s.Guild(id).Channel("general"), "hello")
		f := lines[n].want(opDispatch, "MESSAGE_CREATE")
		if !strings.Contains(string(f.D), `"guild_id":"`+id+`"`) || strings.Contains(string(f.D), "hello") {
			t.Errorf("%s", f.D)
		}
	}
}

func TestGatewayWithoutIntent(t *testing.T) {
	s := start(t, Options{Novelties: true})
	l := dial(t, s, v10)
	l.want(opHello, "")
	l.send(`{"op":2,"d":{"token":"Bot fake-token","intents":0,` + propped + `}}`)
	l.want(opDispatch, "READY")
	l.want(opDispatch, "NOVELTY_CREATE")
	w := &world{Server: s, t: t, answers: responses()}
	w.ok("PUT", "/applications/4242/commands", someCommands)
	parent := s.User("200", "en-US")
	parent.DM("nobody hears this")
	i := w.must(parent.Command(parent.DMChannel(), "private", nil))
	l.want(opDispatch, "NOVELTY_UPDATE")
	f := l.want(opDispatch, "INTERACTION_CREATE")
	if !strings.Contains(string(f.D), `"user":{`) || strings.Contains(string(f.D), `"member"`) {
		t.Errorf("%s", f.D)
	}
	i.Again()
	l.want(opDispatch, "NOVELTY_UPDATE")
	if again := l.want(opDispatch, "INTERACTION_CREATE"); string(again.D) != string(f.D) || again.S == f.S {
		t.Errorf("%s", again.D)
	}
}
