package bots_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/porchlight-chat/porchlight/bots"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/review"
	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
)

const danger = "my daughter did not come home last night and nobody can reach her zebra-canary-7431"

func release(t testing.TB) review.Release {
	t.Helper()
	return review.Drafts(dialogtest.Shipped(t))
}

// counts is an Observer that counts.
type counts struct {
	mu                         sync.Mutex
	failed, panicked, withheld int
	seen                       strings.Builder
}

func (c *counts) Turn(ch bots.Channel, r engine.Route, locale string, _ time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen.WriteString(string(ch) + string(r) + locale)
}

func (c *counts) StoreFailed(operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed++
	c.seen.WriteString(operation)
}

func (c *counts) StoreAnswered() {}

func (c *counts) Panicked() { c.panicked++ }

func (c *counts) Withheld() { c.withheld++ }

// broken is a store in one of the states that stores get into.
type broken struct {
	state string
	hang  chan struct{}
	real  bots.Store

	mu    sync.Mutex
	bytes []byte
}

func (b *broken) trouble(ctx context.Context) error {
	switch b.state {
	case "slow":
		select {
		case <-time.After(time.Minute):
		case <-ctx.Done():
			return ctx.Err()
		}
	case "hung": // whatever the context says
		<-b.hang
	case "down":
		return errors.New("connection refused")
	case "panicking":
		panic("a bug in a library")
	}
	return nil
}

func (b *broken) Load(ctx context.Context, key string) ([]byte, bool, error) {
	if b.state == "corrupt" {
		return []byte("\xff\xff not a state at all"), true, nil
	}
	if err := b.trouble(ctx); err != nil {
		return nil, false, err
	}
	return b.real.Load(ctx, key)
}

func (b *broken) Commit(ctx context.Context, batch store.Batch) error {
	if err := b.trouble(ctx); err != nil {
		return err
	}
	b.mu.Lock()
	for _, s := range batch.Save {
		b.bytes = append(append(b.bytes, s.Key...), s.State...)
	}
	for _, q := range batch.Queue {
		b.bytes = append(b.bytes, q.Sealed...)
	}
	b.mu.Unlock()
	return b.real.Commit(ctx, batch)
}

func handler(t *testing.T, s bots.Store) (*bots.Handler, *counts) {
	t.Helper()
	c := &counts{}
	return bots.New(release(t), bots.Options{
		Store: s, Key: []byte("key"), TTL: time.Hour, Deadline: 150 * time.Millisecond, Observer: c,
	}), c
}

// P1 across store states: whatever the store does, danger gets the hotline first,
// and no later than the store's deadlines allow.
func TestDangerWhateverTheStoreDoes(t *testing.T) {
	release(t) // built outside the bubble
	for _, state := range []string{"up", "slow", "hung", "down", "corrupt", "panicking"} {
		t.Run(state, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				mem := memory.New(memory.Options{})
				s := &broken{state: state, real: mem, hang: make(chan struct{})}
				h, c := handler(t, s)
				for range 3 {
					start := time.Now()
					r := h.Turn(t.Context(), bots.Web, "chat", engine.Input{Kind: engine.Text, Text: danger})
					if r.Route != engine.Danger || !r.Hotline() {
						t.Fatalf("route %s, hotline %v", r.Route, r.Hotline())
					}
					if took := time.Since(start); took > 300*time.Millisecond {
						t.Errorf("took %v", took)
					}
				}
				if (c.failed > 0) != (state != "up") {
					t.Errorf("the observer was told of %d store failures", c.failed)
				}
				close(s.hang)
				if err := mem.Close(); err != nil {
					t.Error(err)
				}
				synctest.Wait()
			})
		})
	}
}

// A store that hangs must not gather goroutines without end.
func TestHangingStoreIsLeftAlone(t *testing.T) {
	release(t) // built outside the bubble
	synctest.Test(t, func(t *testing.T) {
		mem := memory.New(memory.Options{})
		s := &broken{state: "hung", real: mem, hang: make(chan struct{})}
		h, _ := handler(t, s)
		for range 400 {
			if r := h.Turn(t.Context(), bots.Web, "chat", engine.Input{Kind: engine.Start}); r.Plain() == "" {
				t.Fatal("no reply")
			}
		}
		if n := h.Pending(); n > 256 {
			t.Errorf("%d store operations hang", n)
		}
		close(s.hang)
		synctest.Wait()
		if err := mem.Close(); err != nil {
			t.Error(err)
		}
	})
}

// P5: neither the message nor the chat id reaches the store or the observer.
func TestNothingWrittenIsKept(t *testing.T) {
	mem := memory.New(memory.Options{})
	defer func() { _ = mem.Close() }()
	s := &broken{state: "up", real: mem}
	h, c := handler(t, s)
	const chat = "chat-id-canary-99"
	for _, in := range []engine.Input{
		{Kind: engine.Start},
		{Kind: engine.Text, Text: danger},
		{Kind: engine.Text, Text: "is roblox safe zebra-canary-7431"},
		{Kind: engine.Tap, Payload: "1en:talk/start"},
		{Kind: engine.Text, Text: "she is 12 zebra-canary-7431"},
		{Kind: engine.Media, Text: "zebra-canary-7431"},
		{Kind: engine.Command, Command: "/zebra-canary-7431"},
	} {
		h.Turn(t.Context(), bots.Web, chat, in)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, canary := range []string{"zebra", "canary", chat} {
		if strings.Contains(string(s.bytes)+c.seen.String(), canary) {
			t.Errorf("%q was kept: %q", canary, s.bytes)
		}
	}
	if len(s.bytes) == 0 {
		t.Error("nothing was saved at all: the test proves nothing")
	}
}

// The state survives a restart; /bye erases it.
func TestMemoryAndErasing(t *testing.T) {
	mem := memory.New(memory.Options{})
	defer func() { _ = mem.Close() }()
	h, _ := handler(t, mem)
	h.Turn(t.Context(), bots.Web, "chat", engine.Input{Kind: engine.Command, Command: "/language es"})
	again, _ := handler(t, mem)
	if r := again.Turn(t.Context(), bots.Web, "chat", engine.Input{Kind: engine.Command, Command: "/menu"}); r.Locale != "es" {
		t.Errorf("after a restart the locale is %q", r.Locale)
	}
	if r := again.Turn(t.Context(), bots.Web, "other", engine.Input{Kind: engine.Command, Command: "/menu"}); r.Locale != "en" {
		t.Errorf("another chat has the locale %q", r.Locale)
	}
	r := again.Turn(t.Context(), bots.Web, "chat", engine.Input{Kind: engine.Command, Command: "/bye"})
	if r.Events&engine.Erased == 0 {
		t.Error("/bye does not tell the channel to erase")
	}
	if n := mem.Len(); n != 1 { // the other chat's
		t.Errorf("%d sessions are left", n)
	}
}

// A panic in a turn ends in the compiled-in hotlines.
func TestPanicEndsInTheLastResort(t *testing.T) {
	h, c := handler(t, nil)
	h.Break()
	r := h.Turn(t.Context(), bots.Web, "chat", engine.Input{Kind: engine.Text, Text: danger, Locale: "es", Country: "US"})
	if !strings.Contains(r.LastResort, "1-888-373-7888") || c.panicked != 1 {
		t.Errorf("last resort %q, panics seen %d", r.LastResort, c.panicked)
	}
}
