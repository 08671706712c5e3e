package dialog_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
)

// with puts one file over the smallest content.
func with(name, text string) fstest.MapFS {
	fsys := dialogtest.Minimal()
	fsys[name] = &fstest.MapFile{Data: []byte(text)}
	return fsys
}

func without(name string) fstest.MapFS {
	fsys := dialogtest.Minimal()
	delete(fsys, name)
	return fsys
}

// onDisk writes the smallest content to a folder and opens it as the program
// does. change works on the folder.
func onDisk(t *testing.T, change func(dir string) error) fs.FS {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, dialogtest.Minimal()); err != nil {
		t.Fatal(err)
	}
	if err := change(dir); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return root.FS()
}

// huge says that one file is very big, and fails the test when it is opened.
type huge struct {
	fstest.MapFS
	t    *testing.T
	name string
}

type hugeInfo struct{ fs.FileInfo }

func (hugeInfo) Size() int64 { return 100 << 20 }

func (h huge) Stat(name string) (fs.FileInfo, error) {
	info, err := h.MapFS.Stat(name)
	if name == h.name && err == nil {
		return hugeInfo{info}, nil
	}
	return info, err
}

func (h huge) Open(name string) (fs.File, error) {
	if name == h.name {
		h.t.Errorf("the file of 100 MB was opened")
	}
	return h.MapFS.Open(name)
}

func (h huge) ReadFile(name string) ([]byte, error) {
	if name == h.name {
		h.t.Errorf("the file of 100 MB was read")
	}
	return h.MapFS.ReadFile(name)
}

// TestFileFindings has the examples of the codes whose pages cannot show one.
func TestFileFindings(t *testing.T) {
	many := func() fstest.MapFS {
		fsys := dialogtest.Minimal()
		for i := range 10_001 {
			fsys[fmt.Sprintf("pictures/%05d.svg", i)] = &fstest.MapFile{}
		}
		return fsys
	}
	link := func(to string) fs.FS {
		return onDisk(t, func(dir string) error { return os.Symlink(to, filepath.Join(dir, "trees", "link.yaml")) })
	}
	for _, tt := range []struct {
		name string
		code diag.Code
		at   diag.Pos
		fsys fs.FS
	}{
		{"a table is gone", "missing-file", diag.Pos{File: "hotlines.yaml"}, without("hotlines.yaml")},
		{"a locale has asks alone", "missing-file", diag.Pos{File: "locales/es/dialogs.po"}, with("locales/es/asks.yaml", "asks:\n  games/chat: [con quien habla]\n")},
		{"a link to itself", "unreadable-file", diag.Pos{File: "trees/link.yaml"}, link("link.yaml")},
		{"a link to nowhere", "missing-file", diag.Pos{File: "trees/link.yaml"}, link("nothing.yaml")},
		{"a link out of the folder", "unreadable-file", diag.Pos{File: "trees/link.yaml"}, link("../../secret.yaml")},
		{"a link to a folder", "unreadable-file", diag.Pos{File: "trees/link.yaml"}, link(".")},
		{"a device", "unreadable-file", diag.Pos{File: "trees/link.yaml"}, device()},
		{"no folder", "unreadable-file", diag.Pos{File: "."}, os.DirFS(filepath.Join(t.TempDir(), "nothing"))},
		{"100 MB", "file-too-big", diag.Pos{File: "trees/games.yaml"}, huge{dialogtest.Minimal(), t, "trees/games.yaml"}},
		{"10,001 files", "too-many-files", diag.Pos{File: "pictures/10000.svg"}, many()},
		{"Latin-1", "bad-encoding", diag.Pos{File: "trees/games.yaml", Line: 2, Col: 10}, with("trees/games.yaml", "tree: games\ntitle: Ni\xf1os\n")},
		{"a NUL", "bad-encoding", diag.Pos{File: "trees/games.yaml", Line: 1, Col: 7}, with("trees/games.yaml", "tree: \x00games\n")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			bundle, findings := dialog.Build(tt.fsys, today)
			if bundle != nil {
				t.Error("the content was let through")
			}
			i := slices.IndexFunc(findings, func(f diag.Finding) bool { return f.Code == tt.code })
			if i < 0 {
				t.Fatalf("no %s in %v", tt.code, findings)
			}
			f := findings[i]
			if tt.code == "too-many-files" {
				f.Pos, tt.at = diag.Pos{}, diag.Pos{} // the first file that was left out
			}
			if diff := cmp.Diff(tt.at, f.Pos); diff != "" {
				t.Errorf("the place (-want +got):\n%s", diff)
			}
			if want := readPage(t, tt.code).severity; f.Severity.String() != want {
				t.Errorf("the severity is %s; the page says %s", f.Severity, want)
			}
		})
	}
}

