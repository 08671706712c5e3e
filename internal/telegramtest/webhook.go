package telegramtest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"
)

// What the real server does, by the source of github.com/tdlib/telegram-bot-api.
const (
	defaultConnections = 40
	maxDoublings       = 5           // of the time between deliveries: 2 s to about a minute
	maxRetryAfter      = 3600        // seconds that a webhook may ask for
	deliveryTimeout    = time.Minute // for one answer
	maxAnswer          = 1 << 20     // bytes read of an answer
)

var webhookPorts = []string{"", "443", "80", "88", "8443"}

// A webhook delivers updates: one at a time in each queue, up to its connections
// at a time in all. Its own mutex is taken after the server's, never before.
type webhook struct {
	url, secret string
	connections int
	client      *http.Client
	slots       chan struct{}
	ctx         context.Context // ends when the webhook is removed
	stop        context.CancelFunc

	mu        sync.Mutex
	queues    map[queueKey][]update // those with a deliverer; never empty
	lastError string
	errorAt   time.Time
}

func (s *Server) setWebhook(r *request) (any, *apiError) {
	link := r.text("url")
	if link == "" {
		return s.deleteWebhook(r)
	}
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || u.Scheme != "https" && !(s.opts.AllowHTTPWebhook && u.Scheme == "http") {
		return nil, wrongf("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if !s.opts.AllowHTTPWebhook && !slices.Contains(webhookPorts, u.Port()) {
		return nil, wrongf("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	}
	n := defaultConnections
	if r.has("max_connections") {
		n = int(r.number("max_connections"))
	}
	ctx, stop := context.WithCancel(s.ctx)
	h := &webhook{
		url: link, secret: r.text("secret_token"), connections: n,
		client: &http.Client{
			Timeout:       deliveryTimeout,
			Transport:     &http.Transport{MaxConnsPerHost: n, MaxIdleConnsPerHost: n},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		slots: make(chan struct{}, n), ctx: ctx, stop: stop, queues: map[queueKey][]update{},
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unhook(r)
	s.queue.allow(r)
	s.endPoll(errWebhookSet)
	s.hook = h
	for _, u := range s.queue.pending {
		h.add(s, u)
	}
	return true, nil
}

func (s *Server) deleteWebhook(r *request) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unhook(r)
	return true, nil
}

// unhook ends the webhook, and forgets what waits if the request says so. The caller
// holds mu.
func (s *Server) unhook(r *request) {
	if s.hook != nil {
		s.hook.end()
		s.hook = nil
	}
	if r.flag("drop_pending_updates") {
		s.queue.drop(len(s.queue.pending))
	}
}

type webhookInfo struct {
	URL         string   `json:"url"`
	Certificate bool     `json:"has_custom_certificate"`
	Pending     int      `json:"pending_update_count"`
	ErrorAt     int64    `json:"last_error_date,omitempty"`
	Error       string   `json:"last_error_message,omitempty"`
	Connections int      `json:"max_connections,omitempty"`
	Allowed     []string `json:"allowed_updates,omitempty"`
}

func (s *Server) getWebhookInfo(*request) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.expire(s.now())
	info := webhookInfo{Pending: len(s.queue.pending), Allowed: s.queue.allowed}
	if h := s.hook; h != nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		info.URL, info.Connections = h.url, h.connections
		if h.lastError != "" {
			info.Error, info.ErrorAt = h.lastError, h.errorAt.Unix()
		}
	}
	return info, nil
}

// end stops all deliveries; what was not delivered stays pending.
func (h *webhook) end() {
	h.stop()
	h.client.CloseIdleConnections()
}

// add puts an update into its queue and sees that somebody delivers it.
func (h *webhook) add(s *Server, u update) {
	if h.ctx.Err() != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	list, running := h.queues[u.key]
	h.queues[u.key] = append(list, u)
	if !running {
		s.wg.Go(func() { h.work(s, u.key) }) // ends when the queue is empty or the webhook is removed
	}
}

// work delivers one queue in order until it is empty.
func (h *webhook) work(s *Server, key queueKey) {
	for {
		h.mu.Lock()
		list := h.queues[key]
		if len(list) == 0 {
			delete(h.queues, key)
			h.mu.Unlock()
			return
		}
		u := list[0]
		h.queues[key] = list[1:]
		h.mu.Unlock()
		if !h.deliver(s, u) {
			return
		}
		s.mu.Lock()
		s.queue.done(u.id)
		s.mu.Unlock()
	}
}

// deliver repeats an update until it is taken or has expired: at once, then after
// waits that double. It returns false where the webhook has ended.
func (h *webhook) deliver(s *Server, u update) bool {
	for failures := 0; s.now().Before(u.expires); failures++ {
		select {
		case h.slots <- struct{}{}:
		case <-h.ctx.Done():
			return false
		}
		wait, ok := h.post(s, u)
		<-h.slots
		if h.ctx.Err() != nil {
			return false
		}
		if ok {
			return true
		}
		if wait == 0 && failures > 0 {
			wait = s.opts.WebhookBackoff << min(failures-1, maxDoublings)
		}
		select {
		case <-time.After(wait):
		case <-h.ctx.Done():
			return false
		}
	}
	return true
}

// post sends an update once and returns how long the answer asks to wait, 0 where it
// does not. A second of Retry-After is scaled as the back-off is.
func (h *webhook) post(s *Server, u update) (wait time.Duration, ok bool) {
	req, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url, bytes.NewReader(u.body))
	if err != nil {
		return 0, false
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	answer, err := h.client.Do(req)
	if err != nil {
		h.failed(s, "Connection failed")
		return 0, false
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer))
	if answer.StatusCode/100 == 2 {
		return 0, true
	}
	h.failed(s, "Wrong response from the webhook: "+answer.Status)
	if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && seconds > 0 {
		wait = time.Duration(min(seconds, maxRetryAfter)) * s.opts.WebhookBackoff / 2
	}
	return wait, false
}

func (h *webhook) failed(s *Server, what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lastError, h.errorAt = what, s.now()
}
