package telegramtest

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
)

// A handler does what a method promises and returns its result: JSON as it is, or
// anything that encoding/json takes.
type handler func(s *Server, ctx context.Context, r *request) (any, *apiError)

// quick is a handler that neither waits nor needs to know when the client leaves.
func quick(h func(*Server, *request) (any, *apiError)) handler {
	return func(s *Server, _ context.Context, r *request) (any, *apiError) { return h(s, r) }
}

var handlers = map[string]handler{
	"getMe":                  quick((*Server).getMe),
	"getUpdates":             (*Server).getUpdates,
	"setWebhook":             quick((*Server).setWebhook),
	"deleteWebhook":          quick((*Server).deleteWebhook),
	"getWebhookInfo":         quick((*Server).getWebhookInfo),
	"sendMessage":            quick((*Server).sendMessage),
	"sendPhoto":              quick((*Server).sendPhoto),
	"sendDocument":           quick((*Server).sendDocument),
	"editMessageText":        quick((*Server).editMessageText),
	"editMessageCaption":     quick((*Server).editMessageCaption),
	"editMessageReplyMarkup": quick((*Server).editMessageReplyMarkup),
	"editMessageMedia":       quick((*Server).editMessageMedia),
	"deleteMessage":          quick((*Server).deleteMessage),
	"deleteMessages":         quick((*Server).deleteMessages),
	"answerCallbackQuery":    quick((*Server).answerCallbackQuery),
	"sendChatAction":         quick((*Server).sendChatAction),
	"setMyCommands":          quick((*Server).setMyCommands),
	"getMyCommands":          quick((*Server).getMyCommands),
	"deleteMyCommands":       quick((*Server).deleteMyCommands),
	"setMyName":              quick((*Server).setMyName),
	"getMyName":              quick((*Server).getMyName),
	"setMyDescription":       quick((*Server).setMyDescription),
	"getMyDescription":       quick((*Server).getMyDescription),
	"setMyShortDescription":  quick((*Server).setMyShortDescription),
	"getMyShortDescription":  quick((*Server).getMyShortDescription),
	"setChatMenuButton":      quick((*Server).setChatMenuButton),
	"getChatMenuButton":      quick((*Server).getChatMenuButton),
	"getFile":                quick((*Server).getFile),
	"close":                  quick((*Server).closeBot),
	"logOut":                 quick((*Server).closeBot),
}

// ServeHTTP answers /bot<token>/<method>, /bot<token>/test/<method> and
// /file/bot<token>/<path>.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if file, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		s.serveFile(w, file)
		return
	}
	name, m, e := s.route(r.URL.Path)
	s.record.Count(name)
	if e != nil {
		s.refuse(w, name, 0, e)
		return
	}
	req, e := parse(m, r)
	chatID := req.number("chat_id")
	fault := s.faults.Take(func(f *Fault) bool { return f.befalls(m.name, chatID) })
	if fault.before(s, w, r, m.name, chatID) {
		return
	}
	var result any
	if e == nil {
		result, e = s.call(r.Context(), req)
	}
	if e != nil {
		s.refuse(w, m.name, chatID, e)
		return
	}
	s.record.Keep(Call{m.name, chatID, s.now(), fault.outcome()})
	fault.answer(s, w, r, envelope(result))
}

// route is the method that a path names, and its name as far as it is known.
func (s *Server) route(path string) (name string, m *method, e *apiError) {
	path, ok := strings.CutPrefix(path, "/bot")
	token, name, slash := strings.Cut(path, "/")
	name = strings.TrimPrefix(name, "test/")
	switch lower := strings.ToLower(name); {
	case !ok || !slash:
		return "", nil, errNotFound
	case token != s.opts.Token:
		return "", nil, errUnauthorized
	case s.spec.other[lower]:
		return name, nil, wrongf("method not supported by this fake")
	case s.spec.methods[lower] == nil:
		return name, nil, errNotFound
	default:
		m := s.spec.methods[lower]
		return m.name, m, nil
	}
}

// call checks a request and does it.
func (s *Server) call(ctx context.Context, r *request) (any, *apiError) {
	if p := r.method.check(r.values); p != nil {
		return nil, fromProblem(p)
	}
	return handlers[r.method.name](s, ctx, r)
}

func envelope(result any) []byte {
	raw, ok := result.([]byte)
	if !ok {
		raw = encode(result)
	}
	body := make([]byte, 0, len(raw)+24)
	body = append(body, `{"ok":true,"result":`...)
	body = append(body, raw...)
	return append(body, '}')
}

func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // only own types are encoded
	}
	return data
}

type refusal struct {
	OK          bool        `json:"ok"`
	Code        int         `json:"error_code"`
	Description string      `json:"description"`
	Parameters  *parameters `json:"parameters,omitempty"`
}

type parameters struct {
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
	RetryAfter int   `json:"retry_after,omitempty"`
}

func (s *Server) refuse(w http.ResponseWriter, name string, chatID int64, e *apiError) {
	s.refused(Call{name, chatID, s.now(), e.outcome()}, e)
	body := refusal{Code: e.code, Description: e.text}
	if e.retryAfter > 0 || e.migrateTo != 0 {
		body.Parameters = &parameters{e.migrateTo, e.retryAfter}
	}
	if e.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(e.retryAfter))
	}
	fakeapi.Write(w, e.code, encode(body))
}
