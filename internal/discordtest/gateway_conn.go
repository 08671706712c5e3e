package discordtest

import (
	"bytes"
	"compress/zlib"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Opcodes of the gateway.
const (
	opDispatch  = 0
	opHeartbeat = 1
	opIdentify  = 2
	opPresence  = 3
	opVoice     = 4
	opResume    = 6
	opReconnect = 7
	opMembers   = 8
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

const (
	maxFrame     = 4096 // bytes that a client may send at a time
	maxFrames    = 120  // that it may send in frameWindow
	frameWindow  = time.Minute
	writeTimeout = 10 * time.Second
	closeWait    = time.Second
)

// A conn is one connection of the gateway. Frames wait in out until the writer has sent
// them, so that nobody waits for a slow client.
type conn struct {
	ws    *websocket.Conn
	there bool      // at resumeURL
	since time.Time // Hello
	beat  bool      // there was a heartbeat
	sent  window

	session *session    // the gateway's mu guards it
	zipped  atomic.Bool // payloads are compressed

	mu   sync.Mutex
	out  []outgoing
	wake chan struct{}

	closing atomic.Bool   // a close frame is on its way; what the client sends is ignored
	gone    chan struct{} // closed when nothing more is read
	written chan struct{} // closed when nothing more is written
}

type outgoing struct {
	data  []byte
	zip   bool
	close int // instead of data
	why   string
	drop  bool // instead of both
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// serveGateway is one connection from Hello to its end.
func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if query.Get("compress") != "" {
		s.refuse(w, Call{Route: "gateway connect", At: s.now()}, invalid(*problemf("BASE_TYPE_CHOICES", "This fake has no transport compression.").at("compress")))
		return
	}
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // the upgrader has answered
	}
	here, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	c := &conn{
		ws: ws, there: "ws://"+r.Host+r.URL.Path == s.resumeURL() && here.String() == s.resumeAddr,
		since: time.Now(), wake: make(chan struct{}, 1), gone: make(chan struct{}), written: make(chan struct{}),
	}
	if !s.join(c) {
		_ = ws.Close()
		return
	}
	defer s.wg.Done()
	go c.write() // ends with gone, and is waited for below
	s.called(Call{Route: "gateway connect", At: s.now(), Outcome: "ok"})
	switch v := query.Get("v"); {
	case v != "10" && v != "9":
		s.hangUp(c, closeVersion, "Invalid API version")
	case query.Get("encoding") != "json" && query.Get("encoding") != "":
		s.hangUp(c, closeDecode, "Invalid encoding")
	default:
		c.send(encode(object{"op": opHello, "d": object{"heartbeat_interval": s.opts.Heartbeat.Milliseconds(), "_trace": []string{"fake"}}}))
	}
	s.read(c)
	close(c.gone)
	<-c.written
	_ = ws.Close()
	s.leave(c)
}

// join notes a connection, unless the server is closing.
func (s *Server) join(c *conn) bool {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	if s.gate.closed {
		return false
	}
	s.wg.Add(1)
	s.gate.conns[c] = true
	return true
}

// read takes frames until the connection ends.
func (s *Server) read(c *conn) {
	c.ws.SetReadLimit(1 << 20)
	for {
		if !c.closing.Load() {
			_ = c.ws.SetReadDeadline(time.Now().Add(s.opts.Heartbeat*3/2 + time.Second))
		}
		_, data, err := c.ws.ReadMessage()
		if c.closing.Load() {
			if err != nil {
				return
			}
			continue
		}
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			s.hangUp(c, closeTimedOut, "Session timed out")
			return
		}
		if closed, ok := err.(*websocket.CloseError); ok && (closed.Code == closeNormal || closed.Code == closeGoingAway) {
			s.gate.mu.Lock()
			s.gate.end(c)
			s.gate.mu.Unlock()
		}
		if err != nil {
			return
		}
		if code, why := s.receive(c, data); code != 0 {
			s.hangUp(c, code, why)
		}
	}
}

// leave takes a connection that has ended from its session.
func (s *Server) leave(c *conn) {
	s.gate.mu.Lock()
	delete(s.gate.conns, c)
	if c.session != nil && c.session.conn == c {
		c.session.conn, c.session.dropped = nil, s.now()
	}
	s.gate.mu.Unlock()
	s.touched()
}

// send puts a frame into the queue.
func (c *conn) send(data []byte) { c.queue(outgoing{data: data, zip: c.zipped.Load()}) }

func (c *conn) queue(o outgoing) {
	c.mu.Lock()
	c.out = append(c.out, o)
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// write sends what is in the queue, in order.
func (c *conn) write() {
	defer close(c.written)
	for {
		c.mu.Lock()
		list := c.out
		c.out = nil
		c.mu.Unlock()
		for _, o := range list {
			if !c.writeOne(o) {
				return
			}
		}
		if len(list) > 0 {
			continue
		}
		select {
		case <-c.wake:
		case <-c.gone:
			c.flush()
			return
		}
	}
}

// flush sends a close frame that was put into the queue last.
func (c *conn) flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range c.out {
		if !c.writeOne(o) {
			return
		}
	}
}

// writeOne reports whether more can be sent.
func (c *conn) writeOne(o outgoing) bool {
	_ = c.ws.SetWriteDeadline(time.Now().Add(writeTimeout))
	switch {
	case o.drop:
		c.drop()
		return false
	case o.close != 0:
		_ = c.ws.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(o.close, o.why))
		_ = c.ws.SetReadDeadline(time.Now().Add(closeWait)) // for the client to close as well
		return false
	case o.zip:
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		_, _ = z.Write(o.data)
		_ = z.Close()
		return c.ws.WriteMessage(websocket.BinaryMessage, packed.Bytes()) == nil
	}
	return c.ws.WriteMessage(websocket.TextMessage, o.data) == nil
}

// drop resets the connection.
func (c *conn) drop() {
	if tcp, ok := c.ws.NetConn().(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.ws.Close()
}

// endings are the close codes after which a session cannot be resumed.
var endings = map[int]bool{
	closeNormal: true, closeGoingAway: true, closeToken: true, closeSeq: true, closeTimedOut: true, closeShard: true,
	closeShardingNeeded: true, closeVersion: true, closeIntents: true, closeDisallowed: true,
}

// hangUp closes a connection with a code.
func (s *Server) hangUp(c *conn, code int, why string) {
	if endings[code] {
		s.gate.mu.Lock()
		s.gate.end(c)
		s.gate.mu.Unlock()
	}
	c.closing.Store(true)
	c.queue(outgoing{close: code, why: why})
}
