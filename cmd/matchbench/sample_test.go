package main

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// numbered makes so many items of each topic.
func numbered(topics map[string]int) []item {
	var items []item
	for _, label := range []string{"a", "b", "c"} {
		for i := range topics[label] {
			items = append(items, item{fmt.Sprintf("%s %d", label, i), label})
		}
	}
	return items
}

func counts(items []item) map[string]int {
	n := map[string]int{}
	for _, it := range items {
		n[it.Label]++
	}
	return n
}

func TestSample(t *testing.T) {
	train := numbered(map[string]int{"a": 20, "b": 5, "c": 2})
	for _, tt := range []struct {
		n    int
		want map[string]int
	}{
		{0, map[string]int{"a": 20, "b": 5, "c": 2}},
		{1, map[string]int{"a": 1, "b": 1, "c": 1}},
		{4, map[string]int{"a": 4, "b": 4, "c": 2}},
		{50, map[string]int{"a": 20, "b": 5, "c": 2}},
	} {
		got := sample(train, tt.n, 1)
		if diff := cmp.Diff(tt.want, counts(got)); diff != "" {
			t.Errorf("sample of %d (-want +got):\n%s", tt.n, diff)
		}
		if diff := cmp.Diff(got, sample(train, tt.n, 1)); diff != "" {
			t.Errorf("sample of %d: the same seed differs:\n%s", tt.n, diff)
		}
	}
	if cmp.Equal(sample(train, 4, 1), sample(train, 4, 2)) {
		t.Error("two seeds draw the same sample")
	}
	for n, want := range map[int]bool{0: true, 4: false, 20: true} {
		if got := enough(train, n); got != want {
			t.Errorf("enough(%d) = %t", n, got)
		}
	}
}

// TestNothingAskedIsTrained holds for both parts, with a val part and without.
func TestNothingAskedIsTrained(t *testing.T) {
	with, err := readSet("testdata/tiny.json")
	if err != nil {
		t.Fatal(err)
	}
	without := with
	without.Val, without.ValOOS = nil, nil
	for _, s := range []set{with, without} {
		for _, p := range []string{partTest, partVal} {
			x := s.exam(p)
			if x.seen() != 0 || len(x.asked) == 0 {
				t.Errorf("part %s: %d of %d messages stand in train", p, x.seen(), len(x.asked))
			}
		}
	}
}

func TestHoldOut(t *testing.T) {
	train := numbered(map[string]int{"a": 20, "b": 3, "c": 1})
	rest, held := holdOut(train)
	if diff := cmp.Diff(map[string]int{"a": 4, "b": 1}, counts(held)); diff != "" {
		t.Errorf("held out (-want +got):\n%s", diff)
	}
	if len(rest)+len(held) != len(train) {
		t.Errorf("%d and %d are not %d", len(rest), len(held), len(train))
	}
	_, again := holdOut(train)
	if diff := cmp.Diff(held, again); diff != "" {
		t.Errorf("another fifth (-first +second):\n%s", diff)
	}
}
