package bots

import (
	"bytes"
	"testing"
	"time"

	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/review"
	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
)

// A session keeps state and notes, reads what earlier versions kept, and erases
// both.
func TestSessionNotes(t *testing.T) {
	mem := memory.New(memory.Options{})
	defer func() { _ = mem.Close() }()
	h := New(review.Drafts(bundleOf(t, withPicture())), Options{Store: mem, Key: []byte("key"), TTL: time.Hour, Deadline: time.Minute, Observer: &counting{}})
	old := engine.State{Locale: "en", Country: "GB"}
	if err := mem.Save(t.Context(), h.key(Telegram, "7"), old.Encode(), time.Hour); err != nil {
		t.Fatal(err)
	}
	keep := func(change func(*Session)) {
		t.Helper()
		s := h.Open(t.Context(), Telegram, "7")
		defer s.Close()
		change(s)
		var b store.Batch
		s.Keep(&b)
		if !h.Commit(t.Context(), b) {
			t.Fatal("not kept")
		}
	}
	keep(func(s *Session) {
		if s.state != old || !s.Known() || s.Notes() != nil {
			t.Errorf("read %+v, notes %v", s.state, s.Notes())
		}
		s.SetNotes([]byte{9, 0, 200})
	})
	keep(func(s *Session) {
		if s.state != old || !bytes.Equal(s.Notes(), []byte{9, 0, 200}) {
			t.Errorf("read %+v, notes %v", s.state, s.Notes())
		}
		s.Turn(engine.Input{Kind: engine.Command, Command: "/bye"})
	})
	keep(func(s *Session) {
		if s.Known() || s.Notes() != nil || mem.Len() != 0 {
			t.Error("something is left")
		}
	})
	for _, bad := range [][]byte{{}, {2}, {2, 200}, {2, 1}, {2, 5, 1, 0, 0}, {2, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, {3, 1, 2, 3}} {
		if _, err := readRecord(bad); err == nil {
			t.Errorf("%v is read", bad)
		}
	}
}

func TestSeal(t *testing.T) {
	h := New(review.Drafts(bundleOf(t, withPicture())), Options{Key: []byte("key"), Observer: &counting{}})
	other := New(review.Drafts(bundleOf(t, withPicture())), Options{Key: []byte("another"), Observer: &counting{}})
	plain := []byte("5551234567 zebra-canary-7431")
	sealed := h.Seal(plain)
	if bytes.Contains(sealed, []byte("zebra")) || bytes.Equal(sealed, h.Seal(plain)) {
		t.Error("sealed bytes tell what is in them")
	}
	if got, err := h.Unseal(sealed); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("unsealed %q, %v", got, err)
	}
	if _, err := other.Unseal(sealed); err == nil {
		t.Error("another key opens it")
	}
	for i := range sealed {
		sealed[i] ^= 1
		if _, err := h.Unseal(sealed); err == nil {
			t.Fatalf("byte %d may be changed", i)
		}
		sealed[i] ^= 1
	}
	if h.Mark(Telegram, "1") == h.Mark(Telegram, "2") || h.Mark(Telegram, "1") >= 1<<48 || h.key(Telegram, "1") == h.key(Web, "1") {
		t.Error("keys of different things are equal")
	}
}
