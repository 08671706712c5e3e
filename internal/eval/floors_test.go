package eval_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/porchlight-chat/porchlight/internal/dialog/dialogtest"
	"github.com/porchlight-chat/porchlight/internal/engine"
	"github.com/porchlight-chat/porchlight/internal/eval"
)

// floors are the least, and the most, that each set of messages may give, in
// percent: a little worse than the day they were set, so that one border case may
// move and a broken rule may not. Raise them when the figures rise.
var floors = []struct {
	file                                       string
	routed, direct, falseDanger, falseCheck    float64
	concern, topic1, topic3, outOfScope, small float64
}{
	{"messages-en-dev.jsonl", 99, 95, 1, 6, 100, 54, 77, 81, 63},
	{"messages-es-dev.jsonl", 99, 95, 2, 10, 100, 62, 79, 73, 84},
	{"messages-en-fresh.jsonl", 97, 95, 2, 8, 100, 71, 90, 65, 62},
	{"messages-es-fresh.jsonl", 97, 95, 2, 10, 100, 67, 79, 89, 55},
	{"messages-en-fresh2.jsonl", 96, 88, 3, 13, 100, 52, 73, 87, 50},
	{"messages-es-fresh2.jsonl", 97, 88, 2, 11, 100, 57, 74, 78, 75},
	{"messages-en-fresh3.jsonl", 96, 91, 4, 15, 100, 51, 71, 78, 68},
	{"messages-es-fresh3.jsonl", 97, 81, 3, 22, 100, 59, 74, 70, 61},
	{"messages-en-fresh4.jsonl", 93, 86, 3, 6, 100, 0, 0, 79, 78},
	{"messages-es-fresh4.jsonl", 90, 81, 4, 12, 100, 0, 0, 69, 81},
	{"messages-en-fresh5.jsonl", 0, 0, 9, 15, 100, 71, 92, 74, 79},
	{"messages-es-fresh5.jsonl", 0, 0, 9, 26, 100, 81, 94, 74, 69},
	{"messages-en-hard.jsonl", 96, 90, 12, 14, 100, 0, 0, 60, 22},
	{"messages-es-hard.jsonl", 95, 80, 4, 13, 100, 0, 0, 71, 30},
	{"messages-other.jsonl", 97, 97, 1, 3, 100, 0, 0, 91, 0},
}

// TestFloors keeps what was reached.
func TestFloors(t *testing.T) {
	e := engine.New(dialogtest.Shipped(t), engine.Options{})
	for _, f := range floors {
		t.Run(f.file, func(t *testing.T) {
			in, err := os.Open(filepath.Join("testdata", f.file))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = in.Close() }()
			messages, err := eval.Read(in)
			if err != nil || len(messages) < 80 {
				t.Fatalf("%d messages, %v", len(messages), err)
			}
			r := eval.Run(e, messages)
			for _, at := range []struct {
				what string
				got  eval.Share
				low  float64
			}{
				{"danger routed", r.Routed, f.routed},
				{"danger direct", r.Direct, f.direct},
				{"concerns with the hotline shown", r.Concern, f.concern},
				{"topic first", r.Top1, f.topic1},
				{"topic among three", r.Top3, f.topic3},
				{"out of scope declined", r.OutOfScope, f.outOfScope},
				{"small talk as such", r.Smalltalk, f.small},
			} {
				if at.got.Percent() < at.low {
					t.Errorf("%s: %v, at least %g%% is wanted", at.what, at.got, at.low)
				}
			}
			for _, at := range []struct {
				what string
				got  eval.Share
				high float64
			}{{"false danger", r.FalseDanger, f.falseDanger}, {"false check", r.FalseCheck, f.falseCheck}} {
				if at.got.Percent() > at.high {
					t.Errorf("%s: %v, at most %g%% is wanted", at.what, at.got, at.high)
				}
			}
		})
	}
}
