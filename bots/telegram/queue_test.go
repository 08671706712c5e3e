package telegram

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// model is the queue as plainly as can be: it remembers all that was sent and looks
// through everything each time.
type model struct {
	limits  Limits
	now     time.Time
	waiting []*job // not under way, in the order of adding
	flying  []*job
	sent    map[string][]time.Time // by lane and chat, ends that spent from the burst
	begun   []time.Time            // of both lanes
	alarms  []time.Time            // of the danger lane alone
	ready   map[*job]time.Time     // after a retry: not before
	hold    map[int64]time.Time    // for what follows a retry that was dropped
	floods  int
	paused  time.Time
}

func laneOf(j *job) string { return fmt.Sprint(j.Urgent, j.Chat) }

// first is the oldest reply of a chat in a lane, wherever it is.
func (m *model) first(of *job) bool {
	for _, j := range m.flying {
		if laneOf(j) == laneOf(of) {
			return false
		}
	}
	for _, j := range m.waiting {
		if laneOf(j) == laneOf(of) {
			return j == of
		}
	}
	return false
}

// within reports whether the bucket of a chat, filled anew from everything that was
// ever sent, has a reply left.
func (m *model) within(of *job) bool {
	left, at := float64(m.limits.ChatBurst), time.Time{}
	for _, end := range m.sent[laneOf(of)] {
		if !at.IsZero() {
			left = min(float64(m.limits.ChatBurst), left+float64(end.Sub(at))/float64(m.limits.ChatInterval))
		}
		left--
		at = end
	}
	if at.IsZero() {
		return true
	}
	return left+float64(m.now.Sub(at))/float64(m.limits.ChatInterval) >= 1-1e-6
}

// may reports whether a reply may begin, but for the limit on all.
func (m *model) may(j *job) bool {
	return m.first(j) && !m.now.Before(m.ready[j]) && !m.now.Before(m.paused) && m.within(j)
}

func without(list []*job, j *job) (rest []*job) {
	for _, other := range list {
		if other != j {
			rest = append(rest, other)
		}
	}
	return rest
}

// checkTake takes once and holds what comes against the model.
func (m *model) checkTake(t *rapid.T, q *queue) {
	j, wait := q.take(m.now)
	if j == nil {
		if wait <= 0 {
			t.Fatal("the wait is no wait")
		}
		for _, w := range m.waiting {
			if m.may(w) && w.Urgent && len(m.flying) < maxInFlight && m.spaced(true) {
				t.Fatalf("danger reply %d is kept waiting", w.id)
			}
			if m.may(w) && len(m.flying) < maxInFlight-keptUrgent && m.spaced(false) && !m.urgentReady() {
				t.Fatalf("reply %d is kept waiting", w.id)
			}
		}
		return
	}
	if !m.may(j) {
		t.Fatalf("reply %d of chat %d came before its time", j.id, j.Chat)
	}
	if !j.Urgent && m.urgentReady() {
		t.Fatalf("reply %d went before danger", j.id)
	}
	if !m.spaced(j.Urgent) {
		t.Fatalf("reply %d came too soon after the others", j.id)
	}
	m.waiting = without(m.waiting, j)
	m.flying = append(m.flying, j)
	m.begun = append(m.begun, m.now)
	if j.Urgent {
		m.alarms = append(m.alarms, m.now)
	}
}

func (m *model) urgentReady() bool {
	for _, j := range m.waiting {
		if j.Urgent && m.may(j) && len(m.flying) < maxInFlight && m.spaced(true) {
			return true
		}
	}
	return false
}

// spaced reports whether the overall limit lets one more begin: an interval after
// all others, or for danger after the other danger replies, earlier by a burst.
func (m *model) spaced(urgent bool) bool {
	interval := time.Duration(float64(time.Second) / m.limits.PerSecond)
	list, burst := m.begun, 0
	if urgent {
		list, burst = m.alarms, m.limits.UrgentBurst
	}
	next := time.Time{}
	for _, b := range list {
		next = later(next, b).Add(interval)
	}
	return !m.now.Add(time.Duration(burst) * interval).Before(next)
}

