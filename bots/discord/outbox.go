package discord

import (
	"context"
	"sync"
)

// outbox sends direct messages: those to one person one after the other, danger at
// once and beside them. The zero value is ready.
type outbox struct {
	mu    sync.Mutex
	lines map[string]*line // of people to whom something is under way
	stop  chan struct{}
}

// line is what is under way to one person. The outbox's mu guards it.
type line struct {
	flying  int
	waiting int           // ordinary ones among them
	last    chan struct{} // closed when the newest ordinary one has landed
	left    chan struct{} // closed by /bye: nothing more is tried
	idle    chan struct{} // closed when the person left and nothing is under way
	ids     []string      // of messages that arrived and are in no notes
}

// stopped is closed when nothing is to be tried again.
func (o *outbox) stopped() chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stop == nil {
		o.stop = make(chan struct{})
	}
	return o.stop
}

func (o *outbox) close() { close(o.stopped()) }

// room reports whether a person who sends too much may be told so once more.
func (o *outbox) room(person string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	l := o.lines[person]
	return l == nil || l.waiting < mostWaiting
}

// begin says that a message is under way to a person; land must follow. The caller
// does not hold mu.
func (o *outbox) begin(person string) *line {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.beginHeld(person)
}

func (o *outbox) beginHeld(person string) *line {
	l := o.lines[person]
	if l == nil {
		if o.lines == nil {
			o.lines = map[string]*line{}
		}
		l = &line{left: make(chan struct{}), idle: make(chan struct{})}
		o.lines[person] = l
	}
	l.flying++
	return l
}

// land says that a message has arrived or was given up; id is that of one which is in
// no notes, or "".
func (o *outbox) land(person string, l *line, id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if id != "" {
		l.ids = append(l.ids, id)
	}
	if l.flying--; l.flying > 0 {
		return
	}
	if o.lines[person] == l {
		delete(o.lines, person)
	} else {
		close(l.idle)
	}
}

// leave gives up what waits for a person. What follows is on another line.
func (o *outbox) leave(person string) *line {
	o.mu.Lock()
	defer o.mu.Unlock()
	l := o.lines[person]
	if l != nil {
		delete(o.lines, person)
		close(l.left)
	}
	return l
}

// settled waits until nothing of a line that was left is under way, and gives the
// messages that arrived meanwhile. done is false when ctx ended first.
func (o *outbox) settled(ctx context.Context, l *line) (ids []string, done bool) {
	if l == nil {
		return nil, true
	}
	select {
	case <-l.idle:
		done = true
	case <-ctx.Done():
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return l.ids, done
}

// send begins a delivery and does not wait for it.
func (o *outbox) send(d *delivery) {
	o.mu.Lock()
	l := o.beginHeld(d.person)
	before, done := l.last, make(chan struct{})
	if d.urgent {
		before = nil
	} else {
		l.last = done
		l.waiting++
	}
	o.mu.Unlock()
	stopped := o.stopped()
	d.b.sends.Go(func() { // ends when accepted or given up
		if before != nil {
			<-before
		}
		id := d.deliver(stopped, l.left)
		o.land(d.person, l, id)
		if !d.urgent {
			o.mu.Lock()
			l.waiting--
			o.mu.Unlock()
		}
		close(done)
		if d.leave != nil {
			d.leave.clear()
		}
	})
}
