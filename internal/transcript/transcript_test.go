package transcript_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/transcript"
)

func shipped(t *testing.T) *engine.Engine {
	t.Helper()
	return engine.New(dialogtest.Shipped(t), engine.Options{Drafts: true})
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"no title", "locale: en\n\nParent: hi\n", `x.txt:1:1: error: the conversation has no title`},
		{"nobody speaks", "title: A\n", `x.txt:1:1: error: nobody says anything`},
		{"unknown line", "title: A\n\nParent: hi\nMother: hi\n", `x.txt:4:1: error: this line is not understood`},
		{"unknown heading", "titel: A\n\nParent: hi\n", `x.txt:1:1: error: this line is not understood`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, findings := transcript.Parse("x.txt", []byte(tc.in))
			for _, f := range findings {
				if strings.HasPrefix(f.String(), tc.want) {
					return
				}
			}
			t.Errorf("findings %v, want %s", findings, tc.want)
		})
	}
}

// What Play writes is what a file must hold: playing it again changes nothing.
func TestCanonicalFormIsStable(t *testing.T) {
	e := shipped(t)
	source := "# Why this conversation is kept.\ntitle: A\nlocale: en\ncountry: US\n\nParent opens the chat\n\nParent taps: Get help now\n\nParent sends: a picture: look at this\n\nParent: /about\n"
	for range 2 {
		tr, findings := transcript.Parse("a.txt", []byte(source))
		if len(findings) > 0 {
			t.Fatal(findings)
		}
		played := transcript.Play(tr, e)
		if len(played.Findings) > 0 {
			t.Fatal(played.Findings)
		}
		source = played.String()
	}
	tr, _ := transcript.Parse("a.txt", []byte(source))
	played := transcript.Play(tr, e)
	if !played.Holds() {
		t.Errorf("not stable:\n%s", transcript.Diff(source, played.String()))
	}
	for _, want := range []string{"# Why this", "(answer, danger/help-now)", "(answer, bot/media)", "    [Menu]"} {
		if !strings.Contains(source, want) {
			t.Errorf("%q is not in\n%s", want, source)
		}
	}
}

func TestButtonThatIsNotThere(t *testing.T) {
	tr, _ := transcript.Parse("a.txt", []byte("title: A\n\nParent opens the chat\n\nParent taps: Get help noww\n"))
	played := transcript.Play(tr, shipped(t))
	want := `a.txt:5:1: error: no button says "Get help noww" here; did you mean "Get help now"? [no-such-button]`
	if len(played.Findings) != 1 || played.Findings[0].String() != want {
		t.Errorf("findings %v, want %s", played.Findings, want)
	}
}

func TestDiff(t *testing.T) {
	want := "  …\n  c\n  d\n- e\n+ E\n  f\n  g\n  h\n  i\n- j\n"
	got := transcript.Diff("a\nb\nc\nd\ne\nf\ng\nh\ni\nj", "a\nb\nc\nd\nE\nf\ng\nh\ni")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("diff (-want +got):\n%s", diff)
	}
	if got := transcript.Diff("same", "same"); got != "" {
		t.Errorf("equal texts differ: %q", got)
	}
}

func TestCoverage(t *testing.T) {
	e := shipped(t)
	cover := transcript.NewCoverage(e.Bundle())
	before := cover.Report(1)
	tr, _ := transcript.Parse("a.txt", []byte("title: A\n\nParent: /menu\n"))
	cover.Add(transcript.Play(tr, e))
	if after := cover.Report(1); !strings.HasPrefix(before, "nodes: 0 of ") || !strings.HasPrefix(after, "nodes: 1 of ") {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("title: A\n\nParent: hi\n"))
	f.Add([]byte("Parent taps: x\n    y\nPorchlight (a, b):\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		tr, findings := transcript.Parse("f.txt", data)
		if tr == nil || len(findings) == 0 && tr.Title == "" {
			t.Fatal("neither a transcript nor a finding")
		}
	})
}

// A walk taps every button of a tree, and holds only while each leads where it led.
func TestWalk(t *testing.T) {
	e := engine.New(dialogtest.Shipped(t), engine.Options{})
	const head = "title: Every button\nlocale: es\nwalk: start\n"
	written, findings := transcript.Parse("walk.txt", []byte(head))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	played := transcript.Play(written, e)
	text := played.String()
	if played.Holds() || !strings.HasPrefix(text, head+"\nstart/welcome:\n    [") || strings.Count(text, " leads to ") < 40 {
		t.Fatalf("the walk is\n%s", text)
	}
	for change, holds := range map[string]bool{
		"":                      true,
		"leads to start/topics": false,
		"start/menu:":           false,
		"[":                     false,
	} {
		changed := text
		if change != "" {
			changed = strings.Replace(text, change, "~", 1)
		}
		again, findings := transcript.Parse("walk.txt", []byte(changed))
		if len(findings) > 0 && holds {
			t.Fatal(findings)
		}
		if len(findings) == 0 && transcript.Play(again, e).Holds() != holds {
			t.Errorf("with %q changed the walk holds: %v", change, !holds)
		}
	}
	c := transcript.NewCoverage(e.Bundle())
	c.Add(played)
	if report := c.Report(0); strings.Contains(report, "not reached: start/") {
		t.Errorf("the walk left something out:\n%s", report)
	}
	for _, bad := range []string{"title: x\nwalk: nothing\n", "title: x\nwalk: start\n\nParent: hello\n"} {
		w, findings := transcript.Parse("walk.txt", []byte(bad))
		if len(findings) == 0 {
			findings = transcript.Play(w, e).Findings
		}
		if len(findings) != 1 || findings[0].Code != transcript.BadTranscript {
			t.Errorf("%q: %v", bad, findings)
		}
	}
}
