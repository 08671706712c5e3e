package review

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// TestBrokenLedgers changes a good ledger and reads what is said about it.
func TestBrokenLedgers(t *testing.T) {
	good := string(chain(Origin, start, sample()...))
	lines := strings.SplitAfter(good, "\n")[:4]
	replaced := func(n int, old, with string) string {
		out := append([]string{}, lines...)
		out[n-1] = strings.Replace(out[n-1], old, with, 1)
		return strings.Join(out, "")
	}
	// added is the sample and a line that its writer made with care.
	added := func(e Entry) string {
		return good + string(chain(lastHash([]byte(good)), start.Add(time.Hour), e))
	}
	branches, heads := forked()
	item := Entry{Who: editorID, Role: Editor, Decision: Approve, What: node, Digest: digest("b")}
	with := func(change func(*Entry)) string { e := item; change(&e); return added(e) }
	for _, c := range []struct {
		name, data string
		line       int
		at         string // what stands where the finding points
		want       string
	}{
		{"changed word", replaced(2, "approve", "revoke"), 2, `2027-05-01"`, `a line that decides "revoke" has no "expires"; ` + restore},
		{"space", replaced(2, ",", ", "), 2, ` "`, "this line is not as Porchlight writes it; " + restore},
		{"text", "hello\n" + good, 1, "", "this line is not as Porchlight writes it; " + restore},
		{"empty line", lines[0] + "\n" + lines[1], 2, "", "this line is empty; " + restore},
		{"line taken out", lines[0] + lines[2] + lines[3], 2, hashOf([]byte(strings.TrimSuffix(lines[1], "\n"))), "the line that this one follows is not above it: a line was changed, moved or taken away; " + restore},
		{"first line taken out", lines[1] + lines[2] + lines[3], 1, "", "the line that this one follows is not above it: a line was changed, moved or taken away; " + restore},
		{"lines swapped", lines[0] + lines[2] + lines[1] + lines[3], 2, "", "the line that this one follows is not above it: a line was changed, moved or taken away; " + restore},
		{"line twice", good + lines[3], 5, "", "this line stands here twice, first as line 4; run `porchlight review merge`"},
		{"line ends", strings.ReplaceAll(good, "\n", "\r\n"), 1, "", "the line ends of this file were changed; save it with LF line ends, or let git do so: `dialogs/reviews.jsonl text eol=lf` in .gitattributes"},
		{"conflict", lines[0] + "<<<<<<< HEAD\n" + lines[1] + "=======\n" + lines[1] + ">>>>>>> other\n", 2, "", "git left two versions of the ledger here, with its marks between them; run `porchlight review merge`"},
		{"conflict in the last line", good + ">>>>>>> other", 5, "", "git left two versions of the ledger here, with its marks between them; run `porchlight review merge`"},
		{"branches", string(branches), 5, "", "the ledger has two branches, and this is the last line of one; run `porchlight review merge`"},
		{"merge of one", string(branches) + string(chain(heads[0], start.Add(2*time.Hour), Entry{Also: heads[0], Who: editorID, Role: Editor, Decision: Merge})), 7, "", "a merge joins two lines, and this one names the same twice; " + restore},
		{"long line", strings.Repeat("x", maxLine+1) + "\n", 1, "", "this line is longer than any decision; " + restore},
		{"earlier", with(func(e *Entry) { e.At = start }), 5, `2026-11-02T09:00:00Z"`, "this decision is older than the one it follows, of 2026-11-02T09:03:00Z; " + restore},
		{"no such decision", with(func(e *Entry) { e.Decision = "maybe" }), 5, `maybe"`, `"decision" is not one of submit, approve, stands, revoke, expire, merge; ` + restore},
		{"no such role", with(func(e *Entry) { e.Role = "editorr" }), 5, `editorr"`, `there is no role "editorr"; did you mean "editor"?`},
		{"no such role at all", with(func(e *Entry) { e.Role = "boss" }), 5, `boss"`, `there is no role "boss"; known are writer, translator, editor, safeguarding`},
		{"nobody", with(func(e *Entry) { e.Who = "s-99" }), 5, `s-99"`, `s-99 is not in reviewers.yaml; mend the id, or add the person there`},
		{"other role", with(func(e *Entry) { e.Role = Safeguarding }), 5, `safeguarding"`, `s-02 does not have the role safeguarding, but editor; roles are given in reviewers.yaml`},
		{"not for the role", with(func(e *Entry) { e.Who, e.Role = writerID, Writer }), 5, `writer"`, `the decision "approve" is not for the role "writer"; this is for: editor, safeguarding`},
		{"source", with(func(e *Entry) { e.Who, e.Role, e.Decision = transID, Translator, Stands }), 5, "node/", `the decision "stands" of the role "translator" is for translations, and node/grooming/signs@en is none`},
		{"locale", with(func(e *Entry) { e.Who, e.What = limitedID, "word/menu@pt-BR" }), 5, "word/", `s-06 decides on en, es, not on pt-BR; locales are given in reviewers.yaml`},
		{"left", with(func(e *Entry) { e.Who, e.At = leftID, start.AddDate(0, 0, 1) }), 5, "2026-11-03", `s-07 decided until 2026-11-02, and this is of 2026-11-03; days are given in reviewers.yaml`},
		{"no digest", with(func(e *Entry) { e.Digest = "" }), 5, "", `this line has no "digest"; ` + restore},
		{"digest", with(func(e *Entry) { e.Digest = strings.ToUpper(digest("b")) }), 5, "", `"digest" is not 64 digits, 0-9 and a-f; ` + restore},
		{"item", with(func(e *Entry) { e.What = "node/../x y" }), 5, "node/..", `"what" is not the name of an item, such as node/grooming/signs@es; ` + restore},
		{"day", with(func(e *Entry) { e.Expires = "2026-02-30" }), 5, "2026-02-30", `"expires" is not a day, such as 2026-11-22; ` + restore},
		{"note", with(func(e *Entry) { e.Note = strings.Repeat("ü", 501) }), 5, "üüü", `"note" is not a note of at most 500 characters, without line breaks; ` + restore},
		{"note with a line break", with(func(e *Entry) { e.Note = "a\nb" }), 5, `a\nb`, `"note" is not a note of at most 500 characters, without line breaks; ` + restore},
		{"name", with(func(e *Entry) { e.Who = "Somebody" }), 5, `Somebody"`, `"who" is not an id of lower-case letters, digits and hyphens, such as s-07; ` + restore},
		{"signature", with(func(e *Entry) { e.Sig = "AAA" }), 5, `AAA"`, `"sig" is not a signature in base64; ` + restore},
		{"also", with(func(e *Entry) { e.Also = digest("x") }), 5, "", `a line that decides "approve" has no "also"; ` + restore},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Verify([]byte(c.data), testRules(t))
			b, ok := errors.AsType[*Broken](err)
			if !ok {
				t.Fatalf("got %v, want: %s", err, c.want)
			}
			p := b.Finding.Pos
			place := fmt.Sprintf("reviews.jsonl:%d:%d: ", p.Line, p.Col)
			if got := err.Error(); got != place+c.want || p.Line != c.line {
				t.Errorf("got  %s\nwant reviews.jsonl:%d: %s", got, c.line, c.want)
			}
			if text := strings.Split(c.data, "\n")[p.Line-1]; !strings.HasPrefix(text[p.Col-1:], c.at) {
				t.Errorf("the finding points at %s, want %s", text[p.Col-1:], c.at)
			}
		})
	}
}

