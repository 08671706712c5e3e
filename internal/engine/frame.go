package engine

import (
	"strings"

	"github.com/porchlight-chat/porchlight/internal/dialog"
	"github.com/porchlight-chat/porchlight/internal/markup"
	"github.com/porchlight-chat/porchlight/internal/text"
	"github.com/porchlight-chat/porchlight/internal/triage"
)

// frame is what surrounds every reply in one locale, made once.
type frame struct {
	locale                          string
	country                         string
	help                            []dialog.Choice // help now first
	menu, chooseCountry             dialog.Choice
	keepLanguage                    dialog.Choice
	back, yes, no                   string
	safeWords                       [][]string
	draftNotice                     *markup.Doc // nil when the texts are reviewed
	countryNotice                   *markup.Doc
	helpLine, speaks, interpreters  *markup.Doc
	alsoAsked                       *markup.Doc
	languageChanged, countryChanged *markup.Doc
}

func newFrame(b *dialog.Bundle, locale int, o Options) frame {
	f := frame{locale: b.Locales()[locale], country: o.Country}
	word := func(key string) string { return b.Word(locale, key) }
	doc := func(key string) *markup.Doc {
		d, _ := markup.Parse(word(key))
		return &d
	}
	choice := func(key string, to dialog.Target) dialog.Choice {
		return dialog.Choice{Label: word(key), To: to, Payload: dialog.Payload{Locale: f.locale, To: to}.String()}
	}
	f.help = []dialog.Choice{
		choice("help-now", dialog.CommandHelp),
		choice("menu", dialog.CommandMenu),
		choice("leave", dialog.CommandBye),
	}
	f.menu = f.help[1]
	f.chooseCountry = choice("choose-country", dialog.CommandCountry)
	f.keepLanguage = choice("keep-language", dialog.Target(dialog.CommandLanguage+" "+f.locale))
	f.back, f.yes, f.no = word("back-to-question"), word("yes-now"), word("no-not-now")
	for w := range strings.SplitSeq(word("safe-words"), ",") {
		if words := strings.Fields(text.Normal(w)); len(words) > 0 {
			f.safeWords = append(f.safeWords, words)
		}
	}
	if o.Drafts {
		f.draftNotice = doc("draft-notice")
	}
	f.countryNotice = doc("country-notice")
	f.helpLine, f.speaks, f.interpreters = doc("help-line"), doc("speaks"), doc("interpreters")
	f.alsoAsked = doc("also-asked")
	f.languageChanged, f.countryChanged = doc("language-changed"), doc("country-changed")
	return f
}

// sameWords reports whether a message is these words and nothing else.
func sameWords(tokens []text.Token, words []string) bool {
	if len(tokens) != len(words) || len(words) == 0 {
		return false
	}
	for i := range tokens {
		if tokens[i].Norm != words[i] {
			return false
		}
	}
	return true
}

// quizAnswer is the answer of a quiz that a message names: by its letter ("b"), or
// by words that stand in a row in the label of that one alone ("warning sign"). It
// is -1 when it names none.
func quizAnswer(tokens []text.Token, labels [][]string) int {
	if len(tokens) == 1 && len(tokens[0].Norm) == 1 {
		if k := int(tokens[0].Norm[0]) - 'a'; k >= 0 && k < len(labels) {
			return k
		}
	}
	found := -1
	for k, label := range labels {
		for at := range label {
			if end := at + len(tokens); end <= len(label) && sameWords(tokens, label[at:end]) {
				if found >= 0 && found != k {
					return -1
				}
				found = k
			}
		}
	}
	return found
}

// choiceNumber reads a message that is only a number of at most two digits.
func choiceNumber(tokens []text.Token) int {
	if len(tokens) != 1 {
		return 0
	}
	return number(tokens[0].Norm)
}

func number(s string) int {
	if len(s) == 0 || len(s) > 2 {
		return 0
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// inRange reports whether a message names exactly one number, and that number
// lies in a slot value such as "11-13".
func inRange(tokens []text.Token, value string) bool {
	low, high, ok := dialog.SlotRange(value)
	if !ok {
		return false
	}
	found := 0
	for _, t := range tokens {
		if n := number(t.Norm); n > 0 {
			if found > 0 {
				return false
			}
			found = n
		}
	}
	return found >= low && found <= high && found > 0
}

// handoffKind is the kind of danger that a node hands off for, or "".
func handoffKind(id dialog.NodeID) triage.Kind {
	if !strings.HasPrefix(string(id), "danger/") {
		return "" // nearly always, at no cost
	}
	for _, k := range triage.Kinds() {
		if h := dialog.Handoff(k); id == h || id == dialog.ForYoung(h) {
			return k
		}
	}
	return ""
}
