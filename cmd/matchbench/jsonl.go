package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// maxLine is the longest line that --jsonl reads, in bytes: a set of a million
// short examples.
const maxLine = 64 << 20

// request is a line that --jsonl reads: examples to train with, or a message. A
// second training takes the place of the first. lang is "en" where it is missing.
type request struct {
	Train []item  `json:"train"`
	Lang  string  `json:"lang"`
	Text  *string `json:"text"`
}

// ready is the line for a training.
type ready struct {
	Ready bool `json:"ready"`
}

// decided is the line for a message. Label is "" where the matcher declines; Score
// is that of the first of Top either way. NS is how long reading and matching
// took, in nanoseconds.
type decided struct {
	Label string  `json:"label"`
	Score float64 `json:"score"`
	Top   []hit   `json:"top"`
	NS    int64   `json:"ns"`
}

// refused is the line for a line that cannot be answered.
type refused struct {
	Error string `json:"error"`
}

// answerLines answers each line before it reads the next, until the input ends.
func answerLines(vocabularies map[string]match.Vocabulary, r io.Reader, w io.Writer) error {
	in := bufio.NewReaderSize(r, 1<<16)
	var ix *match.Index
	for {
		line, tooLong, readErr := readLine(in, maxLine)
		var out any
		switch {
		case tooLong:
			out = refused{fmt.Sprintf("the line is longer than %d bytes", maxLine)}
		case len(strings.TrimSpace(string(line))) > 0:
			out = answerLine(&ix, vocabularies, line)
		}
		if out != nil {
			data, err := json.Marshal(out)
			if err != nil {
				return err
			}
			if _, err := w.Write(append(data, '\n')); err != nil {
				return errors.New("the answers cannot be written")
			}
		}
		if errors.Is(readErr, io.EOF) {
			return nil
		}
		if readErr != nil {
			return errors.New("the lines cannot be read to their end")
		}
	}
}

// answerLine answers one line; training sets ix.
func answerLine(ix **match.Index, vocabularies map[string]match.Vocabulary, line []byte) any {
	q := request{Lang: "en"}
	if err := json.Unmarshal(line, &q); err != nil {
		return refused{`not a JSON object with "train", a list of texts and labels, or "text", a string`}
	}
	switch {
	case q.Train == nil && q.Text == nil:
		return refused{`the line has neither "train" nor "text"`}
	case q.Train != nil && q.Text != nil:
		return refused{`the line has both "train" and "text"`}
	case q.Train != nil:
		if len(q.Train) == 0 {
			return refused{`"train" is empty`}
		}
		for i, t := range q.Train {
			if t.Label == "" {
				return refused{fmt.Sprintf(`example %d of "train" has no label`, i+1)}
			}
		}
		*ix = newIndex(q.Train, q.Lang, vocabularies)
		return ready{true}
	case *ix == nil:
		return refused{`there is nothing to match with: send {"train": [...]} first`}
	}
	start := time.Now()
	r := (*ix).Find(text.Scan(*q.Text))
	d := decided{NS: time.Since(start).Nanoseconds(), Top: hits(r)}
	if r.N > 0 {
		d.Score = r.Candidates[0].Score
	}
	if r.Decision != match.None {
		d.Label = r.Candidates[0].ID
	}
	return d
}

// readLine reads up to the next line end. A line of more than most bytes is read
// to its end and dropped.
func readLine(in *bufio.Reader, most int) (line []byte, tooLong bool, err error) {
	for {
		var part []byte
		part, err = in.ReadSlice('\n')
		tooLong = tooLong || len(line)+len(part) > most
		if tooLong {
			line = nil
		} else {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, tooLong, err
		}
	}
}
