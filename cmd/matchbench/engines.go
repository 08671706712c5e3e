package main

import (
	"errors"
	"io/fs"
	"path"

	"go.yaml.in/yaml/v4"

	"github.com/porchlight-chat/porchlight/dialogs"
	"github.com/porchlight-chat/porchlight/internal/match"
	"github.com/porchlight-chat/porchlight/internal/text"
)

// engine builds something that can be asked.
type engine struct {
	name  string
	build func(train []item, lang string) (answerer, error)
}

// answerer gives the topics of a message, best first, each once, up to three.
// close frees what it holds.
type answerer struct {
	find  func(message string) []hit
	close func()
}

// hit is a topic with its score. Scores of one engine can be compared with each
// other, those of two cannot.
type hit struct {
	Label string  `json:"label"`
	Score float64 `json:"score"`
}

// matcher is internal/match, from the text of a message to its candidates.
func matcher(vocabularies map[string]match.Vocabulary) engine {
	return engine{"porchlight", func(train []item, lang string) (answerer, error) {
		ix := newIndex(train, lang, vocabularies)
		find := func(message string) []hit { return hits(ix.Find(text.Scan(message))) }
		return answerer{find, func() {}}, nil
	}}
}

func newIndex(train []item, lang string, vocabularies map[string]match.Vocabulary) *match.Index {
	asks := make([]match.Ask, len(train))
	for i, t := range train {
		asks[i] = match.Ask{ID: t.Label, Text: t.Text}
	}
	return match.New(asks, match.Options{Language: lang, Vocabulary: vocabularies[lang]})
}

func hits(r match.Result) []hit {
	found := make([]hit, r.N)
	for i, c := range r.Candidates[:r.N] {
		found[i] = hit{c.ID, c.Score}
	}
	return found
}

// readVocabularies reads the program's own words by language; without own there
// are none.
func readVocabularies(own bool) (map[string]match.Vocabulary, error) {
	all := map[string]match.Vocabulary{}
	if !own {
		return all, nil
	}
	files, err := fs.Glob(dialogs.FS, "locales/*/vocabulary.yaml")
	if err != nil || len(files) == 0 {
		return nil, errors.New("the program has no vocabulary")
	}
	for _, file := range files {
		data, err := fs.ReadFile(dialogs.FS, file)
		if err != nil {
			return nil, err
		}
		var v match.Vocabulary
		if err := yaml.Unmarshal(data, &v); err != nil {
			return nil, err
		}
		all[path.Base(path.Dir(file))] = v
	}
	return all, nil
}
