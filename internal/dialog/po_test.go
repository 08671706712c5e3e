package dialog_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/dialog/po"
)

const poFile = "locales/es/dialogs.po"

func load(t testing.TB, fsys fstest.MapFS) *dialog.Content {
	t.Helper()
	content, findings := dialog.Load(fsys)
	if diag.Failed(findings) {
		t.Fatalf("the content does not load: %v", findings)
	}
	return content
}

func merge(t testing.TB, fsys fstest.MapFS) string {
	t.Helper()
	return string(dialog.MergePO(load(t, fsys), "es"))
}

// entries reads a translation file.
func entries(t testing.TB, data []byte) []po.Entry {
	t.Helper()
	file, err := po.Parse(data)
	if err != nil {
		t.Fatalf("%v in\n%s", err, data)
	}
	return file.Entries
}

func TestMessages(t *testing.T) {
	all := dialog.Messages(load(t, full()))
	for _, want := range []dialog.Message{
		{Context: "games/chat title", ID: "Chats in games", Pos: diag.Pos{File: "trees/games.yaml", Line: 6, Col: 12}},
		{Context: "games/chat say", ID: "Ask your child who they play with.", Pos: diag.Pos{File: "trees/games.yaml", Line: 8, Col: 10}},
		{Context: "games/chat say age=5-7,country=US", ID: "Play together.", Pos: diag.Pos{File: "trees/games.yaml", Line: 12, Col: 14}},
		{Context: "games/chat choice", ID: "Older", Pos: diag.Pos{File: "trees/games.yaml", Line: 20, Col: 9}},
		{Context: "hotline us-line name", ID: "National Line", Pos: diag.Pos{File: "hotlines.yaml", Line: 14, Col: 11}},
		{Context: "picture window", ID: "A chat window.", Pos: diag.Pos{File: "pictures.yaml", Line: 4, Col: 18}},
	} {
		i := slices.IndexFunc(all, func(m dialog.Message) bool { return m.Context == want.Context && m.ID == want.ID })
		if i < 0 {
			t.Errorf("%q is not listed", want.Context)
			continue
		}
		if diff := cmp.Diff(want, all[i], cmpopts.IgnoreUnexported(dialog.Message{})); diff != "" {
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

// TestNotes: translators are told where a text is shown and what must stay.
func TestNotes(t *testing.T) {
	fsys := full()
	fsys["trees/games.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys["trees/games.yaml"].Data),
		"Ask your child who they play with.", "Ask [a guide](https://example.org/practice), or {hotline.child} or {hotline.us-line} or {hotline.emergency}.", 1))}
	notes := map[string][]string{}
	for _, e := range entries(t, dialog.ExtractPO(load(t, fsys))) {
		key := e.Context
		if e.ID == "Older" {
			key = "the other button"
		}
		notes[key] = append(e.Extracted, e.References...)
	}
	want := map[string][]string{
		"games/chat title": {"Name of games/chat, also the button that offers it in “Which of these do you mean?”.", "At most 34 characters.", "trees/games.yaml:6"},
		"games/chat say": {
			"What games/chat (Chats in games) says.", "Shown after the button “Older” of games/chat.",
			"Shown after the button “Chats in games” of start/topics.", "Answers questions such as “who is my son talking to”.", "At most 1024 characters as shown.",
			"Keep {hotline.child}: name, number and hours of the line for “child” in the reader's country.",
			"Keep {hotline.us-line}: name, number and hours of National Line.",
			"Keep {hotline.emergency}: the emergency number of the reader's country.",
			"Keep the address https://example.org/practice, translate the words before it.", "trees/games.yaml:8",
		},
		"games/chat say age=5-7,country=US": {"What games/chat (Chats in games) says to those who told us age 5-7,country US.", "At most 1024 characters as shown.", "trees/games.yaml:12"},
		"games/chat choice":                 {"Button of games/chat (Chats in games), leads to /menu (Menu).", "At most 34 characters.", "trees/games.yaml:19"},
		"the other button":                  {"Button of games/chat (Chats in games), leads to games/chat (Chats in games).", "It tells us age 14-17.", "At most 34 characters.", "trees/games.yaml:20"},
		"danger/missing-child say": {
			"What danger/missing-child (Needed) says.", "At most 600 characters as shown.",
			"Keep {hotline.child}: name, number and hours of the line for “child” in the reader's country.",
			"Keep {hotline.emergency}: the emergency number of the reader's country.",
		},
		"words help-now":       {"Button of the program.", "At most 34 characters."},
		"words safe-words":     {"Whole messages that always lead to help, separated by commas.", "Write what people of this language type, as many as there are."},
		"words hotline-text":   {"Stands beside the number of a help line.", "Keep {word}: the word to send in a text message.", "Keep {number}: a phone number."},
		"words web-send":       {"Short text of the web page."},
		"words term-hint":      {"Short text of the terminal chat."},
		"words help-line":      {"Note above or below a reply."},
		"hotline us-line name": {"Name of a help line, as its callers know it; often it stays as it is.", "hotlines.yaml:14"},
		"picture window":       {"What a picture shows, read aloud to people who do not see it.", "pictures.yaml:4"},
	}
	for context, lines := range want {
		got := notes[context]
		if len(lines) < len(got) { // a place that this test does not care for
			got = got[:len(got)-1]
		}
		if diff := cmp.Diff(lines, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", context, diff)
		}
	}
}

// TestExtractIsReproducible: the same content gives the same template, without a
// day or a machine in it.
func TestExtractIsReproducible(t *testing.T) {
	first := dialog.ExtractPO(load(t, full()))
	if diff := cmp.Diff(string(first), string(dialog.ExtractPO(load(t, full())))); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
	for _, e := range entries(t, first) {
		if e.Str != "" || e.Fuzzy {
			t.Errorf("%q comes with a translation", e.Context)
		}
	}
}

// TestMergeIntoNothing: a new language starts with every text and no
// translation.
func TestMergeIntoNothing(t *testing.T) {
	fsys := full()
	delete(fsys, poFile)
	out := merge(t, fsys)
	if !strings.Contains(string(dialog.MergePO(load(t, fsys), "pt-BR")), `"Language: pt_BR\n"`) {
		t.Error("the header does not name the language as gettext does")
	}
	fsys[poFile] = &fstest.MapFile{Data: []byte(out)}
	content := load(t, fsys)
	texts := len(dialog.Messages(content))
	want := dialog.Counts{Texts: texts, Missing: texts}
	if diff := cmp.Diff(want, statusOf(t, content).Counts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func statusOf(t testing.TB, c *dialog.Content) dialog.Status {
	t.Helper()
	all := dialog.TranslationStatus(c)
	i := slices.IndexFunc(all, func(s dialog.Status) bool { return s.Locale == "es" })
	if i < 0 {
		t.Fatal("no Spanish")
	}
	return all[i]
}

func TestStatus(t *testing.T) {
	fsys := full()
	file := po.File{Entries: entries(t, fsys[poFile].Data)}
	for i := range file.Entries {
		switch e := &file.Entries[i]; e.Context {
		case "games/chat title":
			e.Fuzzy = true
		case "picture window":
			e.Str = ""
		}
	}
	fsys[poFile] = &fstest.MapFile{Data: file.Bytes()}
	s := statusOf(t, load(t, fsys))
	n := s.Texts
	want := dialog.Status{
		Locale: "es", Counts: dialog.Counts{Texts: n, Translated: n - 2, Fuzzy: 1, Missing: 1},
		Incomplete: []dialog.PlaceStatus{
			{Place: "games/chat", Counts: dialog.Counts{Texts: 5, Translated: 4, Fuzzy: 1}},
			{Place: "picture", Counts: dialog.Counts{Texts: 1, Missing: 1}},
		},
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if s.Complete() {
		t.Error("it counts as complete")
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
	if s := statusOf(t, load(t, fsys)); !s.Complete() {
		t.Errorf("%+v", s)
	}
	if got, want := digestOf(t, fsys), digestOf(t, full()); got != want {
		t.Error("merging changed the content")
	}
}

func TestMerge(t *testing.T) {
	entry := func(context, id, str string) string {
		return fmt.Sprintf("msgctxt %q\nmsgid %q\nmsgstr %q\n", context, id, str)
	}
	aside := func(entry string) string {
		return "#~ " + strings.ReplaceAll(strings.TrimSuffix(entry, "\n"), "\n", "\n#~ ") + "\n"
	}
	for _, tt := range []struct {
		name, have string // entries of the file
		want, not  string // of the merged file
	}{
		{"kept", entry("games/chat title", "Chats in games", "Chats en juegos"), entry("games/chat title", "Chats in games", "Chats en juegos"), "fuzzy"},
		{
			"changed English", entry("games/chat title", "Chats", "Chats viejos"),
			"#, fuzzy\n#| msgid \"Chats\"\n" + entry("games/chat title", "Chats in games", "Chats viejos"), "#~",
		},
		{
			"changed again: what it was made from stays", "#, fuzzy\n#| msgid \"Talk\"\n" + entry("games/chat title", "Chats", "Charlas"),
			"#, fuzzy\n#| msgid \"Talk\"\n" + entry("games/chat title", "Chats in games", "Charlas"), `"Chats"`,
		},
		{
			"changed after a translator marked it", "#, fuzzy\n" + entry("games/chat title", "Chats", "Charlas"),
			"#, fuzzy\n#| msgid \"Chats\"\n" + entry("games/chat title", "Chats in games", "Charlas"), "#~",
		},
		{
			"fuzzy stays fuzzy", "#, fuzzy\n#| msgid \"Chats\"\n" + entry("games/chat title", "Chats in games", "Chats viejos"),
			"#, fuzzy\n#| msgid \"Chats\"\n" + entry("games/chat title", "Chats in games", "Chats viejos"), "#~",
		},
		{
			"a translator took the mark away", "#| msgid \"Chats\"\n" + entry("games/chat title", "Chats in games", "Chats"),
			entry("games/chat title", "Chats in games", "Chats"), "#|",
		},
		{
			"comments and other marks", "# Mexican usage.\n#, no-wrap\n" + entry("games/chat title", "Chats in games", "Chats"),
			"# Mexican usage.\n#. Name of games/chat, also the button that offers it in “Which of these do you mean?”.\n#. At most 34 characters.\n#: trees/games.yaml\n#, no-wrap\n" + entry("games/chat title", "Chats in games", "Chats"), "fuzzy",
		},
		{"a comment on what is not translated", "# Ask the board.\n" + entry("games/chat title", "Chats in games", ""), "# Ask the board.\n#. Name", "\x00"},
		{"a text that is gone", "# Nice words.\n" + entry("games/old say", "Old", "Viejo"), "\n# Nice words.\n" + aside(entry("games/old say", "Old", "Viejo")), "\x00"},
		{"gone without a translation", entry("games/old say", "Old", ""), "games/chat", "#~"},
		{"set aside twice", aside(entry("games/old say", "Old", "Viejo")) + "\n" + aside(entry("games/old say", "Old", "Antiguo")), "Viejo", "Antiguo"},
		{"back again", aside(entry("games/chat title", "Chats in games", "Chats en juegos")), "\n" + entry("games/chat title", "Chats in games", "Chats en juegos"), "#~"},
		{
			"back again and changed", aside(entry("games/chat title", "Chats", "Charlas")),
			"#, fuzzy\n#| msgid \"Chats\"\n" + entry("games/chat title", "Chats in games", "Charlas"), "#~",
		},
		{
			"in force goes before set aside", entry("games/chat title", "Chats in games", "Chats") + "\n" + aside(entry("games/chat title", "Chats in games", "Charlas")),
			entry("games/chat title", "Chats in games", "Chats"), "Charlas",
		},
		{"renamed", entry("games/talk title", "Chats in games", "Charlas"), entry("games/chat title", "Chats in games", "Charlas"), "games/talk"},
		{
			"renamed and changed", entry("games/talk title", "Chats", "Charlas"),
			"#, fuzzy\n#| msgctxt \"games/talk title\"\n#| msgid \"Chats\"\n" + entry("games/chat title", "Chats in games", "Charlas"), "#~",
		},
		{"a variant of a renamed node", entry("games/talk say age=5-7,country=US", "Play together.", "Jueguen."), entry("games/chat say age=5-7,country=US", "Play together.", "Jueguen."), "games/talk"},
		{"a button of a renamed node", entry("games/talk choice", "Older", "Mayor"), entry("games/chat choice", "Older", "Mayor"), "games/talk"},
		{
			"a label of which few letters changed", entry("games/chat choice", "Elder", "Mayor"),
			"#, fuzzy\n#| msgid \"Elder\"\n" + entry("games/chat choice", "Older", "Mayor"), "#~",
		},
		{"another label", entry("games/chat choice", "Report it", "Avisar"), aside(entry("games/chat choice", "Report it", "Avisar")), "fuzzy"},
		{"a label of another node", entry("start/topics choice", "Elder", "Mayor"), aside(entry("start/topics choice", "Elder", "Mayor")), "fuzzy"},
		{"label known elsewhere", entry("start/welcome choice", "Menu", "Inicio"), entry("games/chat choice", "Menu", "Inicio"), "\x00"},
		{"fuzzy label elsewhere", "#, fuzzy\n" + entry("start/welcome choice", "Menu", "Inicio"), entry("games/chat choice", "Menu", ""), "\x00"},
		{"quotes and lines", entry("games/chat say", "Ask your child who they play with.", "Diga: \"¿Quién?\"\nY espere."), `¿Quién?\"`, "\x00"},
		{"a header", "# By many.\nmsgid \"\"\nmsgstr \"Last-Translator: A team\\nX-Generator: Poedit\\nLanguage: fr\\n\"\n", "# By many.\nmsgid \"\"\nmsgstr \"\"\n\"Last-Translator: A team\\n\"\n\"X-Generator: Poedit\\n\"\n\"Language: es\\n\"\n", "\x00"},
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

// TestAnyTextSurvives: whatever letters a text and its translation hold, they go
// through a template, a translator's hands and a merge, and are served.
func TestAnyTextSurvives(t *testing.T) {
	text := rapid.Map(rapid.StringN(1, 80, -1), func(s string) string {
		s = strings.Map(func(r rune) rune {
			if r < 0x20 && r != '\n' || r == 0x7F || r == 0xFFFD {
				return -1
			}
			return r
		}, s)
		return "x" + strings.TrimSpace(s) + "x"
	})
	for round := range 12 {
		fsys := full()
		delete(fsys, poFile)
		file, err := po.Parse(dialog.ExtractPO(load(t, fsys)))
		if err != nil {
			t.Fatal(err)
		}
		want := map[[2]string]string{}
		for i := range file.Entries { // what a translator does
			e := &file.Entries[i]
			e.Str = text.Example(1000*round + i)
			want[[2]string{e.Context, e.ID}] = e.Str
		}
		fsys[poFile] = &fstest.MapFile{Data: file.Bytes()}
		fsys[poFile] = &fstest.MapFile{Data: []byte(merge(t, fsys))}
		content := load(t, fsys)
		for _, m := range content.Locales[0].Messages {
			if str := want[[2]string{m.Context, m.ID}]; m.Str != str || m.Fuzzy {
				t.Fatalf("%q came back as %+v", str, m)
			}
		}
		bundle, _ := dialog.Compile(content)
		locale, _ := bundle.Locale("es")
		node, _ := bundle.Node("games/chat")
		if got := node.View(locale).Title; got != want[[2]string{"games/chat title", "Chats in games"}] {
			t.Fatalf("a title is served as %q", got)
		}
		if got := bundle.Word(locale, "menu"); got != want[[2]string{"words menu", "Words of menu"}] {
			t.Fatalf("a word is served as %q", got)
		}
	}
}

// shipped is the content that ships with the program, with changes to its files
// as pairs of old and new text.
func shipped(t testing.TB, file string, changes ...string) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	dialogtest.CopyProgramNodes(t, dialogs.FS, fsys)
	if file != "" {
		old := string(fsys[file].Data)
		fsys[file] = &fstest.MapFile{Data: []byte(strings.NewReplacer(changes...).Replace(old))}
		if old == string(fsys[file].Data) {
			t.Fatalf("%s does not hold what this test changes", file)
		}
	}
	return fsys
}

// TestGettext lets GNU gettext judge what we write, and reads what it makes of it.
func TestGettext(t *testing.T) {
	before := load(t, shipped(t, ""))
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		file := dir + "/" + name
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	spanish := dialog.MergePO(before, "es")
	want := entries(t, spanish)
	ignored := cmp.Options{cmpopts.IgnoreFields(po.Entry{}, "Line", "References", "Extracted"), cmpopts.EquateEmpty()}

	t.Run("msgfmt --check", func(t *testing.T) {
		dialogtest.Gettext(t, dialog.ExtractPO(before), "msgfmt", "--check", "--output-file=-", "-")
		for _, l := range before.Locales {
			dialogtest.Gettext(t, dialog.MergePO(before, l.Locale), "msgfmt", "--check", "--output-file=-", "-")
		}
	})
	t.Run("msgcat", func(t *testing.T) {
		if got := dialogtest.Gettext(t, spanish, "msgcat", "--no-wrap", "-"); !bytes.Equal(got, spanish) {
			t.Error("gettext writes the file in another form")
		}
		wrapped := dialogtest.Gettext(t, spanish, "msgcat", "--width=40", "--sort-output", "-")
		fsys := shipped(t, "")
		fsys[poFile] = &fstest.MapFile{Data: wrapped}
		if diff := cmp.Diff(want, entries(t, dialog.MergePO(load(t, fsys), "es")), ignored); diff != "" {
			t.Errorf("after a translation tool wrapped and sorted it (-want +got):\n%s", diff)
		}
	})
	t.Run("msgmerge --previous", func(t *testing.T) {
		// One text changed, one gone, one with a comment.
		fsys := shipped(t, "trees/grooming.yaml", "title: Warning signs", "title: Warning sign")
		var changed []string
		after := load(t, fsys)
		spanish := dialogtest.Gettext(t, spanish, "msgattrib", "--no-obsolete", "--no-wrap", "-")
		fsys[poFile] = &fstest.MapFile{Data: bytes.Replace(spanish, []byte("#. Name of grooming/"), []byte("# Of a translator.\n#. Name of grooming/"), 1)}
		fsys[poFile].Data = append(fsys[poFile].Data, "\n#~ msgctxt \"grooming/gone say\"\n#~ msgid \"Gone\"\n#~ msgstr \"Ido\"\n"...)
		old, template := write("old.po", fsys[poFile].Data), write("new.pot", dialog.ExtractPO(after))
		theirs := dialogtest.Gettext(t, nil, "msgmerge", "--previous", "--no-location", "--quiet", old, template)
		ours := dialog.MergePO(load(t, fsys), "es")
		mine, gettexts := entries(t, ours), entries(t, theirs)
		for i := range gettexts {
			// gettext repeats the context, which did not change.
			gettexts[i].PreviousContext = ""
			if gettexts[i].Fuzzy {
				changed = append(changed, gettexts[i].Context)
			}
		}
		if diff := cmp.Diff(gettexts, mine, ignored); diff != "" {
			t.Errorf("(-gettext +ours):\n%s", diff)
		}
		if len(changed) == 0 {
			t.Error("nothing changed in this test")
		}
		// The programs that translators use to look at such a file.
		fuzzy := entries(t, dialogtest.Gettext(t, ours, "msgattrib", "--only-fuzzy", "--no-obsolete", "-"))
		if len(fuzzy) != len(changed) || fuzzy[0].PreviousID == "" {
			t.Errorf("msgattrib finds %d fuzzy entries, want %v", len(fuzzy), changed)
		}
		dropped := entries(t, dialogtest.Gettext(t, ours, "msgattrib", "--only-obsolete", "-"))
		if len(dropped) != 1 || dropped[0].Str != "Ido" {
			t.Errorf("msgattrib finds these set aside: %v", dropped)
		}
		if left := dialogtest.Gettext(t, ours, "msgattrib", "--untranslated", "-"); len(left) > 0 {
			t.Errorf("msgattrib finds these without a translation:\n%s", left)
		}
		dialogtest.Gettext(t, ours, "msgfmt", "--check", "--output-file=-", "-")
	})
}
