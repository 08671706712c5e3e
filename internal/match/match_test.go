package match_test

import (
	"fmt"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
)

var asks = []match.Ask{
	{ID: "grooming/signs", Text: "how do I know if someone is grooming my child"},
	{ID: "grooming/signs", Text: "warning signs of a predator"},
	{ID: "grooming/signs", Text: "what are the signs of grooming"},
	{ID: "snapchat/controls", Text: "how do I set up parental controls on snapchat"},
	{ID: "snapchat/controls", Text: "can I see who my daughter talks to on snapchat"},
	{ID: "snapchat/controls", Text: "snapchat family center"},
	{ID: "sextortion/first-steps", Text: "someone is threatening to share my son's pictures"},
	{ID: "sextortion/first-steps", Text: "he sent a nude and they want money"},
	{ID: "sextortion/first-steps", Text: "my kid is being blackmailed with photos"},
	{ID: "phone/first", Text: "what age should a child get a phone"},
	{ID: "phone/first", Text: "is my daughter ready for her own phone"},
	{ID: "phone/first", Text: "rules for a first smartphone"},
	{ID: "talk/hello", Text: "hello"},
	{ID: "talk/hello", Text: "good morning"},
	{ID: "report/police", Text: "how do I report this to the police"},
	{ID: "report/police", Text: "should I call the police"},
}

var english = match.Options{Language: "en", Vocabulary: match.Vocabulary{
	Small: strings.Fields("how do i know if is my what are the of a on can to who should for this he they in and me her with"),
	Same: [][]string{
		{"snapchat", "snap", "sc"},
		{"photo", "picture", "pic", "image"},
		{"groomer", "predator"},
		{"child", "kid", "son", "daughter"},
		{"parental controls", "family center"},
	},
	Exceptions: map[string]string{"groomer": "groom"},
}}

func TestFind(t *testing.T) {
	ix := match.New(asks, english)
	for _, tc := range []struct{ name, in, want string }{
		{"word for word", "what are the signs of grooming", "grooming/signs"},
		{"other form", "is this guy a groomer? what signs", "grooming/signs"},
		{"nickname", "can i see who she talks to on sc", "snapchat/controls"},
		{"phrase", "does snap have a family center", "snapchat/controls"},
		{"typo", "blackmialed with fotos", "sextortion/first-steps"},
		{"two mistakes", "somone is threatning to share piktures", "sextortion/first-steps"},
		{"split word", "parental controls snap chat", "snapchat/controls"},
		{"glued words", "firstsmartphone rules", "phone/first"},
		{"capitals and signs", "WARNING!!! SIGNS of a PREDATOR???", "grooming/signs"},
		{"background first", "We moved here last year and things were fine at first, he likes football and his school is nice. " +
			"My wife works nights and I drive a truck, so he is alone a lot. Last night he cried. " +
			"Someone is threatening to share his pictures. Thank you!", "sextortion/first-steps"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := ix.Find(text.Scan(tc.in))
			if r.N == 0 || r.Candidates[0].ID != tc.want {
				t.Errorf("Find(%q) = %+v, want %s first\n%s", tc.in, r, tc.want, ix.Explain(text.Scan(tc.in), tc.want))
			}
		})
	}
}

func TestDecisions(t *testing.T) {
	ix := match.New(asks, english)
	for _, tc := range []struct {
		name, in string
		want     match.Decision
	}{
		{"word for word", "should I call the police", match.Answer},
		{"greeting", "Hello!", match.Answer},
		{"nothing", "", match.None},
		{"signs only", "?!", match.None},
		{"other field", "best recipe for pancakes with blueberries", match.None},
		{"small words", "what is this", match.None},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if r := ix.Find(text.Scan(tc.in)); r.Decision != tc.want {
				t.Errorf("Find(%q) = %+v, want %v", tc.in, r, tc.want)
			}
		})
	}
}

