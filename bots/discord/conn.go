package discord

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// The library keeps to itself why the gateway closed a connection. It answers an
// invalid session with an identify of its own, however often it comes: a thousand a
// day, and Discord resets the token
// (https://github.com/bwmarrin/discordgo/issues/1544). It waits for itself when it is
// told to reconnect before it is greeted, and says goodbye with 1000, which ends a
// session that could be resumed. So what comes in and goes out is watched on its way:
//
//	HTTP response ─┬─ frame ─ frame ─ …     a frame: 1 byte opcode, 1 byte length,
//	   "\r\n\r\n" ─┘                        2 or 8 more for long ones, the payload
//
// Frames of a server are not masked, and the library is told not to ask for
// compression; a frame's payload is kept only as far as it can be one of those that
// matter: a close frame, or a short text with op 7 or 9. Each of them ends the
// connection before the library sees it, and so does a silence that is too long.
//
// A client's frame is one write, and its first byte tells what it is: a close frame goes
// out only when the program ends, and the first text of a new session, its identify,
// waits for admit.
type watched struct {
	net.Conn
	admit    func() error // nil: a session is resumed. Used once
	patience atomic.Int64 // nanoseconds for which nothing may come
	leaving  atomic.Bool  // the session may be ended
	scan     scanner
	why      atomic.Int32 // a farewell
	gone     chan struct{}
	close    func() error // closes gone too; again and again is fine
}

func watch(c net.Conn, admit func() error, patience time.Duration) *watched {
	w := &watched{Conn: c, admit: admit, gone: make(chan struct{})}
	w.patience.Store(int64(patience))
	w.close = sync.OnceValue(func() error {
		defer close(w.gone)
		return c.Close()
	})
	return w
}

// farewell is how the gateway ended a connection: the code of its close frame, or one
// of those below.
type farewell int32

const (
	silence       farewell = -iota // nothing was said
	toldReconnect                  // op 7
	toldResume                     // op 9, and the session can be resumed
	toldInvalid                    // op 9, and it can not
	noCode        farewell = 1005  // a close frame without a code (RFC 6455, 7.4.1)
)

var (
	errFarewell = errors.New("the gateway ended the connection")
	errGoodbye  = errors.New("the session is not to be ended")
)

// Read implements net.Conn.
func (w *watched) Read(p []byte) (int, error) {
	if w.why.Load() != 0 {
		_ = w.Close()
		return 0, errFarewell
	}
	if err := w.SetReadDeadline(time.Now().Add(time.Duration(w.patience.Load()))); err != nil {
		return 0, err
	}
	n, err := w.Conn.Read(p)
	n, why := w.scan.take(p[:n])
	w.why.Store(int32(why))
	if err != nil || why != 0 && n == 0 {
		_ = w.Close()
		return n, errors.Join(err, errFarewell)
	}
	return n, nil
}

// Write implements net.Conn.
func (w *watched) Write(p []byte) (int, error) {
	switch {
	case len(p) == 0:
	case p[0] == wholeFrame|closeFrame && !w.leaving.Load():
		return 0, errGoodbye
	case p[0] == wholeFrame|textFrame && w.admit != nil:
		admit := w.admit
		w.admit = nil
		if err := admit(); err != nil {
			return 0, err
		}
	}
	return w.Conn.Write(p)
}

// Close implements net.Conn.
func (w *watched) Close() error { return w.close() }

// scanner finds the frames in a stream that comes in pieces.
type scanner struct {
	upgraded bool
	tail     []byte // the last bytes of the response's head; then a frame's head
	left     uint64 // of the payload
	opcode   byte
	payload  []byte // of a frame that matters
	matters  bool
}

const (
	textFrame, closeFrame, wholeFrame = 1, 8, 0x80
	// shortFrame is how long an op 7 or 9 is at most; events are longer.
	shortFrame             = 125
	opReconnect, opInvalid = 7, 9
)

