package telegram

import (
	"container/heap"
	"slices"
	"sync"
	"time"
)

// Limits are those of sending. Telegram publishes none that are exact: about one
// message a second in a chat, with short bursts, 20 a minute in a group, and 30 a
// second in all (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
// The zero value limits nothing.
type Limits struct {
	PerSecond      float64       // of all ordinary replies, evenly spaced
	UrgentBurst    int           // danger replies at once beyond that
	ChatBurst      int           // replies to one chat at once
	ChatInterval   time.Duration // for one more
	GroupInterval  time.Duration // in a group
	OverallRetreat int           // limits hit in a row after which all wait
}

// DefaultLimits leave a sixth of what Telegram takes to danger replies.
func DefaultLimits() Limits {
	return Limits{PerSecond: 25, UrgentBurst: 5, ChatBurst: 3, ChatInterval: time.Second, GroupInterval: 3 * time.Second, OverallRetreat: 3}
}

// How many sends may be under way. Some places are kept for danger replies: a
// Telegram that hangs must not hold all of them.
const (
	maxInFlight = 32
	keptUrgent  = 8
)

// queue decides which reply goes out next. There are two lanes, urgent and
// ordinary; in each, replies to one chat go out one after the other, and chats
// take turns. In the urgent lane danger, help and leaving
// go before what may be danger. It may be used by several goroutines.
type queue struct {
	limits Limits

	mu       sync.Mutex
	urgent   lane
	ordinary lane
	inFlight int
	length   int
	next     time.Time // when the overall limit lets the next ordinary reply go
	urgentAt time.Time // the same for danger replies, which may be early by a burst
	paused   time.Time // all wait until then
	floods   int       // limits hit in a row
	closed   bool      // nothing begins any more

	fresh map[int64][]int64 // by chat, messages that are not in its notes yet

	wake chan struct{} // something changed; has room for one
}

func newQueue(l Limits) *queue {
	return &queue{limits: l, urgent: newLane(), ordinary: newLane(), fresh: map[int64][]int64{}, wake: make(chan struct{}, 1)}
}

// add queues a reply.
func (q *queue) add(j *job, now time.Time) {
	q.mu.Lock()
	q.length++
	if j.Leave {
		j.Erase = append(j.Erase, q.fresh[j.Chat]...)
	}
	q.lane(j).add(j, now, q.limits)
	q.mu.Unlock()
	q.signal()
}

func (q *queue) lane(j *job) *lane {
	if j.Urgent {
		return &q.urgent
	}
	return &q.ordinary
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// take gives the reply that may go out now, or nil and how long to wait for one;
// with nothing queued, the wait is long.
func (q *queue) take(now time.Time) (j *job, wait time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	wait = time.Minute
	if q.closed {
		return nil, wait
	}
	if now.Before(q.paused) {
		return nil, q.paused.Sub(now)
	}
	soon := func(at time.Time) {
		if d := at.Sub(now); d > 0 && d < wait {
			wait = d
		}
	}
	q.urgent.wakeUp(now)
	q.ordinary.wakeUp(now)
	if q.urgent.any() && q.inFlight < maxInFlight {
		if burst := q.interval() * time.Duration(q.limits.UrgentBurst); !now.Add(burst).Before(q.urgentAt) {
			q.urgentAt = later(q.urgentAt, now).Add(q.interval())
			q.next = later(q.next, now).Add(q.interval())
			return q.begin(&q.urgent), 0
		} else {
			soon(q.urgentAt.Add(-burst))
		}
	}
	if q.ordinary.any() && q.inFlight < maxInFlight-keptUrgent {
		if !now.Before(q.next) {
			q.next = later(q.next, now).Add(q.interval())
			return q.begin(&q.ordinary), 0
		}
		soon(q.next)
	}
	for _, l := range []*lane{&q.urgent, &q.ordinary} {
		if len(l.waiting) > 0 {
			soon(l.waiting[0].at)
		}
	}
	return nil, wait
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// flows reports whether a reply that is queued now goes out within a time, as far
// as the overall limits say.
func (q *queue) flows(within time.Duration) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.length < maxInFlight && time.Duration(q.length)*q.interval() < within
}

// interval is the time between two replies.
func (q *queue) interval() time.Duration {
	if q.limits.PerSecond <= 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / q.limits.PerSecond)
}

