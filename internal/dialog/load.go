package dialog

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"github.com/porchlight-chat/porchlight/internal/diag"
	"github.com/porchlight-chat/porchlight/internal/match"
)

// Load reads a content directory. It reports everything it could not read and
// gives what it could, so that one mistake does not hide another. It follows no
// link out of fsys and never writes. Findings are sorted.
func Load(fsys fs.FS) (*Content, []diag.Finding) {
	c := &Content{
		asks:         map[NodeID][]Located{},
		vocabularies: map[string]match.Vocabulary{},
		said:         map[string]SourceSaid{},
		files:        map[string]bool{},
		pictures:     map[string]string{},
	}
	names, findings := list(fsys)
	for _, name := range names {
		c.files[name] = true
		if strings.HasPrefix(name, "pictures/") {
			c.pictures[name] = fileDigest(fsys, name)
		}
	}

	// Files are parsed side by side; each reader keeps its own findings, and
	// results are taken in the order of names, so the outcome does not depend on
	// the machine.
	jobs := make([]job, 0, len(names))
	for _, name := range names {
		if kind := kindOf(name); kind != nil {
			jobs = append(jobs, job{name: name, kind: kind})
		} else if !strings.HasPrefix(name, "pictures/") && !strings.HasPrefix(name, "transcripts/") && !ignored(name) {
			findings = append(findings, finding(unknownFile, diag.Pos{File: name},
				"see dialogs/README.md for where things go", "nothing reads this file"))
		}
	}
	parse(fsys, jobs)
	for i := range jobs {
		findings = append(findings, jobs[i].findings...)
		if jobs[i].apply != nil {
			jobs[i].apply(c)
		} else if strings.HasPrefix(jobs[i].name, "triage/") {
			c.rulesUnread = true
		}
	}
	c.borrowWords()
	for _, name := range []string{"words.yaml", "topics.yaml", "slots.yaml", "sources.yaml", "hotlines.yaml", "style.yaml"} {
		if c.files[name] {
			continue
		}
		// It may be there all the same, when too many files kept it from being seen.
		if _, f := readFile(fsys, name); f != nil {
			findings = append(findings, *f)
		}
	}
	diag.Sort(findings)
	return c, findings
}

// fileDigest is the SHA-256 of a file's bytes, or "" where it cannot be read.
func fileDigest(fsys fs.FS, name string) string {
	f, err := fsys.Open(name)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// job is one file to read. apply adds what was read to a Content.
type job struct {
	name     string
	kind     fileKind
	findings []diag.Finding
	apply    func(*Content)
}

// fileKind reads a file and gives what adds it to a Content.
type fileKind func(r *reader, data []byte) func(*Content)

// yamlKind is a fileKind for YAML files.
func yamlKind(read func(r *reader, root *yaml.Node) func(*Content)) fileKind {
	return func(r *reader, data []byte) func(*Content) {
		root := r.parseYAML(data)
		if root == nil {
			return nil
		}
		return read(r, root)
	}
}

// kindOf says how a file is read, by its path; nil when nothing reads it.
func kindOf(name string) fileKind {
	dir, base := path.Split(name)
	switch {
	case strings.HasPrefix(name, "trees/") && path.Ext(base) == ".yaml":
		return yamlKind(readTree)
	case strings.HasPrefix(name, "courses/") && path.Ext(base) == ".yaml":
		return yamlKind(readCourse)
	case dir == "triage/" && path.Ext(base) == ".yaml":
		return yamlKind(readRules)
	case strings.HasPrefix(name, "locales/") && strings.Count(name, "/") == 2:
		switch base {
		case "dialogs.po":
			return readPO
		case "asks.yaml":
			return yamlKind(readAsks)
		case "slots.yaml":
			return yamlKind(readSaid)
		case "vocabulary.yaml":
			return yamlKind(readVocabulary)
		}
		return nil
	}
	switch name {
	case "words.yaml":
		return yamlKind(readWords)
	case "topics.yaml":
		return yamlKind(readTopics)
	case "slots.yaml":
		return yamlKind(readSlots)
	case "sources.yaml":
		return yamlKind(readSources)
	case "hotlines.yaml":
		return yamlKind(readHotlines)
	case "pictures.yaml":
		return yamlKind(readPictures)
	case "style.yaml":
		return yamlKind(readStyle)
	}
	return nil
}

// reviewFiles are read by the room that reviews.
var reviewFiles = []string{"reviews.jsonl", "approved.jsonl", "reviewers.yaml", "allowed_signers"}

func ignored(name string) bool {
	base := path.Base(name)
	return base == "README.md" || slices.Contains(reviewFiles, name) || path.Ext(base) == ".go" || strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~")
}

// list names every file below the root, sorted. Hidden folders are left out.
func list(fsys fs.FS) (names []string, findings []diag.Finding) {
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return err
		case err != nil:
			findings = append(findings, finding(unreadableFile, diag.Pos{File: name}, "can the program's user open it?", "the folder cannot be read"))
			return fs.SkipDir
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir():
			return nil
		case len(names) >= maxFiles:
			findings = append(findings, finding(tooManyFiles, diag.Pos{File: name}, "is this the right folder?", "more than %d files; the rest was not read", maxFiles))
			return fs.SkipAll
		}
		names = append(names, name)
		return nil
	})
	if err != nil {
		findings = append(findings, finding(unreadableFile, diag.Pos{File: "."}, "does it exist, and may the program's user read it?", "the content folder cannot be read"))
	}
	slices.Sort(names)
	return names, findings
}

func parse(fsys fs.FS, jobs []job) {
	next := make(chan *job)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() { // ends when next is closed
			for j := range next {
				data, f := readFile(fsys, j.name)
				if f != nil {
					j.findings = append(j.findings, *f)
					continue
				}
				r := &reader{file: j.name}
				j.apply = j.kind(r, data)
				j.findings = r.findings
			}
		})
	}
	for i := range jobs {
		next <- &jobs[i]
	}
	close(next)
	wg.Wait()
}