func TestEmptyLedger(t *testing.T) {
	l := verify(t, nil, testRules(t))
	if l.Head() != Origin || len(l.Entries()) != 0 || l.Torn() || len(l.Bytes()) != 0 {
		t.Errorf("%+v is not empty", l)
	}
	r := testRules(t)
	r.Head = digest("x")
	if _, err := Verify(nil, r); code(err) != ledgerMissing {
		t.Errorf("a known line may be missing: %v", err)
	}
}

// signedSample is a ledger of every decision, with a merge and signatures.
func signedSample(t testing.TB) ([]byte, Rules) {
	r := testRules(t)
	key := testKey(t, 7)
	data, heads := forked()
	data = append(data, chain(heads[1], start.Add(2*time.Hour), Entry{Also: heads[0], Who: editorID, Role: Editor, Decision: Merge})...)
	es := Entry{Who: transID, Role: Translator, Decision: Stands, What: "node/grooming/signs@es", Digest: digest("es")}
	data = append(data, chain(lastHash(data), start.Add(3*time.Hour), es)...)
	// The key counts from here on.
	r.Signers = readSigners(t, "s-04 namespaces=\"porchlight-review\",valid-after=\"20261103\" "+
		strings.TrimPrefix(signersOf(map[string]ssh.Signer{"": key}, ""), "  "), r.Staff)
	for i := range 2 {
		e := Entry{Prev: lastHash(data), At: start.AddDate(0, 0, 1+i), Who: safeID, Role: Safeguarding, Decision: Approve, What: node, Digest: digest("a")}
		e.Sig = signed(t, key, e.Message(), "", nil)
		data = append(append(data, e.line()...), '\n')
	}
	return data, r
}

