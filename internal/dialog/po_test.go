package dialog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

const poFile = "locales/es/dialogs.po"

func load(t *testing.T, fsys fstest.MapFS) *dialog.Content {
	t.Helper()
	content, findings := dialog.Load(fsys)
	if diag.Failed(findings) {
		t.Fatalf("the content does not load: %v", findings)
	}
	return content
}

func merge(t *testing.T, fsys fstest.MapFS) string {
	t.Helper()
	out, err := dialog.MergePO(load(t, fsys), "es")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestMessages(t *testing.T) {
	all := dialog.Messages(load(t, full()))
	for _, want := range []dialog.Message{
		{Context: "games/chat title", ID: "Chats in games", Pos: diag.Pos{File: "trees/games.yaml", Line: 6, Col: 12}, Comment: "a button, at most 34 characters"},
		{Context: "games/chat say", ID: "Ask your child who they play with.", Pos: diag.Pos{File: "trees/games.yaml", Line: 8, Col: 10}},
		{Context: "games/chat say age=5-7,country=US", ID: "Play together.", Pos: diag.Pos{File: "trees/games.yaml", Line: 12, Col: 14}},
		{Context: "games/chat choice", ID: "Older", Pos: diag.Pos{File: "trees/games.yaml", Line: 20, Col: 9}, Comment: "a button, at most 34 characters"},
		{Context: "hotline us-line name", ID: "National Line", Pos: diag.Pos{File: "hotlines.yaml", Line: 14, Col: 11}, Comment: "the name as its callers know it; often stays as it is"},
		{Context: "picture window", ID: "A chat window.", Pos: diag.Pos{File: "pictures.yaml", Line: 4, Col: 18}, Comment: "read aloud to people who do not see the picture"},
	} {
		i := slices.IndexFunc(all, func(m dialog.Message) bool { return m.Context == want.Context && m.ID == want.ID })
		if i < 0 {
			t.Errorf("%q is not listed", want.Context)
			continue
		}
		if diff := cmp.Diff(want, all[i]); diff != "" {
			t.Errorf("%q (-want +got):\n%s", want.Context, diff)
		}
	}
	words := slices.Clone(dialog.Words())
	for _, m := range all {
		if key, ok := strings.CutPrefix(m.Context, "words "); ok {
			words = slices.DeleteFunc(words, func(w string) bool { return w == key })
		}
		if m.ID == "" || m.Pos.Line == 0 {
			t.Errorf("%q has no text or no place", m.Context)
		}
		if m.Context == "hotline us-line hours" {
			t.Error("`always` is no text to translate")
		}
	}
	if len(words) > 0 {
		t.Errorf("not to be translated: %v", words)
	}
}

// TestMergeIntoNothing: a new language starts with every text and no
// translation.
func TestMergeIntoNothing(t *testing.T) {
	fsys := full()
	delete(fsys, poFile)
	out := merge(t, fsys)
	fsys[poFile] = &fstest.MapFile{Data: []byte(out)}
	content := load(t, fsys)
	texts := len(dialog.Messages(content))
	want := dialog.Status{Texts: texts, Missing: texts}
	if diff := cmp.Diff(want, dialog.TranslationStatus(content, "es")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMergeKeepsWhatIsThere(t *testing.T) {
	fsys := full()
	once := merge(t, fsys)
	fsys[poFile] = &fstest.MapFile{Data: []byte(once)}
	if diff := cmp.Diff(once, merge(t, fsys)); diff != "" {
		t.Errorf("merging twice changes the file (-once +twice):\n%s", diff)
	}
	if strings.Contains(once, "fuzzy") {
		t.Error("an untouched translation is marked")
	}
	content := load(t, fsys)
	texts := len(dialog.Messages(content))
	if diff := cmp.Diff(dialog.Status{Texts: texts, Done: texts}, dialog.TranslationStatus(content, "es")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got, want := digestOf(t, fsys), digestOf(t, full()); got != want {
		t.Error("merging changed the content")
	}
}

func TestMerge(t *testing.T) {
	entry := func(context, id, str string) string {
		return fmt.Sprintf("msgctxt %q\nmsgid %q\nmsgstr %q\n", context, id, str)
	}
	for _, tt := range []struct {
		name, have string // entries of the file
		want, not  string // of the merged file
	}{
		{"kept", entry("games/chat title", "Chats in games", "Chats en juegos"), entry("games/chat title", "Chats in games", "Chats en juegos"), "fuzzy"},
		{"changed English", entry("games/chat title", "Chats", "Chats viejos"), "#, fuzzy\n" + entry("games/chat title", "Chats in games", "Chats viejos"), `"Chats"`},
		{"fuzzy stays fuzzy", "#, fuzzy\n" + entry("games/chat title", "Chats in games", "Chats viejos"), "#, fuzzy\n" + entry("games/chat title", "Chats in games", "Chats viejos"), "\x00"},
		{"unknown node", entry("games/old say", "Old", "Viejo"), entry("games/chat title", "Chats in games", ""), "Viejo"},
		{"changed label", entry("games/chat choice", "Elder", "Mayor"), entry("games/chat choice", "Older", ""), "Mayor"},
		{"label known elsewhere", entry("start/welcome choice", "Menu", "Inicio"), entry("games/chat choice", "Menu", "Inicio"), "\x00"},
		{"fuzzy label elsewhere", "#, fuzzy\n" + entry("start/welcome choice", "Menu", "Inicio"), entry("games/chat choice", "Menu", ""), "\x00"},
		{"quotes and lines", entry("games/chat say", "Ask your child who they play with.", "Diga: \"¿Quién?\"\nY espere."), `¿Quién?\"`, "\x00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fsys := full()
			fsys[poFile] = &fstest.MapFile{Data: []byte(tt.have)}
			out := merge(t, fsys)
			if !strings.Contains(out, tt.want) {
				t.Errorf("no\n%s\nin\n%s", tt.want, out)
			}
			if strings.Contains(out, tt.not) {
				t.Errorf("%q is still in\n%s", tt.not, out)
			}
			fsys[poFile] = &fstest.MapFile{Data: []byte(out)}
			if diff := cmp.Diff(out, merge(t, fsys)); diff != "" {
				t.Errorf("merging twice changes the file (-once +twice):\n%s", diff)
			}
		})
	}
}

// TestMergedFilesLoad: what is merged is read back as the same texts, whatever
// they hold.
func TestMergedFilesLoad(t *testing.T) {
	long := strings.Repeat("Una frase muy larga que no cabe en una sola línea del fichero. ", 6)
	for _, str := range []string{long, "a\nb\n\nc", `back\slash`, `"quoted"`, "tab\tend", "ñ ¿ 😀", "trailing ", "# no comment", "msgid \"x\""} {
		fsys := full()
		fsys[poFile] = &fstest.MapFile{Data: []byte("msgctxt \"games/chat say\"\nmsgid \"Ask your child who they play with.\"\nmsgstr " + poText(str) + "\n")}
		fsys[poFile] = &fstest.MapFile{Data: []byte(merge(t, fsys))}
		content := load(t, fsys)
		i := slices.IndexFunc(content.Locales[0].Messages, func(m dialog.POMessage) bool { return m.Context == "games/chat say" })
		if m := content.Locales[0].Messages[i]; m.Str != str || m.Fuzzy || m.Pos.Line == 0 {
			t.Errorf("%q came back as %+v", str, m)
		}
	}
}

func TestUnpartedEntriesAreRefused(t *testing.T) {
	first := "msgctxt \"games/chat title\"\nmsgid \"Chats in games\"\nmsgstr \"Chats\"\n"
	second := "#, fuzzy\nmsgctxt \"games/chat say\"\nmsgid \"Ask your child who they play with.\"\nmsgstr \"Pregunte.\"\n"
	if _, findings := dialog.Load(with(poFile, first+"\n"+second)); len(findings) > 0 {
		t.Errorf("parted entries: %v", findings)
	}
	_, findings := dialog.Load(with(poFile, first+second))
	if len(findings) != 1 || findings[0].Code != "bad-po" || findings[0].Pos.Line != 4 {
		t.Errorf("unparted entries: %v", findings)
	}
}