// TestOddIndexes: an index of nothing, of empty asks and of one ask works.
func TestOddIndexes(t *testing.T) {
	for name, asks := range map[string][]match.Ask{
		"none":  nil,
		"empty": {{ID: "a", Text: ""}, {ID: "b", Text: "?!"}},
		"one":   {{ID: "a", Text: "hello there"}},
	} {
		for _, o := range []match.Options{{}, english} {
			ix := match.New(asks, o)
			r := ix.Find(text.Scan("hello there"))
			if want := len(asks) == 1; (r.N == 1) != want || (r.Decision == match.Answer) != want {
				t.Errorf("%s: %+v", name, r)
			}
			_ = ix.Explain(text.Scan("hello"), "a").String()
			ix.LeaveOneOut()
			match.New(asks, o).Collisions()
		}
	}
}

func TestCuts(t *testing.T) {
	few := match.New(asks, english).Cuts()
	if few.Asks != 0 {
		t.Errorf("cuts of %d asks derived: %+v, want defaults", len(asks), few)
	}
	many := match.New(sample(400), options).Cuts()
	if many.Asks == 0 || many.Suggest > many.Answer || many.Margin < 0 {
		t.Errorf("cuts %+v", many)
	}
	if again := match.New(sample(400), options).Cuts(); again != many {
		t.Errorf("cuts differ between builds: %+v and %+v", many, again)
	}
}

func TestLeaveOneOut(t *testing.T) {
	ix := match.New(asks, english)
	right := 0
	tried := ix.LeaveOneOut()
	for i, tr := range tried {
		if tr.Ask != i {
			t.Fatalf("ask %d is tried as number %d", tr.Ask, i)
		}
		if tr.First == asks[i].ID {
			right++
		}
	}
	if len(tried) != len(asks) || right < len(asks)/4 || right == len(asks) {
		t.Errorf("%d of %d asks find their id without themselves", right, len(tried))
	}
}

func TestExplain(t *testing.T) {
	ix := match.New(asks, english)
	m := text.Scan("zzyzx blackmialed with pics, police")
	e := ix.Explain(m, "sextortion/first-steps")
	if e.Place != 1 || e.Ask != 8 || len(e.Words) == 0 || len(e.Others) == 0 {
		t.Fatalf("%+v", e)
	}
	w := e.Words[slices.IndexFunc(e.Words, func(w match.Word) bool { return w.Reading == "mended" })]
	if w.Ask != "blackmailed" || w.Mended != "blackmailed" || w.Span != (match.Span{Start: 6, End: 17}) {
		t.Errorf("mended word %+v", w)
	}
	if diff := cmp.Diff([]match.Span{{Start: 0, End: 5}}, e.Unread); diff != "" {
		t.Errorf("unread (-want +got):\n%s", diff)
	}
	s := e.String()
	for _, want := range []string{"place 1", "my kid is being blackmailed", "read as blackmailed", "words no ask has: 1"} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
	for _, typed := range []string{"zzyzx", "blackmialed"} {
		if strings.Contains(s, typed) {
			t.Errorf("typed word %q in\n%s", typed, s)
		}
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "e", e)
	if strings.Contains(log.String()+fmt.Sprintf("%#v", e), "blackmailed") {
		t.Errorf("words in a log: %s", log.String())
	}
	if e := ix.Explain(m, "phone/first"); e.Place != 0 || !strings.Contains(e.String(), "not found") {
		t.Errorf("an id without a word in common: %+v", e)
	}
}

func TestCollisions(t *testing.T) {
	with := append(asks[:len(asks):len(asks)],
		match.Ask{ID: "other/same", Text: "Should I call the POLICE?"},
		match.Ask{ID: "other/near", Text: "my kid is being blackmailed with pictures"},
		match.Ask{ID: "phone/first", Text: "rules for a first smartphone!"})
	got := match.New(with, english).Collisions()
	want := []match.Collision{
		{First: 8, Second: 17, Likeness: 1},
		{First: 15, Second: 16, Same: true, Likeness: 1},
	}
	near := cmp.Comparer(func(a, b float64) bool { return a-b < 0.01 && b-a < 0.01 })
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("collisions (-want +got):\n%s", diff)
	}
}

