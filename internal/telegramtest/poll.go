package telegramtest

import (
	"context"
	"slices"
	"time"
)

// maxPoll is how long the real server lets a poll wait at most.
const maxPoll = 50 * time.Second

// A poll is a getUpdates that waits. Ended is why it has to stop.
type poll struct {
	wake  chan struct{} // of one: an update came, or ended was set
	ended *apiError
}

func (p *poll) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// wakePoll tells the waiting poll that there is something. The caller holds mu.
func (s *Server) wakePoll() {
	if s.poll != nil {
		s.poll.nudge()
	}
}

// endPoll ends the waiting poll. The caller holds mu.
func (s *Server) endPoll(why *apiError) {
	if s.poll != nil {
		s.poll.ended = why
		s.poll.nudge()
		s.poll = nil
	}
}

func (s *Server) getUpdates(ctx context.Context, r *request) (any, *apiError) {
	me := &poll{wake: make(chan struct{}, 1)}
	if e := s.beginPoll(me, r); e != nil {
		return nil, e
	}
	timeout := min(max(0, time.Duration(r.number("timeout"))*time.Second), maxPoll)
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	for {
		batch, e := s.batch(me, r)
		if e != nil || batch != nil {
			return batch, e
		}
		select {
		case <-me.wake:
			continue
		case <-timer.C:
		case <-ctx.Done():
		case <-s.ctx.Done():
		}
		return s.leave(me)
	}
}

// beginPoll ends an older poll and confirms what lies before the offset.
func (s *Server) beginPoll(me *poll, r *request) *apiError {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hook != nil {
		return errWebhookActive
	}
	s.endPoll(errOtherPoller)
	s.poll = me
	q := &s.queue
	q.allow(r)
	q.expire(s.now())
	switch offset := r.number("offset"); {
	case offset > 0:
		n, _ := slices.BinarySearchFunc(q.pending, offset, func(u update, id int64) int { return int(u.id - id) })
		q.drop(n)
	case offset < 0:
		q.drop(max(0, len(q.pending)+int(offset)))
	}
	return nil
}

// batch is the updates to be sent, nil for none yet.
func (s *Server) batch(me *poll, r *request) ([]byte, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if me.ended != nil {
		return nil, me.ended
	}
	q := &s.queue
	q.expire(s.now())
	limit := 100
	if r.has("limit") {
		limit = int(r.number("limit"))
	}
	list := append(q.again, q.pending...)
	list = slices.Clone(list[:min(limit, len(list))])
	q.again = q.again[min(len(list), len(q.again)):]
	if len(list) == 0 {
		return nil, nil
	}
	s.poll = nil
	if q.shuffle {
		slices.Reverse(list)
	}
	return joined(list), nil
}

// leave ends a poll that found nothing.
func (s *Server) leave(me *poll) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if me.ended != nil {
		return nil, me.ended
	}
	if s.poll == me {
		s.poll = nil
	}
	return []byte("[]"), nil
}

func joined(list []update) []byte {
	out := []byte{'['}
	for i, u := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, u.body...)
	}
	return append(out, ']')
}
