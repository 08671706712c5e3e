package main

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/porchlight-chat/porchlight/internal/text"
)

// item is a labelled message. A message of no topic has no label.
type item struct {
	Text  string `json:"text"`
	Label string `json:"label"`
}

// set is a file of labelled messages. Val, ValOOS and TestOOS may be empty; OOS,
// out of scope, are messages of no topic.
type set struct {
	Name    string `json:"name"`
	Lang    string `json:"lang"`
	License string `json:"license"`
	Source  string `json:"source"`
	Note    string `json:"note"`
	Train   []item `json:"train"`
	Val     []item `json:"val"`
	ValOOS  []item `json:"val_oos"`
	Test    []item `json:"test"`
	TestOOS []item `json:"test_oos"`
}

// readSets reads the sets of a directory by file name; only, if not "", names the
// one that is wanted.
func readSets(dir, only string) ([]set, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("the directory %q cannot be read", dir)
	}
	var sets []set
	var names []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".json") && !strings.HasSuffix(e.Name(), ".json.gz") {
			continue
		}
		s, err := readSet(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
		names = append(names, s.Name)
		if only == "" || s.Name == only {
			sets = append(sets, s)
		}
	}
	switch {
	case len(names) == 0:
		return nil, fmt.Errorf("the directory %q has no set, a file *.json or *.json.gz", dir)
	case len(sets) == 0:
		return nil, fmt.Errorf("no set is named %q; there are %s", only, strings.Join(names, ", "))
	}
	return sets, nil
}

func readSet(path string) (set, error) {
	f, err := os.Open(path)
	if err != nil {
		return set{}, errors.New("the file cannot be opened")
	}
	defer f.Close()
	r := io.Reader(f)
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return set{}, errors.New("not a gzip file")
		}
	}
	var s set
	if err := json.NewDecoder(r).Decode(&s); err != nil {
		return set{}, errors.New("not a set: no JSON object with lists of texts and labels")
	}
	unlabelled := func(i item) bool { return i.Label == "" }
	switch {
	case s.Name == "" || len(s.Train) == 0 || len(s.Test) == 0:
		return set{}, errors.New(`not a set: "name", "train" or "test" is missing`)
	case slices.ContainsFunc(slices.Concat(s.Train, s.Val, s.Test), unlabelled):
		return set{}, errors.New("a message of train, val or test has no label")
	}
	return s, nil
}

// The parts that may be asked.
const (
	partTest = "test"
	partVal  = "val"
)

// exam is what one measurement of a set reads: nothing in train is asked.
type exam struct {
	train   []item
	asked   []item
	outside []item // of no topic
	choose  []item // to choose a cut on before asking; may be empty
}

// exam takes a set apart for a part.
func (s set) exam(part string) exam {
	switch {
	case part == partTest:
		return exam{s.Train, s.Test, s.TestOOS, s.Val}
	case len(s.Val) > 0:
		return exam{train: s.Train, asked: s.Val, outside: s.ValOOS}
	default:
		rest, held := holdOut(s.Train)
		return exam{train: rest, asked: held, outside: s.ValOOS}
	}
}

// seen counts the asked messages that stand word for word in train.
func (x exam) seen() int {
	known := map[string]bool{}
	for _, i := range x.train {
		known[text.Normal(i.Text)] = true
	}
	n := 0
	for _, i := range x.asked {
		if known[text.Normal(i.Text)] {
			n++
		}
	}
	return n
}
