package engine_test

import (
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// A minor who writes gets the handoff, the way on and the question in words for a
// minor; whoever writes about one does not.
func TestYoung(t *testing.T) {
	e := engine.New(dialogtest.Shipped(t), engine.Options{})
	for _, c := range []struct {
		name, text, again string
		want, asked       dialog.NodeID
	}{
		{"blackmail", "im 14 and a guy says he will post my nudes", "do i delete the app", "danger/sextortion-active-young", "danger/check-minor-writing-for-self"},
		{"chantaje", "tengo 14 y un tipo me amenaza con publicar mis fotos", "borro la app", "danger/sextortion-active-young", "danger/check-minor-writing-for-self"},
		{"suicide", "im 13 and i want to die", "hello", "danger/suicide-selfharm-young", "danger/check-suicide-selfharm-young"},
		{"a parent", "a guy says he will post my daughters nudes", "do i delete the app", "danger/sextortion-active", "danger/check-sextortion-active"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, r, _ := e.Turn(engine.State{}, engine.Input{Kind: engine.Text, Text: c.text})
			if r.Node != c.want {
				t.Fatalf("answered with %s, want %s", r.Node, c.want)
			}
			_, r, _ = e.Turn(s, engine.Input{Kind: engine.Text, Text: c.again})
			asked, _ := e.Bundle().Node(c.asked)
			locale, _ := e.Bundle().Locale(r.Locale)
			want := asked.View(locale).Variants[0].Body[0]
			if r.Route != engine.Check || r.Body[0] != want {
				t.Errorf("%q after it does not ask %s first", c.again, c.asked)
			}
		})
	}
}

// In a country with a line for young people, a minor gets that one.
func TestYoungLine(t *testing.T) {
	b := dialogtest.Shipped(t)
	for _, c := range []struct{ country, purpose, want string }{
		{"GB", "hotline.young", "hotline.gb-childline"},
		{"GB", "hotline.young-suicide", "hotline.gb-childline"},
		{"US", "hotline.young", "hotline.child"},
		{"US", "hotline.young-suicide", "hotline.suicide"},
	} {
		lines := b.Lines(0, c.country)
		got, want := lines.Fill(c.purpose), lines.Fill(c.want)
		if len(got) == 0 || len(want) == 0 || got[0].Text != want[0].Text {
			t.Errorf("%s: %s is %v, want that of %s", c.country, c.purpose, got, c.want)
		}
	}
}