// TestEveryByteCounts changes each byte to three other values and takes it out.
func TestEveryByteCounts(t *testing.T) {
	data, r := signedSample(t)
	whole := verify(t, data, r)
	known := r
	known.Head = whole.Head()
	last := bytes.LastIndexByte(data[:len(data)-1], '\n') + 1
	every := 1
	if testing.Short() {
		every = 10 // as the race detector runs it; nothing here runs side by side
	}
	for i := 0; i < len(data); i += every {
		for _, change := range []struct {
			name string
			with []byte
		}{
			{"^1", []byte{data[i] ^ 1}},
			{"^0x20", []byte{data[i] ^ 0x20}},
			{"+3", []byte{data[i] + 3}},
			{"taken out", nil},
		} {
			changed := bytes.Join([][]byte{data[:i], change.with, data[i+1:]}, nil)
			where := fmt.Sprintf("byte %d (%q) %s", i, data[i], change.name)
			l, err := Verify(changed, r)
			switch {
			case i == len(data)-1 && change.with == nil:
				// The last line feed adds nothing: the line before it is whole.
				if err != nil || l.Head() != whole.Head() {
					t.Errorf("%s: %v", where, err)
				}
				continue
			case i < last-1 && err == nil:
				t.Errorf("%s is not seen", where)
			case err == nil && l.Head() == whole.Head():
				t.Errorf("%s changes the last line and not its hash", where)
			}
			if _, err := Verify(changed, known); err == nil {
				t.Errorf("%s is not seen by who knows the head", where)
			}
		}
	}
}

// TestCutAnywhere takes the end away at every byte, as a writer that dies leaves it.
func TestCutAnywhere(t *testing.T) {
	data := chain(Origin, start, sample()...)
	r := testRules(t)
	for n := range len(data) + 1 {
		l, err := Verify(data[:n], r)
		if err != nil {
			t.Fatalf("cut at %d: %v", n, err)
		}
		lines := bytes.Count(data[:n], []byte("\n"))
		rest := n - (bytes.LastIndexByte(data[:n], '\n') + 1)
		if n < len(data) && data[n] == '\n' {
			lines, rest = lines+1, 0
		}
		if got := len(l.Entries()); got != lines || l.Torn() != (rest > 0) {
			t.Errorf("cut at %d: %d lines, torn %v; want %d lines, torn %v", n, got, l.Torn(), lines, rest > 0)
		}
		if !bytes.HasPrefix(data, l.Bytes()) {
			t.Errorf("cut at %d: other lines came back", n)
		}
	}
}

func TestTooBig(t *testing.T) {
	_, err := Verify(make([]byte, maxLedger+1), testRules(t))
	if want := "reviews.jsonl: the ledger has 64 MB, more than the 64 MB that it may have; is this the right file?"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// long is a ledger of n lines: texts that are submitted and approved in turn.
func long(n int) []byte {
	entries := make([]Entry, n)
	for i := range entries {
		e := Entry{Who: writerID, Role: Writer, Decision: Submit, What: fmt.Sprintf("node/grooming/n-%d@en", i/2), Digest: digest(fmt.Sprint(i / 2)), Note: "a short note"}
		if i%2 == 1 {
			e.Who, e.Role, e.Decision = editorID, Editor, Approve
		}
		entries[i] = e
	}
	return chain(Origin, start, entries...)
}

func BenchmarkVerify10000Lines(b *testing.B) {
	data, r := long(10_000), testRules(b)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Verify(data, r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOutcome10000Lines(b *testing.B) {
	l := verify(b, long(10_000), testRules(b))
	for b.Loop() {
		o := l.Outcome()
		for i := range 5000 {
			if !o.Standing(fmt.Sprintf("node/grooming/n-%d@en", i), digest(fmt.Sprint(i)), Need{}).Approved {
				b.Fatal(i)
			}
		}
	}
}

// FuzzVerify reads anything. What is accepted comes back as it was.
func FuzzVerify(f *testing.F) {
	data, r := signedSample(f)
	branches, _ := forked()
	for _, seed := range [][]byte{nil, data, branches, data[:len(data)-9], []byte("{}\n"), []byte("<<<<<<< x\n"), []byte(`{"at":"2026-11-02T09:00:00Z"}`)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := Verify(data, r)
		if err != nil {
			if p := err.(*Broken).Finding.Pos; p.Line < 1 || p.Line > 1+bytes.Count(data, []byte("\n")) || p.Col < 1 {
				t.Errorf("%v lies outside of the file", p)
			}
			return
		}
		if !l.Torn() && string(l.Bytes()) != strings.TrimSuffix(string(data), "\n")+"\n" && len(data) > 0 {
			t.Errorf("%q came back as %q", data, l.Bytes())
		}
		o := l.Outcome()
		for _, e := range l.Entries() {
			o.Standing(e.What, e.Digest, Need{Approvals: 2, Safeguarding: true, Days: 90})
		}
	})
}
