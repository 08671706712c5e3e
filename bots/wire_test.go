package bots

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/review"
	"github.com/porchlight-chat/porchlight/internal/store"
	"github.com/porchlight-chat/porchlight/internal/store/memory"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// written is what a person wrote; it must never come back.
const written = "zebra-canary-7431 my daughter"

// everyReply visits the replies of a bundle: every node in every locale, for some countries
// and for everything that a person may have told, and what else a person may send.
func everyReply(b *dialog.Bundle, o engine.Options, visit func(what string, r *engine.Reply)) {
	e := engine.New(b, o)
	all := b.Countries()
	countries := []string{"", "US", dialog.OtherCountry, "XX", all[0], all[len(all)/2], all[len(all)-1]}
	told := []dialog.SlotValue{{}}
	for _, name := range []string{"age", "device"} {
		slot, _ := b.Slot(name)
		for _, value := range slot.Values {
			told = append(told, dialog.SlotValue{Slot: name, Value: value})
		}
	}
	inputs := []engine.Input{
		{},
		{Kind: engine.Start},
		{Kind: engine.Media, Text: written},
		{Kind: engine.Text, Text: written},
		{Kind: engine.Text, Text: "is roblox safe"},
		{Kind: engine.Text, Text: "my daughter did not come home last night"},
		{Kind: engine.Text, Text: "someone wants nude pictures of my son"},
		{Kind: engine.Text, Text: "救命"},
		{Kind: engine.Text, Text: "hola"},
		{Kind: engine.Command, Command: "/" + written},
		{Kind: engine.Tap, Payload: "1en:no/such-node"},
	}
	for _, command := range []string{"/menu", "/help", "/hotline", "/topics", "/language", "/language es", "/country", "/country us", "/privacy", "/about", "/bye"} {
		inputs = append(inputs, engine.Input{Kind: engine.Command, Command: command})
	}
	for _, locale := range b.Locales() {
		for _, country := range countries {
			for i, in := range inputs {
				_, r, _ := e.Turn(engine.State{Locale: locale, Country: country}, in)
				visit(fmt.Sprintf("input %d in %s, %q", i, locale, country), &r)
			}
		}
		for _, id := range b.NodeIDs() {
			tap := engine.Input{Kind: engine.Tap, Payload: dialog.Payload{Locale: locale, To: dialog.Target(id)}.String()}
			for i, slot := range told {
				s := engine.State{Locale: locale, Country: countries[i%len(countries)]}
				if slot.Slot != "" {
					s, _, _ = e.Turn(s, engine.Input{Kind: engine.Tap, Payload: dialog.Payload{Locale: locale, To: dialog.Target(dialog.Menu), Set: slot}.String()})
				}
				_, r, _ := e.Turn(s, tap)
				visit(fmt.Sprintf("%s in %s, %q, %v", id, locale, s.Country, slot), &r)
			}
			for _, country := range countries {
				_, r, _ := e.Turn(engine.State{Locale: locale, Country: country}, tap)
				visit(fmt.Sprintf("%s in %s, %q", id, locale, country), &r)
			}
		}
	}
}

// What the program says itself goes out: of the shipped content, as drafts or reviewed,
// and of the compiled-in hotlines.
func TestEveryReplyGoesOut(t *testing.T) {
	shipped := review.Drafts(dialogtest.Shipped(t))
	for _, tt := range []struct {
		name    string
		release review.Release
		o       engine.Options
	}{
		{"drafts", shipped, engine.Options{Drafts: true}},
		{"reviewed, in a country", shipped, engine.Options{Country: "US"}},
		{"hotlines alone", review.Safe(), engine.Options{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := 0
			everyReply(tt.release.Bundle(), tt.o, func(what string, r *engine.Reply) {
				n++
				if !says(tt.release, r) {
					t.Errorf("%s is withheld:\n%s", what, r.Plain())
				}
			})
			t.Logf("%d replies", n)
		})
	}
}

// slip changes one letter of a text, at a place that depends on n.
func slip(s string, n int) string {
	letters := []rune(s)
	for i := range letters {
		at := (n + i) % len(letters)
		if unicode.IsLetter(letters[at]) {
			letters[at] = map[bool]rune{true: 'q', false: 'x'}[letters[at] == 'x']
			return string(letters)
		}
	}
	return s
}

// slipBody changes one letter of a reply's body.
func slipBody(r *engine.Reply, n int) bool {
	body := n % len(r.Body)
	doc := markup.Doc{Blocks: slices.Clone(r.Body[body].Blocks)}
	for i := range doc.Blocks {
		block := &doc.Blocks[(n+i)%len(doc.Blocks)]
		for j, span := range block.Spans {
			if changed := slip(span.Text, n); span.Placeholder == "" && changed != span.Text {
				block.Spans = slices.Clone(block.Spans)
				block.Spans[j].Text = changed
				r.Body = slices.Clone(r.Body)
				r.Body[body] = &doc
				return true
			}
		}
	}
	return false
}

