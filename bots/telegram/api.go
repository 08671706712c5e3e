package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// Times of requests.
const (
	sendTimeout = 10 * time.Second
	pollSeconds = 25 // how long Telegram holds a getUpdates that has nothing
	pollTimeout = (pollSeconds + 10) * time.Second
)

// maxAnswer bounds what is read of an answer: a hundred updates of the longest
// texts are well under it.
const maxAnswer = 16 << 20

// api makes the requests. The library makes all of them but getUpdates, which it
// keeps to itself.
type api struct {
	*bot.Bot
	http *http.Client
	url  string // up to and with the last slash; it holds the token
}

// newAPI prepares requests. It asks nothing of Telegram.
func newAPI(token, url string, client *http.Client) (*api, error) {
	if client == nil {
		client = newClient()
	}
	url = strings.TrimSuffix(url, "/")
	b, err := bot.New(token,
		bot.WithSkipGetMe(),
		bot.WithServerURL(url),
		bot.WithHTTPClient(pollTimeout, whole{client}),
		// The library's own handlers write updates and errors to the log.
		bot.WithErrorsHandler(func(error) {}),
		bot.WithDefaultHandler(func(context.Context, *bot.Bot, *models.Update) {}),
	)
	if err != nil {
		return nil, errors.New("the token has not the form of a Telegram token, digits:letters")
	}
	return &api{Bot: b, http: client, url: url + "/bot" + token + "/"}, nil
}

// whole sends each request in one piece. The library writes its forms into a pipe,
// piece by piece, and net/http sends every piece by itself.
type whole struct{ *http.Client }

// Do implements the library's interface of a client.
func (c whole) Do(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, errUnreachable
		}
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	return c.Client.Do(req)
}

// newClient keeps connections open: one for each send that may be under way.
func newClient() *http.Client {
	return &http.Client{
		Timeout: pollTimeout,
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout: 5 * time.Second,
			MaxIdleConns:        2 * maxInFlight,
			MaxIdleConnsPerHost: 2 * maxInFlight,
			IdleConnTimeout:     90 * time.Second,
		},
		// A redirect would carry the token elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// getUpdates asks for the updates from offset on, and waits up to so many seconds
// for one. What comes is decoded one by one by the caller, so that one unknown
// shape does not hold up the others.
func (a *api) getUpdates(ctx context.Context, offset int64, limit, seconds int) ([]json.RawMessage, error) {
	body, err := json.Marshal(map[string]any{
		"offset": offset, "limit": limit, "timeout": seconds, "allowed_updates": allowedUpdates,
	})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+"getUpdates", bytes.NewReader(body))
	if err != nil {
		return nil, errUnreachable
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.http.Do(req)
	if err != nil {
		return nil, errUnreachable // the library's error names the address, and so the token
	}
	defer resp.Body.Close()
	var answer struct {
		OK         bool              `json:"ok"`
		Result     []json.RawMessage `json:"result"`
		Code       int               `json:"error_code"`
		Parameters struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	if json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&answer) != nil {
		return nil, errUnreachable
	}
	switch {
	case answer.OK:
		return answer.Result, nil
	case answer.Code == http.StatusUnauthorized:
		return nil, bot.ErrorUnauthorized
	case answer.Code == http.StatusNotFound:
		return nil, bot.ErrorNotFound
	case answer.Code == http.StatusConflict:
		return nil, bot.ErrorConflict
	case answer.Code == http.StatusTooManyRequests:
		return nil, &bot.TooManyRequestsError{RetryAfter: answer.Parameters.RetryAfter}
	default:
		return nil, errUnreachable
	}
}

// errUnreachable stands for everything that may be over soon: no network, a
// gateway's page, a server error.
var errUnreachable = errors.New("telegram could not be reached")

// refused reports whether Telegram does not know the token.
func refused(err error) bool {
	return errors.Is(err, bot.ErrorUnauthorized) || errors.Is(err, bot.ErrorNotFound)
}

// verdict is what became of a request.
type verdict uint8

// The verdicts.
const (
	accepted verdict = iota
	again            // later: the network, the server, a limit
	gone             // the chat is closed to us: blocked, deleted, kicked
	missing          // the message to edit is not there, or cannot be edited
	wrong            // Telegram does not take this message; sending it again does not help
)

// judged is a verdict with what belongs to it.
type judged struct {
	verdict verdict
	after   time.Duration // of again: Telegram said how long to wait; 0 when it did not
	flood   bool          // of again: a limit was hit
	moved   int64         // of again: the group has this id now
}

// judge reads an error of the library. What Telegram says in words is compared and
// never shown.
func judge(err error) judged {
	var many *bot.TooManyRequestsError
	var moved *bot.MigrateError
	switch {
	case err == nil:
		return judged{verdict: accepted}
	case errors.As(err, &many):
		return judged{verdict: again, after: time.Duration(many.RetryAfter) * time.Second, flood: true}
	case errors.As(err, &moved):
		return judged{verdict: again, moved: int64(moved.MigrateToChatID)}
	case errors.Is(err, bot.ErrorForbidden):
		return judged{verdict: gone}
	case errors.Is(err, bot.ErrorBadRequest):
		return judgeBadRequest(strings.ToLower(err.Error()))
	default:
		// A token that was withdrawn is told by the receiving side; replies wait.
		return judged{verdict: again}
	}
}

func judgeBadRequest(said string) judged {
	for _, c := range []struct {
		words   string
		verdict verdict
	}{
		{"message is not modified", accepted}, // it already says so
		{"message to edit not found", missing},
		{"message can't be edited", missing},
		{"message_id_invalid", missing},
		{"there is no text in the message to edit", missing},
		{"chat not found", gone},
		{"group chat was deactivated", gone},
		{"have no rights to send", gone},
		{"not enough rights to send", gone},
		{"chat_write_forbidden", gone},
		{"topic_closed", gone},
	} {
		if strings.Contains(said, c.words) {
			return judged{verdict: c.verdict}
		}
	}
	return judged{verdict: wrong}
}

// chatKey is the id under which the handler knows a chat.
func chatKey(chat int64) string { return strconv.FormatInt(chat, 10) }
