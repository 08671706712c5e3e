package fakeapi

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
)

// GatewayPage is what a proxy says with status 502 for the server behind it.
const GatewayPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"

// Write answers with JSON; a body that is nil is status 204.
func Write(w http.ResponseWriter, status int, body []byte) {
	if body == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	h := w.Header()
	h["Content-Type"] = []string{"application/json"}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has left
}

// WritePage answers with HTML, as what stands before a server does.
func WritePage(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

// WriteHalf answers with the first half of JSON and resets the connection. It promises a
// byte more than there is, so that no body at all is cut short too.
func WriteHalf(w http.ResponseWriter, status int, body []byte) {
	head := fmt.Sprintf("HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", status, len(body)+1)
	Reset(w, append([]byte(head), body[:len(body)/2]...))
}

// Reset ends a connection with a TCP reset, after some last bytes.
func Reset(w http.ResponseWriter, last []byte) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = conn.Write(last)
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
