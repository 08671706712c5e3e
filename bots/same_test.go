package bots_test

import (
	"context"
	"hash/fnv"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
	"github.com/porchlight-chat/porchlight/internal/transcript"
)

const soon = 10 * time.Second // for what takes milliseconds on an idle machine

// P10: every transcript goes through every channel, and what a person sees there is what
// the engine says and what the file holds. What a channel adds by design stands in its
// table; anything else that differs fails.
func TestTranscriptsSayTheSameEverywhere(t *testing.T) {
	for name, open := range map[string]func(testing.TB) place{
		"discord":  func(t testing.TB) place { return openDiscord(t, false) },
		"messages": func(t testing.TB) place { return openDiscord(t, true) },
		"telegram": openTelegram,
		"web":      openWeb,
		"terminal": openTerminal,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, err := fs.Glob(dialogs.FS, "transcripts/*.txt")
			if err != nil || len(files) == 0 {
				t.Fatal("there are no transcripts: ", err)
			}
			c := &chat{t: t, place: open(t)}
			c.e = engine.New(release(t).Bundle(), engine.Options{Drafts: true})
			for _, file := range files {
				if sampled(file, name == "messages") {
					c.play(file)
				}
			}
			t.Logf("%d replies are the same, %d could not be had here", c.same, c.beyond)
			if c.same == 0 {
				t.Error("nothing was compared: the test proves nothing")
			}
		})
	}
}

// sampled reports whether a transcript is played: where time is short, one in ten; where
// each step waits for the gateway, one in five.
func sampled(file string, slow bool) bool {
	every := uint32(1)
	switch {
	case testing.Short(), raceEnabled:
		every = 10
	case slow:
		every = 5
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(file))
	return h.Sum32()%every == 0
}

// screen is what a person sees of a reply.
type screen struct {
	Lines  []string // each paragraph and item, as said aloud; see line
	Labels []string // of what can be tapped, from top to bottom
}

// written are the parts of an address that people do not say: one channel shows them
// where another makes a link of the words.
var written = regexp.MustCompile(`https://(www\.)?|/( |\)|\.?$)`)

// line is a paragraph or item with single spaces, and addresses as people say them.
func line(s string) string {
	return strings.Join(strings.Fields(written.ReplaceAllString(s, "$2")), " ")
}

