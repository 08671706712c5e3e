package discordtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

const (
	maxAnswer    = 1 << 20 // bytes read of the endpoint's answer
	probeTimeout = 10 * time.Second
	tooOld       = time.Hour // of a replayed request's timestamp
	tooLarge     = 4 << 20   // bytes
)

// SetEndpoint says where interactions are posted; "" gives them to the gateway.
func (s *Server) SetEndpoint(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoint = url
}

// deliver takes an interaction to the bot, by the endpoint if there is one, else over
// the gateway. It does not wait for the answer.
func (s *Server) deliver(i *Interaction) {
	s.mu.Lock()
	endpoint := s.endpoint
	s.mu.Unlock()
	if endpoint != "" {
		s.wg.Go(func() { s.postInteraction(i, endpoint) }) // ends with the answer, after 3 s or with Close
		return
	}
	v, err := decode(i.payload)
	if err != nil {
		panic(err) // own JSON
	}
	if s.opts.Novelties {
		s.Dispatch("NOVELTY_UPDATE", object{"level": 1})
	}
	s.dispatch("INTERACTION_CREATE", i.channel.guild, 0, v)
}

// postInteraction sends an interaction and takes the answer as its callback.
func (s *Server) postInteraction(i *Interaction, endpoint string) {
	ctx, stop := context.WithTimeout(s.ctx, s.opts.FirstResponse)
	defer stop()
	status, body, err := s.post1(ctx, endpoint, i.payload, s.sign(i.payload, s.now()))
	problem := ""
	switch {
	case s.ctx.Err() != nil:
		return
	case err != nil:
		problem = "no answer in time"
		if !errors.Is(err, context.DeadlineExceeded) {
			problem = "the connection failed"
		}
	case status == http.StatusAccepted && len(body) == 0: // the callback comes by itself
	case status != http.StatusOK:
		problem = fmt.Sprintf("the endpoint answered %d", status)
	default:
		problem = s.take(i, body)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if i.answered == 0 || problem == "" { // a duplicate does not undo what was answered
		i.status, i.problem = status, problem
	}
	s.mu.Touch()
}

// take is the answer of the endpoint as a callback; it says what is wrong with it.
func (s *Server) take(i *Interaction, body []byte) string {
	v, err := decode(body)
	if err != nil {
		s.record.Violation("endpoint: the answer is no JSON", "")
		return "the answer is no JSON"
	}
	call := Call{Route: "endpoint answer", Major: i.token, At: s.now(), Outcome: "ok"}
	if _, e := s.answer(i, v, withoutNulls(v), nil); e != nil {
		call.Outcome = e.outcome()
		if errors.Is(e, errAcknowledged) { // the answer to a duplicate is thrown away
			s.called(call)
			return ""
		}
		s.refused(call, e)
		return e.text + " " + e.detail
	}
	s.called(call)
	return ""
}

func (e *apiError) Error() string { return e.outcome() }

// signed are the two headers that prove where a request comes from.
type signed struct{ signature, timestamp string }

func (s *Server) sign(body []byte, at time.Time) signed {
	stamp := strconv.FormatInt(at.Unix(), 10)
	return signed{hex.EncodeToString(ed25519.Sign(s.key, append([]byte(stamp), body...))), stamp}
}

// post1 sends one request; empty headers are left out.
func (s *Server) post1(ctx context.Context, endpoint string, body []byte, h signed) (status int, answer []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	if h.signature != "" {
		req.Header.Set("X-Signature-Ed25519", h.signature)
	}
	if h.timestamp != "" {
		req.Header.Set("X-Signature-Timestamp", h.timestamp)
	}
	resp, err := s.poster.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	return resp.StatusCode, answer, err
}

// A Probe is a request that tells a careful endpoint from a careless one.
type Probe string

const (
	ProbePing           Probe = "ping"            // type 1, well signed: 200 and {"type":1}
	ProbeWrongSignature Probe = "wrong signature" // of another key; this and the following: 401
	ProbeNoHeaders      Probe = "no headers"
	ProbeMalformedHex   Probe = "malformed hex"
	ProbeShortSignature Probe = "short signature"
	ProbeOtherBody      Probe = "other body"    // signed for another body
	ProbeOtherTime      Probe = "other time"    // signed for another timestamp
	ProbeOldTimestamp   Probe = "old timestamp" // well signed an hour ago: a replay
	ProbeTooLarge       Probe = "too large"     // 4 MiB; 401 or 413, or the connection is closed
)

// Probes are all of them. Discord sends the first four now and then, and takes the URL
// away from a bot that fails.
func Probes() []Probe {
	return []Probe{
		ProbePing, ProbeWrongSignature, ProbeNoHeaders, ProbeMalformedHex, ProbeShortSignature,
		ProbeOtherBody, ProbeOtherTime, ProbeOldTimestamp, ProbeTooLarge,
	}
}

// Probe sends one to the endpoint. A wrong answer is an error and a violation.
func (s *Server) Probe(p Probe) error {
	s.mu.Lock()
	endpoint := s.endpoint
	body := encode(object{"id": s.nextID(), "application_id": s.opts.ApplicationID, "type": pingInteraction, "token": "ping", "version": 1})
	s.mu.Unlock()
	h := s.sign(body, s.now())
	switch p {
	case ProbeWrongSignature:
		_, other, _ := ed25519.GenerateKey(nil)
		h.signature = hex.EncodeToString(ed25519.Sign(other, append([]byte(h.timestamp), body...)))
	case ProbeNoHeaders:
		h = signed{}
	case ProbeMalformedHex:
		h.signature = "zz" + h.signature[2:]
	case ProbeShortSignature:
		h.signature = h.signature[:64]
	case ProbeOtherBody:
		body = append(body, ' ')
	case ProbeOtherTime:
		h.timestamp += "1"
	case ProbeOldTimestamp:
		h = s.sign(body, s.now().Add(-tooOld))
	case ProbeTooLarge:
		body = append(body, bytes.Repeat([]byte(" "), tooLarge)...)
		h = s.sign(body, s.now())
	}
	ctx, stop := context.WithTimeout(s.ctx, probeTimeout)
	defer stop()
	status, answer, err := s.post1(ctx, endpoint, body, h)
	problem := p.judge(status, answer, err)
	if problem == "" {
		return nil
	}
	s.record.Violation(fmt.Sprintf("endpoint: probe %q: %s", p, problem), "")
	return fmt.Errorf("probe %q: %s", p, problem)
}

// judge says what is wrong with the answer to a probe.
func (p Probe) judge(status int, answer []byte, err error) string {
	switch {
	case p == ProbeTooLarge && (err != nil || status == http.StatusUnauthorized || status == http.StatusRequestEntityTooLarge):
		return ""
	case err != nil:
		return "no answer"
	case p == ProbePing:
		v, _ := decode(answer)
		if o, _ := v.(object); status != http.StatusOK || whole(o, "type") != callbackPong {
			return fmt.Sprintf("%d %.100q is not 200 {\"type\":1}", status, answer)
		}
	case status != http.StatusUnauthorized:
		return fmt.Sprintf("%d is not 401", status)
	}
	return ""
}

// Replay posts an interaction again, as it was signed so long ago, and returns the
// status of the answer, which is thrown away.
func (i *Interaction) Replay(age time.Duration) (status int, err error) {
	s := i.s
	s.mu.Lock()
	endpoint := s.endpoint
	s.mu.Unlock()
	ctx, stop := context.WithTimeout(s.ctx, probeTimeout)
	defer stop()
	status, _, err = s.post1(ctx, endpoint, i.payload, s.sign(i.payload, s.now().Add(-age)))
	return status, err
}
