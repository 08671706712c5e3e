package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

const channel = bots.Discord

// Options say which bot it is and what it works with. ApplicationID, Shards and Client
// may be zero.
type Options struct {
	Token         string // without "Bot "
	ApplicationID string // "" to ask Discord for it
	PublicKey     string // 64 hex digits; "" to receive over the gateway
	APIURL        string // such as https://discord.com/api/v10
	Shards        Shards
	Handler       *bots.Handler
	Outbox        bots.Outbox
	Pictures      fs.FS // the content's files
	// Draw gives a picture that is made for a reply and holds what its text says: a
	// name by which it is known, and how to make it, with a link to the bot. "" is
	// none. It may be nil.
	Draw     func(r *engine.Reply) (name string, draw func(link string) ([]byte, error))
	Observer Observer
	Client   *http.Client // nil for one of our own
}

// Observer is told what happened, in counts and durations only. All methods may be
// called by several goroutines.
type Observer interface {
	State(s State)                                       // how receiving stands; told again and again
	Received()                                           // an interaction or message
	Lag(d time.Duration)                                 // of one, so long after it was made
	Duplicate()                                          // something that was handled before
	Unreadable()                                         // something that is neither
	Limited()                                            // a person sends more than they may
	Sent(outcome string, urgent bool, age time.Duration) // one of the outcomes
	Retried(flood bool)                                  // because of a limit, or of trouble
	Panicked()                                           // a mistake of ours; the words went out
	DangerLate()                                         // a danger reply is not accepted in time
	OutboxUnread()                                       // how far messages are answered could not be read
	ProfileFailed()                                      // commands could not be written
}

// Bot is the Discord bot. Make one with New, then Run it.
type Bot struct {
	o         Options
	api       *api
	key       ed25519.PublicKey // nil over the gateway
	people    *bots.Limits
	lanes     lanes
	seen      *seen
	outbox    outbox
	bookmarks bookmarks
	sends     sync.WaitGroup
	app       atomic.Pointer[string]
	drawn     sync.Map // pictures that were made, by name: one for each country and language
	pace      pace
	closed    atomic.Bool
	// promiseAfter is the constant of this name, or shorter in a test.
	promiseAfter time.Duration
	// fresh is called when a session begins before which private messages may have been
	// missed, in a goroutine of its own that Run waits for. It is readBack, but in a test.
	fresh func(ctx context.Context)
}

// New prepares a bot. It asks nothing of Discord.
func New(o Options) (*Bot, error) {
	key, err := hex.DecodeString(o.PublicKey)
	if err != nil || len(key) != 0 && len(key) != ed25519.PublicKeySize {
		return nil, errors.New("the public key must be 64 hex digits")
	}
	if s := o.Shards; s.First < 0 || s.First > s.Last || s.Last >= max(1, s.Of) {
		return nil, errors.New("the shards must be some of those that there are")
	}
	a, err := newAPI(o.Token, o.APIURL, o.Client)
	if err != nil {
		return nil, err
	}
	b := &Bot{o: o, api: a, people: bots.NewLimits(time.Now), seen: newSeen(time.Now), pace: usualPace(), promiseAfter: promiseAfter}
	b.fresh = b.readBack
	if len(key) > 0 {
		b.key = key
	}
	if o.ApplicationID != "" {
		b.app.Store(&o.ApplicationID)
	}
	return b, nil
}

// ErrToken is returned when Discord does not know the token.
var ErrToken = errors.New("this token is not known to Discord: copy it again from the developer portal")

// Check asks Discord which application it is. It returns ErrToken, or nil also when
// Discord cannot be reached: that may be over soon.
func (b *Bot) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if b.learnApplication(ctx).verdict == refused {
		return ErrToken
	}
	return nil
}

func (b *Bot) learnApplication(ctx context.Context) judged {
	var me struct {
		ID string `json:"id"`
	}
	out := b.api.get(ctx, "applications/@me", &me)
	if out.verdict == accepted && isID(me.ID) {
		b.app.Store(&me.ID)
	}
	return out
}

// application is the application's id, which is the bot's too, or "".
func (b *Bot) application() string {
	if id := b.app.Load(); id != nil {
		return *id
	}
	return ""
}

// Run receives and answers until ctx ends. Then it finishes what was begun, within
// the time given by grace.
func (b *Bot) Run(ctx context.Context, grace time.Duration) {
	if b.introduce(ctx) {
		var loops sync.WaitGroup
		loops.Go(func() { b.keepProfile(ctx) })
		if b.key == nil {
			b.connectLoop(ctx)
		} else {
			b.o.Observer.State(Connected)
			<-ctx.Done()
		}
		loops.Wait()
	}
	b.closed.Store(true)
	ended := make(chan struct{})
	go func() { // ends with the last request: each has a time limit, and retries end with closing
		b.lanes.wait()
		b.sends.Wait()
		close(ended)
	}()
	b.outbox.close()
	select {
	case <-ended:
	case <-time.After(grace):
	}
}

// introduce learns which application it is. It tries until it knows; false when ctx
// ended first.
func (b *Bot) introduce(ctx context.Context) bool {
	for tries := 1; ctx.Err() == nil; tries++ {
		asking, cancel := context.WithTimeout(ctx, sendTimeout)
		out := b.learnApplication(asking)
		cancel()
		switch out.verdict {
		case accepted:
			return true
		case refused:
			b.o.Observer.State(Refused)
			sleep(ctx, b.pace.refused)
		default:
			b.o.Observer.State(Unreachable)
			sleep(ctx, backOff(tries, longestRetry))
		}
	}
	return false
}

// keepProfile writes the commands once, and tries again when Discord does not take
// them.
func (b *Bot) keepProfile(ctx context.Context) {
	for pause := time.Minute; ctx.Err() == nil; pause = min(4*pause, 6*time.Hour) {
		if b.profile(ctx) {
			return
		}
		if ctx.Err() == nil {
			b.o.Observer.ProfileFailed()
		}
		sleep(ctx, pause)
	}
}

// sleep waits, and reports whether it was for the whole time.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// word is a word in a locale of the content, or in the one that serves a language.
func (b *Bot) word(locale, key string) string {
	bundle := b.o.Handler.Release().Bundle()
	i, _ := bundle.Locale(locale)
	return bundle.Word(i, key)
}

// isID reports whether a text is one of Discord's ids: decimal digits.
func isID(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 20
}
