package discordtest

import (
	"cmp"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
)

// A handler does what a route promises: the status, and JSON or nil for no body.
type handler func(s *Server, r *request) (int, any, *apiError)

// A route is one method and path of the API.
type route struct {
	pattern string // as in the specification, and as http.ServeMux takes it
	major   string // name of the path value that limits are kept by; "": none
	bucket  string // name of the rate limit; "": the pattern
	open    bool   // needs no token of the bot, and is free of the global limit
	rate    rate   // zero: defaultRate
	handle  handler
}

const (
	webhook  = "/webhooks/{webhook_id}/{webhook_token}"
	original = webhook + "/messages/@original"
	followed = webhook + "/messages/{message_id}"
	messages = "/channels/{channel_id}/messages"
	commands = "/applications/{application_id}/commands"
	ofGuild  = "/applications/{application_id}/guilds/{guild_id}/commands"
)

var (
	perToken = rate{5, 2 * time.Second}
	perSend  = rate{5, 5 * time.Second}
)

var routes = []route{
	{pattern: "POST /interactions/{interaction_id}/{interaction_token}/callback", major: "interaction_token", open: true, handle: (*Server).callback},
	{pattern: "POST " + webhook, major: "webhook_token", bucket: "webhook", open: true, rate: perToken, handle: (*Server).followup},
	{pattern: "GET " + original, major: "webhook_token", bucket: "webhook", open: true, rate: perToken, handle: (*Server).getOriginal},
	{pattern: "PATCH " + original, major: "webhook_token", bucket: "webhook", open: true, rate: perToken, handle: (*Server).editOriginal},
	{pattern: "DELETE " + original, major: "webhook_token", bucket: "webhook", open: true, rate: perToken, handle: (*Server).deleteOriginal},
	{pattern: "GET " + followed, major: "webhook_token", bucket: "webhook", open: true, rate: perToken, handle: (*Server).getFollowup},
	{pattern: "PATCH " + followed, major: "webhook_token", bucket: "webhook", open: true, rate: perToken, handle: (*Server).editFollowup},
	{pattern: "DELETE " + followed, major: "webhook_token", bucket: "webhook", open: true, rate: perToken, handle: (*Server).deleteFollowup},
	{pattern: "POST /users/@me/channels", rate: rate{10, 10 * time.Second}, handle: (*Server).openDM},
	{pattern: "GET " + messages, major: "channel_id", rate: perSend, handle: (*Server).listMessages},
	{pattern: "POST " + messages, major: "channel_id", rate: perSend, handle: (*Server).createMessage},
	{pattern: "GET " + messages + "/{message_id}", major: "channel_id", rate: perSend, handle: (*Server).getMessage},
	{pattern: "PATCH " + messages + "/{message_id}", major: "channel_id", rate: perSend, handle: (*Server).editMessage},
	{pattern: "DELETE " + messages + "/{message_id}", major: "channel_id", rate: rate{5, time.Second}, handle: (*Server).deleteMessage},
	{pattern: "GET /users/@me", handle: (*Server).getMe},
	{pattern: "GET /applications/@me", handle: (*Server).getApplication},
	{pattern: "GET " + commands, major: "application_id", handle: (*Server).getCommands},
	{pattern: "PUT " + commands, major: "application_id", rate: rate{5, 20 * time.Second}, handle: (*Server).putCommands},
	{pattern: "GET " + ofGuild, major: "guild_id", handle: (*Server).getCommands},
	{pattern: "PUT " + ofGuild, major: "guild_id", rate: rate{5, 20 * time.Second}, handle: (*Server).putCommands},
	{pattern: "GET /gateway", open: true, handle: (*Server).getGateway},
	{pattern: "GET /gateway/bot", rate: rate{2, 5 * time.Second}, handle: (*Server).getGatewayBot},
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for i := range routes {
		r := &routes[i]
		mux.HandleFunc(r.pattern, func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, r) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) {
		s.refuse(w, Call{At: s.now()}, errNotFound.because("%s %s is no route of this fake", req.Method, req.URL.Path))
	})
	return mux
}

// userAgent is the form that https://discord.com/developers/docs/reference#user-agent demands.
var userAgent = regexp.MustCompile(`^DiscordBot \(.+, ?.+\)`)

// ServeHTTP answers /api, /api/v10 and /api/v9, the gateway and downloads of attachments.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, "/api")
	switch {
	case strings.HasPrefix(r.URL.Path, gatewayPath):
		s.serveGateway(w, r)
		return
	case strings.HasPrefix(r.URL.Path, attachmentPath):
		s.called(Call{Route: "file", At: s.now(), Outcome: "ok"})
		_, _ = w.Write([]byte("attachment"))
		return
	case !ok:
		s.refuse(w, Call{At: s.now()}, errNotFound.because("%s is no path of the API", r.URL.Path))
		return
	}
	for _, version := range []string{"/v10/", "/v9/"} {
		if rest, ok := strings.CutPrefix(path, version); ok {
			path = "/" + rest
		}
	}
	again := *r
	u := *r.URL
	u.Path, u.RawPath = path, ""
	again.URL = &u
	s.mux.ServeHTTP(w, &again)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, route *route) {
	call := Call{Route: route.pattern, Major: r.PathValue(route.major), At: s.now(), Outcome: "ok"}
	fault := s.faults.Take(func(f *Fault) bool { return f.befalls(route.pattern, call.Major) })
	if fault.before(s, w, r, call) {
		return
	}
	if s.Invalid() >= s.opts.Invalid {
		call.Outcome = string(Banned)
		s.called(call)
		fakeapi.WritePage(w, http.StatusTooManyRequests, banPage)
		return
	}
	status, result, e := s.do(w.Header(), r, route, call.Major)
	if e != nil {
		s.refuse(w, call, e)
		return
	}
	s.called(call)
	s.touched() // those who wait for the count of a call
	var body []byte
	if result != nil {
		body = encode(result)
	}
	fault.answer(w, status, body)
}

// do checks a request and does it.
func (s *Server) do(h http.Header, r *http.Request, route *route, major string) (int, any, *apiError) {
	switch {
	case !userAgent.MatchString(r.UserAgent()):
		return 0, nil, errUserAgent.because("the User-Agent is not of the form DiscordBot (url, version)")
	case !route.open && r.Header.Get("Authorization") != "Bot "+s.opts.Token:
		return 0, nil, errUnauthorized
	}
	bucketed := *route
	bucketed.bucket = cmp.Or(bucketed.bucket, route.pattern)
	if e := s.limit(h, &bucketed, major); e != nil {
		return 0, nil, e
	}
	req, e := parse(r)
	if e != nil {
		return 0, nil, e
	}
	return route.handle(s, req)
}

func (s *Server) refuse(w http.ResponseWriter, call Call, e *apiError) {
	call.Outcome = e.outcome()
	s.refused(call, e)
	s.count(e)
	body := e.body()
	if e.limit != nil {
		e.limit.headers(w.Header())
		body["retry_after"] = e.limit.after.Seconds()
		body["global"] = e.limit.scope == "global"
		if e.code == 0 {
			delete(body, "code")
		}
	}
	fakeapi.Write(w, e.status, encode(body))
}
