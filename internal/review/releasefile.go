package review

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/porchlight-chat/porchlight/internal/canonical"
	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/dialog"
)

// A release file is text, one thing a line:
//
//	a head: its form, the root of the items, the hash of the ledger's last line
//	an item a line, in its canonical form, sorted by name
//	a file a line: pictures, and the files of review, in base64
//	an end: the SHA-256 of every byte above it
//
// The same content and ledger give the same bytes. Any byte that is changed is seen by
// the end; whoever mends the end as well meets the root and the ledger, and an operator
// who pins the root is safe from one who rewrites all of it.

// MaxRelease is the size that a release file has at most, in bytes.
const MaxRelease = 512 << 20

const (
	releaseForm    = "porchlight-release"
	releaseVersion = "1"
	// releaseLine is the finding for a release file that is not as it was written.
	releaseLine = "release-file"
)

// ReleaseFile is a release that was read from a file.
type ReleaseFile struct {
	Release
	Plan  *Plan
	Root  dialog.Digest
	Items []dialog.Item // sorted by name; Root is their root
	Head  string        // of the ledger
	Files map[string][]byte
}

// WriteRelease gives the bytes of a release file. pictures are the bytes of the files
// that the items of the plan name. The error is that of [Plan.Release], or names a
// picture that is missing or is not the one that was approved.
func WriteRelease(p *Plan, r *Records, pictures map[string][]byte) ([]byte, error) {
	if _, err := p.Release(); err != nil {
		return nil, err
	}
	files := map[string][]byte{LedgerFile: r.Ledger.Bytes(), StaffFile: r.Files[StaffFile], SignersFile: r.Files[SignersFile]}
	for i := range p.Items {
		if pic := p.Items[i].Picture(); pic != nil {
			if err := isPicture(pic, pictures[pic.File]); err != nil {
				return nil, err
			}
			files[pic.File] = pictures[pic.File]
		}
	}
	var b bytes.Buffer
	line := func(texts map[string]string) {
		b.Write(canonical.Form(texts))
		b.WriteByte('\n')
	}
	line(map[string]string{
		"form": releaseForm, "version": releaseVersion, "root": dialog.Root(p.Items).String(),
		"items": strconv.Itoa(len(p.Items)), "ledger": r.Ledger.Head(),
	})
	for i := range p.Items {
		b.Write(p.Items[i].Form)
		b.WriteByte('\n')
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		line(map[string]string{"form": "file", "name": name, "data": base64.StdEncoding.EncodeToString(files[name])})
	}
	sum := sha256.Sum256(b.Bytes())
	line(map[string]string{"form": "end", "sha256": hex.EncodeToString(sum[:])})
	return b.Bytes(), nil
}

func isPicture(p *dialog.PictureForm, data []byte) error {
	sum := sha256.Sum256(data)
	if len(data) == 0 || hex.EncodeToString(sum[:]) != p.SHA256 {
		return fmt.Errorf("the picture %s is not the one that was approved", p.Name)
	}
	return nil
}

// ReadRelease reads and verifies a release file: every byte, the ledger in it, and that
// the ledger lets out every item. What it lets out depends on the day: words whose
// approval ended are left out, as [Decide] says. name is the file's name in findings; the
// error is a *Broken, or wraps ErrNoRelease.
func ReadRelease(name string, data []byte, now time.Time) (*ReleaseFile, error) {
	if len(data) > MaxRelease {
		return nil, tooBig(name, int64(len(data)))
	}
	p := releaseParser{name: name, lines: bytes.Split(data, []byte("\n")), f: &ReleaseFile{Files: map[string][]byte{}}}
	for _, step := range []func([]byte) error{p.end, p.head, p.items, p.files} {
		if err := step(data); err != nil {
			return nil, err
		}
	}
	records, err := verifyRecords(p.f.Files, "")
	if err != nil {
		return nil, err
	}
	if records.Ledger.Head() != p.f.Head {
		return nil, p.broken(1, "the ledger in the file is not the one that its first line names")
	}
	p.f.Plan = Decide(p.f.Items, records.Archive, records.Ledger.Outcome(), now)
	for i := range p.f.Plan.Rows {
		if row := &p.f.Plan.Rows[i]; !row.Standing.Approved {
			return nil, p.broken(1, "the ledger in the file does not let %s out: %s", row.Item.What, row.Standing.Missing)
		}
	}
	if p.f.Release, err = p.f.Plan.Release(); err != nil {
		return nil, err
	}
	return p.f, nil
}

