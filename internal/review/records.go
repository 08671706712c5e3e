package review

import (
	"errors"
	"io/fs"

	"github.com/porchlight-chat/porchlight/internal/diag"
)

// The files of review, in the content folder.
const (
	LedgerFile  = "reviews.jsonl"
	ArchiveFile = "approved.jsonl"
	StaffFile   = "reviewers.yaml"
	SignersFile = "allowed_signers"
)

// Records is what a content folder holds of its review, verified.
type Records struct {
	Staff   *Staff
	Signers *Signers
	Ledger  *Ledger
	Archive *Archive
	// Files are the bytes that were read, by name.
	Files map[string][]byte
}

// ReadRecords reads and verifies the files of review of a content folder. A file that
// is not there is empty. head is the hash of a decision that must be among them, or "".
// The error is a *Broken.
func ReadRecords(fsys fs.FS, head string) (*Records, error) {
	files := map[string][]byte{}
	for name, most := range map[string]int64{LedgerFile: maxLedger, ArchiveFile: maxArchive, StaffFile: maxStaff, SignersFile: maxStaff} {
		data, err := readSmall(fsys, name, most)
		if err != nil {
			return nil, err
		}
		files[name] = data
	}
	return verifyRecords(files, head)
}

// readSmall reads a file of at most so many bytes.
func readSmall(fsys fs.FS, name string, most int64) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err == nil && !info.Mode().IsRegular():
		return nil, unreadable(name, "this is not a plain file", "replace it with a plain file")
	case err == nil && info.Size() > most:
		return nil, tooBig(name, info.Size())
	}
	var data []byte
	if err == nil {
		data, err = fs.ReadFile(fsys, name)
	}
	if err != nil {
		return nil, unreadable(name, "the file cannot be read", "may the program's user open it?")
	}
	return data, nil
}

func unreadable(name, message, hint string) *Broken {
	return &Broken{diag.Finding{Code: ledgerFile, Severity: diag.Error, Pos: diag.Pos{File: name}, Message: message, Hint: hint}}
}

// ReadRules reads who may decide: all that is verified but the ledger itself, which two
// branches may have torn.
func ReadRules(fsys fs.FS) (Rules, error) {
	r := &Records{Files: map[string][]byte{}}
	for _, name := range []string{StaffFile, SignersFile} {
		data, err := readSmall(fsys, name, maxStaff)
		if err != nil {
			return Rules{}, err
		}
		r.Files[name] = data
	}
	err := r.readStaff()
	return r.Rules(), err
}

// readStaff reads who may decide, and by which keys.
func (r *Records) readStaff() error {
	var findings []diag.Finding
	if data := r.Files[StaffFile]; len(data) > 0 {
		if r.Staff, findings = ReadStaff(StaffFile, data); len(findings) > 0 {
			return &Broken{findings[0]}
		}
	}
	if data := r.Files[SignersFile]; len(data) > 0 {
		if r.Signers, findings = ReadSigners(SignersFile, data, r.Staff); len(findings) > 0 {
			return &Broken{findings[0]}
		}
	}
	return nil
}

func verifyRecords(files map[string][]byte, head string) (*Records, error) {
	r := &Records{Files: files}
	if err := r.readStaff(); err != nil {
		return nil, err
	}
	var err error
	if r.Archive, err = ReadArchive(ArchiveFile, files[ArchiveFile]); err != nil {
		return nil, err
	}
	rules := r.Rules()
	rules.Head = head
	if r.Ledger, err = Verify(files[LedgerFile], rules); err != nil {
		return nil, err
	}
	return r, nil
}

// Rules are what the ledger of these records is verified against.
func (r *Records) Rules() Rules { return Rules{File: LedgerFile, Staff: r.Staff, Signers: r.Signers} }
