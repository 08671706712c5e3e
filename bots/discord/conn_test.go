package discord

import (
	"bufio"
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The scanner finds what ends a connection however the stream is cut, and lets through
// what comes before.
func TestScanner(t *testing.T) {
	t.Parallel()
	frame := func(opcode byte, payload string) string {
		switch n := len(payload); {
		case n < 126:
			return string([]byte{0x80 | opcode, byte(n)}) + payload
		case n < 1<<16:
			return string([]byte{0x80 | opcode, 126, byte(n >> 8), byte(n)}) + payload
		default:
			return string([]byte{0x80 | opcode, 127, 0, 0, 0, 0, 0, byte(n >> 16), byte(n >> 8), byte(n)}) + payload
		}
	}
	head := "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
	big := `{"op":0,"d":"` + strings.Repeat(`{"op":9}`, 9000) + `"}`
	calm := head + frame(1, `{"op":11}`) + frame(1, big) + frame(2, `{"op":9}`) + frame(9, "") + frame(1, `{"op":0,"d":{"op":9}}`) +
		frame(1, "no JSON") + frame(1, strings.Repeat("x", 300))
	for name, tc := range map[string]struct {
		last string
		want farewell
	}{
		"calm":      {frame(1, `{"op":11}`), 0},
		"closed":    {frame(8, "\x0f\xa4bye"), 4004},
		"no code":   {frame(8, ""), noCode},
		"reconnect": {frame(1, `{"t":null,"s":null,"op":7,"d":null}`), toldReconnect},
		"resumable": {frame(1, `{"t":null,"s":null,"op":9,"d":true}`), toldResume},
		"invalid":   {frame(1, `{"t":null,"s":null,"op":9,"d":false}`), toldInvalid},
	} {
		for range 50 {
			var s scanner
			var why farewell
			through := 0
			for rest := calm + tc.last; rest != "" && why == 0; {
				n := min(len(rest), 1+rand.N(7))
				if rand.N(20) == 0 {
					n = min(len(rest), rand.N(90000)+1)
				}
				var keep int
				keep, why = s.take([]byte(rest[:n]))
				rest, through = rest[n:], through+keep
			}
			if why != tc.want || through < len(calm) {
				t.Fatalf("%s: %d after %d bytes of %d", name, why, through, len(calm))
			}
		}
	}
}

// A session is resumed at its own address: that is dialled, with its certificate, and
// the Host line and the path are its too. Without one, or with one of another kind,
// nothing changes.
func TestDialElsewhere(t *testing.T) {
	t.Parallel()
	type dialled struct{ addr, host, path string }
	for name, tc := range map[string]struct {
		elsewhere string
		want      dialled
	}{
		"there":        {"wss://gateway-us-east1-b.discord.gg/", dialled{"gateway-us-east1-b.discord.gg:443", "gateway-us-east1-b.discord.gg", "/"}},
		"with a path":  {"wss://other.discord.gg:8443/x", dialled{"other.discord.gg:8443", "other.discord.gg:8443", "/x"}},
		"no address":   {"", dialled{"gateway.discord.gg:443", "gateway.discord.gg", "/"}},
		"another kind": {"ws://other.discord.gg/", dialled{"gateway.discord.gg:443", "gateway.discord.gg", "/"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var to *url.URL
			if tc.elsewhere != "" {
				to, _ = url.Parse(tc.elsewhere)
			}
			d := dialer(context.Background(), func() *url.URL { return to }, nil)
			var got dialled
			d.NetDialTLSContext = func(_ context.Context, _, addr string) (net.Conn, error) {
				got.addr = addr
				ours, theirs := net.Pipe()
				go func() { // ends with the request
					defer theirs.Close()
					if r, err := http.ReadRequest(bufio.NewReader(theirs)); err == nil {
						got.host, got.path = r.Host, r.URL.Path
					}
				}()
				return ours, nil
			}
			if _, _, err := d.Dial("wss://gateway.discord.gg/?v=9", nil); err == nil {
				t.Fatal("nothing answers there")
			}
			if got != tc.want {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
}

// Only a program that ends may end the session, and an identify waits to be admitted.
func TestWatchedWrites(t *testing.T) {
	t.Parallel()
	ours, theirs := net.Pipe()
	defer theirs.Close()
	refuse := errors.New("not yet")
	w := watch(ours, func() error { return refuse }, time.Second)
	defer w.Close()
	closing, text := []byte{wholeFrame | closeFrame, 0x80}, []byte{wholeFrame | textFrame, 0x80}
	if _, err := w.Write(closing); !errors.Is(err, errGoodbye) {
		t.Errorf("a close frame went out: %v", err)
	}
	if _, err := w.Write(text); !errors.Is(err, refuse) {
		t.Errorf("an identify went out: %v", err)
	}
	go func() { // ends with the pipe
		for _, frame := range [][]byte{text, closing} {
			_, _ = w.Write(frame)
		}
	}()
	w.leaving.Store(true)
	for _, want := range [][]byte{text, closing} {
		got := make([]byte, len(want))
		if _, err := theirs.Read(got); err != nil || string(got) != string(want) {
			t.Errorf("got %x, %v", got, err)
		}
	}
}
