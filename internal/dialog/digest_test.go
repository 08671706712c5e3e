package dialog_test

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// full gives content with something of every kind in it.
func full() fstest.MapFS { return maps.Clone(fullOnce()) }

var fullOnce = sync.OnceValue(func() fstest.MapFS {
	fsys := with("trees/games.yaml", `tree: games
title: Games
nodes:
  chat:
    was: [games/talk]
    title: Chats in games
    topic: games
    say: |
      Ask your child who they play with.
    variants:
      - when: {age: 5-7, country: US}
        say: |
          Play together.
    picture: window
    sources: [practice]
    asks:
      - who is my son talking to
    choices:
      - Menu: /menu
      - Older: {to: chat, set: {age: 14-17}}
`)
	fsys["locales/en/vocabulary.yaml"] = &fstest.MapFile{Data: []byte("small: [who]\nsame:\n  - [son, boy]\nexceptions:\n  news: news\n")}
	fsys["locales/es/asks.yaml"] = &fstest.MapFile{Data: []byte("asks:\n  games/chat:\n    - con quién habla\n")}
	fsys["locales/es/vocabulary.yaml"] = &fstest.MapFile{Data: []byte("small: [quien]\n")}
	fsys["pictures.yaml"] = &fstest.MapFile{Data: []byte("pictures:\n  window:\n    file: pictures/window.svg\n    description: A chat window.\n")}
	fsys["pictures/window.svg"] = &fstest.MapFile{Data: []byte("picture")}
	fsys["locales/es/dialogs.po"] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(translations(fsys, ""), `msgstr "`, `msgstr "Sí: `))}
	return fsys
})

func digestOf(t *testing.T, fsys fstest.MapFS) dialog.Digest {
	t.Helper()
	content, _ := dialog.Load(fsys)
	return dialog.Root(dialog.Items(content))
}

func edited(t *testing.T, name, old, new string) fstest.MapFS {
	t.Helper()
	fsys := full()
	text := string(fsys[name].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%q is not in %s", old, name)
	}
	fsys[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1))}
	return fsys
}

// TestDigestStays: what nobody can see does not change the name of a bundle.
func TestDigestStays(t *testing.T) {
	want := digestOf(t, full())
	if got := digestOf(t, full()); got != want {
		t.Fatal("the digest differs from one run to the next")
	}
	renamed := full()
	renamed["trees/games-and-chats.yaml"] = renamed["trees/games.yaml"]
	delete(renamed, "trees/games.yaml")
	reordered := edited(t, "locales/es/dialogs.po", "", "")
	entries := strings.Split(strings.TrimSpace(string(reordered["locales/es/dialogs.po"].Data)), "\n\n")
	slices.Reverse(entries)
	reordered["locales/es/dialogs.po"] = &fstest.MapFile{Data: []byte(strings.Join(entries, "\n\n") + "\n")}

	for name, fsys := range map[string]fstest.MapFS{
		"comment":              edited(t, "trees/games.yaml", "    topic:", "    # why\n    topic:"),
		"empty line":           edited(t, "trees/games.yaml", "    topic:", "\n    topic:"),
		"key order of a node":  edited(t, "trees/games.yaml", "    title: Chats in games\n    topic: games\n", "    topic: games\n    title: Chats in games\n"),
		"key order of a tree":  edited(t, "trees/games.yaml", "tree: games\ntitle: Games\n", "title: Games\ntree: games\n"),
		"order of a condition": edited(t, "trees/games.yaml", "{age: 5-7, country: US}", "{country: US, age: 5-7}"),
		"quotes":               edited(t, "trees/games.yaml", "topic: games", `topic: "games"`),
		"flow or block list":   edited(t, "trees/games.yaml", "sources: [practice]", "sources:\n      - practice"),
		"full or short target": edited(t, "trees/games.yaml", "to: chat,", "to: games/chat,"),
		"windows line ends":    edited(t, "trees/games.yaml", "tree: games\n", "tree: games\r\n"),
		"key order of a rule":  edited(t, "triage/en.yaml", "    outcome: danger\n    owner: safeguarding\n", "    owner: safeguarding\n    outcome: danger\n"),
		"comment in rules":     edited(t, "triage/en.yaml", "rules:", "# all\nrules:"),
		"comment in PO":        edited(t, "locales/es/dialogs.po", "msgctxt", "# a note\nmsgctxt"),
		"order in PO":          reordered,
		"name of a tree file":  renamed,
		"day of a check":       edited(t, "sources.yaml", "2026-11-21", "2026-11-22"),
	} {
		t.Run(name, func(t *testing.T) {
			if got := digestOf(t, fsys); got != want {
				t.Error("the digest changed")
			}
		})
	}
}

// TestDigestChanges: every letter that can reach a reply, or decide which reply
// it is, counts. One in 11 of all letters of the content is changed, one at a
// time.
func TestDigestChanges(t *testing.T) {
	// What only writers, translators and checks see.
	unseen := map[string][]string{
		"trees/":       {"title: Games", "title: Needed", "title: Start"},
		"sources.yaml": {""},
		"style.yaml":   {""},
		"topics.yaml":  {"games:"},
		// English that changed is an edit of the English item; here it makes a
		// translation stale.
		"locales/es/dialogs.po": {"msgid"},
	}
	base := full()
	want := digestOf(t, base)
	step, every := 0, 11
	if testing.Short() {
		every = 101
	}
	for _, name := range slices.Sorted(maps.Keys(base)) {
		file, seen := base[name], 0
		for offset := range file.Data {
			line := lineAt(string(file.Data), offset)
			if c := file.Data[offset]; c < 'a' || c > 'z' || hiddenLine(unseen, name, line) || poKeyword(name, string(file.Data[:offset])) {
				continue
			}
			seen++
			if step++; step%every != 0 {
				continue
			}
			changed := append([]byte(nil), file.Data...)
			changed[offset] = 'a' + (changed[offset]-'a'+7)%26
			fsys := full()
			fsys[name] = &fstest.MapFile{Data: changed}
			if digestOf(t, fsys) == want {
				t.Errorf("%s: %q at %d is now %q and the digest stays: %s", name, file.Data[offset], offset, changed[offset], line)
			}
		}
		if _, all := unseen[name]; seen == 0 && !all && !strings.HasPrefix(name, "pictures/") {
			t.Errorf("%s: no letter was tried", name)
		}
	}
}

func lineAt(s string, offset int) string {
	start := strings.LastIndexByte(s[:offset], '\n') + 1
	end := strings.IndexByte(s[offset:]+"\n", '\n') + offset
	return s[start:end]
}

func hiddenLine(unseen map[string][]string, name, line string) bool {
	for prefix, starts := range unseen {
		for _, start := range starts {
			if strings.HasPrefix(name, prefix) && strings.HasPrefix(strings.TrimSpace(line), start) {
				if prefix != "trees/" || !strings.HasPrefix(line, " ") {
					return true
				}
			}
		}
	}
	return false
}

// poKeyword reports letters outside the quotes of a translation file: without
// its keywords the file does not load at all.
func poKeyword(name, before string) bool {
	return strings.HasSuffix(name, ".po") && !strings.Contains(before[strings.LastIndexByte(before, '\n')+1:], `"`)
}
