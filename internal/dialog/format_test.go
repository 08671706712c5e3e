package dialog

import (
	"io/fs"
	"os"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/markup"
)

const contentDir = "../../dialogs"

// contentFiles gives the shipped content files that Format writes.
func contentFiles(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(contentDir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" || kindOf(name) == nil {
			return err
		}
		data, err := os.ReadFile(path.Join(contentDir, name))
		files[name] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Fatalf("only %d content files below %s", len(files), contentDir)
	}
	return files
}

// loadOne loads a directory that holds one file.
func loadOne(name string, data []byte) (*Content, []diag.Finding) {
	c, findings := Load(fstest.MapFS{name: &fstest.MapFile{Data: data}})
	return c, slices.DeleteFunc(findings, func(f diag.Finding) bool { return f.Code == missingFile })
}

// sameContent compares what two files load as, without positions. Texts of
// nodes are compared as a reader sees them.
func sameContent(t *testing.T, name string, before, after []byte) {
	t.Helper()
	a, aFindings := loadOne(name, before)
	b, bFindings := loadOne(name, after)
	if len(aFindings) > 0 || len(bFindings) > 0 {
		t.Fatalf("%s: findings before %v, after %v", name, aFindings, bFindings)
	}
	rendered := func(c *Content) {
		for _, tree := range c.Trees {
			for i := range tree.Nodes {
				n := &tree.Nodes[i]
				n.Say.Text = renderedForm(n.Say.Text)
				for k := range n.Variants {
					n.Variants[k].Say.Text = renderedForm(n.Variants[k].Say.Text)
				}
			}
		}
	}
	rendered(a)
	rendered(b)
	if diff := cmp.Diff(a, b,
		cmp.AllowUnexported(Content{}, SourceChoice{}),
		cmp.Comparer(func(x, y Located) bool { return x.Text == y.Text }),
		cmpopts.IgnoreTypes(diag.Pos{}),
		cmpopts.EquateEmpty(),
	); diff != "" {
		t.Fatalf("%s: loaded content differs (-before +after):\n%s", name, diff)
	}
}

// renderedForm is all that a channel can show of a text.
func renderedForm(text string) string {
	doc, _ := markup.Parse(text)
	var b strings.Builder
	for _, block := range doc.Blocks {
		b.WriteString(strings.Repeat("#", int(block.Kind)))
		b.WriteString(" ")
		for _, s := range block.Spans {
			b.WriteString(strings.Join([]string{s.Text, s.Link, s.Placeholder, string('0' + rune(s.Style))}, "\x00"))
		}
		b.WriteString("\n")
	}
	return b.String() + doc.Plain(nil)
}

func TestFormatShippedContent(t *testing.T) {
	if testing.Short() {
		t.Skip("a walk through all content, which go test takes without -short")
	}
	for name, data := range contentFiles(t) {
		out, findings := Format(name, data)
		if len(findings) > 0 {
			t.Errorf("%s: %v", name, findings)
			continue
		}
		sameContent(t, name, data, out)
		again, findings := Format(name, out)
		if len(findings) > 0 {
			t.Errorf("%s, formatted: %v", name, findings)
		}
		if diff := cmp.Diff(string(out), string(again)); diff != "" {
			t.Errorf("%s: formatting twice differs (-once +twice):\n%s", name, diff)
		}
		if count := strings.Count; count(string(data), "\n#") > count(string(out), "\n#") {
			t.Errorf("%s: a comment is lost", name)
		}
	}
}

// Files from other systems, and files that somebody indented otherwise, have the
// same canonical form.
func TestFormatIgnoresHowItWasTyped(t *testing.T) {
	for name, data := range contentFiles(t) {
		if len(data) > 64<<10 {
			continue // takes seconds and shows nothing that the smaller files do not
		}
		want, _ := Format(name, data)
		for what, changed := range map[string]string{
			"a mark, line ends and a document sign of other systems": "\ufeff---\n" + strings.ReplaceAll(string(data)+"\n\n", "\n", "\r\n"),
			"wide indentation": widen(string(data)),
		} {
			got, findings := Format(name, []byte(changed))
			if diff := cmp.Diff(string(want), string(got)); diff != "" || len(findings) > 0 {
				t.Errorf("%s with %s: %v (-want +got):\n%s", name, what, findings, diff)
			}
		}
	}
}