// One letter that is not the release's keeps a reply back, wherever it stands.
func TestOneLetterIsEnough(t *testing.T) {
	release := review.Drafts(dialogtest.Shipped(t))
	said := func(s string) *markup.Doc {
		return &markup.Doc{Blocks: []markup.Block{{Spans: []markup.Span{{Text: s}}}}}
	}
	changes := map[string]func(r *engine.Reply, n int) bool{
		"body": slipBody,
		"a label": func(r *engine.Reply, n int) bool {
			if len(r.Choices) == 0 {
				return false
			}
			r.Choices = slices.Clone(r.Choices)
			c := &r.Choices[n%len(r.Choices)]
			before := c.Label
			c.Label = slip(c.Label, n)
			return c.Label != before
		},
		"a label of the help row": func(r *engine.Reply, n int) bool {
			r.Help = slices.Clone(r.Help)
			c := &r.Help[n%len(r.Help)]
			before := c.Label
			c.Label = slip(c.Label, n)
			return c.Label != before
		},
		"a picture's description": func(r *engine.Reply, _ int) bool {
			r.Picture = &dialog.Picture{Name: "window", Alt: "A picture that nobody described"}
			return true
		},
		"an echo below": func(r *engine.Reply, _ int) bool {
			r.Body = append(slices.Clone(r.Body), said(written))
			return true
		},
		"an echo in a line": func(r *engine.Reply, n int) bool {
			doc := markup.Doc{Blocks: slices.Clone(r.Body[0].Blocks)}
			block := &doc.Blocks[n%len(doc.Blocks)]
			block.Spans = append(slices.Clone(block.Spans), markup.Span{Text: " " + written})
			r.Body = append([]*markup.Doc{&doc}, r.Body[1:]...)
			return true
		},
		"an echo on a button": func(r *engine.Reply, _ int) bool {
			r.Choices = append(slices.Clone(r.Choices), dialog.Choice{Label: written, To: dialog.CommandMenu})
			return true
		},
		"two lines in one": func(r *engine.Reply, _ int) bool {
			lines := strings.Split(strings.ReplaceAll(r.Body[0].Plain(r.Lines.Fill), "\n\n", "\n"), "\n")
			if len(lines) < 2 {
				return false
			}
			r.Body = []*markup.Doc{said(strings.Join(lines[:2], " "))}
			return true
		},
	}
	seen := map[string]int{}
	n := 0
	everyReply(release.Bundle(), engine.Options{}, func(what string, r *engine.Reply) {
		n++
		for name, change := range changes {
			changed := *r
			if !change(&changed, n) {
				continue
			}
			seen[name]++
			if says(release, &changed) {
				t.Errorf("%s, with %s, goes out:\n%s", what, name, changed.Plain())
			}
		}
	})
	for name := range changes {
		if seen[name] == 0 {
			t.Errorf("%s was never changed", name)
		}
	}
	t.Logf("%d replies, changed %v", n, seen)
}

// counting is an Observer that counts what was withheld.
type counting struct{ withheld, panicked int }

func (*counting) Turn(Channel, engine.Route, string, time.Duration) {}
func (*counting) StoreFailed(string)                                {}
func (*counting) StoreAnswered()                                    {}
func (c *counting) Panicked()                                       { c.panicked++ }
func (c *counting) Withheld()                                       { c.withheld++ }

