package main

import (
	"fmt"
	"io"
	"math"
	"runtime"
	"text/tabwriter"
)

// results of a set by engine, one for each seed.
type results struct {
	name     string
	byEngine [][]result
}

// measureSets measures every set with every engine and every seed on one core,
// and prints the tables. What goes on is told on progress.
func measureSets(s settings, sets []set, engines []engine, out, progress io.Writer) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	fmt.Fprintf(out, "part %s, examples a topic %s, vocabulary %s\n\n", s.part, count(s.examples), s.vocabulary)
	t := newTable(out)
	row(t, "set", "language", "topics", "trained", "asked", "of them in train", "out of scope", "seeds")
	var all []results
	for _, st := range sets {
		whole := st.exam(s.part)
		seeds := s.seeds
		if enough(whole.train, s.examples) {
			seeds = 1
		}
		rs := results{name: st.Name, byEngine: make([][]result, len(engines))}
		for seed := 1; seed <= seeds; seed++ {
			x := whole
			x.train = sample(whole.train, s.examples, seed)
			if seed == 1 {
				row(t, st.Name, st.Lang, topicsOf(x.train), len(x.train), len(x.asked), whole.seen(), len(x.outside), seeds)
			}
			for n, e := range engines {
				fmt.Fprintf(progress, "%s, seed %d of %d, %s\n", st.Name, seed, seeds, e.name)
				r, err := take(e, x, st.Lang, seed)
				if err != nil {
					return fmt.Errorf("%s: %w", st.Name, err)
				}
				rs.byEngine[n] = append(rs.byEngine[n], r)
			}
		}
		all = append(all, rs)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return printMeasures(out, engines, all)
}

func printMeasures(out io.Writer, engines []engine, all []results) error {
	for _, m := range measures {
		fmt.Fprintf(out, "\n%s, %s\n", m.title, m.unit)
		t := newTable(out)
		head := []any{"set"}
		for _, e := range engines {
			head = append(head, e.name)
		}
		row(t, head...)
		for _, set := range all {
			cells := []any{set.name}
			for _, rs := range set.byEngine {
				var values []float64
				for _, r := range rs {
					values = append(values, m.of(r))
				}
				cells = append(cells, cell(values, m.digits))
			}
			row(t, cells...)
		}
		if err := t.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func newTable(out io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(out, 0, 0, 2, ' ', 0) }

func row(t io.Writer, cells ...any) {
	for i, c := range cells {
		if i > 0 {
			fmt.Fprint(t, "\t")
		}
		fmt.Fprint(t, c)
	}
	fmt.Fprintln(t)
}

// cell is the mean of values and, of several, their standard deviation; "-" where
// nothing was measured.
func cell(values []float64, digits int) string {
	mean := 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	if math.IsNaN(mean) {
		return "-"
	}
	if len(values) == 1 {
		return fmt.Sprintf("%.*f", digits, mean)
	}
	squares := 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return fmt.Sprintf("%.*f ±%.*f", digits, mean, digits, math.Sqrt(squares/float64(len(values)-1)))
}

func count(examples int) string {
	if examples == 0 {
		return "all"
	}
	return fmt.Sprint(examples)
}

func topicsOf(items []item) int {
	labels := map[string]bool{}
	for _, i := range items {
		labels[i.Label] = true
	}
	return len(labels)
}