// TestEveryAskFindsItself: an ask sent as a question is answered with its id
// first, unless another id has the same words.
func TestEveryAskFindsItself(t *testing.T) {
	all := sample(800)
	ix := match.New(all, options)
	taken := map[int]bool{}
	for _, c := range match.New(all, options).Collisions() {
		taken[c.First], taken[c.Second] = true, true
	}
	for i, a := range all {
		if r := ix.Find(text.Scan(a.Text)); !taken[i] && (r.N == 0 || r.Candidates[0].ID != a.ID) {
			t.Errorf("ask %d of %s found %+v", i, a.ID, r)
		}
	}
}

// TestFindAllocatesLittle: scratch memory is reused; what is left are the stems
// of words that no ask has. The race detector makes a sync.Pool lose things at
// random, so the fewest allocations of many runs count.
func TestFindAllocatesLittle(t *testing.T) {
	const most = 20
	all := sample(2000)
	ix := match.New(all, options)
	m := text.Scan(question(all, 3))
	fewest := math.Inf(1)
	for range 100 {
		fewest = min(fewest, testing.AllocsPerRun(1, func() { ix.Find(m) }))
	}
	if fewest > most {
		t.Errorf("%v allocations, want at most %d", fewest, most)
	}
}

// TestConcurrentFindsAgree: many goroutines get what one gets.
func TestConcurrentFindsAgree(t *testing.T) {
	all := sample(400)
	ix := match.New(all, options)
	want := make([]match.Result, len(all))
	for i, a := range all {
		want[i] = ix.Find(text.Scan(a.Text))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { // ends with its last ask
			for i, a := range all {
				if got := ix.Find(text.Scan(a.Text)); got != want[i] {
					t.Errorf("ask %d: %+v, want %+v", i, got, want[i])
				}
			}
		})
	}
	wg.Wait()
}

// TestFindLaws: scores fall, lie between 0 and 1, and neither case nor
// accents nor signs change a result.
func TestFindLaws(t *testing.T) {
	ix := match.New(asks, english)
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`((snap|nude|police|child|phone|zqx|the) ?){0,60}[.?]?`)).Draw(t, "message")
		r := ix.Find(text.Scan(s))
		before := 1.0
		for _, c := range r.Candidates[:r.N] {
			if c.Score <= 0 || c.Score > before || asks[c.Ask].ID != c.ID {
				t.Fatalf("candidate %+v after score %v", c, before)
			}
			before = c.Score
		}
		if r.N == 0 && r.Decision != match.None {
			t.Fatalf("%v of nothing", r.Decision)
		}
		if again := ix.Find(text.Scan(s)); again != r {
			t.Fatalf("%+v, then %+v", r, again)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"", "my son sent nudes", "¿qué hago?", "snap chat", strings.Repeat("a ", 5000), strings.Repeat("snapchatt ", 900), "\xff\xfe"} {
		f.Add(s)
	}
	ix := match.New(asks, english)
	l := match.NewLanguages(map[string]match.Vocabulary{"en": english.Vocabulary, "es": {Small: []string{"el", "de"}, Letters: "ñ"}})
	f.Fuzz(func(t *testing.T, s string) {
		m := text.Scan(s)
		r := ix.Find(m)
		for _, c := range r.Candidates[:r.N] {
			e := ix.Explain(m, c.ID)
			if e.Place == 0 || e.Score != c.Score {
				t.Fatalf("%q: %+v explained as %+v", s, c, e)
			}
			for _, w := range e.Words {
				if w.Span.Start < 0 || w.Span.End > len(s) || w.Span.Start >= w.Span.End {
					t.Fatalf("%q: span %+v", s, w.Span)
				}
			}
		}
		l.Tell(m, s)
	})
}
