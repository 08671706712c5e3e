package telegramtest

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/porchlight-chat/porchlight/internal/fakeapi"
)

// Options of a server; the zero value is a strict server with ordinary limits.
type Options struct {
	Token            string           // "" for one that is known to nobody
	Username         string           // of the bot; "": porchlight_test_bot
	Unlimited        bool             // no 429 for sending too fast
	CountOnly        bool             // keep counts, violations and each chat's last message only
	AllowHTTPWebhook bool             // webhooks on http and on any port
	ReadsGroups      bool             // privacy mode off: the bot sees all that is said in groups
	WebhookBackoff   time.Duration    // between the second and third delivery, then doubled; 0: 2 s
	CallbackDeadline time.Duration    // for answerCallbackQuery; 0: 10 s
	Now              func() time.Time // nil: time.Now
	Addr             string           // "": 127.0.0.1:0

	// OnAccepted is called for every message that was sent, before the bot
	// has the answer; OnEdited likewise for every edited text. Both may be called by
	// several goroutines and must not wait.
	OnAccepted func(chat, messageID int64, text string)
	OnEdited   func(chat, messageID int64, text string)
}

const (
	defaultToken    = "123456789:for-the-fake-server-of-Porchlight-only"
	defaultUsername = "porchlight_test_bot"
	defaultDeadline = 10 * time.Second
	defaultBackoff  = 2 * time.Second
)

// A Server answers one bot. Close ends it.
type Server struct {
	opts  Options
	spec  *tables
	http  *http.Server
	url   string
	botID int64
	ctx   context.Context // ends with Close
	stop  context.CancelFunc
	wg    sync.WaitGroup

	record *fakeapi.Record[Call, int64]
	faults fakeapi.Faults[Fault]

	mu        fakeapi.Watched // guards all below; never held while parsing, checking or writing
	chats     map[int64]*chat
	lastID    int64 // message ids of private chats and basic groups, which share one counter
	lastFile  int64
	queue     queue
	callbacks callbacks
	profile   profile
	hook      *webhook
	poll      *poll
	total     bucket
}

// New starts a server. It panics where Addr can't be listened on; see Listen.
func New(o Options) *Server {
	s, err := Listen(o)
	if err != nil {
		panic("telegramtest: " + err.Error())
	}
	return s
}

// Listen starts a server, or says why it can't listen on Addr.
func Listen(o Options) (*Server, error) {
	o.Token = cmp.Or(o.Token, defaultToken)
	o.Username = cmp.Or(o.Username, defaultUsername)
	o.WebhookBackoff = cmp.Or(o.WebhookBackoff, defaultBackoff)
	o.CallbackDeadline = cmp.Or(o.CallbackDeadline, defaultDeadline)
	o.Addr = cmp.Or(o.Addr, "127.0.0.1:0")
	if o.Now == nil {
		o.Now = time.Now
	}
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	digits, _, _ := strings.Cut(o.Token, ":")
	id, _ := strconv.ParseInt(digits, 10, 64)
	s := &Server{
		opts: o, spec: spec(), botID: id, ctx: ctx, stop: stop,
		url:    "http://" + listener.Addr().String(),
		record: fakeapi.NewRecord[Call, int64](o.CountOnly),
		chats:  map[int64]*chat{},
	}
	s.queue.init(o.CountOnly)
	s.profile.init()
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	s.wg.Go(func() { _ = s.http.Serve(listener) }) // ends with Close
	return s, nil
}

// URL is what a bot takes for https://api.telegram.org, without a slash at its end.
func (s *Server) URL() string { return s.url }

// Token is the bot's token.
func (s *Server) Token() string { return s.opts.Token }

// Close ends the server, its deliveries and all its connections.
func (s *Server) Close() {
	s.stop()
	_ = s.http.Close()
	s.wg.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook != nil {
		s.hook.end()
	}
}

func (s *Server) now() time.Time { return s.opts.Now() }

// WaitFor waits until cond holds, and reports whether it did within that time. Cond is
// asked after each change of a chat.
func (s *Server) WaitFor(cond func() bool, within time.Duration) bool {
	return s.mu.Wait(s.ctx, cond, within)
}