// lines are the lines of a text.
func lines(text string) (out []string) {
	for s := range strings.SplitSeq(text, "\n") {
		if s = line(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// place is a channel, with one person who uses it.
type place interface {
	// meet brings another person, of whom is known what a state holds. It is false
	// where that cannot be.
	meet(s engine.State) bool
	// take does what the person does, and gives what they see then. Label is that of the
	// button that is tapped, "" for one of an older message. It is false for what cannot
	// be done here.
	take(in engine.Input, label string) (seen screen, ok bool)
	// design is what the channel changes by design, each with its reason.
	design() []change
}

// change is one thing that a channel shows in another way than the engine gives it.
type change struct {
	reason string
	on     func(r *engine.Reply, left bool) bool // nil: always
	make   func(r *engine.Reply, s *screen)
}

// turnsEach is how many turns one person takes, under the limit of turns.
const turnsEach = bots.Burst - 5

// chat is a conversation in a channel, beside an engine that says what should come. It
// answers the turns of a transcript.
type chat struct {
	place
	t     *testing.T
	e     *engine.Engine
	from  engine.State // of the transcript
	state engine.State
	shown engine.Reply
	file  string
	turns int  // of this person
	lost  bool // the person here does not stand where the transcript does
	ended bool // the transcript cannot go on here

	same, beyond int
}

func (c *chat) play(file string) {
	data, err := fs.ReadFile(dialogs.FS, file)
	if err != nil {
		c.t.Fatal(err)
	}
	tr, findings := transcript.Parse(file, data)
	if len(findings) > 0 {
		c.t.Fatal(findings)
	}
	c.file, c.from, c.lost, c.ended = file, engine.State{Locale: tr.Locale, Country: tr.Country}, true, false
	c.state = c.from
	if played := transcript.Play(tr, c); !played.Holds() {
		c.t.Errorf("%s, with a language that the text may change:\n%s%v", file, transcript.Diff(string(data), played.String()), played.Findings)
	}
}

// Bundle implements what a walk asks for.
func (c *chat) Bundle() *dialog.Bundle { return c.e.Bundle() }

// Turn implements transcript.Turner. A walk opens each node as another person.
func (c *chat) Turn(given engine.State, in engine.Input) (engine.State, engine.Reply, engine.Events) {
	if given == c.from {
		c.state, c.lost, c.ended = c.from, true, false
	}
	in.LocaleFixed = false // no channel fixes it
	before := c.state
	label := labelOf(&c.shown, in.Payload)
	next, want, events := c.e.Turn(before, in)
	c.state, c.shown = next, want
	if c.lost || c.turns >= turnsEach {
		c.turns, label, c.ended = 0, "", c.ended || !c.meet(before)
	}
	c.turns++
	seen, can := screen{}, false
	if !c.ended {
		seen, can = c.take(in, label)
	}
	if c.lost = !can; !can {
		c.beyond++
		return next, want, events
	}
	expected := c.expect(&want, events&engine.Erased != 0)
	if diff := cmp.Diff(expected, seen); diff != "" {
		c.t.Errorf("%s, %s in %s (-engine +seen):\n%s", c.file, want.Node, want.Locale, diff)
	} else {
		c.same++
	}
	return next, want, events
}

func labelOf(r *engine.Reply, payload string) string {
	for _, choice := range slices.Concat(r.Choices, r.Help) {
		if payload != "" && choice.Payload == payload {
			return choice.Label
		}
	}
	return ""
}

// expect is what is to be seen of a reply.
func (c *chat) expect(r *engine.Reply, left bool) screen {
	s := screen{Lines: lines(r.Plain())}
	for _, choice := range r.Choices {
		s.Labels = append(s.Labels, choice.Label)
	}
	for _, d := range c.design() {
		if d.on == nil || d.on(r, left) {
			d.make(r, &s)
		}
	}
	return s
}

// Conditions and changes that channels share.

func leaving(_ *engine.Reply, left bool) bool { return left }

func helpRow(r *engine.Reply, s *screen) {
	for _, choice := range r.Help {
		s.Labels = append(s.Labels, choice.Label)
	}
}

// onlyHelp is what stands under the last line of /bye.
func onlyHelp(r *engine.Reply, s *screen) {
	s.Labels = nil
	helpRow(r, s)
	s.Labels = s.Labels[:2]
}

// says adds a word of the content behind the text.
func says(b *dialog.Bundle, key string) func(*engine.Reply, *screen) {
	return func(r *engine.Reply, s *screen) { s.Lines = append(s.Lines, lines(word(b, r.Locale, key))...) }
}

func word(b *dialog.Bundle, locale, key string) string {
	i, _ := b.Locale(locale)
	return b.Word(i, key)
}

// lent is a store that gives a person who is not known a state to begin with.
type lent struct {
	*memory.Store
	mu    sync.Mutex
	state engine.State
}

func lend(t testing.TB) *lent {
	l := &lent{Store: memory.New(memory.Options{})}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func (l *lent) begin(s engine.State) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = s
}

// Commit forgets also what was lent: who has left is known no more.
func (l *lent) Commit(ctx context.Context, b store.Batch) error {
	if len(b.Erase) > 0 {
		l.begin(engine.State{})
	}
	return l.Store.Commit(ctx, b)
}

func (l *lent) Load(ctx context.Context, key string) ([]byte, bool, error) {
	if data, found, err := l.Store.Load(ctx, key); found || err != nil {
		return data, found, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state.Encode(), true, nil
}

// heard is an Observer that tells of each turn whose reply was accepted. The zero value
// tells nobody.
type heard struct{ turns chan struct{} }

func hear() heard { return heard{make(chan struct{}, 100)} }

func (h heard) Turn(bots.Channel, engine.Route, string, time.Duration) {
	select {
	case h.turns <- struct{}{}:
	default:
	}
}

func (h heard) wait(t testing.TB) {
	t.Helper()
	select {
	case <-h.turns:
	case <-time.After(soon):
		t.Fatal("no reply was accepted")
	}
}

func (heard) StoreFailed(string)               {}
func (heard) StoreAnswered()                   {}
func (heard) Panicked()                        {}
func (heard) Withheld()                        {}
func (heard) Received()                        {}
func (heard) Lag(time.Duration)                {}
func (heard) Duplicate()                       {}
func (heard) Unreadable()                      {}
func (heard) Limited()                         {}
func (heard) Sent(string, bool, time.Duration) {}
func (heard) Retried(bool)                     {}
func (heard) DangerLate()                      {}
func (heard) ProfileFailed()                   {}
func (heard) OutboxUnread()                    {}

// handles makes a handler over a store.
func handles(t testing.TB, s bots.Store, o bots.Observer) *bots.Handler {
	return bots.New(release(t), bots.Options{Store: s, Key: []byte("key"), TTL: time.Hour, Deadline: soon, Observer: o})
}