func (q *queue) begin(l *lane) *job {
	list := &l.ready
	if len(l.first) > 0 {
		list = &l.first
	}
	line := (*list)[0]
	(*list)[0] = nil
	*list = (*list)[1:]
	line.busy = true
	q.inFlight++
	return line.jobs[0]
}

// end takes back a reply that take gave. It stays at the head of its chat when it
// is to be sent again, after a delay, and reports whether it is: nothing is for
// somebody who left meanwhile.
func (q *queue) end(j *job, retry bool, delay time.Duration, flood bool, now time.Time) (again bool) {
	q.mu.Lock()
	defer q.signal()
	defer q.mu.Unlock()
	retry = retry && !j.left
	q.inFlight--
	if flood {
		q.floods++
		if q.limits.OverallRetreat > 0 && q.floods >= q.limits.OverallRetreat {
			q.paused = later(q.paused, now.Add(delay))
		}
	} else if !retry {
		q.floods = 0
	}
	l := q.lane(j)
	line := l.chats[j.Chat]
	line.busy = false
	if retry {
		line.next = now.Add(delay)
	} else {
		if j.First {
			line.firsts--
		}
		line.jobs[0] = nil
		line.jobs = line.jobs[1:]
		q.length--
		line.spend(now, q.limits, j.Group)
	}
	l.place(line)
	return retry
}

// move queues what waits for a group under its new id.
func (q *queue) move(from, to int64, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, l := range []*lane{&q.urgent, &q.ordinary} {
		line := l.chats[from]
		if line == nil || line.busy {
			continue
		}
		l.take(line)
		delete(l.chats, from)
		for _, j := range line.jobs {
			j.Chat = to
			l.add(j, now, q.limits)
		}
	}
}

// drop gives up what waits for a chat in the ordinary lane and gives it back. What
// is under way is tried this once.
func (q *queue) drop(chat int64) []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	line := q.ordinary.chats[chat]
	if line == nil {
		return nil
	}
	from := 0
	if line.busy {
		from = 1
		line.jobs[0].left = true
	}
	dropped := append([]*job(nil), line.jobs[from:]...)
	clear(line.jobs[from:])
	line.jobs = line.jobs[:from]
	q.length -= len(dropped)
	if !line.busy {
		q.ordinary.take(line)
		q.ordinary.place(line)
	}
	return dropped
}

// accepted notes the message of a reply, before its end. A queued /bye deletes it
// too: it was on its way when the person left.
func (q *queue) accepted(j *job, message int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.fresh[j.Chat] = append(q.fresh[j.Chat], message)
	if line := q.urgent.chats[j.Chat]; line != nil {
		for _, bye := range line.jobs {
			if bye.Leave && bye.id > j.id {
				bye.Erase = append(bye.Erase, message)
			}
		}
	}
}

// noted forgets a message: it is in the notes of its chat.
func (q *queue) noted(chat, message int64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	left := slices.DeleteFunc(q.fresh[chat], func(m int64) bool { return m == message })
	if len(left) == 0 {
		delete(q.fresh, chat)
		return
	}
	q.fresh[chat] = left
}

// behind reports whether an ordinary reply to the same chat that was decided
// earlier is under way.
func (q *queue) behind(j *job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	line := q.ordinary.chats[j.Chat]
	return line != nil && line.busy && line.jobs[0].id < j.id
}

// close lets nothing begin any more.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.signal()
}

// size gives how many replies wait or are under way, how many of them are under
// way, and when the oldest was decided.
func (q *queue) size() (length, inFlight int, oldest time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, l := range []*lane{&q.urgent, &q.ordinary} {
		for _, line := range l.chats {
			if len(line.jobs) > 0 && (oldest.IsZero() || line.jobs[0].born.Before(oldest)) {
				oldest = line.jobs[0].born
			}
		}
	}
	return q.length, q.inFlight, oldest
}

// len is how many replies wait or are under way.
func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.length
}

