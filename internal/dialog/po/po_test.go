package po_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/dialog/po"
)

const whole = `# A note at the top.
msgid ""
msgstr ""
"Language: es\n"
"Content-Type: text/plain; charset=UTF-8\n"

# Of a translator.
#
#without a space
#. A button.
#. At most 34 characters.
#: trees/a.yaml trees/b.yaml:7
#, fuzzy, no-wrap
#| msgctxt "a/old say"
#| msgid ""
#| "One.\n"
#| "Two."
msgctxt "a/new say"
msgid ""
"One.\n"
"\n"
"Three."
msgstr "Uno.\n"

msgctxt "a/new title"
msgid "\"A\" \\ \t\r"
msgstr ""

# Why it went.
#, fuzzy
#~| msgid "Older"
#~ msgctxt "a/gone title"
#~ msgid "Old"
#~ msgstr "Viejo"
`

func TestParse(t *testing.T) {
	want := &po.File{
		Header: po.Entry{Line: 2, Comments: []string{" A note at the top."}, Str: "Language: es\nContent-Type: text/plain; charset=UTF-8\n"},
		Entries: []po.Entry{
			{
				Line: 18, Comments: []string{" Of a translator.", "", "without a space"}, Extracted: []string{"A button.", "At most 34 characters."},
				References: []string{"trees/a.yaml trees/b.yaml:7"}, Flags: []string{"no-wrap"}, Fuzzy: true,
				PreviousContext: "a/old say", PreviousID: "One.\nTwo.", Context: "a/new say", ID: "One.\n\nThree.", Str: "Uno.\n",
			},
			{Line: 25, Context: "a/new title", ID: "\"A\" \\ \t\r"},
			{
				Line: 32, Comments: []string{" Why it went."}, Fuzzy: true, PreviousID: "Older",
				Context: "a/gone title", ID: "Old", Str: "Viejo", Obsolete: true,
			},
		},
	}
	for name, data := range map[string]string{
		"as written":              whole,
		"lines end as on Windows": strings.ReplaceAll(whole, "\n", "\r\n"),
		"a byte order mark":       "\ufeff" + whole,
	} {
		t.Run(name, func(t *testing.T) {
			file, err := po.Parse([]byte(data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, file); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(whole, string(file.Bytes())); diff != "" {
				t.Errorf("written again (-want +got):\n%s", diff)
			}
		})
	}
}

// Other programs write entries in other ways.
func TestParseKindly(t *testing.T) {
	for name, data := range map[string]string{
		"wrapped":              "msgctxt \"\"\n\"a/b \"\n\"say\"\nmsgid \"\"\n\"On\"\n\"e\"\nmsgstr \"U\"\n\"no\"\n",
		"no space":             "msgctxt\"a/b say\"\nmsgid\"One\"\nmsgstr\"Uno\"",
		"spaces around":        "  msgctxt   \"a/b say\"  \n\tmsgid \"One\"\n msgstr \"Uno\"\n\n\n",
		"octal and hex":        `msgctxt "a/b say"` + "\n" + `msgid "\117\x6ee"` + "\n" + `msgstr "Uno"`,
		"empty lines within":   "msgctxt \"a/b say\"\n\nmsgid \"One\"\n\nmsgstr \"Uno\"\n",
		"a comment at the end": "msgctxt \"a/b say\"\nmsgid \"One\"\nmsgstr \"Uno\"\n# the end\n",
	} {
		t.Run(name, func(t *testing.T) {
			file, err := po.Parse([]byte(data))
			if err != nil {
				t.Fatal(err)
			}
			want := []po.Entry{{Context: "a/b say", ID: "One", Str: "Uno"}}
			if diff := cmp.Diff(want, file.Entries, cmpopts.IgnoreFields(po.Entry{}, "Line")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	// Entries need no empty line between them, and keep their own marks.
	file, err := po.Parse([]byte("msgid \"One\"\nmsgstr \"Uno\"\n#, fuzzy\nmsgid \"Two\"\nmsgstr \"Dos\"\nmsgid \"Three\"\nmsgstr \"Tres\"\n"))
	want := []po.Entry{{Line: 1, ID: "One", Str: "Uno"}, {Line: 4, Fuzzy: true, ID: "Two", Str: "Dos"}, {Line: 6, ID: "Three", Str: "Tres"}}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, file.Entries); diff != "" {
		t.Errorf("entries side by side (-want +got):\n%s", diff)
	}
}

func TestParseRefuses(t *testing.T) {
	const one = "msgid \"One\"\nmsgstr \"Uno\"\n"
	for _, tt := range []struct {
		name, data string
		line       int
		want       string
	}{
		{"an open quote", "msgid \"One\"\nmsgstr \"Uno\n", 2, "a quote is not closed"},
		{"a quote that ends in a backslash", "msgid \"One\\\"\nmsgstr \"\"\n", 1, "a quote is not closed"},
		{"words after a quote", one + "\nmsgid \"Say \"hello\"\"\nmsgstr \"\"\n", 4, "after the closing quote"},
		{"an unknown sign", "msgid \"One\"\nmsgstr \"\\q\"\n", 2, "no sign that gettext knows"},
		{"a NUL", "msgid \"One\"\nmsgstr \"\\000\"\n", 2, "no sign that gettext knows"},
		{"half a letter", "msgid \"One\"\nmsgstr \"\\303\"\n\n" + one, 4, "not UTF-8"},
		{"words", "hello\n", 1, "made of msgctxt, msgid and msgstr"},
		{"no quote", "msgid One\n", 1, "made of msgctxt, msgid and msgstr"},
		{"no text", "msgid\n", 1, "no text in quotes"},
		{"no msgstr", "msgid \"One\"\n\nmsgid \"Two\"\n", 3, "in the wrong place"},
		{"no msgstr at the end", one + "msgid \"Two\"\n", 4, "the entry of line 3 has no msgstr"},
		{"no msgid", "msgstr \"Uno\"\n", 1, "in the wrong place"},
		{"msgctxt after msgid", "msgid \"One\"\nmsgctxt \"a\"\nmsgstr \"\"\n", 2, "in the wrong place"},
		{"a comment within", "msgid \"One\"\n# why\nmsgstr \"Uno\"\n", 2, "within an entry"},
		{"a text alone", "\"One\"\n", 1, "belongs to no entry"},
		{"the English of before alone", "#| \"One\"\n", 1, "belongs to no entry"},
		{"something else of before", "#| msgstr \"One\"\n", 1, "neither msgctxt nor msgid"},
		{"half set aside", "#~ msgid \"One\"\nmsgstr \"Uno\"\n", 2, "half of the entry"},
		{"a text half set aside", "#~ msgid \"One\"\n\"Two\"\n", 2, "belongs to no entry"},
		{"plurals", "msgid \"One\"\nmsgid_plural \"Ones\"\nmsgstr[0] \"Uno\"\n", 2, "plural"},
		{"twice", one + "\n" + one, 4, "the same entry stands in line 1"},
		{"two headers", "msgid \"\"\nmsgstr \"a: b\\n\"\n\nmsgid \"\"\nmsgstr \"\"\n", 4, "the same entry stands in line 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := po.Parse([]byte(tt.data))
			broken, ok := errors.AsType[*po.SyntaxError](err)
			if !ok || broken.Line != tt.line || !strings.Contains(broken.Message, tt.want) {
				t.Errorf("got %v, want line %d: … %s …", err, tt.line, tt.want)
			}
		})
	}
}

func TestFields(t *testing.T) {
	h := po.Entry{Str: "language: es\nX-Generator: Poedit 3.4"}
	h.SetField("Language", "pt_BR")
	h.SetField("MIME-Version", "1.0")
	if diff := cmp.Diff("Language: pt_BR\nX-Generator: Poedit 3.4\nMIME-Version: 1.0\n", h.Str); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := h.Field("x-generator") + h.Field("Nothing"); got != "Poedit 3.4" {
		t.Errorf("Field gives %q", got)
	}
}

// files draws files of any entries that can be told apart.
func files() *rapid.Generator[*po.File] {
	text := rapid.StringOf(rapid.OneOf(
		rapid.SampledFrom([]rune("ab \"\\\n\t\r\a\b\f\v#~|,:{}[]()*-ñü漢😀\u2028\u0085\u00a0\ufeff\u200b")),
		rapid.Rune().Filter(func(r rune) bool { return !unicode.IsControl(r) && r != 0xFFFD }),
	))
	line := rapid.StringMatching(`[a-zñ.:~|"]( ?[a-z0-9ñ.:~|",]){0,8}`)
	return rapid.Custom(func(t *rapid.T) *po.File {
		f := &po.File{Header: po.Entry{Str: "Language: es\nContent-Type: text/plain; charset=UTF-8\n"}}
		for i := range rapid.IntRange(0, 6).Draw(t, "entries") {
			e := po.Entry{
				Context:  fmt.Sprintf("n/%d ", i) + text.Draw(t, "context"),
				ID:       "x" + text.Draw(t, "id"),
				Str:      text.Draw(t, "str"),
				Obsolete: rapid.Bool().Draw(t, "obsolete"),
				Comments: rapid.SliceOfN(rapid.Map(line, func(s string) string { return " " + s }), 0, 2).Draw(t, "comments"),
			}
			if e.Obsolete { // without a translation it is not worth keeping, and gettext drops it
				e.Str += "x"
			} else { // gettext drops these of entries that are set aside
				e.Extracted = rapid.SliceOfN(line, 0, 2).Draw(t, "extracted")
				if rapid.Bool().Draw(t, "placed") {
					e.References = []string{"trees/a.yaml:12"}
				}
			}
			e.Fuzzy = e.Str != "" && rapid.Bool().Draw(t, "fuzzy") // nothing is to be looked at again
			if rapid.Bool().Draw(t, "changed") && e.Fuzzy {
				e.PreviousContext, e.PreviousID = text.Draw(t, "previous context"), "x"+text.Draw(t, "previous id")
			}
			f.Entries = append(f.Entries, e)
		}
		return f
	})
}

var same = cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(po.Entry{}, "Line")}

// What is written is read back as the same entries.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := files().Draw(t, "file")
		got, err := po.Parse(f.Bytes())
		if err != nil {
			t.Fatalf("%v in\n%s", err, f.Bytes())
		}
		if diff := cmp.Diff(f, got, same); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// GNU gettext reads what we write, we read what it writes, and nothing is lost on
// either way.
func TestGettextRoundTrip(t *testing.T) {
	generator := files()
	for seed := range 60 {
		f := generator.Example(seed)
		// gettext lists entries that are set aside at the end.
		sorted := &po.File{Header: f.Header}
		for _, aside := range []bool{false, true} {
			for _, e := range f.Entries {
				if e.Obsolete == aside {
					sorted.Entries = append(sorted.Entries, e)
				}
			}
		}
		ours := sorted.Bytes()
		theirs := dialogtest.Gettext(t, ours, "msgcat", "--force-po", "-")
		got, err := po.Parse(theirs)
		if err != nil {
			t.Fatalf("what msgcat writes cannot be read: %v in\n%s", err, theirs)
		}
		if diff := cmp.Diff(sorted, got, same); diff != "" {
			t.Errorf("after msgcat (-want +got):\n%s\n%s", diff, theirs)
		}
	}
}

// The form is gettext's own, to the byte.
func TestFormIsGettexts(t *testing.T) {
	file, err := po.Parse([]byte(strings.Replace(whole, "#without", "# without", 1)))
	if err != nil {
		t.Fatal(err)
	}
	ours := file.Bytes()
	if diff := cmp.Diff(string(dialogtest.Gettext(t, ours, "msgcat", "--no-wrap", "-")), string(ours)); diff != "" {
		t.Errorf("(-msgcat +ours):\n%s", diff)
	}
}

// FuzzParse reads any bytes: a refusal names a line, a file comes back the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("msgid \"a\"\nmsgstr \"\\303\\251\\x41\"\n#~ msgid \"b\"\n#~ msgstr \"\"\n"))
	f.Add([]byte("#| msgctxt \"x\"\n#| \"y\"\n#, fuzzy\n#= c-format\nmsgctxt \"\"\nmsgid \"a\"\nmsgstr \"\"\n\"b\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := po.Parse(data)
		if err != nil {
			if broken, ok := errors.AsType[*po.SyntaxError](err); !ok || broken.Line < 1 || broken.Line > 1+strings.Count(string(data), "\n") {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := po.Parse(file.Bytes())
		if err != nil {
			t.Fatalf("%v in\n%s", err, file.Bytes())
		}
		if again.Header.Str == "" { // a header without fields is not written
			again.Header = file.Header
		}
		if diff := cmp.Diff(file, again, same); diff != "" {
			t.Fatalf("(-read +read again):\n%s", diff)
		}
	})
}