// withPicture is the smallest content, with a picture.
func withPicture() fstest.MapFS {
	fsys := dialogtest.Minimal()
	fsys["pictures.yaml"] = &fstest.MapFile{Data: []byte("pictures:\n  window:\n    file: pictures/window.svg\n    description: A chat window.\n")}
	fsys["pictures/window.svg"] = &fstest.MapFile{Data: []byte("<svg/>")}
	trees := string(fsys["trees/games.yaml"].Data)
	fsys["trees/games.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(trees, "    topic: games\n", "    topic: games\n    picture: window\n", 1))}
	return fsys
}

func bundleOf(t testing.TB, fsys fstest.MapFS) *dialog.Bundle {
	t.Helper()
	content, _ := dialog.Load(fsys)
	b, _ := dialog.Compile(content)
	if b == nil {
		t.Fatal("the content makes no bundle")
	}
	return b
}

// When what answers says other words than the release, by whatever mistake, the person
// gets the compiled-in hotlines, the staff are told, and nothing is remembered of the turn but
// that somebody left.
func TestWithheldReply(t *testing.T) {
	tap := engine.Input{Kind: engine.Tap, Payload: "1en:games/chat", Country: "US"}
	release := review.Drafts(bundleOf(t, withPicture()))
	for _, tt := range []struct {
		name, file, old, with string
		in                    engine.Input
	}{
		{"nothing", "trees/games.yaml", "Games", "Games", tap},
		{"body", "trees/games.yaml", "Ask your child", "Ask your chill", tap},
		{"label", "trees/games.yaml", "- Menu:", "- Menus:", tap},
		{"description", "pictures.yaml", "A chat window.", "A chat widow.", tap},
		{"help row", "words.yaml", "help-now: Words", "help-now: Sword", tap},
		{"notice", "words.yaml", "draft-notice: Words", "draft-notice: Sword", engine.Input{Kind: engine.Start, Country: "US"}},
		{"number", "hotlines.yaml", `show: "1-800-555-0100"`, `show: "1-900-555-0100"`, engine.Input{Kind: engine.Command, Command: "/help", Country: "US"}},
		{"the words of leaving", "trees/bot.yaml", "The program needs this.", "The program needs that.", engine.Input{Kind: engine.Command, Command: "/bye", Country: "US"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := withPicture()
			text := string(fsys[tt.file].Data)
			if !strings.Contains(text, tt.old) {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			fsys[tt.file] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, tt.old, tt.with))}
			other := engine.New(bundleOf(t, fsys), engine.Options{Drafts: true})

			sessions := memory.New(memory.Options{})
			defer func() { _ = sessions.Close() }()
			seen := &counting{}
			h := New(release, Options{Store: sessions, Key: []byte("key"), TTL: time.Hour, Deadline: time.Minute, Observer: seen})
			h.Turn(t.Context(), Web, "chat", engine.Input{Kind: engine.Command, Command: "/menu"})
			before, _, err := sessions.Load(t.Context(), h.key(Web, "chat"))
			if err != nil {
				t.Fatal(err)
			}

			h.current.Store(&served{release: release, engine: other})
			r := h.Turn(t.Context(), Web, "chat", tt.in)
			after, found, err := sessions.Load(t.Context(), h.key(Web, "chat"))
			switch {
			case err != nil || seen.panicked > 0:
				t.Fatalf("%v, %d panics", err, seen.panicked)
			case tt.old == tt.with:
				if seen.withheld != 0 || r.LastResort != "" || len(r.Body) == 0 {
					t.Errorf("withheld %d times, said %q", seen.withheld, r.Plain())
				}
				return
			}
			if seen.withheld != 1 || r.LastResort != triage.LastResort("", "US") || r.Route != engine.Danger || len(r.Body)+len(r.Choices)+len(r.Help) > 0 || r.Picture != nil {
				t.Errorf("withheld %d times; instead: %q, %q", seen.withheld, r.LastResort, r.Plain())
			}
			if leaves := tt.in.Command == "/bye"; found == leaves || !leaves && string(before) != string(after) {
				t.Errorf("the session is there: %v; it was %q and is %q", found, before, after)
			}
		})
	}
}

// forgetful is a Store that keeps nothing and takes no time.
type forgetful struct{}

func (forgetful) Load(context.Context, string) ([]byte, bool, error) { return nil, false, nil }
func (forgetful) Commit(context.Context, store.Batch) error          { return nil }

// A tap on a node of the shipped content: the whole turn, and what of it the last look at
// the reply takes.
func BenchmarkHandlerTap(b *testing.B) {
	for _, size := range []int{0, 2_000} {
		fsys := fstest.MapFS{}
		dialogtest.CopyProgramNodes(b, dialogs.FS, fsys)
		if size > 0 {
			dialogtest.AddNodes(fsys, size, size)
		}
		bundle := bundleOf(b, fsys)
		release := review.Drafts(bundle)
		h := New(release, Options{Store: forgetful{}, Key: []byte("key"), TTL: time.Hour, Deadline: time.Minute, Observer: &counting{}})
		in := engine.Input{Kind: engine.Tap, Payload: "1en:grooming/signs", Country: "US"}
		if _, ok := bundle.Node("grooming/signs"); !ok {
			b.Fatal("there is no such node")
		}
		b.Run(fmt.Sprintf("nodes=%d/turn", len(bundle.NodeIDs())), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r := h.Turn(b.Context(), Web, "chat", in); r.LastResort != "" {
					b.Fatal("withheld")
				}
			}
		})
		_, r, _ := h.Engine().Turn(engine.State{Country: "US"}, in)
		b.Run(fmt.Sprintf("nodes=%d/look", len(bundle.NodeIDs())), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !says(release, &r) {
					b.Fatal("withheld")
				}
			}
		})
		b.Run(fmt.Sprintf("nodes=%d/list", len(bundle.NodeIDs())), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bundle.Spoken()
			}
		})
	}
}
