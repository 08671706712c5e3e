package telegramtest

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A FaultKind is a way in which a request goes wrong.
type FaultKind string

const (
	TooMany        FaultKind = "too many"     // 429 with RetryAfter
	ServerError    FaultKind = "server error" // 500
	BadGatewayHTML FaultKind = "bad gateway"  // 502 with a page instead of JSON
	Hang           FaultKind = "hang"         // no answer until the client leaves
	ResetBefore    FaultKind = "reset before" // connection reset, nothing done
	ResetAfter     FaultKind = "reset after"  // done, connection reset in the middle of the answer
	Unauthorized   FaultKind = "unauthorized" // 401
	Conflict       FaultKind = "conflict"     // 409 of another poller
	Slow           FaultKind = "slow"         // done at once, answered After later
)

// A Fault befalls requests until it was used up or cleared.
type Fault struct {
	Method     string // "": any
	Chat       int64  // 0: any
	Kind       FaultKind
	RetryAfter int           // seconds, of TooMany; 0: 1
	Times      int           // 0: until ClearFaults
	After      time.Duration // how long the request waits for the fault, or for a Slow answer
}

type faultList struct {
	mu   sync.Mutex
	list []*Fault
}

// Fail adds a fault. Of several that fit a request, the one added first is used.
func (s *Server) Fail(f Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = append(s.faults.list, &f)
}

// ClearFaults makes the server faultless again.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
}

// take is the fault of one request, nil for none.
func (l *faultList) take(method string, chat int64) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, f := range l.list {
		if f.Method != "" && f.Method != method || f.Chat != 0 && f.Chat != chat {
			continue
		}
		taken := *f
		if f.Times == 1 {
			l.list = slices.Delete(l.list, i, i+1)
		} else if f.Times > 1 {
			f.Times--
		}
		return &taken
	}
	return nil
}

// before does what comes in place of the request and reports whether that was all.
func (f *Fault) before(s *Server, w http.ResponseWriter, r *http.Request, method string, chat int64) bool {
	if f == nil || f.Kind == Slow {
		return false
	}
	if !sleep(s, r, f.After) {
		return true
	}
	call := Call{method, chat, s.now(), string(f.Kind)}
	switch f.Kind {
	case TooMany:
		s.refuse(w, method, chat, tooMany(max(1, f.RetryAfter)))
	case ServerError:
		s.refuse(w, method, chat, errInternalServer)
	case Unauthorized:
		s.refuse(w, method, chat, errUnauthorized)
	case Conflict:
		s.refuse(w, method, chat, errOtherPoller)
	case BadGatewayHTML:
		s.record.end(call)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"))
	case Hang:
		s.record.end(call)
		select {
		case <-r.Context().Done():
		case <-s.ctx.Done():
		}
	case ResetBefore:
		s.record.end(call)
		reset(w, nil)
	default:
		return false
	}
	return true
}

// outcome is how a request that was done is logged.
func (f *Fault) outcome() string {
	if f == nil {
		return "ok"
	}
	return string(f.Kind)
}

// answer writes the answer of a request that was done, as far as the fault lets it.
func (f *Fault) answer(s *Server, w http.ResponseWriter, r *http.Request, body []byte) {
	if f != nil && f.Kind == Slow && !sleep(s, r, f.After) {
		return
	}
	if f == nil || f.Kind != ResetAfter {
		write(w, http.StatusOK, body)
		return
	}
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body))
	reset(w, append([]byte(head), body[:len(body)/2]...))
}

// reset ends a connection with a TCP reset, after some last bytes.
func reset(w http.ResponseWriter, last []byte) {
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

// sleep waits and reports whether client and server are still there.
func sleep(s *Server, r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-s.ctx.Done():
	}
	return false
}
