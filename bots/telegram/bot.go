package telegram

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// Options say which bot it is and what it works with. Client and Limits may be
// zero.
type Options struct {
	Token      string
	APIURL     string // such as https://api.telegram.org
	WebhookURL string // "" to ask for updates instead
	Secret     string // by which a posted update is known to come from Telegram
	Handler    *bots.Handler
	Outbox     bots.Outbox
	Pictures   fs.FS // the content's files
	// Draw gives a picture that is made for a reply and holds what its text says: a
	// name by which it is known, and how to make it, with a link to the bot. "" is
	// none. It may be nil.
	Draw     func(r *engine.Reply) (name string, draw func(link string) ([]byte, error))
	Observer Observer
	Limits   Limits
	Client   *http.Client // nil for one of our own
}

// Observer is told what happened, in counts and durations only. All methods may be
// called by several goroutines.
type Observer interface {
	State(s State)                                       // how receiving stands; told again and again
	Received()                                           // an update that asks for a turn
	Lag(d time.Duration)                                 // a message, so long after it was written
	Duplicate()                                          // an update that was handled before
	Unreadable()                                         // something that is no update
	Limited()                                            // a chat sends more than it may
	Sent(outcome string, urgent bool, age time.Duration) // one of the outcomes
	Retried(flood bool)                                  // because of a limit, or of trouble
	DangerLate()                                         // a danger reply is not accepted in time
	OutboxUnread()                                       // the outbox could not be read at the start
	Queue(length, inFlight int, oldest time.Duration)    // from time to time
	Pending(updates int, failing bool)                   // what Telegram tells of its own queue
	ProfileFailed()                                      // commands or descriptions could not be written
}

// Bot is the Telegram bot. Make one with New, then Run it.
type Bot struct {
	o        Options
	api      *api
	queue    *queue
	people   *bots.Limits
	name     atomic.Pointer[string]
	nextID   atomic.Uint64
	files    sync.Map // Telegram's id of each picture, by name
	owed     owed
	sends    sync.WaitGroup
	spinners chan struct{}
	closing  atomic.Bool
}

// New prepares a bot. It asks nothing of Telegram.
func New(o Options) (*Bot, error) {
	a, err := newAPI(o.Token, o.APIURL, o.Client)
	if err != nil {
		return nil, err
	}
	return &Bot{
		o: o, api: a, queue: newQueue(o.Limits), people: bots.NewLimits(time.Now), spinners: make(chan struct{}, maxInFlight),
	}, nil
}

// ErrToken is returned when Telegram does not know the token.
var ErrToken = errors.New("this token is not known to Telegram: copy it again from @BotFather")

// Check asks Telegram who the bot is. It returns ErrToken, or nil also when
// Telegram cannot be reached: that may be over soon.
func (b *Bot) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := b.learnName(ctx); refused(err) {
		return ErrToken
	}
	return nil
}

func (b *Bot) learnName(ctx context.Context) error {
	me, err := b.api.GetMe(ctx)
	if err == nil {
		b.name.Store(&me.Username)
	}
	return err
}

// username is the bot's, or "" when it is not known yet.
func (b *Bot) username() string {
	if n := b.name.Load(); n != nil {
		return *n
	}
	return ""
}

// Run receives and sends until ctx ends. Then it finishes what was begun, confirms
// to Telegram what was taken, and returns, within the time given by grace.
func (b *Bot) Run(ctx context.Context, grace time.Duration) {
	b.recoverOutbox(ctx)
	sending, stopSending := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSending()
	var loops sync.WaitGroup
	loops.Go(func() { b.sendLoop(sending) })
	loops.Go(func() { b.watch(ctx) })

	var offset int64
	if b.introduce(ctx) {
		loops.Go(func() { b.keepProfile(ctx) })
		if b.o.WebhookURL == "" {
			offset = b.pollLoop(ctx)
		} else {
			b.o.Observer.State(Connected)
			<-ctx.Done()
		}
	}
	b.closing.Store(true)
	b.drain(grace)
	stopSending()
	loops.Wait()
	ended := make(chan struct{})
	go func() { // ends with the last request, which has a time limit of its own
		b.sends.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(grace / 2):
	}
	if offset > 0 {
		// What was taken is not to come again at the next start.
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_, _ = b.api.getUpdates(ctx, offset, 1, 0)
	}
}

// introduce learns the bot's name and says how updates are to come. It tries until
// it has both; false when ctx ended first.
func (b *Bot) introduce(ctx context.Context) bool {
	for tries := 1; ctx.Err() == nil; tries++ {
		err := b.learnName(ctx)
		if err == nil {
			err = b.connect(ctx)
		}
		if err == nil {
			return true
		}
		if refused(err) {
			b.o.Observer.State(Refused)
			sleep(ctx, refusedPause)
			continue
		}
		b.o.Observer.State(Unreachable)
		sleep(ctx, backOff(tries))
	}
	return false
}

// drain waits until the queue is empty, or for half of the grace; then nothing new
// is begun. What is left is in the outbox.
func (b *Bot) drain(grace time.Duration) {
	end := time.Now().Add(grace / 2)
	for {
		if b.queue.len() == 0 || !time.Now().Before(end) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.queue.close()
}

// keepProfile writes commands and descriptions once, and tries again when Telegram
// does not take them.
func (b *Bot) keepProfile(ctx context.Context) {
	for pause := time.Minute; ctx.Err() == nil; pause = min(4*pause, 6*time.Hour) {
		if b.profile(ctx) == nil {
			return
		}
		if ctx.Err() == nil {
			b.o.Observer.ProfileFailed()
		}
		sleep(ctx, pause)
	}
}

// watch tells the observer how the queues stand, ours and Telegram's.
func (b *Bot) watch(ctx context.Context) {
	for n := 0; sleep(ctx, 5*time.Second); n++ {
		length, inFlight, oldest := b.queue.size()
		age := time.Duration(0)
		if !oldest.IsZero() {
			age = time.Since(oldest)
		}
		b.o.Observer.Queue(length, inFlight, age)
		if n%12 != 0 {
			continue
		}
		asking, cancel := context.WithTimeout(ctx, sendTimeout)
		if info, err := b.api.GetWebhookInfo(asking); err == nil {
			b.o.Observer.Pending(info.PendingUpdateCount, info.LastErrorDate > 0 && time.Since(time.Unix(int64(info.LastErrorDate), 0)) < 5*time.Minute)
		}
		cancel()
	}
}
