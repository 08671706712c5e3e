package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDraw(t *testing.T) {
	svg := draw([]int{200, 40000}, []curve{{"ours", []float64{12, 30}, []float64{25, 70}}, {"theirs", []float64{70, 2410}, []float64{300, 9000}}})
	for _, want := range []string{">12 µs<", ">2.41 ms<", ">ours<", ">theirs<", ">10 µs<", ">10 ms<", ">40\u2009000<", "asks in the index", "time per message"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the drawing has no %q", want)
		}
	}
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the drawing is no XML: %v", err)
		}
	}
}

func TestCorpus(t *testing.T) {
	train, asked := corpus(80, 7)
	if len(train) != 80 || len(asked) != 7 || topicsOf(train) != 10 {
		t.Errorf("%d examples of %d topics, %d messages", len(train), topicsOf(train), len(asked))
	}
	again, _ := corpus(80, 7)
	if diff := cmp.Diff(train, again); diff != "" {
		t.Errorf("another corpus (-first +second):\n%s", diff)
	}
}
