package review

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"

	"github.com/porchlight-chat/porchlight/internal/canonical"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// planForgery is a release file in its parts, for those who change them. Its seal is
// always right.
type planForgery struct {
	t     testing.TB
	root  string // "": that of the items
	head  string // "": that of the ledger
	items []dialog.Item
	files map[string][]byte
}

func planForge(t testing.TB, data []byte, now time.Time) *planForgery {
	t.Helper()
	f, err := ReadRelease("a.release", data, now)
	if err != nil {
		t.Fatal(err)
	}
	return &planForgery{t: t, root: f.Root.String(), head: f.Head, items: f.Items, files: f.Files}
}

// copyFor is the same file for another test.
func (f *planForgery) copyFor(t testing.TB) *planForgery {
	return &planForgery{t: t, root: f.root, head: f.head, items: slices.Clone(f.items), files: maps.Clone(f.files)}
}

func (f *planForgery) seal() []byte {
	var b bytes.Buffer
	line := func(texts map[string]string) { b.Write(append(canonical.Form(texts), '\n')) }
	root, head := f.root, f.head
	if root == "" {
		root = dialog.Root(f.items).String()
	}
	if head == "" {
		ledger := bytes.TrimSuffix(f.files[LedgerFile], []byte("\n"))
		head = hashOf(ledger[bytes.LastIndexByte(ledger, '\n')+1:])
	}
	line(map[string]string{"form": releaseForm, "version": releaseVersion, "root": root, "items": strconv.Itoa(len(f.items)), "ledger": head})
	for _, i := range f.items {
		b.Write(append(slices.Clone(i.Form), '\n'))
	}
	for _, name := range slices.Sorted(maps.Keys(f.files)) {
		line(map[string]string{"form": "file", "name": name, "data": base64.StdEncoding.EncodeToString(f.files[name])})
	}
	sum := sha256.Sum256(b.Bytes())
	line(map[string]string{"form": "end", "sha256": hex.EncodeToString(sum[:])})
	return b.Bytes()
}

func (f *planForgery) at(what string) int {
	f.t.Helper()
	i := slices.IndexFunc(f.items, func(i dialog.Item) bool { return i.What == what })
	if i < 0 {
		f.t.Fatalf("%s is not in the release", what)
	}
	return i
}

// reword puts other words in an item's place.
func (f *planForgery) reword(what, old, with string) {
	f.t.Helper()
	i := f.at(what)
	form := bytes.Replace(f.items[i].Form, []byte(old), []byte(with), 1)
	item, err := dialog.ParseItem(form)
	if err != nil || bytes.Equal(form, f.items[i].Form) {
		f.t.Fatalf("%s: %v", form, err)
	}
	f.items[i] = item
}

func (f *planForgery) drop(names ...string) {
	for _, what := range names {
		i := f.at(what)
		f.items = slices.Delete(f.items, i, i+1)
	}
}

// lines lists the lines of the ledger.
func (f *planForgery) lines() [][]byte {
	return bytes.SplitAfter(bytes.TrimSuffix(f.files[LedgerFile], []byte("\n")), []byte("\n"))
}

// decide adds lines to the ledger without asking anybody.
func (f *planForgery) decide(at time.Time, item dialog.Item, decisions ...Entry) {
	lines := f.lines()
	prev := hashOf(lines[len(lines)-1])
	for _, e := range decisions {
		e.Prev, e.At, e.What, e.Digest = prev, at, item.What, item.Digest.String()
		prev = hashOf(e.line())
		f.files[LedgerFile] = append(slices.Clone(f.files[LedgerFile]), append(e.line(), '\n')...)
	}
}

