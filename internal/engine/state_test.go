package engine_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/internal/engine"
)

func TestStateSize(t *testing.T) {
	s := engine.State{Locale: "es", Country: "US", Node: "sextortion/first-steps"}
	if n := len(s.Encode()); n > 64 {
		t.Errorf("a typical chat takes %d bytes, want at most 64", n)
	}
}

func TestStateRoundTrip(t *testing.T) {
	b := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		e := engine.New(b, engine.Options{})
		var s engine.State
		all := inputs(b)
		for range rapid.IntRange(0, 6).Draw(t, "turns") {
			s, _, _ = e.Turn(s, rapid.SampledFrom(all).Draw(t, "input"))
		}
		got, err := engine.Decode(s.Encode())
		if err != nil || got != s {
			t.Fatalf("round trip of %+v gave %+v, %v", s, got, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte{})
	f.Add(engine.State{Locale: "en", Node: "start/menu"}.Encode())
	f.Add([]byte{1, 255, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := engine.Decode(data)
		if err != nil {
			if s != (engine.State{}) {
				t.Fatal("a state came with an error")
			}
			return
		}
		if again, err := engine.Decode(s.Encode()); err != nil || again != s {
			t.Fatalf("%+v does not survive: %+v, %v", s, again, err)
		}
	})
}

func FuzzTurn(f *testing.F) {
	e := engine.New(shipped(f), engine.Options{Drafts: true})
	f.Add(uint8(2), "help me", "", []byte(nil))
	f.Add(uint8(3), "", "1en:start/menu", engine.State{Node: "talk/start"}.Encode())
	f.Fuzz(func(t *testing.T, kind uint8, text, payload string, state []byte) {
		s, _ := engine.Decode(state)
		_, r, _ := e.Turn(s, engine.Input{Kind: engine.InputKind(kind % 7), Text: text, Payload: payload, Command: text})
		if len(r.Help) == 0 || r.Plain() == "" {
			t.Fatal("a reply without help or text")
		}
	})
}
