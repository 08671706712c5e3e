package compare_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/compare"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// outline is a report in a line for each edit, conversation and question.
func outline(r *compare.Report) []string {
	var out []string
	question := func(q compare.Question) string {
		lost := ""
		if q.Lost {
			lost = "lost "
		}
		return fmt.Sprintf("  %sasks %q: %s to %s", lost, q.Text, q.Before, q.After)
	}
	for _, e := range r.Edits {
		line := fmt.Sprintf("%s %s", e.What, e.Change)
		if e.First != "" {
			line = "FIRST " + line
		}
		if e.Follows {
			line += ", follows"
		}
		for _, f := range e.Fields {
			line += " " + f.Name
		}
		out = append(out, line)
		for _, c := range e.Conversations {
			line := "  " + c.Places[0].String()
			if n := len(c.Places) - 1; n > 0 {
				line += fmt.Sprintf(" +%d", n)
			}
			out = append(out, line)
		}
		for _, q := range e.Questions {
			out = append(out, question(q))
		}
	}
	for _, q := range r.Together.Questions {
		out = append(out, "TOGETHER", question(q))
	}
	return out
}

func TestVersions(t *testing.T) {
	const games, lines, rules = "trees/games.yaml", "hotlines.yaml", "triage/en.yaml"
	for _, tc := range []struct {
		name  string
		edits []edit
		want  string
	}{
		{"nothing", nil, ""},
		{"a word", []edit{{games, "three things", "these three things"}}, `
node/games/chat@en changed
  games/chat, en +2
node/games/chat@es changed, follows`},
		{"a hotline", []edit{{lines, `{show: "999", dial: "999"}`, `{show: "112", dial: "112"}`}}, `
FIRST hotline/gb-999@en changed dial show
  danger/abuse-disclosed, en, country GB +11
  danger/abuse-disclosed, es, country GB +11
  a country was chosen, en, country GB
  a country was chosen, es, country GB
hotline/gb-999@es changed, follows`},
		{"what a tap calls", []edit{{lines, `dial: "+18005550100"`, `dial: "+18005550111"`}}, `
FIRST hotline/us-line@en changed dial
  danger/abuse-disclosed, en +11
  danger/abuse-disclosed, en, country US +11
  danger/abuse-disclosed, es +11
  danger/abuse-disclosed, es, country US +11
  a message not understood, en
  a message not understood, en, country US
  a message not understood, es
  a message not understood, es, country US
  a message in another language, en
  a message in another language, en, country US
  a message in another language, es
  a message in another language, es, country US
  a country was chosen, en
  a country was chosen, es
  the words help-line, en
  the words help-line, en, country US
  the words help-line, es
  the words help-line, es, country US
hotline/us-line@es changed, follows`},
		{"a name abroad", []edit{{lines, "name: British Line", "name: National British Line"}}, `
FIRST hotline/gb-line@en changed name
  danger/abuse-disclosed, en, country GB +11
  a message not understood, en, country GB
  a message in another language, en, country GB
  a country was chosen, en, country GB
  the words help-line, en, country GB
FIRST hotline/gb-line@es changed, follows`},
		{"a hotline comes before another one", []edit{{lines, "hotlines:\n", `hotlines:
  us-young:
    country: US
    name: Young Line
    for: [child]
    phone: {show: "1-800-555-0199", dial: "+18005550199"}
    hours: always
    confidence: high
    verified: organisation
    source: https://example.org/young
    checked: 2026-11-21
`}}, `
FIRST hotline/us-young@en added checked confidence country dial for hours name show source verified
  danger/abuse-disclosed, en +11
  danger/abuse-disclosed, en, country US +11
  danger/abuse-disclosed, es +11
  danger/abuse-disclosed, es, country US +11
  a message not understood, en
  a message not understood, en, country US
  a message not understood, es
  a message not understood, es, country US
  a message in another language, en
  a message in another language, en, country US
  a message in another language, es
  a message in another language, es, country US
  a country was chosen, en
  a country was chosen, es
  the words help-line, en
  the words help-line, en, country US
  the words help-line, es
  the words help-line, es, country US
FIRST hotline/us-young@es added hours name
  danger/abuse-disclosed, es +11
  danger/abuse-disclosed, es, country US +11
  a message not understood, es
  a message not understood, es, country US
  a message in another language, es
  a message in another language, es, country US
  a country was chosen, es
  the words help-line, es
  the words help-line, es, country US
FIRST order/hotlines changed items`},
		{"a button to help is gone", []edit{{games, "      - Get help: /help\n", ""}}, `
FIRST node/games/gifts@en changed
  games/gifts, en
FIRST node/games/gifts@es changed
  games/gifts, es`},
		{"a source", []edit{{games, "    sources: [practice]\n    asks:\n      - who", "    asks:\n      - who"}}, `
node/games/chat@en changed sources
node/games/chat@es changed sources`},
		{"a picture file", []edit{{"pictures/window.svg", "picture", "painting"}}, `
picture/window@en changed sha256
  games/chat, en +2
  games/chat, en, country GB
  games/chat, en, told age=5-7
picture/window@es changed sha256
  games/chat, es +2
  games/chat, es, country GB
  games/chat, es, told age=5-7`},
		{"a word of the program", []edit{{"words.yaml", "In danger:", "In danger now:"}}, `
FIRST word/help-line@en changed
  a message not understood, en +3
  a message in another language, en +3
  the words help-line, en +3
FIRST word/help-line@es changed, follows`},
		{"words around a hotline", []edit{{"words.yaml", "Words of hotline-always", "day and night"}}, `
FIRST word/hotline-always@en changed
  danger/abuse-disclosed, en +11
  danger/abuse-disclosed, en, country GB +11
  danger/abuse-disclosed, en, country US +11
  a message not understood, en
  a message not understood, en, country GB
  a message not understood, en, country US
  a message in another language, en
  a message in another language, en, country GB
  a message in another language, en, country US
  a country was chosen, en
  a country was chosen, en, country GB
  the words help-line, en
  the words help-line, en, country GB
  the words help-line, en, country US
  the words hotline-always, en
FIRST word/hotline-always@es changed, follows`},
		{"an ask moves", []edit{{games, "      - who is my son talking to in his game\n", "      - is this a normal game\n"}}, `
asks/games/chat@en changed asks
  asks "is this a normal game": bot/fallback (fallback) to games/chat (answer)
  asks "who is my son talking to in his game": games/chat (answer) to bot/fallback (fallback)`},
		{"a danger rule listens less", []edit{
			{rules, `any: ["@child .. did not come home"]`, `any: ["@child .. did not come back"]`},
			{rules, `examples: [my daughter did not come home]`, `examples: [my daughter did not come back]`},
		}, `
FIRST rule/en/child-missing changed rule.any rule.examples
  lost asks "my daughter did not come home": danger/missing-child (danger) to bot/suggest (suggest)
  asks "my daughter did not come back": bot/suggest (suggest) to danger/missing-child (danger)`},
		{"a node goes", []edit{
			{games, "      - Gifts: gifts\n", ""},
			{games, string(small()[games].Data[bytes.Index(small()[games].Data, []byte("  gifts:")):]), ""},
		}, `
node/games/chat@en changed
  games/chat, en +2
  games/chat, en, country GB
  games/chat, en, told age=5-7
node/games/chat@es changed
  games/chat, es +2
  games/chat, es, country GB
  games/chat, es, told age=5-7
asks/games/gifts@en removed asks
  asks "my daughter came home late": bot/suggest (suggest) to bot/fallback (fallback)
  asks "somebody gave my daughter coins for her game": games/gifts (answer) to bot/fallback (fallback)
node/games/gifts@en removed sources topic was
  games/gifts, en
node/games/gifts@es removed sources topic was
  games/gifts, es`},
		{"a node is renamed", []edit{
			{games, "  gifts:\n    was: [games/presents]", "  coins:\n    was: [games/presents, games/gifts]"},
			{games, "Gifts: gifts", "Gifts: coins"},
		}, `
FIRST node/games/coins@es added sources topic was
  games/coins, es
  games/gifts, es
FIRST node/games/gifts@es removed sources topic was
  games/gifts, es
node/games/chat@en changed
  games/chat, en +2
  games/chat, en, country GB
  games/chat, en, told age=5-7
node/games/chat@es changed
  games/chat, es +2
  games/chat, es, country GB
  games/chat, es, told age=5-7
asks/games/coins@en added asks
  asks "somebody gave my daughter coins for her game": games/gifts (answer) to games/coins (answer)
node/games/coins@en added sources topic was
  games/coins, en
asks/games/gifts@en removed asks
  asks "somebody gave my daughter coins for her game": games/gifts (answer) to games/coins (answer)
node/games/gifts@en removed choices kind say sources title topic was`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := outline(versions(t, smallItems(), itemsOf(t, edited(t, tc.edits...))))
			want := strings.TrimSpace(tc.want)
			if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestTargetVanishes takes a node away to which buttons still lead: they are left
// out, and the node's edit is the cause.
func TestTargetVanishes(t *testing.T) {
	after := slices.DeleteFunc(slices.Clone(smallItems()), func(i dialog.Item) bool {
		return strings.HasPrefix(i.What, "node/games/gifts@")
	})
	got := strings.Join(outline(versions(t, smallItems(), after)), "\n")
	want := `
node/games/gifts@en removed sources topic was
  games/chat, en +2
  games/chat, en, country GB
  games/chat, en, told age=5-7
  games/chat, es +2
  games/chat, es, country GB
  games/chat, es, told age=5-7
  games/gifts, en
  asks "my daughter came home late": bot/suggest (suggest) to bot/fallback (fallback)
  asks "somebody gave my daughter coins for her game": games/gifts (answer) to bot/fallback (fallback)
node/games/gifts@es removed sources topic was
  games/gifts, es`
	if diff := cmp.Diff(strings.TrimSpace(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
