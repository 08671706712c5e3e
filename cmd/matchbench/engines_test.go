package main

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEngines(t *testing.T) {
	vocabularies, err := readVocabularies(true)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "es"} {
		if len(vocabularies[lang].Small) == 0 {
			t.Errorf("no vocabulary of %s", lang)
		}
	}
	train := []item{{"red lamp", "lamp"}, {"blue lamp", "lamp"}, {"dry bread", "bread"}, {"fresh bread", "bread"}, {"late train", "train"}}
	for _, e := range []engine{matcher(vocabularies), bm25} {
		for _, lang := range []string{"en", "es", "fi"} {
			a, err := e.build(train, lang)
			if err != nil {
				t.Fatalf("%s, %s: %v", e.name, lang, err)
			}
			var labels []string
			for _, h := range a.find("blue lamp, fresh bread, late train") {
				labels = append(labels, h.Label)
			}
			if len(labels) != 3 {
				t.Errorf("%s, %s: found %v", e.name, lang, labels)
			}
			if found := a.find("giraffe"); len(found) != 0 {
				t.Errorf("%s, %s: found %v for nothing", e.name, lang, found)
			}
			a.close()
		}
	}
}

// TestBleveScoresByBM25 computes a score by hand: bleve turns to tf-idf without a
// word in an index of another kind.
func TestBleveScoresByBM25(t *testing.T) {
	train := []item{{"lamp", "a"}, {"lamp bread train", "b"}, {"bread bread", "c"}, {"train train", "d"}}
	a, err := bm25.build(train, "en")
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	const k1, b, average = 1.2, 0.75, 1 // 3 different words by 4 examples, rounded up
	idf := math.Log(1 + (4-2+0.5)/(2+0.5))
	score := func(words float64) float64 { return idf * k1 / (1 + k1*(1-b+b*words/average)) }
	got := a.find("lamp")
	if len(got) != 2 || math.Abs(got[0].Score-score(1)) > 1e-3 || math.Abs(got[1].Score-score(3)) > 1e-3 {
		t.Errorf("found %v, want a with %.4f and b with %.4f", got, score(1), score(3))
	}
}

// TestTiesAreSettled asks for topics whose examples all score the same: the first
// in train comes first, however many there are.
func TestTiesAreSettled(t *testing.T) {
	var train []item
	for _, label := range []string{"a", "b", "c", "d"} {
		for range 30 {
			train = append(train, item{"lamp", label})
		}
	}
	a, err := bm25.build(train, "en")
	if err != nil {
		t.Fatal(err)
	}
	defer a.close()
	var labels []string
	for _, h := range a.find("lamp") {
		labels = append(labels, h.Label)
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, labels); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
