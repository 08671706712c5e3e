package compare

import (
	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/engine"
)

// frame is a reply that the program makes of a node and of its own short texts.
type frame struct {
	name    string
	input   func(situation) engine.Input
	words   []string // that it shows, beside those of hotline lines
	helpRow bool     // not the reply, but the row below every reply
}

func fixed(in engine.Input) func(situation) engine.Input {
	return func(s situation) engine.Input {
		in.Locale, in.LocaleFixed = s.Locale, true
		return in
	}
}

// The messages nobody understands are of letters that no language has together.
var frames = []frame{
	{name: "the start of a chat", input: fixed(engine.Input{Kind: engine.Start})},
	{
		name: "a message not understood", words: []string{"help-line"},
		input: fixed(engine.Input{Kind: engine.Text, Text: "qxqxqx"}),
	},
	{
		name: "a message in another language", words: []string{"help-line", "speaks"},
		input: fixed(engine.Input{Kind: engine.Text, Text: "qxqxqx vzvzvz wjwjwj"}),
	},
	{name: "a picture or voice message", input: fixed(engine.Input{Kind: engine.Media})},
	{name: "something no channel can read", input: fixed(engine.Input{Kind: engine.Unknown})},
	{
		name: "a language was chosen", words: []string{"language-changed"},
		input: func(s situation) engine.Input {
			return engine.Input{Kind: engine.Command, Command: dialog.CommandLanguage + " " + s.Locale}
		},
	},
	{
		name: "a country was chosen", words: []string{"country-changed"},
		input: func(s situation) engine.Input {
			country := s.Country
			if country == dialog.NoCountry {
				country = dialog.HomeCountry
			}
			return engine.Input{Kind: engine.Command, Command: dialog.CommandCountry + " " + country}
		},
	},
	{
		name: "the row below every reply", words: []string{"help-now", "menu", "leave"}, helpRow: true,
		input: fixed(engine.Input{Kind: engine.Start}),
	},
}