var firstKey = regexp.MustCompile(`(?m)^( *)- (when|words|id|ask):`)

// widen doubles the indentation of every line.
func widen(s string) string {
	s = firstKey.ReplaceAllString(s, "$1-   $2:") // the other keys move by two more
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		rest := strings.TrimLeft(line, " ")
		lines[i] = strings.Repeat(" ", 2*(len(line)-len(rest))) + rest
	}
	return strings.Join(lines, "\n")
}

func TestFormatTree(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"keys, lists and quotes", `
title: 'Grooming'
tree: "grooming"
nodes:
    signs:
        choices:
        - "What first?": 'first-steps'
        - {Menu: /menu}
        - "11 to 13": {set: {"age": '11-13'}, to: by-age}
        sources:
          - ncmec
          - "dhs"
        asks: [how do i know, '123', "it's: hard", 'she said "no"', "- dash", "#tag", 2024-01-01, 'null', true]
        was: [grooming/warning]
        smalltalk: 'true'
        topic: grooming-signs
        title: Warning signs
        say: "One. Two."
`, `
tree: grooming
title: Grooming
nodes:
  signs:
    was: [grooming/warning]
    title: Warning signs
    topic: grooming-signs
    smalltalk: true
    say: |
      One.
      Two.
    sources: [ncmec, dhs]
    asks:
      - how do i know
      - "123"
      - "it's: hard"
      - she said "no"
      - "- dash"
      - "#tag"
      - "2024-01-01"
      - "null"
      - "true"
    choices:
      - What first?: first-steps
      - Menu: /menu
      - 11 to 13: {to: by-age, set: {age: 11-13}}
`},
		{"blank lines and comments", `
# About the file.

# About the tree.
tree: a   # its name


title: A
nodes:

  # the first
  one:
    # above choices
    choices: # behind choices
      # the menu
      - Menu: /menu # behind the menu

      - Two: two
      # - Three: three
    title: One

    topic: t
    say: >- # folded
      A text
      of one line.

    # ends the node
  two: # behind two
    title: Two
    topic: t
    say: |
      # not a comment
      Text.
    asks: [a, # about a
      # about b
      b]
    choices:
    - Menu: /menu
    # ends the list
# ends the file
`, `
# About the file.

# About the tree.
tree: a # its name
title: A
nodes:
  # the first
  one:
    title: One
    topic: t
    say: | # folded
      A text of one line.
    # above choices
    choices: # behind choices
      # the menu
      - Menu: /menu # behind the menu

      - Two: two
      # - Three: three

    # ends the node

  two: # behind two
    title: Two
    topic: t
    say: |
      # not a comment
      Text.
    asks:
      - a # about a
      # about b
      - b
    choices:
      - Menu: /menu
      # ends the list
# ends the file
`},
		{"variants", `
tree: a
title: A
nodes:
  one:
    title: One
    topic: t
    say: |
      Text.
    variants:
    - say: One. Two.
      when:
        age: 5-7
    # the phone
    - when: {device: iphone}
      say: Three.
`, `
tree: a
title: A
nodes:
  one:
    title: One
    topic: t
    say: |
      Text.
    variants:
      - when: {age: 5-7}
        say: |
          One.
          Two.
      # the phone
      - when: {device: iphone}
        say: |
          Three.
`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			in, want := []byte(strings.TrimPrefix(tc.in, "\n")), strings.TrimPrefix(tc.want, "\n")
			got, findings := Format("trees/a.yaml", in)
			if len(findings) > 0 {
				t.Fatal(findings)
			}
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
			sameContent(t, "trees/a.yaml", in, got)
		})
	}
}

