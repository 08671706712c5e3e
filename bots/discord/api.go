package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Times of requests.
const (
	sendTimeout  = 10 * time.Second
	firstRetry   = 500 * time.Millisecond
	longestRetry = 30 * time.Second
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 4 << 20

// api makes the requests, through the library.
type api struct {
	session *discordgo.Session // for requests alone; it is never opened
	client  *http.Client
}

// newAPI prepares requests. It asks nothing of Discord.
func newAPI(token, base string, client *http.Client) (*api, error) {
	at, err := url.Parse(strings.TrimSuffix(base, "/"))
	if err != nil || at.Host == "" {
		return nil, errors.New("the address of the API is no http address")
	}
	c := http.Client{}
	if client != nil {
		c = *client
	} else {
		c.Transport = &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
			TLSHandshakeTimeout: 5 * time.Second,
			MaxIdleConns:        64,
			MaxIdleConnsPerHost: 64,
			IdleConnTimeout:     90 * time.Second,
		}
	}
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	c.Transport = &transport{next: c.Transport, base: at}
	c.Timeout = sendTimeout
	// A redirect would carry the token elsewhere.
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s, err := newSession(token, &c)
	return &api{session: s, client: &c}, err
}

// newSession makes a session of the library with everything off that decides, keeps
// or logs.
func newSession(token string, client *http.Client) (*discordgo.Session, error) {
	s, err := discordgo.New("Bot " + token)
	if err != nil {
		return nil, errors.New("the token has not the form of a Discord token")
	}
	s.Client = client
	s.UserAgent = "DiscordBot (https://github.com/porchlight-chat/porchlight, 1)"
	s.LogLevel = -1 // it would print what people wrote
	s.StateEnabled = false
	s.ShouldReconnectOnError = false
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	return s, nil
}

// transport takes what the library asks of version 9 at discord.com to the configured
// address, and holds requests back while Discord says that all of them are too many:
// the library does not know that answer.
type transport struct {
	next  http.RoundTripper
	base  *url.URL
	until atomic.Int64 // Unix nanoseconds
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(r.URL.Path, "/api/v9")
	if wait := time.Until(time.Unix(0, t.until.Load())); wait > 0 && !strings.HasPrefix(path, "/interactions/") {
		if !sleep(r.Context(), wait) {
			return nil, r.Context().Err()
		}
	}
	again := r.Clone(r.Context())
	again.URL.Scheme, again.URL.Host, again.Host = t.base.Scheme, t.base.Host, t.base.Host
	again.URL.Path, again.URL.RawPath = t.base.Path+path, ""
	resp, err := t.next.RoundTrip(again)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusTooManyRequests && resp.Header.Get("X-RateLimit-Global") != "" {
		if seconds, err := strconv.ParseFloat(resp.Header.Get("Retry-After"), 64); err == nil {
			pause := min(time.Duration(seconds*float64(time.Second)), time.Minute)
			t.until.Store(time.Now().Add(pause).UnixNano())
		}
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	return resp, nil
}

// verdict is what became of a request.
type verdict uint8

// The verdicts.
const (
	accepted verdict = iota
	again            // later: the network, the server, a limit
	refused          // the token is not known
	gone             // the person or the channel is closed to us
	missing          // what it was about is not there any more
	wrong            // Discord does not take this; sending it again does not help
)

// judged is a verdict with what belongs to it.
type judged struct {
	verdict verdict
	after   time.Duration // of again: Discord said how long to wait; 0 when it did not
	flood   bool          // of again: a limit was hit
}

// Codes of Discord's errors
// (https://discord.com/developers/docs/topics/opcodes-and-status-codes#json).
var codes = map[int]verdict{
	10003: gone,     // unknown channel
	10008: missing,  // unknown message
	10013: gone,     // unknown user
	10015: missing,  // unknown webhook
	10062: missing,  // unknown interaction: it took too long
	30046: again,    // too many edits of an old message
	40060: accepted, // the interaction was answered
	50001: gone,     // no access
	50005: wrong,    // a message of somebody else
	50007: gone,     // direct messages are closed
	50013: gone,     // no permission
	50027: missing,  // the interaction's token has expired
	50278: gone,     // no server in common
}

// judge reads an error of the library. Its words are never shown: they quote the
// request.
func judge(err error) judged {
	var many *discordgo.RateLimitError
	var rest *discordgo.RESTError
	switch {
	case err == nil:
		return judged{verdict: accepted}
	case errors.As(err, &many):
		out := judged{verdict: again, flood: true}
		if many.RateLimit != nil && many.TooManyRequests != nil {
			out.after = many.RetryAfter
		}
		return out
	case errors.As(err, &rest) && rest.Response != nil:
		if rest.Message != nil {
			if v, known := codes[rest.Message.Code]; known {
				return judged{verdict: v}
			}
		}
		switch status := rest.Response.StatusCode; {
		case status == http.StatusUnauthorized:
			return judged{verdict: refused}
		case status >= 500:
			return judged{verdict: again}
		case status == http.StatusForbidden:
			return judged{verdict: gone}
		case status == http.StatusNotFound:
			return judged{verdict: missing}
		default:
			return judged{verdict: wrong}
		}
	default:
		return judged{verdict: again}
	}
}

// upload is a picture to be sent along.
type upload struct {
	name string
	data []byte
}

// do makes one request and reads the answer into out, which may be nil. path may have
// a query.
func (a *api) do(ctx context.Context, method, path string, body any, files []upload, out any) judged {
	var data []byte
	kind := "application/json"
	var err error
	if body != nil {
		data, err = json.Marshal(body)
	}
	if err == nil && len(files) > 0 {
		kind, data, err = multiPart(data, files)
	}
	if err != nil {
		return judged{verdict: wrong}
	}
	// The library keeps a limiter for each address for ever, waits in it without
	// looking at ctx, and an address can hold an interaction's token: so each request
	// gets a limiter of its own. What Discord says of limits is obeyed by the callers.
	bucket := discordgo.NewRatelimiter().LockBucket("")
	answer, err := a.session.RequestWithLockedBucket(method, discordgo.EndpointAPI+path, kind, data, bucket, 0, discordgo.WithContext(ctx))
	judged := judge(err)
	if judged.verdict == accepted && out != nil && json.Unmarshal(answer, out) != nil {
		judged.verdict = again
	}
	return judged
}

func (a *api) get(ctx context.Context, path string, out any) judged {
	return a.do(ctx, http.MethodGet, path, nil, nil, out)
}

// multiPart puts JSON and files into one body
// (https://discord.com/developers/docs/reference#uploading-files).
func multiPart(payload []byte, files []upload) (kind string, body []byte, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part := func(disposition, kind string, data []byte) {
		if err != nil {
			return
		}
		var p io.Writer
		p, err = w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {kind}})
		if err == nil {
			_, err = p.Write(data)
		}
	}
	part(`form-data; name="payload_json"`, "application/json", payload)
	for i, f := range files {
		part(`form-data; name="files[`+strconv.Itoa(i)+`]"; filename="`+f.name+`"`, "image/png", f.data)
	}
	if err == nil {
		err = w.Close()
	}
	return w.FormDataContentType(), b.Bytes(), err
}

// backOff doubles from try to try up to a longest pause, with jitter.
func backOff(tries int, longest time.Duration) time.Duration {
	d := min(firstRetry<<min(tries-1, 16), longest)
	return d/2 + rand.N(d/2+1)
}
