package discord

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// The library keeps to itself why the gateway closed a connection, and answers an
// invalid session with an identify of its own, however often it comes: a thousand a
// day, and Discord resets the token
// (https://github.com/bwmarrin/discordgo/issues/1544). So what comes in is watched on
// its way to the library:
//
//	HTTP response ─┬─ frame ─ frame ─ …     a frame: 1 byte opcode, 1 byte length,
//	   "\r\n\r\n" ─┘                        2 or 8 more for long ones, the payload
//
// Frames of a server are not masked, and the library is told not to ask for
// compression; a frame's payload is kept only as far as it can be one of the two that
// matter, a close frame or a short text with op 9. An invalid session ends the
// connection before the library sees it, and so does a silence that is too long.
type watched struct {
	net.Conn
	code     *atomic.Int32 // of the close frame; 0: none came
	patience time.Duration // how long nothing may come
	scan     scanner
}

var errInvalidSession = errors.New("the session is invalid")

// Read implements net.Conn.
func (w *watched) Read(p []byte) (int, error) {
	if err := w.SetReadDeadline(time.Now().Add(w.patience)); err != nil {
		return 0, err
	}
	n, err := w.Conn.Read(p)
	if !w.scan.take(p[:n], w.code) {
		return 0, errInvalidSession
	}
	return n, err
}

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
	textFrame, closeFrame = 1, 8
	// shortFrame is how long an op 9 is at most; events are longer.
	shortFrame = 125
	opInvalid  = 9
)

// take reads bytes. It is false when the session is invalid.
func (s *scanner) take(p []byte, code *atomic.Int32) bool {
	for len(p) > 0 {
		switch {
		case !s.upgraded:
			s.tail = append(s.tail[max(0, len(s.tail)-3):], p[0])
			s.upgraded = bytes.Equal(s.tail, []byte("\r\n\r\n"))
			if s.upgraded {
				s.tail = s.tail[:0]
			}
			p = p[1:]
		case s.left == 0:
			s.tail = append(s.tail, p[0])
			p = p[1:]
			if !s.head() {
				continue
			}
			if s.left == 0 && !s.end(code) {
				return false
			}
		default:
			n := min(uint64(len(p)), s.left)
			if s.matters {
				s.payload = append(s.payload, p[:n]...)
			}
			s.left -= n
			p = p[n:]
			if s.left == 0 && !s.end(code) {
				return false
			}
		}
	}
	return true
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

// end looks at a frame. It is false for an invalid session.
func (s *scanner) end(code *atomic.Int32) bool {
	if !s.matters {
		return true
	}
	if s.opcode == closeFrame {
		if len(s.payload) >= 2 {
			code.Store(int32(binary.BigEndian.Uint16(s.payload)))
		}
		return true
	}
	var frame struct {
		Op int `json:"op"`
	}
	return json.Unmarshal(s.payload, &frame) != nil || frame.Op != opInvalid
}

// dialer connects to the gateway and puts watch around the connection. The gateway is not reached through a proxy.
func dialer(watch func(net.Conn) net.Conn) *websocket.Dialer {
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
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return watched(plain.DialContext(ctx, network, addr))
		},
		NetDialTLSContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return watched(secure.DialContext(ctx, network, addr))
		},
	}
}