func TestFormatTable(t *testing.T) {
	long := strings.TrimSuffix(strings.Repeat("predator, ", 13), ", ")
	in := `words:


    # Buttons
    help: 'Get help'   # shown always
    zip: 'a "b" \c'
    tab: "a\tb"
    num: 911
    str: "911"
    phone: '0800 1111'
    none: 'no'
    long: >
        One line
        in two.
    lines: |
        One.
        Two.

    # The end
`
	want := `words:
  # Buttons
  help: Get help # shown always
  zip: a "b" \c
  tab: "a\tb"
  num: 911
  str: "911"
  phone: "0800 1111"
  none: "no"
  long: One line in two.
  lines: |
    One.
    Two.

  # The end
`
	got, findings := Format("words.yaml", []byte(in))
	if diff := cmp.Diff(want, string(got)); diff != "" || len(findings) > 0 {
		t.Errorf("%v (-want +got):\n%s", findings, diff)
	}
	got, findings = Format("style.yaml", []byte("grade: 8\navoid:\n  en:\n  - words: ["+long+"]\n    say: x\n"))
	want = "grade: 8\navoid:\n  en:\n    - words: [" + strings.Repeat("predator, ", 9) + "predator,\n        predator, predator, predator]\n      say: x\n"
	if diff := cmp.Diff(want, string(got)); diff != "" || len(findings) > 0 {
		t.Errorf("%v (-want +got):\n%s", findings, diff)
	}
}

func TestFormatLeavesAlone(t *testing.T) {
	const whatever = "any finding"
	for _, tc := range []struct {
		name, in string
		want     diag.Code // "" for none
	}{
		{"README.md", "# hi\n", ""},
		{"locales/es/dialogs.po", "msgid \"\"\n", ""},
		{"transcripts/a.yaml", "x:   y\n", ""},
		{"words.yaml", "words: [\n", yamlSyntax},
		{"words.yaml", "words:\n  a: &x b\n", yamlAnchor},
		{"words.yaml", "words:\n  a: !!str b\n", yamlAnchor},
		{"words.yaml", "words:\n  a: b\n  a: c\n", duplicateKey},
		{"words.yaml", "words:\n  a: b\n---\nwords:\n", yamlShape},
		{"words.yaml", "words:\n  a: \xff\n", badEncoding},
		{"words.yaml", "words:\n  a: b\u2028c\n", hiddenCharacter},
		{"words.yaml", "", whatever},
		{"words.yaml", "# only this\n", whatever},
		{"trees/a.yaml", "tree: a\ntitel: A\nnodes: {}\n", unknownKey},
	} {
		got, findings := Format(tc.name, []byte(tc.in))
		if string(got) != tc.in {
			t.Errorf("%s %q was changed to %q", tc.name, tc.in, got)
		}
		if tc.want == "" && len(findings) > 0 ||
			tc.want != "" && !slices.ContainsFunc(findings, func(f diag.Finding) bool { return f.Code == tc.want || tc.want == whatever }) {
			t.Errorf("%s %q: findings %v, want %q", tc.name, tc.in, findings, tc.want)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"One. Two! Three? Four", "One.\nTwo!\nThree?\nFour"},
		{"one. two", "one. two"},
		{"Apps, e.g. Discord, i.e. Chat", "Apps, e.g. Discord, i.e. Chat"},
		{"In the U.S. Congress. Dr. Lee. Mr. A. Smith", "In the U.S. Congress.\nDr. Lee.\nMr. A. Smith"},
		{"Call. {hotline.child}. Then wait.", "Call.\n{hotline.child}.\nThen wait."},
		{"See [One. Two.](https://a.org/b). Three", "See [One. Two.](https://a.org/b).\nThree"},
		{"**One. Two.** Three. Four", "**One. Two.** Three.\nFour"},
		{"*One. Two.* x. **Three**", "*One. Two.* x. **Three**"},
		{"Step 1. Go. Call 911. Wait... What", "Step 1. Go.\nCall 911.\nWait... What"},
		{"1. One. Two\n2. Three", "1. One.\n  Two\n2. Three"},
		{"- One. Two.\nThree.\n\nFour.", "- One.\n  Two.\n  Three.\n\nFour."},
		{"\n\n  One  \n\n\n\nTwo\n\n", "One\n\nTwo"},
		{"Ella dijo. Él no. ¿Qué?", "Ella dijo.\nÉl no. ¿Qué?"},
		{"One.  Two", "One.  Two"},
		{`Say: "I see. You can stop." Then go. "Yes," she says. Wait.`, "Say: \"I see. You can stop.\" Then go. \"Yes,\" she says.\nWait."},
		{"Two words\nin two lines", "Two words\nin two lines"},
	} {
		got := sentences(tc.in)
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tc.in, diff)
		}
		checkSentences(t, tc.in)
	}
}

