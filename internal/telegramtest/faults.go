package telegramtest

import (
	"net/http"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
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

// Fail adds a fault. Of several that fit a request, the one added first is used.
func (s *Server) Fail(f Fault) { s.faults.Add(f, f.Times) }

// ClearFaults makes the server faultless again.
func (s *Server) ClearFaults() { s.faults.Clear() }

// befalls reports whether a fault is for such a request.
func (f *Fault) befalls(method string, chat int64) bool {
	return (f.Method == "" || f.Method == method) && (f.Chat == 0 || f.Chat == chat)
}

// before does what comes in place of the request and reports whether that was all.
func (f *Fault) before(s *Server, w http.ResponseWriter, r *http.Request, method string, chat int64) bool {
	if f == nil || f.Kind == Slow {
		return false
	}
	if !fakeapi.Sleep(s.ctx, r, f.After) {
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
		s.record.Keep(call)
		fakeapi.WritePage(w, http.StatusBadGateway, fakeapi.GatewayPage)
	case Hang:
		s.record.Keep(call)
		fakeapi.Hang(s.ctx, r)
	case ResetBefore:
		s.record.Keep(call)
		fakeapi.Reset(w, nil)
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
	if f != nil && f.Kind == Slow && !fakeapi.Sleep(s.ctx, r, f.After) {
		return
	}
	if f == nil || f.Kind != ResetAfter {
		fakeapi.Write(w, http.StatusOK, body)
		return
	}
	fakeapi.WriteHalf(w, http.StatusOK, body)
}