// newest is the last ordinary reply that waits for a chat, or nil.
func (q *queue) newest(chat int64) *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	if line := q.ordinary.chats[chat]; line != nil && len(line.jobs) > 0 {
		return line.jobs[len(line.jobs)-1]
	}
	return nil
}

// lane is the chats that wait for replies of one kind.
type lane struct {
	chats   map[int64]*line
	first   []*line // in turn, those in which something goes first
	ready   []*line // in turn, the others
	waiting lines   // by when they may go on
}

func newLane() lane { return lane{chats: map[int64]*line{}} }

// any reports whether a reply may go out, as far as its chat is concerned.
func (l *lane) any() bool { return len(l.first)+len(l.ready) > 0 }

// wait puts a line behind those that may go on.
func (l *lane) wait(o *line) {
	if o.firsts > 0 {
		l.first = append(l.first, o)
	} else {
		l.ready = append(l.ready, o)
	}
}

// line is what waits for one chat. It is in exactly one place: ready, waiting, or
// busy. One with nothing to send waits until its burst is whole again and is then
// forgotten.
type line struct {
	chat   int64
	jobs   []*job
	busy   bool
	firsts int       // of jobs, those that go first
	next   time.Time // when the chat may get another reply
	whole  time.Time // when its burst is whole
	left   float64   // of the burst
	as     time.Time // as of this time
	at     time.Time // until when it waits
	index  int       // in waiting; -1 when not there
}

func (l *lane) add(j *job, now time.Time, limits Limits) {
	o := l.chats[j.Chat]
	if o == nil {
		o = &line{chat: j.Chat, left: float64(limits.ChatBurst), as: now, index: -1}
		l.chats[j.Chat] = o
		o.put(j)
		l.wait(o)
		return
	}
	o.put(j)
	switch {
	case o.busy:
	case len(o.jobs) == 1:
		l.take(o)
		l.place(o)
	case j.First && o.firsts == 1 && o.index < 0: // it goes before the others now
		l.take(o)
		l.wait(o)
	}
}

func (o *line) put(j *job) {
	o.jobs = append(o.jobs, j)
	if j.First {
		o.firsts++
	}
}

// spend takes one reply from the burst of a chat.
func (o *line) spend(now time.Time, limits Limits, group bool) {
	interval, burst := limits.ChatInterval, float64(limits.ChatBurst)
	if group {
		interval, burst = limits.GroupInterval, 1
	}
	if interval <= 0 {
		return
	}
	o.left = min(burst, o.left+float64(now.Sub(o.as))/float64(interval)) - 1
	o.as = now
	o.whole = now.Add(time.Duration((burst - o.left) * float64(interval)))
	if o.left < 1 {
		o.next = now.Add(time.Duration((1 - o.left) * float64(interval)))
	}
}

// place makes a line wait that is not busy: until it may go on, or until it can be
// forgotten.
func (l *lane) place(o *line) {
	o.at = o.next
	if len(o.jobs) == 0 {
		o.at = later(o.next, o.whole)
	}
	heap.Push(&l.waiting, o)
}

// take takes a line out of its place.
func (l *lane) take(o *line) {
	if o.index >= 0 {
		heap.Remove(&l.waiting, o.index)
		return
	}
	for _, list := range []*[]*line{&l.first, &l.ready} {
		if i := slices.Index(*list, o); i >= 0 {
			*list = slices.Delete(*list, i, i+1)
		}
	}
}

// wakeUp makes lines ready whose time has come, and forgets those with nothing to
// send.
func (l *lane) wakeUp(now time.Time) {
	for len(l.waiting) > 0 && !l.waiting[0].at.After(now) {
		o := heap.Pop(&l.waiting).(*line)
		if len(o.jobs) == 0 {
			delete(l.chats, o.chat)
			continue
		}
		l.wait(o)
	}
}

// lines is a heap by time.
type lines []*line

func (h lines) Len() int           { return len(h) }
func (h lines) Less(i, j int) bool { return h[i].at.Before(h[j].at) }
func (h lines) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push implements heap.Interface.
func (h *lines) Push(x any) {
	o := x.(*line)
	o.index = len(*h)
	*h = append(*h, o)
}

// Pop implements heap.Interface.
func (h *lines) Pop() any {
	old := *h
	o := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	o.index = -1
	return o
}
