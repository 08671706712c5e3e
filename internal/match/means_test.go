package match_test

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// meaning is the little English of the asks with words that also mean another.
var meaning = func() match.Options {
	o := english
	o.Vocabulary.Means = []match.Meaning{
		{Words: []string{"sc", "ghost app"}, Means: []string{"snapchat"}, With: []string{"app", "who she talks to"}},
		{Words: []string{"switch"}, Means: []string{"phone"}, Without: []string{"light switch"}},
		{Words: []string{"perv"}, Means: []string{"predator"}},
	}
	o.Vocabulary.Same = [][]string{{"snapchat", "snap chat"}, {"child", "kid", "son", "daughter"}, {"parental controls", "family center"}}
	o.Vocabulary.Joiners = []string{"and also"}
	return o
}()

func TestMeans(t *testing.T) {
	ix := match.New(asks, meaning)
	for _, tc := range []struct{ name, in, want string }{
		{"without a condition", "perv", "grooming/signs"},
		{"with its companion", "sc app", "snapchat/controls"},
		{"with a phrase", "sc, can i see who she talks to", "snapchat/controls"},
		{"without its companion", "sc", ""},
		{"a phrase", "ghost app", "snapchat/controls"},
		{"not taken away", "switch", "phone/first"},
		{"taken away", "light switch", ""},
		{"misspelt", "ghsot app", "snapchat/controls"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := text.Scan(tc.in)
			if r := ix.Find(m); r.Candidates[0].ID != tc.want {
				t.Errorf("Find(%q) = %+v, want %q first\n%s", tc.in, r, tc.want, ix.Explain(m, tc.want))
			}
		})
	}
	if e := ix.Explain(text.Scan("perv"), "grooming/signs").String(); !strings.Contains(e, "predator (at 0-4, also means this)") {
		t.Errorf("no word of what was heard:\n%s", e)
	}
}

// TestMeansOneWay: what a word means does not mean the word.
func TestMeansOneWay(t *testing.T) {
	o := match.Options{Language: "en", Vocabulary: match.Vocabulary{Means: []match.Meaning{{Words: []string{"porn"}, Means: []string{"upsetting content"}}}}}
	ix := match.New([]match.Ask{{ID: "upset", Text: "my child saw upsetting content"}, {ID: "porn", Text: "my child watches porn"}}, o)
	if r := ix.Find(text.Scan("porn")); r.N != 2 || r.Candidates[0].ID != "porn" {
		t.Errorf("porn: %+v, want porn first and upset second", r)
	}
	if r := ix.Find(text.Scan("upsetting content")); r.N != 1 || r.Candidates[0].ID != "upset" {
		t.Errorf("upsetting content: %+v, want upset alone", r)
	}
}

func TestTwoQuestions(t *testing.T) {
	ix := match.New(asks, meaning)
	for _, tc := range []struct{ name, in, first, also string }{
		{"two marks", "What are the warning signs of a predator? What age should a child get a phone?", "grooming/signs", "phone/first"},
		{"the other way round", "What age should a child get a phone? What are the warning signs of a predator?", "phone/first", "grooming/signs"},
		{"one sentence", "what are the warning signs of a predator and also what age should a child get a phone", "grooming/signs", "phone/first"},
		{"a question and a courtesy", "Hello! What age should a child get a phone? Thanks", "phone/first", ""},
		{"one thing twice", "What age should a child get a phone? Is my daughter ready for her own phone?", "phone/first", ""},
		{"a story", "My kid is being blackmailed with photos. We set up snapchat family center last year. What are the warning signs of a predator?", "grooming/signs", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := text.Scan(tc.in)
			r := ix.Find(m)
			if r.Also.ID != tc.also || tc.also != "" && (r.Candidates[0].ID != tc.first || r.Decision != match.Answer) {
				t.Errorf("Find(%q) = %+v, want %s and %q\n%s", tc.in, r, tc.first, tc.also, ix.Explain(m, tc.first))
			}
			if tc.also != "" && !strings.Contains(ix.Explain(m, tc.first).String(), "also asked: "+tc.also) {
				t.Errorf("no word of %s in\n%s", tc.also, ix.Explain(m, tc.first))
			}
		})
	}
}

func TestMoved(t *testing.T) {
	ix := match.New(asks, english)
	messages := []text.Message{text.Scan("what age for a phone"), text.Scan("the signs of grooming"), text.Scan("zebra")}
	got := ix.Moved(match.Ask{ID: "new/zebra", Text: "signs of a zebra"}, messages)
	if len(got) != 1 || got[0] != (match.Move{Message: 2, From: "", To: "new/zebra"}) {
		t.Errorf("moved %+v", got)
	}
	if got := ix.Moved(asks[0], messages); len(got) != 0 {
		t.Errorf("an ask that is there moved %+v", got)
	}
}

// Everyday matters lower what is found for a message, unless the best id is
// about them.
func TestOutside(t *testing.T) {
	asks := []match.Ask{
		{ID: "games/cards", Text: "somebody asks my son for gift cards"},
		{ID: "games/cards", Text: "he wants a gift card from my son"},
		{ID: "home/printer", Text: "my printer jams"},
		{ID: "home/printer", Text: "how do I feed the printer"},
	}
	with := match.New(asks, match.Options{Language: "en", Vocabulary: match.Vocabulary{Outside: []string{"printer", "landlord"}}})
	without := match.New(asks, match.Options{Language: "en"})
	for _, tc := range []struct {
		in    string
		lower bool
	}{
		{"my landlord wants a gift card", true},
		{"somebody wants a gift card", false},
		{"why does my printer jam", false},
	} {
		got, want := with.Find(text.Scan(tc.in)), without.Find(text.Scan(tc.in))
		if got.Candidates[0].ID != want.Candidates[0].ID {
			t.Errorf("%q: %s first, not %s", tc.in, got.Candidates[0].ID, want.Candidates[0].ID)
		}
		if lower := got.Candidates[0].Score < want.Candidates[0].Score; lower != tc.lower {
			t.Errorf("%q: score %.3f after %.3f", tc.in, got.Candidates[0].Score, want.Candidates[0].Score)
		}
	}
}
