package dialog_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// examples gives every fenced example of the pages to a fuzz test.
func examples(f *testing.F, suffix string, add func([]byte)) {
	names, err := fs.Glob(pages, "*.md")
	if err != nil || len(names) < 60 {
		f.Fatalf("%d pages, %v", len(names), err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(pages, name)
		if err != nil {
			f.Fatal(err)
		}
		for _, b := range pageBlock.FindAllStringSubmatch(string(data), -1) {
			if strings.HasSuffix(b[2], suffix) {
				add([]byte(b[3]))
			}
		}
	}
}

// FuzzLoad gives a content file of any bytes, most often a tree. Whatever it holds, either it is
// refused with a finding that has a place in the content, or it is served.
func FuzzLoad(f *testing.F) {
	files := []string{"trees/games.yaml", "triage/en.yaml", "locales/en/vocabulary.yaml", "hotlines.yaml", "locales/es/asks.yaml", "courses/safety.yaml"}
	examples(f, ".yaml", func(data []byte) {
		f.Add(uint8(0), data)
		f.Add(uint8(1), data)
		f.Add(uint8(3), data)
		f.Add(uint8(5), data)
	})
	f.Add(uint8(0), []byte("tree: games\nnodes: &a [*a]\n"))
	f.Add(uint8(0), []byte("\ufefftree: games\r\ntitle: Games\r\n"))
	f.Add(uint8(0), []byte("tree: games\ntitle: x\nnodes: {a: {say: |2\n  b}}\n"))
	f.Add(uint8(2), []byte("small: [a, the]\nsame:\n  - [kid, child]\nexceptions: {news: news}\nletters: ñ\n"))
	f.Add(uint8(5), []byte(course))
	f.Add(uint8(4), []byte("asks:\n  games/chat:\n    - con quién habla\n"))
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		served(t, with(files[int(which)%len(files)], string(data)))
	})
}

// FuzzPO gives a translation file of any bytes. Merging it gives a file that is
// read without a finding and stays as it is.
func FuzzPO(f *testing.F) {
	examples(f, ".po", func(data []byte) { f.Add(data) })
	f.Add([]byte("msgid \"\"\nmsgstr \"\"\n\n#, fuzzy\nmsgctxt \"games/chat say\"\nmsgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\nmsgstr[1] \"d\"\n"))
	f.Add([]byte("msgctxt \"a\nmsgid \"\\\n#| msgid \"x\"\n#~ msgid \"y\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys := with("locales/es/dialogs.po", string(data))
		served(t, fsys)
		content, _ := dialog.Load(fsys)
		once := dialog.MergePO(content, "es")
		fsys["locales/es/dialogs.po"] = &fstest.MapFile{Data: once}
		content, findings := dialog.Load(fsys)
		if len(findings) > 0 {
			t.Fatalf("what was merged is not read: %v in\n%s", findings, once)
		}
		if twice := dialog.MergePO(content, "es"); string(twice) != string(once) {
			t.Errorf("merged twice:\n%s\nonce:\n%s", twice, once)
		}
	})
}

// served checks what must hold of any content: a bundle or an error, findings
// with a file, and a bundle that can be asked.
func served(t *testing.T, fsys fstest.MapFS) {
	t.Helper()
	bundle, findings := dialog.Build(fsys, today)
	errors := 0
	for _, f := range findings {
		if !isInfo(f) && f.Severity.String() == "error" {
			errors++
		}
		if f.Pos.File == "" || f.Pos.Line < 0 || f.Pos.Col < 0 || f.Message == "" || f.Code == "" {
			t.Errorf("an unfinished finding: %+v", f)
		}
	}
	if (bundle == nil) != (errors > 0) {
		t.Fatalf("bundle %v with %d errors: %v", bundle != nil, errors, findings)
	}
	if bundle == nil {
		return
	}
	for _, id := range bundle.NodeIDs() {
		n, ok := bundle.Node(id)
		if !ok {
			t.Fatalf("node %s is listed and not there", id)
		}
		for i := range bundle.Locales() {
			for _, c := range n.View(i).Choices {
				if _, ok := bundle.Node(dialog.NodeID(c.To)); !ok && !c.To.IsCommand() {
					t.Errorf("%s: the button %q leads nowhere", id, c.Label)
				}
				if len(c.Payload) > dialog.MaxPayload {
					t.Errorf("%s: the button %q carries %d bytes", id, c.Label, len(c.Payload))
				}
			}
		}
	}
}

// FuzzParsePayload reads buttons that anybody may have made up.
func FuzzParsePayload(f *testing.F) {
	for _, s := range []string{"", "1", "1en:", "1en:a", "1es:talk/by-age;age=11-13", "1en:/language es", "2en:a/b", "1en:a;b", "1en:a;=c", "1:a/b", "1en:;a=b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := dialog.ParsePayload(s)
		if err != nil {
			return
		}
		if p.String() != s {
			t.Errorf("%q is read as %+v and written as %q", s, p, p.String())
		}
		if p.Locale == "" || p.To == "" || (p.Set.Slot == "") != (p.Set.Value == "") {
			t.Errorf("%q gives half a payload: %+v", s, p)
		}
	})
}
