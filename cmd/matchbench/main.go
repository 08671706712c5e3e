// Command matchbench measures internal/match on public sets of labelled
// messages, beside the BM25 search of bleve in the same run. It is a tool for
// developers and no part of the program.
//
//	go run ./cmd/matchbench DIR                         all sets of a directory
//	go run ./cmd/matchbench --part val --only NAME DIR  one set, for tuning
//	go run ./cmd/matchbench --plot time.svg             time against the number of asks
//	go run ./cmd/matchbench --jsonl                     answer JSON lines, see [request]
//
// A set is a file *.json or *.json.gz of the form of [set]. Each measure is a table
// with a line for each set:
//
//   - how often the right topic comes first, and among the first three;
//   - the same first place with typos and with hard typos, see [misspell];
//   - how many messages of no topic are declined, at a fixed cost, see [cutAt];
//   - time per message on one core (see [timed]), time to build, memory on the heap.
//
// The examples of a topic are drawn with seeds 1, 2, ...; a figure is the mean over
// the seeds, ± their standard deviation. Everything but times and memory is the same
// in every run. Weights are tuned with --part val alone, which never reads the test
// parts: it asks the set's val part, or a fifth of train that is held out.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	flag "github.com/spf13/pflag"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// Exit statuses.
const (
	exitOK    = 0
	exitUsage = 2 // wrong use, or something needed is missing
)

// settings are the flags.
type settings struct {
	examples   int
	seeds      int
	only       string
	part       string
	vocabulary string
	noBleve    bool
	jsonl      bool
	plot       string
}

// run is the whole program; tests call it.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var s settings
	fs := flag.NewFlagSet("matchbench", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.IntVar(&s.examples, "examples", 10, "examples of each topic to train with; 0 is all")
	fs.IntVar(&s.seeds, "seeds", 5, "draw the examples with seeds 1 to this and print the mean")
	fs.StringVar(&s.only, "only", "", "measure the set of this name alone")
	fs.StringVar(&s.part, "part", partTest, "what to ask: test, or val (the set's own, or a fifth of train held out)")
	fs.StringVar(&s.vocabulary, "vocabulary", "own", "words the matcher knows beside the examples: own (those of the program) or none")
	fs.BoolVar(&s.noBleve, "no-bleve", false, "measure the matcher alone")
	fs.BoolVar(&s.jsonl, "jsonl", false, "answer JSON lines from the standard input")
	fs.StringVar(&s.plot, "plot", "", "write a plot of time against the number of asks to this SVG file")
	fs.Usage = func() {
		fmt.Fprintln(stdout, "matchbench [flags] DIR\n  measure the matcher on the sets in a directory")
		fs.SetOutput(stdout)
		fs.PrintDefaults()
	}
	if err := fs.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitOK
	} else if err != nil {
		return fail(stderr, err)
	}
	if err := s.check(fs.NArg()); err != nil {
		return fail(stderr, err)
	}
	if err := s.do(fs.Arg(0), stdin, stdout, stderr); err != nil {
		return fail(stderr, err)
	}
	return exitOK
}

// check says what is wrong with the flags and the number of arguments.
func (s settings) check(args int) error {
	oneOf := func(name, value string, allowed ...string) error {
		for _, a := range allowed {
			if value == a {
				return nil
			}
		}
		return fmt.Errorf("--%s is %s, not %q", name, strings.Join(allowed, " or "), value)
	}
	want := 1
	if s.jsonl || s.plot != "" {
		want = 0
	}
	switch {
	case s.jsonl && s.plot != "":
		return errors.New("--jsonl and --plot do not go together")
	case args != want && want == 1:
		return errors.New("name one directory of sets")
	case args != want:
		return errors.New("--jsonl and --plot take no directory")
	case s.examples < 0:
		return errors.New("--examples is 0 (all) or more")
	case s.seeds < 1:
		return errors.New("--seeds is 1 or more")
	}
	return errors.Join(oneOf("part", s.part, partTest, partVal), oneOf("vocabulary", s.vocabulary, "own", "none"))
}

func (s settings) do(dir string, stdin io.Reader, stdout, stderr io.Writer) error {
	vocabularies, err := readVocabularies(s.vocabulary == "own")
	if err != nil {
		return err
	}
	if s.jsonl {
		return answerLines(vocabularies, stdin, stdout)
	}
	engines := []engine{matcher(vocabularies)}
	if !s.noBleve {
		engines = append(engines, bm25)
	}
	if s.plot != "" {
		return writePlot(s.plot, engines)
	}
	sets, err := readSets(dir, s.only)
	if err != nil {
		return err
	}
	return measureSets(s, sets, engines, stdout, stderr)
}

// fail prints an error as one sentence and gives the status for wrong use.
func fail(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "matchbench: %s\n", strings.ReplaceAll(err.Error(), "\n", "; "))
	return exitUsage
}