func device() fs.FS {
	fsys := dialogtest.Minimal()
	fsys["trees/link.yaml"] = &fstest.MapFile{Mode: fs.ModeDevice}
	return fsys
}

// TestHostileYAML gives files that are made to hurt. Each is refused at once.
func TestHostileYAML(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("tree: games\ntitle: Games\nnodes:\n  a0: &a0 {say: lol}\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&bomb, "  a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i, i-1, i-1, i-1, i-1, i-1)
	}
	deep := func(open, end string) string {
		return "tree: games\ntitle: Games\nnodes: " + strings.Repeat(open, 200_000) + strings.Repeat(end, 200_000) + "\n"
	}
	var stairs strings.Builder
	stairs.WriteString("tree: games\ntitle: Games\nnodes:\n")
	for i := range 2000 {
		stairs.WriteString(strings.Repeat(" ", i+1) + "a:\n")
	}
	for _, tt := range []struct {
		name, text string
		code       diag.Code
		line       int
	}{
		{"anchors that grow", bomb.String(), "yaml-anchor", 4},
		{"lists in lists", deep("[", "]"), "yaml-syntax", 0},
		{"mappings in mappings", deep("{a: ", "}"), "yaml-syntax", 0},
		{"stairs", stairs.String(), "", 0},
		{"tabs", "tree: games\ntitle: Games\nnodes:\n\tchat:\n", "yaml-syntax", 4},
		{"a second document", "tree: games\ntitle: Games\nnodes: {}\n---\ntree: other\n", "yaml-shape", 4},
		{"a tag", "tree: !!binary aGk=\ntitle: Games\nnodes: {}\n", "yaml-anchor", 1},
		{"a merge key", "tree: games\ntitle: Games\n<<: {nodes: {}}\n", "unknown-key", 3},
		{"a key that is a list", "tree: games\ntitle: Games\n[a, b]: c\n", "yaml-shape", 3},
		{"a list", "- tree\n", "yaml-shape", 1},
		{"nothing", "", "yaml-syntax", 1},
		{"only a comment", "# later\n", "yaml-syntax", 1},
		{"the same key twice", "tree: games\ntitle: Games\ntitle: Other\nnodes: {}\n", "duplicate-key", 3},
		{"the same node twice", "tree: games\ntitle: Games\nnodes:\n  chat:\n    say: a\n  chat:\n    say: b\n", "duplicate-key", 6},
	} {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			bundle, findings := dialog.Build(with("trees/games.yaml", tt.text), today)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
			if bundle != nil || !diag.Failed(findings) {
				t.Error("the content was let through")
			}
			there := slices.ContainsFunc(findings, func(f diag.Finding) bool {
				return f.Pos.File == "trees/games.yaml" && (tt.code == "" || f.Code == tt.code) && (tt.line == 0 || f.Pos.Line == tt.line)
			})
			if !there {
				t.Errorf("no %s in line %d of %v", tt.code, tt.line, findings[:min(len(findings), 10)])
			}
		})
	}
}

