package discord

import (
	"context"
	"sync"
	"time"
)

// How long an interaction may go without an answer
// (https://discord.com/developers/docs/interactions/receiving-and-responding).
const (
	// answerTime is how long after an interaction was received it may still be answered:
	// Discord gives 3 seconds from when it sent it.
	answerTime = 2800 * time.Millisecond
	// answerTry is how long one request for the first response may take: one that hangs
	// leaves time for another. Discord takes the first alone that it gets.
	answerTry = 1300 * time.Millisecond
	// promiseAfter is when a promise goes out in place of an answer that is not there.
	promiseAfter = 1500 * time.Millisecond
	// tokenTime is how long a promise may be kept: its token lives 15 minutes.
	tokenTime = 14 * time.Minute
)

// Types of promises: Discord shows that the app is thinking, or leaves the message of
// the tap as it is.
const (
	promiseMessage = 5
	promiseEdit    = 6
)

// exchange is an interaction until it is answered. What takes longer than Discord
// waits, behind a slow store or the person's other turns, is promised first:
//
//	received ── turn ── first response                      nearly always
//	received ── promise (1.5 s) ── turn ── edit or follow-up
type exchange struct {
	b        *Bot
	i        *interaction
	received time.Time
	// respond gives Discord the first response.
	respond func(a *answer) judged

	mu       sync.Mutex
	begun    bool          // the first response is chosen
	promised int           // the type of a promise, 0 for none
	out      chan struct{} // closed when the promise was sent
	lost     bool          // it was not accepted; written before out is closed
}

// take answers an interaction, however it came. It does not wait.
func (b *Bot) take(x *exchange) {
	if x.i.instant() {
		x.answer(b.handle(context.Background(), x.i))
		return
	}
	x.out = make(chan struct{})
	late := time.AfterFunc(b.promiseAfter-time.Since(x.received), x.promise)
	b.lanes.do(x.i.person(), func() {
		a, known := b.handle(context.Background(), x.i)
		late.Stop()
		x.answer(a, known)
	})
}

// promise gives a promise as first response, unless there is another.
func (x *exchange) promise() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.begun {
		return
	}
	x.begun = true
	a := answer{callback: callback{Type: promiseMessage}}
	if x.i.edits(readCustomID(string(x.i.Data.CustomID))) {
		a.Type = promiseEdit
	} else if !x.i.private() {
		a.Data = map[string]int{"flags": ephemeral}
	}
	x.promised = a.Type
	x.b.sends.Go(func() { // ends with its request
		x.lost = x.respond(&a).verdict != accepted
		close(x.out)
	})
}

// answer sends the answer, and does what waits until it is out.
func (x *exchange) answer(a answer, known bool) {
	x.mu.Lock()
	promised := x.promised
	x.begun = true
	x.mu.Unlock()
	if !known {
		x.b.o.Observer.Unreadable()
		a = answer{unknown: true}
	}
	x.b.sends.Go(func() { // ends when accepted, or when it is too late for it
		var out judged
		if promised == 0 {
			out = x.respond(&a)
		} else {
			out = x.keep(&a)
		}
		x.b.finish(&a)
		if a.line != nil {
			id := a.message
			if out.verdict != accepted || x.b.settle(a.person, x.i.place(), id, a.line.left) {
				id = ""
			}
			x.b.outbox.land(a.person, a.line, id)
		}
		if out.verdict == accepted || !x.afresh(&a) {
			x.b.answered(&a, out.verdict, time.Since(x.received))
		}
	})
}

// afresh sends an answer that came too late for its interaction as a direct message,
// where the interaction was in the direct messages. Elsewhere others would see it.
func (x *exchange) afresh(a *answer) bool {
	m, ok := a.Data.(outgoing)
	if !ok || a.reply == nil || a.leave != nil || !x.i.private() {
		return false
	}
	x.b.outbox.send(&delivery{
		b: x.b, person: a.person, at: x.i.place(),
		message: m, files: a.files, urgent: a.urgent, born: x.received, reply: a.reply,
	})
	return true
}

// callback makes the first response with a request, and again while there is time.
func (x *exchange) callback(a *answer) judged {
	if a.unknown {
		return judged{verdict: missing}
	}
	path := "interactions/" + string(x.i.ID) + "/" + string(x.i.Token) + "/callback"
	var result struct {
		Resource struct {
			Message sent `json:"message"`
		} `json:"resource"`
	}
	into := any(nil)
	if a.line != nil {
		path, into = path+"?with_response=true", &result
	}
	out := x.try(a, "POST", path, func() any { return a.callback }, into, answerTry, x.received.Add(answerTime))
	a.message = string(result.Resource.Message.ID)
	if a.line != nil && out.verdict == accepted && a.message == "" { // what Discord answered was lost
		a.message = x.shown()
	}
	return out
}

// shown is the id of the message that answers the interaction, or "".
func (x *exchange) shown() string {
	ctx, cancel := context.WithTimeout(context.Background(), sendTimeout)
	defer cancel()
	var m sent
	insist(ctx, func() judged {
		return x.b.api.get(ctx, "webhooks/"+x.b.application()+"/"+string(x.i.Token)+"/messages/@original", &m)
	})
	return string(m.ID)
}

// keep gives what was promised: in place of the promise, or as a message of its own
// under the one that was tapped.
func (x *exchange) keep(a *answer) judged {
	<-x.out
	m, ok := a.Data.(outgoing)
	if x.lost || !ok {
		return judged{verdict: missing}
	}
	method, path := "PATCH", "webhooks/"+x.b.application()+"/"+string(x.i.Token)
	if x.promised == promiseEdit && a.Type == answerMessage {
		method = "POST"
	} else {
		m.Flags &^= ephemeral // it is what the promise is
		path += "/messages/@original"
	}
	if a.leave != nil && x.promised == promiseMessage {
		a.leave.kept = "" // the line is in a message of its own
	}
	a.Data = m
	var result sent
	out := x.try(a, method, path, func() any { return a.Data }, &result, sendTimeout, x.received.Add(tokenTime))
	a.message = string(result.ID)
	return out
}

// sent is a message that Discord accepted.
type sent struct {
	ID text `json:"id"`
}

// try makes a request until it is accepted, of no use, or too late. Each may take so long.
func (x *exchange) try(a *answer, method, path string, body func() any, into any, each time.Duration, until time.Time) judged {
	ctx, cancel := context.WithDeadline(context.Background(), until)
	defer cancel()
	stopped := x.b.outbox.stopped()
	for tries, bared := 1, false; ; tries++ {
		asking, done := context.WithTimeout(ctx, each)
		out := x.b.api.do(asking, method, path, body(), a.files, into)
		done()
		if m, ok := a.Data.(outgoing); ok && out.verdict == wrong && !bared {
			bared, a.Data, a.files = true, m.bare(), nil
			continue
		}
		pause := max(out.after, min(100*time.Millisecond<<min(tries-1, 16), longestRetry))
		if out.verdict != again || time.Until(until) < pause || !pauseUnless(stopped, nil, pause) {
			return out
		}
		x.b.o.Observer.Retried(out.flood)
	}
}
