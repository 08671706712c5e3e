package discordtest

import (
	"cmp"
	"net/http"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
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

// Fail adds a fault. Of several that fit a request, the one added first is used.
func (s *Server) Fail(f Fault) { s.faults.Add(f, f.Times) }

// ClearFaults makes the REST API faultless again.
func (s *Server) ClearFaults() { s.faults.Clear() }

// befalls reports whether a fault is for such a request.
func (f *Fault) befalls(route, major string) bool {
	return (f.Route == "" || f.Route == route) && (f.Major == "" || f.Major == major)
}

const banPage = "<!doctype html>\n<html><head><title>Access denied | discord.com used Cloudflare to restrict access</title></head>\n<body><h1>Error 1015</h1><h2>You are being rate limited</h2></body></html>\n"

// refusals are the faults that are an answer of the API.
func (f *Fault) refusal() *apiError {
	after := cmp.Or(f.RetryAfter, time.Second)
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
	if !fakeapi.Sleep(s.ctx, r, f.After) {
		return true
	}
	if e := f.refusal(); e != nil {
		s.refuse(w, call, e)
		return true
	}
	call.Outcome = string(f.Kind)
	switch f.Kind {
	case Banned:
		s.called(call)
		fakeapi.WritePage(w, http.StatusTooManyRequests, banPage)
	case BadGatewayHTML:
		s.called(call)
		fakeapi.WritePage(w, http.StatusBadGateway, fakeapi.GatewayPage)
	case Hang:
		s.called(call)
		fakeapi.Hang(s.ctx, r)
	case ResetBefore:
		s.called(call)
		fakeapi.Reset(w, nil)
	default:
		return false
	}
	return true
}

// answer writes the answer of a request that was done, as far as the fault lets it.
func (f *Fault) answer(w http.ResponseWriter, status int, body []byte) {
	switch {
	case f != nil && f.Kind == ResetAfter:
		fakeapi.WriteHalf(w, status, body)
	case f != nil && f.Kind == Garbled:
		fakeapi.Write(w, status, body[:len(body)/2])
	default:
		fakeapi.Write(w, status, body)
	}
}