// releaseParser reads a release file from its end to its middle: nothing is believed
// before the sum over all bytes is right.
type releaseParser struct {
	name  string
	lines [][]byte
	at    int // the next line, from 0
	count int
	f     *ReleaseFile
}

func (p *releaseParser) broken(line int, format string, args ...any) error {
	return &Broken{diag.Finding{
		Code: releaseLine, Severity: diag.Error, Pos: diag.Pos{File: p.name, Line: line, Col: 1},
		Message: fmt.Sprintf(format, args...), Hint: "take the file anew from where it was built, or build it again with `porchlight release build`",
	}}
}

// texts reads a line that is an object of texts.
func (p *releaseParser) texts(i int, form string) (map[string]string, bool) {
	if i < 0 || i >= len(p.lines) {
		return nil, false
	}
	texts, at := canonical.ParseTexts(p.lines[i])
	return texts, at < 0 && texts["form"] == form
}

func (p *releaseParser) end(data []byte) error {
	last := len(p.lines) - 2 // after the last line feed there is nothing
	texts, ok := p.texts(last, "end")
	if !ok || len(texts) != 2 || len(p.lines[last+1]) != 0 {
		return p.broken(max(1, last+1), "this is no release file, or its end is missing")
	}
	sum := sha256.Sum256(data[:len(data)-len(p.lines[last])-1])
	if texts["sha256"] != hex.EncodeToString(sum[:]) {
		return p.broken(1, "the file was changed after it was built")
	}
	p.lines = p.lines[:last]
	return nil
}

func (p *releaseParser) head([]byte) (err error) {
	texts, ok := p.texts(0, releaseForm)
	if !ok || texts["version"] != releaseVersion || len(texts) != 5 {
		return p.broken(1, "this is no release file of a kind that this program reads")
	}
	if p.f.Root, err = dialog.ParseDigest(texts["root"]); err != nil {
		return p.broken(1, "the root is no digest")
	}
	if p.count, err = strconv.Atoi(texts["items"]); err != nil || p.count < 0 || p.count > len(p.lines) {
		return p.broken(1, "the number of items is wrong")
	}
	p.f.Head, p.at = texts["ledger"], 1
	return nil
}

func (p *releaseParser) items([]byte) error {
	for ; p.at < len(p.lines) && len(p.f.Items) < p.count; p.at++ {
		item, err := dialog.ParseItem(p.lines[p.at])
		if err != nil {
			return p.broken(p.at+1, "this line is no item")
		}
		if n := len(p.f.Items); n > 0 && p.f.Items[n-1].What >= item.What {
			return p.broken(p.at+1, "the items are not in their order")
		}
		p.f.Items = append(p.f.Items, item)
	}
	if len(p.f.Items) != p.count || dialog.Root(p.f.Items) != p.f.Root {
		return p.broken(1, "the items are not those that the root names")
	}
	return nil
}

func (p *releaseParser) files([]byte) error {
	known := map[string]bool{LedgerFile: true, StaffFile: true, SignersFile: true}
	for i := range p.f.Items {
		if pic := p.f.Items[i].Picture(); pic != nil {
			known[pic.File] = true
		}
	}
	for ; p.at < len(p.lines); p.at++ {
		texts, ok := p.texts(p.at, "file")
		data, err := base64.StdEncoding.DecodeString(texts["data"])
		if _, twice := p.f.Files[texts["name"]]; !ok || err != nil || twice || len(texts) > 3 || !known[texts["name"]] {
			return p.broken(p.at+1, "this line is no file")
		}
		p.f.Files[texts["name"]] = data
	}
	for i := range p.f.Items {
		if pic := p.f.Items[i].Picture(); pic != nil {
			if err := isPicture(pic, p.f.Files[pic.File]); err != nil {
				return p.broken(1, "%s", err)
			}
		}
	}
	return nil
}

// TakenBack names the items of the release whose approval was taken back in a later
// ledger.
func (f *ReleaseFile) TakenBack(later *Outcome) []string {
	var out []string
	for i := range f.Items {
		item := &f.Items[i]
		if Reviewed(item) && later.Standing(item.What, item.Digest.String(), NeedOf(item)).Revoked {
			out = append(out, item.What)
		}
	}
	return out
}