// The queue does what the model says, whatever happens to it.
func TestQueueModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Limits{PerSecond: 20, UrgentBurst: 2, ChatBurst: 2, ChatInterval: time.Second, GroupInterval: time.Second, OverallRetreat: 3}
		m := &model{limits: l, now: time.Unix(1_750_000_000, 0), sent: map[string][]time.Time{}, ready: map[*job]time.Time{}, hold: map[int64]time.Time{}}
		q := newQueue(l)
		id := uint64(0)
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				id++
				j := newJob(id, entry{Chat: rapid.Int64Range(1, 4).Draw(t, "chat"), Urgent: rapid.Bool().Draw(t, "urgent")}, m.now)
				m.waiting = append(m.waiting, j)
				if !j.Urgent {
					m.ready[j] = m.hold[j.Chat]
				}
				q.add(j, m.now)
			},
			"take": func(t *rapid.T) { m.checkTake(t, q) },
			"pass": func(t *rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.SampledFrom([]int{1, 20, 50, 300, 1000, 5000}).Draw(t, "ms")) * time.Millisecond)
			},
			"done": func(t *rapid.T) {
				if len(m.flying) == 0 {
					t.Skip("nothing is under way")
				}
				j := rapid.SampledFrom(m.flying).Draw(t, "reply")
				m.flying, m.floods = without(m.flying, j), 0
				m.sent[laneOf(j)] = append(m.sent[laneOf(j)], m.now)
				if q.end(j, false, 0, false, m.now) {
					t.Fatal("a reply that is done is kept")
				}
			},
			"retry": func(t *rapid.T) {
				if len(m.flying) == 0 {
					t.Skip("nothing is under way")
				}
				j := rapid.SampledFrom(m.flying).Draw(t, "reply")
				flood, delay := rapid.Bool().Draw(t, "flood"), 700*time.Millisecond
				left := j.left
				if flood {
					if m.floods++; m.floods >= l.OverallRetreat {
						m.paused = later(m.paused, m.now.Add(delay))
					}
				} else if left {
					m.floods = 0
				}
				m.flying = without(m.flying, j)
				if q.end(j, true, delay, flood, m.now) == left {
					t.Fatal("tried again for somebody who left, or not for somebody who stays")
				}
				if left {
					m.sent[laneOf(j)] = append(m.sent[laneOf(j)], m.now)
					return
				}
				m.waiting = append([]*job{j}, m.waiting...)
				m.ready[j] = m.now.Add(delay)
			},
			"drop": func(t *rapid.T) {
				chat := rapid.Int64Range(1, 4).Draw(t, "chat")
				dropped := q.drop(chat)
				for _, j := range dropped {
					if j.Chat != chat || j.Urgent {
						t.Fatal("a wrong reply is dropped")
					}
				}
				for _, j := range append([]*job(nil), m.waiting...) {
					if j.Chat == chat && !j.Urgent {
						m.hold[chat] = later(m.hold[chat], m.ready[j])
						m.waiting = without(m.waiting, j)
						dropped = without(dropped, j)
					}
				}
				if len(dropped) != 0 {
					t.Fatal("something was dropped that did not wait")
				}
			},
			"": func(t *rapid.T) {
				if n := len(m.waiting) + len(m.flying); q.len() != n {
					t.Fatalf("%d in the queue, %d in the model", q.len(), n)
				}
			},
		})
		// In the end everything goes out, and nothing is remembered.
		for n := 0; q.len() > 0; n++ {
			if n > 10_000 {
				t.Fatal("the queue does not end")
			}
			m.checkTake(t, q)
			for _, j := range m.flying {
				m.sent[laneOf(j)] = append(m.sent[laneOf(j)], m.now)
				q.end(j, false, 0, false, m.now)
			}
			m.flying, m.floods = nil, 0
			m.now = m.now.Add(50 * time.Millisecond)
		}
		q.take(m.now.Add(time.Hour))
		if n := len(q.urgent.chats) + len(q.ordinary.chats) + len(q.urgent.waiting) + len(q.ordinary.waiting); n != 0 {
			t.Fatalf("%d chats are remembered", n)
		}
	})
}

// What waits for a group moves with it, in order; what is under way stays until it
// comes back.
func TestQueueMove(t *testing.T) {
	now := time.Unix(1_750_000_000, 0)
	q := newQueue(Limits{})
	for id := range uint64(3) {
		q.add(newJob(id, entry{Chat: -1, Group: true}, now), now)
	}
	first, _ := q.take(now)
	q.move(-1, -100, now) // one is under way
	if first.Chat != -1 {
		t.Fatal("moved while it was under way")
	}
	q.end(first, true, time.Second, false, now)
	q.move(-1, -100, now)
	for want := range uint64(3) {
		j, _ := q.take(now)
		if j == nil || j.Chat != -100 || j.id != want {
			t.Fatalf("reply %d did not move: %+v", want, j)
		}
		q.end(j, false, 0, false, now)
	}
	if _, _ = q.take(now); len(q.ordinary.chats) != 0 {
		t.Error("a chat is remembered")
	}
}

// A /bye deletes what was on its way before it, and nothing that came after.
func TestQueueAccepted(t *testing.T) {
	now := time.Unix(1_750_000_000, 0)
	q := newQueue(Limits{})
	q.accepted(newJob(1, entry{Chat: 7}, now), 101) // not noted yet
	q.accepted(newJob(2, entry{Chat: 7}, now), 102)
	q.noted(7, 101)
	bye := newJob(4, entry{Chat: 7, Urgent: true, Leave: true, Erase: []int64{100, 101}}, now)
	q.add(bye, now)
	q.accepted(newJob(3, entry{Chat: 7}, now), 103)
	q.accepted(newJob(5, entry{Chat: 7}, now), 105)
	if got, want := fmt.Sprint(bye.Erase), "[100 101 102 103]"; got != want {
		t.Errorf("deletes %s, not %s", got, want)
	}
	for _, message := range []int64{102, 103, 105} {
		q.noted(7, message)
	}
	if len(q.fresh) != 0 {
		t.Error("a message is remembered")
	}
}