func TestUnknownKeysAreNamed(t *testing.T) {
	for _, tt := range []struct{ file, old, new, want string }{
		{"trees/games.yaml", "tree:", "tre:", `did you mean "tree"?`},
		{"trees/games.yaml", "topic:", "topik:", `did you mean "topic"?`},
		{"sources.yaml", "checked:", "cheked:", `did you mean "checked"?`},
		{"hotlines.yaml", "dial:", "dil:", `did you mean "dial"?`},
		{"style.yaml", "grade:", "grad:", `did you mean "grade"?`},
		{"triage/en.yaml", "outcome:", "outcom:", `did you mean "outcome"?`},
		{"trees/games.yaml", "topic: games", "topic: gams", `did you mean "games"?`},
		{"trees/games.yaml", "/menu", "/menue", `did you mean "/menu"?`},
		{"trees/start.yaml", "games/chat", "games/chats", `did you mean "games/chat"?`},
		{"hotlines.yaml", "[trafficking,", "[traficking,", `did you mean "trafficking"?`},
		{"trees/games.yaml", "/menu", "somewhere-else-altogether", `looks like it`},
	} {
		t.Run(tt.new, func(t *testing.T) {
			fsys := dialogtest.Minimal()
			old := string(fsys[tt.file].Data)
			text := strings.Replace(old, tt.old, tt.new, 1)
			if text == old {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			_, findings := dialog.Build(with(tt.file, text), today)
			if !slices.ContainsFunc(findings, func(f diag.Finding) bool {
				return f.Pos.File == tt.file && f.Pos.Line > 0 && strings.Contains(f.Hint, tt.want)
			}) {
				t.Errorf("no hint %q in %v", tt.want, findings)
			}
		})
	}
}

// TestDangerTextsMustBeTranslated: what is a warning elsewhere is an error in a
// danger reply.
func TestDangerTextsMustBeTranslated(t *testing.T) {
	for _, context := range []string{"danger/missing-child say", "words help-now", "words hotline-text"} {
		found := build(t, map[string]string{"locales/es/dialogs.po": fmt.Sprintf("msgctxt %q\nmsgid \"\"\nmsgstr \"\"\n", context)}, true)
		if i := slices.IndexFunc(found, func(f diag.Finding) bool { return f.Code == "missing-translation" }); i < 0 || found[i].Severity != diag.Error {
			t.Errorf("%s without a translation: %v", context, found)
		}
		stale := fmt.Sprintf("msgctxt %q\nmsgid \"Another text\"\nmsgstr \"Otro texto\"\n", context)
		found = build(t, map[string]string{"locales/es/dialogs.po": stale}, true)
		if i := slices.IndexFunc(found, func(f diag.Finding) bool { return f.Code == "stale-translation" }); i < 0 || found[i].Severity != diag.Error {
			t.Errorf("%s with a stale translation: %v", context, found)
		}
	}
}

// TestHotlineNeedsADay: a line without the day of its last check would never
// grow old.
func TestHotlineNeedsADay(t *testing.T) {
	text := strings.Replace(string(dialogtest.Minimal()["hotlines.yaml"].Data), "    checked: 2026-11-21\n", "", 1)
	_, findings := dialog.Build(with("hotlines.yaml", text), today)
	if len(findings) != 1 || findings[0].Code != "missing-key" || findings[0].Pos.Line != 2 {
		t.Errorf("findings: %v", findings)
	}
}

// TestMeaningNeedsBoth: words that mean nothing, and a meaning that no word has,
// are reported where they stand.
func TestMeaningNeedsBoth(t *testing.T) {
	_, findings := dialog.Build(with("locales/en/vocabulary.yaml", "means:\n  - words: [ig]\n    means: [instagram]\n  - words: [sc]\n    with: [app]\n"), today)
	if len(findings) != 1 || findings[0].Code != "missing-key" || findings[0].Pos.Line != 4 {
		t.Errorf("findings: %v", findings)
	}
}

// The same ask at two nodes is reported where it stands again.
func TestCollisionsPointToTheirAsks(t *testing.T) {
	games := string(dialogtest.Minimal()["trees/games.yaml"].Data)
	early := strings.ReplaceAll(strings.TrimPrefix(games, "tree: games\ntitle: Games\nnodes:\n"), "chat:", "apart:")
	early = strings.Replace(early, "- Menu: /menu", "- Chat: chat\n      - Menu: /menu", 1)
	text := strings.Replace(games, "- Menu: /menu", "- Apart: apart\n      - Menu: /menu", 1) + early
	_, findings := dialog.Build(with("trees/games.yaml", text), today)
	want := "trees/games.yaml:22:9: error: the same ask leads to games/chat (trees/games.yaml:11:9); keep it at the node that answers it [ask-collision]"
	if len(findings) != 1 || findings[0].String() != want {
		t.Errorf("findings: %v", findings)
	}
}