// Somebody who changes a release file and mends the seal is refused wherever the ledger
// in the file shows it. Who also rewrites the ledger is seen by those alone who know the
// root, or the hash of the ledger's last line, from elsewhere.
func TestForgedReleases(t *testing.T) {
	d := planReviewed().copyFor(t)
	older := slices.IndexFunc(d.archive.Items(), func(i dialog.Item) bool {
		return i.What == planNode && strings.Contains(i.Node().Say, "Ask your child")
	})
	again := d.archive.Items()[older]
	before := planForge(t, d.release(), d.now)

	taken := planReviewed().copyFor(t)
	taken.decide(planOther, Revoke, planNode)
	afterRevoke := planForge(t, taken.release(), d.now)

	key, err := ssh.NewPublicKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public())
	if err != nil {
		t.Fatal(err)
	}
	signers := []byte(planSafe + ` valid-after="20261123" ` + string(ssh.MarshalAuthorizedKey(key)))
	forgeAll := func(f *planForgery, at time.Time) {
		f.root, f.head = "", ""
		f.reword(planLine, "1-800-555-0100", "1-900-555-0100")
		f.items[f.at(planLineES)] = planOf(t, f.items[f.at(planLineES)], f.items[f.at(planLine)])
		for _, what := range []string{planLine, planLineES} {
			f.decide(at, f.items[f.at(what)],
				Entry{Who: planWriter, Role: Writer, Decision: Submit}, Entry{Who: planEditor, Role: Editor, Decision: Approve},
				Entry{Who: planSafe, Role: Safeguarding, Decision: Approve})
		}
	}

	for _, tt := range []struct {
		name string
		from *planForgery // nil: before
		do   func(f *planForgery)
		// want is the sentence; where it is empty the file is taken, and seen is what
		// differs from the release before: root, head, both, or nothing.
		want, seen string
	}{
		{"nothing", nil, func(*planForgery) {}, "", "nothing"},
		{"a word", nil, func(f *planForgery) { f.reword(planNode, "Ask", "Tell") }, "the items are not those that the root names", ""},
		{"a word, and the root", nil, func(f *planForgery) {
			f.root = ""
			f.reword(planNode, "Ask", "Tell")
		}, "the ledger in the file does not let " + planNode + " out: nobody has said who wrote it", ""},
		{"a label", nil, func(f *planForgery) {
			f.root = ""
			f.reword(planNode, `"label":"Menu"`, `"label":"Menus"`)
		}, "does not let " + planNode + " out", ""},
		{"a target", nil, func(f *planForgery) {
			f.root = ""
			f.reword(planNode, `"to":"/menu"`, `"to":"/bye"`)
		}, "does not let " + planNode + " out", ""},
		{"a number", nil, func(f *planForgery) {
			f.root = ""
			f.reword(planLine, "+18005550100", "+19005550100")
		}, "does not let " + planLine + " out", ""},
		{"a rule", nil, func(f *planForgery) {
			f.root = ""
			f.reword(planRule, "did not come home", "did come home")
		}, "does not let " + planRule + " out", ""},
		{"a text of the program", nil, func(f *planForgery) {
			f.root = ""
			f.reword("word/help-now@es", "Es: ", "Es, ")
		}, "does not let word/help-now@es out", ""},
		{
			"the bytes of a picture", nil, func(f *planForgery) { f.files["pictures/window.svg"] = []byte("<svg>another</svg>") },
			"the picture window is not the one that was approved", "",
		},
		{"the order of the items", nil, func(f *planForgery) {
			f.root = ""
			f.items[0], f.items[1] = f.items[1], f.items[0]
		}, "the items are not in their order", ""},
		{"a file that does not belong there", nil, func(f *planForgery) { f.files[ArchiveFile] = append(again.Form, '\n') }, "this line is no file", ""},
		{"an ask, which nobody approves, and the root", nil, func(f *planForgery) {
			f.root = ""
			f.reword("asks/games/chat@en", "who is my son", "where is my son")
		}, "", "root"},

		{"an ordinary node is left out", nil, func(f *planForgery) {
			f.root = ""
			f.drop(planNode, planNodeES)
		}, "", "root"},
		{"a danger node is left out", nil, func(f *planForgery) {
			f.root = ""
			f.drop(planDanger, planDangerES)
		}, planDanger + " was approved, and neither the content nor approved.jsonl has its words", ""},
		{"a danger node is left out in one locale", nil, func(f *planForgery) {
			f.root = ""
			f.drop(planDangerES)
		}, planDanger + " has no English text to which every locale has an approved translation", ""},
		{"a hotline is left out in one locale", nil, func(f *planForgery) {
			f.root = ""
			f.drop(planLineES)
		}, planLine + " has no English text to which every locale has an approved translation", ""},
		{"a hotline is left out", nil, func(f *planForgery) {
			f.root = ""
			f.drop(planLine, planLineES)
		}, planLine + " was approved, and neither the content nor approved.jsonl has its words", ""},
		{"a locale is left out", nil, func(f *planForgery) {
			f.root = ""
			f.items = slices.DeleteFunc(f.items, func(i dialog.Item) bool { return i.Locale() == "es" })
		}, "was approved, and neither the content nor approved.jsonl has its words", ""},
		{"older words that were approved once", nil, func(f *planForgery) {
			f.root = ""
			f.items[f.at(planNode)] = again
		}, "", "root"},
		{"words that were taken back", afterRevoke, func(f *planForgery) {
			f.root = ""
			f.items[f.at(planNode)] = before.items[before.at(planNode)]
		}, "does not let " + planNode + " out: 1 approval, for the approval was taken back", ""},
		{"words that were taken back, and the ledger ends before", afterRevoke, func(f *planForgery) {
			f.root, f.head = "", ""
			f.items, f.files = before.items, before.files
		}, "", "root and head"},

		{"a line of the ledger is changed", nil, func(f *planForgery) {
			f.files[LedgerFile] = bytes.Replace(f.files[LedgerFile], []byte(`"who":"s-02"`), []byte(`"who":"s-03"`), 1)
		}, "reviews.jsonl:", ""},
		{"a line of the ledger is taken out", nil, func(f *planForgery) {
			f.files[LedgerFile] = bytes.Join(slices.Delete(f.lines(), 3, 4), nil)
		}, "the line that this one follows is not above it", ""},
		{"the last line of the ledger is taken out", nil, func(f *planForgery) {
			f.files[LedgerFile] = bytes.Join(f.lines()[:len(f.lines())-1], nil)
		}, "the ledger in the file is not the one that its first line names", ""},
		{"the last line of the ledger, and the head", nil, func(f *planForgery) {
			f.head = ""
			f.files[LedgerFile] = bytes.Join(f.lines()[:len(f.lines())-1], nil)
		}, "", "head"},
		{"a line is added to the ledger", nil, func(f *planForgery) {
			f.decide(d.now, again, Entry{Who: planEditor, Role: Editor, Decision: Approve})
		}, "the ledger in the file is not the one that its first line names", ""},
		{"no ledger", nil, func(f *planForgery) { delete(f.files, LedgerFile) }, "the ledger in the file is not the one that its first line names", ""},
		{"somebody who decided is taken out of the staff", nil, func(f *planForgery) {
			f.files[StaffFile] = bytes.Replace(f.files[StaffFile], []byte("  s-02"), []byte("  s-12"), 1)
		}, "s-02 is not in reviewers.yaml", ""},
		{"somebody else is on the staff, and decides nothing", nil, func(f *planForgery) {
			f.files[StaffFile] = append(slices.Clone(f.files[StaffFile]), "  s-12: {roles: [safeguarding]}\n"...)
		}, "", "nothing"},

		{"items, ledger, staff and root", nil, func(f *planForgery) { forgeAll(f, d.now) }, "", "root and head"},
		{"items, ledger and root, of somebody who signs", nil, func(f *planForgery) {
			f.files[SignersFile] = signers
			forgeAll(f, d.now.AddDate(0, 0, 2))
		}, "s-04 has a key in allowed_signers, and this is not signed", ""},
		{"items, ledger, root, and who signs", nil, func(f *planForgery) {
			forgeAll(f, d.now.AddDate(0, 0, 2))
			delete(f.files, SignersFile)
		}, "", "root and head"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			was := before
			if tt.from != nil {
				was = tt.from
			}
			f := was.copyFor(t)
			tt.do(f)
			r, err := ReadRelease("a.release", f.seal(), d.now.AddDate(0, 0, 3))
			if tt.want != "" {
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Fatalf("got %v, want %q", err, tt.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			seen := []string{}
			if r.Root.String() != was.root {
				seen = append(seen, "root")
			}
			if r.Head != was.head {
				seen = append(seen, "head")
			}
			if len(seen) == 0 {
				seen = append(seen, "nothing")
			}
			if diff := cmp.Diff(tt.seen, strings.Join(seen, " and ")); diff != "" {
				t.Errorf("what shows the forgery (-want +got):\n%s", diff)
			}
			if tt.seen == "nothing" && r.Bundle().Digest() != was.root {
				t.Error("something else is served, and neither root nor head shows it")
			}
		})
	}
}

// planOf binds a translation to another English item.
func planOf(t testing.TB, translation, english dialog.Item) dialog.Item {
	t.Helper()
	item, err := dialog.ParseItem(bytes.Replace(translation.Form, []byte(translation.Of().String()), []byte(english.Digest.String()), 1))
	if err != nil {
		t.Fatal(err)
	}
	return item
}