// take reads bytes. It returns how many come before a frame that ends the connection,
// and how that one does; all of them and 0 when there is none.
func (s *scanner) take(p []byte) (int, farewell) {
	frame := 0 // where it begins, or 0 when that was in an earlier piece
	for at := 0; at < len(p); {
		switch {
		case !s.upgraded:
			s.tail = append(s.tail[max(0, len(s.tail)-3):], p[at])
			at++
			if s.upgraded = bytes.Equal(s.tail, []byte("\r\n\r\n")); s.upgraded {
				s.tail = s.tail[:0]
			}
			continue
		case s.left == 0:
			if len(s.tail) == 0 {
				frame = at
			}
			s.tail = append(s.tail, p[at])
			at++
			if !s.head() {
				continue
			}
		default:
			n := int(min(uint64(len(p)-at), s.left))
			if s.matters {
				s.payload = append(s.payload, p[at:at+n]...)
			}
			s.left -= uint64(n)
			at += n
		}
		if s.left == 0 && s.matters {
			if why := s.end(); why != 0 {
				return frame, why
			}
		}
	}
	return len(p), 0
}

// head reports whether the head of a frame is complete, and reads it.
func (s *scanner) head() bool {
	if len(s.tail) < 2 {
		return false
	}
	length := uint64(s.tail[1] & 0x7f)
	switch more := s.tail[2:]; {
	case length == 126 && len(more) < 2, length == 127 && len(more) < 8:
		return false
	case length == 126:
		length = uint64(binary.BigEndian.Uint16(more))
	case length == 127:
		length = binary.BigEndian.Uint64(more)
	}
	s.opcode, s.left = s.tail[0]&0x0f, length
	s.matters = length <= shortFrame && (s.opcode == textFrame || s.opcode == closeFrame)
	s.tail, s.payload = s.tail[:0], s.payload[:0]
	return true
}

// end looks at a frame that matters. It is 0 for one that ends nothing.
func (s *scanner) end() farewell {
	if s.opcode == closeFrame {
		if len(s.payload) < 2 {
			return noCode
		}
		return farewell(binary.BigEndian.Uint16(s.payload))
	}
	var frame struct {
		Op int             `json:"op"`
		D  json.RawMessage `json:"d"`
	}
	switch {
	case json.Unmarshal(s.payload, &frame) != nil:
		return 0
	case frame.Op == opReconnect:
		return toldReconnect
	case frame.Op == opInvalid && string(frame.D) == "true":
		return toldResume
	case frame.Op == opInvalid:
		return toldInvalid
	}
	return 0
}

// dialer connects to the gateway and puts watch around the connection; ctx ends what it
// is about to do. The gateway is not reached through a proxy. Sessions are resumed at an address of
// their own, which the library does not know: it asks for the gateway's, and that is
// replaced, for the connection, its certificate and the Host line, where the request
// would be shown to choose a proxy. elsewhere may give nil.
func dialer(ctx context.Context, elsewhere func() *url.URL, watch func(net.Conn) net.Conn) *websocket.Dialer {
	plain := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	secure := &tls.Dialer{NetDialer: plain, Config: &tls.Config{MinVersion: tls.VersionTLS12}}
	watched := func(c net.Conn, err error) (net.Conn, error) {
		if err != nil {
			return nil, err
		}
		return watch(c), nil
	}
	return &websocket.Dialer{
		HandshakeTimeout: 10 * time.Second,
		Proxy: func(r *http.Request) (*url.URL, error) {
			// The way to dial is chosen already: an address of the other kind is of no use.
			if to := elsewhere(); to != nil && (to.Scheme == "wss") == (r.URL.Scheme == "https") {
				r.Host, r.URL.Host, r.URL.Path = to.Host, to.Host, to.Path
			}
			return nil, nil
		},
		NetDialContext: func(_ context.Context, network, addr string) (net.Conn, error) {
			return watched(plain.DialContext(ctx, network, addr))
		},
		NetDialTLSContext: func(_ context.Context, network, addr string) (net.Conn, error) {
			return watched(secure.DialContext(ctx, network, addr))
		},
	}
}
