package discord

import (
	"context"
	"strconv"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
)

// How long a direct message is tried, and when a danger reply is late.
const (
	tryFor     = 15 * time.Minute
	lateDanger = 10 * time.Second
	// urgentTimeout is how long one request with a danger reply may take. One that hangs
	// is made again soon; the nonce keeps it from being shown twice.
	urgentTimeout = 3 * time.Second
	// mostWaiting is how many replies may wait for one person who sends more than the
	// limit; past it, the rest is not answered.
	mostWaiting = 3
)

// delivery is a direct message on its way.
type delivery struct {
	b       *Bot
	person  string
	at      place // what it answers
	message outgoing
	files   []upload
	urgent  bool
	born    time.Time
	reply   *bots.Reply
	leave   *leaving // of /bye
}

// deliver sends until the message is accepted, until it is of no use, or until one of
// two channels is closed. It gives the message's id if it is in no notes.
func (d *delivery) deliver(stopped, left <-chan struct{}) (unnoted string) {
	var result struct {
		ID text `json:"id"`
	}
	// A message that was accepted though the answer was lost comes back as the same one:
	// the nonce is the id of the message that it answers.
	d.message.Nonce, d.message.Once = "r"+strconv.FormatUint(d.at.message, 10), true
	patience := sendTimeout
	if d.urgent {
		patience = urgentTimeout
	}
	late, bared := false, false
	var out judged
	for tries := 1; ; tries++ {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		out = d.b.api.do(ctx, "POST", "channels/"+strconv.FormatUint(d.at.channel, 10)+"/messages", d.message, d.files, &result)
		cancel()
		age := time.Since(d.born)
		if out.verdict == wrong && !bared {
			bared, d.message, d.files = true, d.message.bare(), nil
			continue
		}
		if out.verdict != again && out.verdict != refused || age > tryFor {
			break
		}
		if d.urgent && !late && age > lateDanger {
			late = true
			d.b.o.Observer.DangerLate()
		}
		d.b.o.Observer.Retried(out.flood)
		pause := out.after
		if pause == 0 {
			pause = backOff(tries, longestRetry)
		}
		if !pauseUnless(stopped, left, pause) {
			break
		}
	}
	age := time.Since(d.born)
	d.b.o.Observer.Sent(sentAs(out.verdict), d.urgent, age)
	id := string(result.ID)
	if out.verdict != accepted || d.leave != nil {
		id = ""
	}
	select {
	case <-stopped: // what could not be sent is read and answered after the next start
		if out.verdict == again || out.verdict == refused {
			return ""
		}
	default:
	}
	if !d.b.settle(d.person, d.at, id, left) {
		unnoted = id
	}
	if out.verdict != accepted {
		return ""
	}
	if d.leave != nil {
		d.leave.line = string(result.ID)
	}
	d.b.o.Handler.Answered(channel, d.reply, age)
	return unnoted
}

// pauseUnless waits, and reports whether it was for the whole time.
func pauseUnless(stopped, left <-chan struct{}, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-stopped:
		return false
	case <-left:
		return false
	}
}
