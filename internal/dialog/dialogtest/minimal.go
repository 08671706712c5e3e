package dialogtest

import (
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// Minimal gives the least content that builds without a finding on a day soon
// after 21 November 2026: the nodes and words that the program needs, one tree
// of one node (games/chat in trees/games.yaml) that start/topics leads to, two
// US lines, one source, one topic, one slot, one danger rule, in English.
//
// It is the ground that the examples of docs/findings stand on: an example
// replaces files of it.
func Minimal() fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range minimal {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	fsys["trees/danger.yaml"] = &fstest.MapFile{Data: []byte(reservedTree("danger"))}
	fsys["trees/bot.yaml"] = &fstest.MapFile{Data: []byte(reservedTree("bot"))}
	fsys["words.yaml"] = &fstest.MapFile{Data: []byte(wordsFile())}
	return fsys
}

var minimal = map[string]string{
	"trees/start.yaml": `tree: start
title: Start
nodes:
  welcome:
    title: Welcome
    topic: games
    say: |
      Ask me what worries you.
    sources: [practice]
    choices:
      - Menu: menu
  menu:
    title: Menu
    topic: games
    say: |
      Pick one.
    choices:
      - All topics: topics
  topics:
    title: All topics
    topic: games
    say: |
      Here are all topics.
    choices:
      - Chats in games: games/chat
      - Menu: menu
`,
	"trees/games.yaml": `tree: games
title: Games
nodes:
  chat:
    title: Chats in games
    topic: games
    say: |
      Ask your child who they play with.
    sources: [practice]
    asks:
      - who is my son talking to in his game
    choices:
      - Menu: /menu
`,
	"topics.yaml": `topics:
  games: Games and the people in them.
`,
	"slots.yaml": `slots:
  age: [5-7, 8-10, 11-13, 14-17]
`,
	"sources.yaml": `sources:
  practice:
    name: What those who help families do
    url: https://example.org/practice
    checked: 2026-11-21
`,
	"style.yaml": `grade: 8
avoid:
  en:
    - words: [predator]
      say: person who offended
      why: Most offenders look ordinary.
`,
	"hotlines.yaml": `hotlines:
  us-911:
    country: US
    name: Emergency services
    for: [emergency]
    phone: {show: "911", dial: "911"}
    hours: always
    confidence: high
    verified: government
    source: https://example.org/911
    checked: 2026-11-21
  us-line:
    country: US
    name: National Line
    for: [trafficking, missing, exploitation, suicide, child]
    phone: {show: "1-800-555-0100", dial: "+18005550100"}
    hours: always
    confidence: high
    verified: organisation
    source: https://example.org/line
    checked: 2026-11-21
`,
	"triage/en.yaml": `language: en
groups:
  child: [my daughter, my son]
rules:
  - id: child-missing
    kind: missing_child
    outcome: danger
    owner: safeguarding
    reason: A child who is gone without a word may be missing.
    any: ["@child .. did not come home"]
    examples: [my daughter did not come home]
    counter: [my daughter came home late]
`,
}

// reservedTree makes a tree of all nodes that the program needs in it.
func reservedTree(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "tree: %s\ntitle: Needed\nnodes:\n", name)
	for _, id := range dialog.Reserved() {
		node, ok := strings.CutPrefix(string(id), name+"/")
		if !ok {
			continue
		}
		fmt.Fprintf(&b, "  %s:\n    title: Needed\n    topic: games\n    say: |\n", node)
		if name == "danger" {
			b.WriteString("      {hotline.child}\n\n      In danger now, call {hotline.emergency}.\n")
		} else {
			b.WriteString("      The program needs this.\n")
		}
		b.WriteString("    choices:\n      - Menu: /menu\n")
	}
	return b.String()
}

func wordsFile() string {
	var b strings.Builder
	b.WriteString("words:\n")
	for _, key := range dialog.Words() {
		text, ok := map[string]string{
			"safe-words":       "help, sos",
			"hotline-text":     "or text {word} to {number}",
			"hotline-text-any": "or text {number}",
		}[key]
		if !ok {
			text = "Words of " + key
		}
		fmt.Fprintf(&b, "  %s: %s\n", key, text)
	}
	return b.String()
}
