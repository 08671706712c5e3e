package main

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/standard"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
)

// analyzers are bleve's own for a language; others are cut into words only.
var analyzers = map[string]string{"en": en.AnalyzerName, "es": es.AnalyzerName}

// bm25 is bleve as it ships, with an example a document: the answer is the topic of
// the best document. Where BM25 has the mean length of a document, bleve 2.5.7 has
// the number of different words by document, rounded up.
var bm25 = engine{"bleve BM25", newBM25}

// firstHits is how many documents are asked for at first; where they do not settle
// the first three topics, four times as many are asked for, and so on.
const firstHits = 10

func newBM25(train []item, lang string) (answerer, error) {
	// An empty path keeps scorch in memory. bleve.NewMemOnly takes another kind
	// of index, which knows no lengths of fields: there bm25 silently turns into
	// tf-idf.
	ix, err := bleve.NewUsing("", textMapping(lang), scorch.Name, scorch.Name, nil)
	if err != nil {
		return answerer{}, err
	}
	batch := ix.NewBatch() // one batch makes one segment
	for i, t := range train {
		if err := batch.Index(strconv.Itoa(i), map[string]string{"text": t.Text}); err != nil {
			return answerer{}, err
		}
	}
	if err := ix.Batch(batch); err != nil {
		return answerer{}, err
	}
	find := func(message string) []hit {
		for size := firstHits; ; size *= 4 {
			if found, settled := topics(ix, train, message, size); settled {
				return found
			}
		}
	}
	return answerer{find, func() { _ = ix.Close() }}, nil
}

// textMapping indexes one field and keeps nothing that ranking does not need.
func textMapping(lang string) mapping.IndexMapping {
	field := bleve.NewTextFieldMapping()
	field.Store, field.IncludeTermVectors, field.IncludeInAll, field.DocValues = false, false, false, false
	document := bleve.NewDocumentStaticMapping()
	document.AddFieldMappingsAt("text", field)
	m := bleve.NewIndexMapping()
	m.DefaultMapping = document
	m.DefaultField = "text"
	m.DefaultAnalyzer = standard.Name
	if name, ok := analyzers[lang]; ok {
		m.DefaultAnalyzer = name
	}
	m.ScoringModel = "bm25"
	return m
}

// topics gives up to three topics of the best size documents. They are not settled
// while a document that was not seen may score as high as the third of them: bleve
// puts documents of one score in an order that changes from run to run.
func topics(ix bleve.Index, train []item, message string, size int) (found []hit, settled bool) {
	query := bleve.NewMatchQuery(message)
	query.SetField("text")
	result, err := ix.Search(bleve.NewSearchRequestOptions(query, size, 0, false))
	if err != nil {
		return nil, true
	}
	type document struct {
		n     int
		score float64
	}
	var documents []document
	for _, h := range result.Hits {
		if n, err := strconv.Atoi(h.ID); err == nil {
			documents = append(documents, document{n, h.Score})
		}
	}
	slices.SortFunc(documents, func(a, b document) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.n, b.n))
	})
	for _, d := range documents {
		label := train[d.n].Label
		if !slices.ContainsFunc(found, func(h hit) bool { return h.Label == label }) {
			found = append(found, hit{label, d.score})
		}
		if len(found) == 3 {
			break
		}
	}
	settled = len(documents) < size || len(found) == 3 && found[2].Score > documents[size-1].score
	return found, settled
}