// checkSentences fails when breaking lines is not stable or changes what is shown.
func checkSentences(t *testing.T, text string) {
	t.Helper()
	got := sentences(text)
	if again := sentences(got); again != got {
		t.Errorf("%q: not stable: %q, then %q", text, got, again)
	}
	a, _ := markup.Parse(text)
	b, _ := markup.Parse(got)
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%q: what is shown changed with %q", text, got)
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{"One. Two", "- a. B\nc. D", "**A. B** C. D", "[A. B](https://x) {p}. {q}", "1. A. B\n\n\nC", "*a. B. C*", "A. ** B. C **"} {
		f.Add(s)
	}
	f.Fuzz(checkSentences)
}

// Any input either is left alone with findings, or has a stable form that loads
// the same.
func FuzzFormat(f *testing.F) {
	tree := "tree: a\ntitle: A\nnodes:\n  one:\n    title: One\n    topic: t\n    say: |\n      One. Two.\n    choices:\n      - Menu: /menu\n"
	f.Add("trees/a.yaml", []byte(tree))
	f.Add("trees/a.yaml", []byte("# c\n"+tree+"  # d\n\n# e\n"))
	f.Add("trees/a.yaml", []byte(strings.ReplaceAll(tree, "|\n      One. Two.", "\"a\\tb # c\n\n  d\" # e")))
	f.Add("trees/a.yaml", []byte(strings.ReplaceAll(tree, "  - Menu: /menu", "[{'M #': /menu}, # x\n # y\n {b: {to: c, set: {d: e}}}] # z")))
	f.Add("words.yaml", []byte("words: {a: b, 'c: d': \"e\", # f\n g: h} # i\n"))
	f.Add("words.yaml", []byte("words:\n  a: >+2 # x\n     b\n\n\n  c: |-\n   d\n # e\n"))
	f.Add("slots.yaml", []byte("slots:\n  a: [b, c] # d\n  e:\n  - f\n  -\n   # g\n   h\n"))
	f.Add("locales/en/vocabulary.yaml", []byte("same:\n  - - a # b\n    # c\n    - d\n  - [e, f]\n"))
	f.Add("triage/en.yaml", []byte("language: en\ngroups:\n  a: [b]\nrules:\n - id: c\n   firm: true\n # d\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		out, findings := Format(name, data)
		if len(findings) > 0 {
			if string(out) != string(data) {
				t.Fatalf("%q changed in spite of %v", data, findings)
			}
			return
		}
		if kindOf(name) == nil || path.Ext(name) != ".yaml" {
			return
		}
		again, findings := Format(name, out)
		if string(again) != string(out) || len(findings) > 0 {
			t.Fatalf("not stable: %v\n%q\n%q\n%q", findings, data, out, again)
		}
		text, _ := canonicalLines(name, data)
		sameContent(t, name, text, out)
	})
}
