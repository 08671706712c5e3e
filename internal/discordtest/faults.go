package discordtest

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
	TooMany        FaultKind = "too many"        // 429 of the bucket, with RetryAfter
	TooManyGlobal  FaultKind = "too many global" // 429 of all requests, without X-RateLimit-Reset-After
	TooManyShared  FaultKind = "too many shared" // 429 of a resource that others use too
	Banned         FaultKind = "banned"          // 429 of Cloudflare, a page instead of JSON
	ServerError    FaultKind = "server error"    // 500
	BadGatewayHTML FaultKind = "bad gateway"     // 502 with a page instead of JSON
	Unavailable    FaultKind = "unavailable"     // 503
	Hang           FaultKind = "hang"            // no answer until the client leaves
	ResetBefore    FaultKind = "reset before"    // connection reset, nothing done
	ResetAfter     FaultKind = "reset after"     // done, connection reset in the middle of the answer
	Unauthorized   FaultKind = "unauthorized"    // 401
	Forbidden      FaultKind = "forbidden"       // 403 missing access
	Slow           FaultKind = "slow"            // answered as usual, After late
	Garbled        FaultKind = "garbled"         // done, the answer is no JSON
)

// A Fault befalls requests until it was used up or cleared. Route and Major are those
// of Call.
type Fault struct {
	Route      string // "": any
	Major      string // "": any
	Kind       FaultKind
	RetryAfter time.Duration // of a 429; 0: 1 s
	Times      int           // 0: until ClearFaults
	After      time.Duration // how long the request waits before the fault, or before a Slow answer
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

// ClearFaults makes the REST API faultless again.
func (s *Server) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.list = nil
}

// take is the fault of one request, nil for none.
func (l *faultList) take(route, major string) *Fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, f := range l.list {
		if f.Route != "" && f.Route != route || f.Major != "" && f.Major != major {
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

const (
	banPage     = "<!doctype html>\n<html><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head>\n<body><h1>Error 1015</h1><h2>You are being rate limited</h2></body></html>\n"
	gatewayPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)

// refusals are the faults that are an answer of the API.
func (f *Fault) refusal() *apiError {
	after := f.RetryAfter
	number(&after, time.Second)
	switch f.Kind {
	case TooMany:
		return tooMany("user", after)
	case TooManyGlobal:
		return tooMany("global", after)
	case TooManyShared:
		return tooMany("shared", after)
	case ServerError:
		return errServer
	case Unavailable:
		return refusal(503, 0, "503: Service Unavailable")
	case Unauthorized:
		return errUnauthorized
	case Forbidden:
		return errAccess
	}
	return nil
}

// before does what comes in place of the request and reports whether that was all.
func (f *Fault) before(s *Server, w http.ResponseWriter, r *http.Request, call Call) bool {
	if f == nil {
		return false
	}
	if !sleep(s, r, f.After) {
		return true
	}
	if e := f.refusal(); e != nil {
		s.refuse(w, call, e)
		return true
	}
	call.Outcome = string(f.Kind)
	switch f.Kind {
	case Banned:
		s.record.call(call)
		page(w, http.StatusTooManyRequests, banPage)
	case BadGatewayHTML:
		s.record.call(call)
		page(w, http.StatusBadGateway, gatewayPage)
	case Hang:
		s.record.call(call)
		select {
		case <-r.Context().Done():
		case <-s.ctx.Done():
		}
	case ResetBefore:
		s.record.call(call)
		reset(w, nil)
	default:
		return false
	}
	return true
}

func page(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

// answer writes the answer of a request that was done, as far as the fault lets it.
func (f *Fault) answer(w http.ResponseWriter, status int, body []byte) {
	switch {
	case f == nil || f.Kind != ResetAfter && f.Kind != Garbled:
		write(w, status, body)
		return
	case f.Kind == Garbled:
		write(w, status, body[:len(body)/2])
		return
	}
	head := fmt.Sprintf("HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", status, len(body)+1)
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
