package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	flag "github.com/spf13/pflag"

	"github.com/porchlight-chat/porchlight/internal/engine"
)

// maxLine is the longest line that --jsonl reads; a message has at most a few
// thousand characters.
const maxLine = 1 << 20

func ask(ctx context.Context, e env, fs *flag.FlagSet, args []string) int {
	jsonl := fs.Bool("jsonl", false, "read {\"id\",\"text\",\"lang\"?,\"country\"?} lines, write one answer line each")
	why := fs.Bool("why", false, "say why this answer")
	lang := fs.String("lang", "", "answer in this locale; without it the language is told from the text")
	country := fs.String("country", "", "show the hotlines of this country")
	dir := fs.String("dialogs", "", "content to answer from instead of the built-in one")
	if code, ok := parse(e, fs, args, 1); !ok {
		return code
	}
	if *jsonl == (fs.NArg() == 1) {
		return fail(e, "ask: give either a text or --jsonl; run `porchlight help ask`")
	}
	eng, code := buildEngine(e, *dir)
	if eng == nil {
		return code
	}
	if *jsonl {
		if err := askLines(ctx, eng, e.stdin, e.stdout); err != nil {
			return fail(e, "ask: %s", err)
		}
		return exitOK
	}
	in := engine.Input{Kind: engine.Text, Text: fs.Arg(0), Locale: *lang, LocaleFixed: *lang != "", Country: strings.ToUpper(*country)}
	_, reply, _ := eng.Turn(engine.State{}, in)
	fmt.Fprintln(e.stdout, reply.Plain())
	for i, c := range reply.Choices {
		fmt.Fprintf(e.stdout, "  %d. %s\n", i+1, c.Label)
	}
	if *why {
		fmt.Fprintln(e.stdout, "\nAnswered from "+contentName(*dir)+".\n"+eng.Explain(in, &reply))
	}
	return exitOK
}

// question is a line that --jsonl reads.
type question struct {
	ID      json.RawMessage `json:"id"`
	Text    *string         `json:"text"`
	Lang    string          `json:"lang"`
	Country string          `json:"country"`
}

// answer is a line that --jsonl writes; its keys are part of the outside
// contract.
type answer struct {
	ID         json.RawMessage `json:"id,omitempty"`
	Route      engine.Route    `json:"route"`
	DangerKind string          `json:"danger_kind,omitempty"`
	Rule       string          `json:"rule,omitempty"`
	Node       string          `json:"node"`
	Topic      string          `json:"topic"`
	Topics     []string        `json:"topics"`
	Score      float64         `json:"score"`
	Lang       string          `json:"lang"`
	Hotline    bool            `json:"hotline"`
	Reply      string          `json:"reply"`
	Why        string          `json:"why"`
}

// refusal is the line for a line that cannot be read.
type refusal struct {
	ID    json.RawMessage `json:"id,omitempty"`
	Error string          `json:"error"`
}

// lineJob is a line on its way: read in order, answered side by side, written in
// order.
type lineJob struct {
	line   []byte
	tooBig bool
	out    []byte
	done   chan struct{}
}

// askLines answers lines until the input ends. Answers keep the order of the
// questions and are written as soon as there is no further line waiting.
func askLines(ctx context.Context, eng *engine.Engine, r io.Reader, w io.Writer) error {
	workers := runtime.GOMAXPROCS(0)
	work := make(chan *lineJob, 64*workers)
	order := make(chan *lineJob, 64*workers)
	for range workers {
		go func() { // ends when the reader closes work
			for j := range work {
				j.out = answerLine(eng, j)
				close(j.done)
			}
		}()
	}
	readErr := make(chan error, 1)
	go func() { // ends with the input, or when ctx is done
		defer close(order)
		defer close(work)
		readErr <- readLines(ctx, r, func(j *lineJob) {
			work <- j
			order <- j
		})
	}()

	out := bufio.NewWriterSize(w, 1<<16)
	var writeErr error
	for j := range order {
		<-j.done
		if writeErr != nil {
			continue // let the reader end
		}
		if _, writeErr = out.Write(j.out); writeErr == nil && len(order) == 0 {
			writeErr = out.Flush()
		}
	}
	if writeErr != nil {
		return errors.New("the answers cannot be written")
	}
	if err := out.Flush(); err != nil {
		return errors.New("the answers cannot be written")
	}
	return <-readErr
}

func readLines(ctx context.Context, r io.Reader, each func(*lineJob)) error {
	in := bufio.NewReaderSize(r, 1<<16)
	for ctx.Err() == nil {
		var line []byte
		tooBig := false
		var err error
		for {
			var part []byte
			part, err = in.ReadSlice('\n')
			if len(line)+len(part) > maxLine {
				tooBig = true
			} else {
				line = append(line, part...)
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				break
			}
		}
		if len(strings.TrimSpace(string(line))) > 0 || tooBig {
			each(&lineJob{line: line, tooBig: tooBig, done: make(chan struct{})})
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.New("the questions cannot be read to their end")
		}
	}
	return nil
}

func answerLine(eng *engine.Engine, j *lineJob) []byte {
	if j.tooBig {
		return encode(refusal{Error: fmt.Sprintf("the line is longer than %d bytes", maxLine)})
	}
	var q question
	if err := json.Unmarshal(j.line, &q); err != nil {
		var id struct {
			ID json.RawMessage `json:"id"`
		}
		_ = json.Unmarshal(j.line, &id) // a wrong type elsewhere still tells the id
		return encode(refusal{ID: id.ID, Error: `not a JSON object with "text" as a string`})
	}
	if q.Text == nil {
		return encode(refusal{ID: q.ID, Error: `the line has no "text"`})
	}
	in := engine.Input{Kind: engine.Text, Text: *q.Text, Locale: q.Lang, LocaleFixed: q.Lang != "", Country: strings.ToUpper(q.Country)}
	_, r, _ := eng.Turn(engine.State{}, in)
	a := answer{
		ID: q.ID, Route: r.Route, Node: string(r.Node), Topic: r.Topic, Lang: r.Locale,
		Hotline: r.Hotline(), Reply: r.Plain(), Topics: eng.TopicsOf(&r), Why: eng.Why(&r),
	}
	if r.Route == engine.Danger || r.Route == engine.Check {
		a.DangerKind, a.Rule = string(r.Verdict.Kind), r.Verdict.Rule
	}
	if r.Match.N > 0 {
		a.Score = float64(int(r.Match.Candidates[0].Score*1000+0.5)) / 1000
	}
	return encode(a)
}

func encode(v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		out = []byte(`{"error":"the answer cannot be written as JSON"}`)
	}
	return append(out, '\n')
}
