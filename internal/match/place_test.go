package match_test

import (
	"strings"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// The place decides where the words alone leave a doubt, and only there.
func TestFindAt(t *testing.T) {
	asks := []match.Ask{
		{ID: "photos/law", Text: "is it illegal to send nude photos"},
		{ID: "photos/delete", Text: "how do I delete a nude photo"},
		{ID: "partner/law", Text: "is it illegal to date an older partner"},
		{ID: "partner/talk", Text: "how do I talk about her older partner"},
		{ID: "games/roblox", Text: "is roblox safe"},
		{ID: "games/money", Text: "how do I stop spending in games"},
	}
	groups := map[string]string{}
	for _, a := range asks {
		groups[a.ID], _, _ = strings.Cut(a.ID, "/")
	}
	ix := match.New(asks, match.Options{Language: "en", Groups: groups, Vocabulary: match.Vocabulary{
		Small: []string{"is", "it", "how", "do", "i", "a", "an", "to", "in", "her", "about"},
	}})
	for _, tc := range []struct {
		name, text string
		at         match.Place
		want       string
	}{
		{"what is on screen is meant", "is it illegal", match.Place{Group: "partner"}, "partner/law"},
		{"and elsewhere what is there", "is it illegal", match.Place{Group: "photos"}, "photos/law"},
		{"a button counts as the place does", "is it illegal", match.Place{Group: "games", Next: []string{"partner/law"}}, "partner/law"},
		{"a clear question stands alone", "is roblox safe", match.Place{Group: "photos"}, "games/roblox"},
		{"an unknown id and group change nothing", "is roblox safe", match.Place{Group: "nobody", Next: []string{"nobody/knows"}}, "games/roblox"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := ix.FindAt(text.Scan(tc.text), tc.at)
			if got := r.Candidates[0]; got.ID != tc.want || r.Decision != match.Answer {
				t.Errorf("%s %+v, want %s", r.Decision, got, tc.want)
			}
		})
	}
	for _, a := range asks {
		m := text.Scan(a.Text)
		if got, want := ix.FindAt(m, match.Place{}), ix.Find(m); got != want {
			t.Errorf("%q: nowhere %+v, Find %+v", a.Text, got, want)
		}
	}
}
