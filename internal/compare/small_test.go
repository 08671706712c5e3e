package compare_test

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/porchlight-chat/porchlight/internal/compare"
	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// small is content with something of every kind in it, in English and Spanish.
func small() fstest.MapFS { return maps.Clone(smallOnce()) }

var smallOnce = sync.OnceValue(func() fstest.MapFS {
	fsys := dialogtest.Minimal()
	put := func(name, text string) { fsys[name] = &fstest.MapFile{Data: []byte(text)} }
	add := func(name, text string) { put(name, string(fsys[name].Data)+text) }
	put("trees/games.yaml", `tree: games
title: Games
nodes:
  chat:
    title: Chats in games
    topic: games
    say: |
      Ask your child who they play with.

      Look at three things:
      - who they talk to
      - what they are given
      - where they go on to talk

      In danger now, call {hotline.emergency}.
    variants:
      - when: {age: 5-7}
        say: |
          Play together.
      - when: {country: GB}
        say: |
          In Britain, ask the school too.
    picture: window
    sources: [practice]
    asks:
      - who is my son talking to in his game
    choices:
      - Gifts: gifts
      - Menu: /menu
  gifts:
    was: [games/presents]
    title: Gifts in games
    topic: games
    say: |
      Gifts from strangers are a **warning sign**.
    sources: [practice]
    asks:
      - somebody gave my daughter coins for her game
    choices:
      - She is seven: {to: chat, set: {age: 5-7}}
      - Get help: /help
      - Menu: /menu
`)
	add("hotlines.yaml", `  gb-999:
    country: GB
    name: Emergency services
    for: [emergency]
    phone: {show: "999", dial: "999"}
    hours: always
    confidence: high
    verified: government
    source: https://example.org/999
    checked: 2026-11-21
  gb-line:
    country: GB
    name: British Line
    for: [child]
    phone: {show: "0800 555 0100", dial: "+448005550100"}
    hours: always
    confidence: high
    verified: organisation
    source: https://example.org/gb
    checked: 2026-11-21
`)
	put("words.yaml", strings.Replace(string(fsys["words.yaml"].Data), "Words of help-line", `"In danger: {hotline.child}"`, 1))
	put("pictures.yaml", "pictures:\n  window:\n    file: pictures/window.svg\n    description: A chat window.\n")
	put("pictures/window.svg", "picture")
	put("locales/es/asks.yaml", "asks:\n  games/chat:\n    - con quien habla mi hijo en el juego\n")
	content, _ := dialog.Load(fsys)
	var po strings.Builder
	for _, m := range dialog.Messages(content) {
		str := "Sí: " + m.ID
		if strings.HasPrefix(m.Context, "words safe-words") || strings.HasSuffix(m.Context, "name") {
			str = m.ID
		}
		fmt.Fprintf(&po, "msgctxt %s\nmsgid %s\nmsgstr %s\n\n", strconv.Quote(m.Context), poText(m.ID), poText(str))
	}
	put("locales/es/dialogs.po", po.String())
	return fsys
})

func poText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}

// edit replaces a piece of a file, once.
type edit struct{ file, old, new string }

func edited(t testing.TB, edits ...edit) fstest.MapFS {
	t.Helper()
	fsys := small()
	for _, e := range edits {
		text := string(fsys[e.file].Data)
		if !strings.Contains(text, e.old) {
			t.Fatalf("%q is not in %s", e.old, e.file)
		}
		fsys[e.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, e.old, e.new, 1))}
	}
	return fsys
}

func itemsOf(t testing.TB, fsys fstest.MapFS) []dialog.Item {
	t.Helper()
	content, findings := dialog.Load(fsys)
	if diag.Failed(findings) {
		t.Fatal(findings)
	}
	return dialog.Items(content)
}

var smallItems = sync.OnceValue(func() []dialog.Item {
	content, _ := dialog.Load(small())
	return dialog.Items(content)
})

func versions(t testing.TB, before, after []dialog.Item) *compare.Report {
	t.Helper()
	r, err := compare.Versions(before, after)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// many is a handful of edits of every kind.
func many(t testing.TB) *compare.Report {
	t.Helper()
	manyOnce.Do(func() { manyReport = versions(t, smallItems(), itemsOf(t, edited(t, pool...))) })
	return manyReport
}

var (
	manyOnce   sync.Once
	manyReport *compare.Report
)

// pool are edits that go together in any choice.
var pool = []edit{
	{"trees/games.yaml", "Ask your child who they play with.", "Ask your child, in a calm hour, who they play with."},
	{"trees/games.yaml", "      - what they are given\n", ""},
	{"trees/games.yaml", "Play together.", "Play together, and ask."},
	{"trees/games.yaml", "**warning sign**", "warning sign"},
	{"trees/games.yaml", "      - Get help: /help\n", ""},
	{"trees/games.yaml", "somebody gave my daughter coins for her game", "a stranger gave my daughter coins"},
	{"trees/start.yaml", "Ask me what worries you.", "Ask me what worries you about a child."},
	{"trees/danger.yaml", "In danger now, call", "If it is now, call"},
	{"hotlines.yaml", `{show: "911", dial: "911"}`, `{show: "9-1-1", dial: "911"}`},
	{"hotlines.yaml", "name: British Line", "name: National British Line"},
	{"words.yaml", "Words of hotline-always", "day and night"},
	{"words.yaml", "In danger:", "In danger now:"},
	{"words.yaml", "Words of web-send", "Send"},
	{"slots.yaml", "[5-7, ", "[5-7, 3-4, "},
	{"triage/en.yaml", `["@child .. did not come home"]`, `["@child .. did not come back"]`},
	{"triage/en.yaml", "examples: [my daughter did not come home]", "examples: [my daughter did not come back]"},
	{"pictures.yaml", "A chat window.", "A window with a chat."},
	{"locales/es/dialogs.po", "Sí: Play together.", "Sí. Play together."},
	{"locales/es/asks.yaml", "con quien habla mi hijo en el juego", "con quien juega mi hija"},
}
